/** The keeper of nightly dumps: one object for the portal, which works by its own alarms. */

/** A dump that is whole. */
export interface KeptDump {
  /** The day it belongs to, by which it lies in the bucket. */
  day: string
  /** The moment it shows. */
  at: number
  digest: string
  rows: number
  /** Bytes of its parts; those of the buckets' objects are shared by all dumps. */
  bytes: number
}

export interface KeeperState {
  /** Days and hour as they are set; null: no dumps are made. */
  set: { days: number; hour: number } | null
  /** Whole ones, the newest first. */
  kept: KeptDump[]
  /** The one that is being made. */
  running: { day: string; done: number; of: number } | null
  /** What went wrong last, until one succeeds. */
  failed: { day: string; at: number; tries: number; over: boolean } | null
  /** When it looks next. */
  next: number | null
}

export interface Keeper {
  /** Sees to it that its alarm is set as the settings say. Asking twice does no harm. */
  wake(now: number): Promise<void>
  state(): Promise<KeeperState>
}

/** Where dumps lie in FILES: a folder for each day, and the bytes of objects beside them, shared. */
export const DUMPS = 'dumps/'
export const DUMP_BLOBS = `${DUMPS}blobs/`
