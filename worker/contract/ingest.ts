import type { RefusalCode, Told } from './refusals'

/** What an encoder may push, and what the Worker and a session's stream say to each other about it. */

export const SEGMENT_BYTES = 8 * 1024 * 1024
export const LIST_BYTES = 2 * 1024 * 1024
export const LIST_ENTRIES = 20_000
/** Seconds; a longer segment is no live picture, and a player would wait for it. */
export const SEGMENT_SECONDS = 60
/** The newest entries of a list are looked at; what is older was sent long ago, or will not come. */
export const LIST_TAIL = 300
/** A name as encoders give them: one word, and an ending that says what it is. */
export const pushName = /^(?!\.)[A-Za-z0-9._-]{1,96}\.(ts|m4s|mp4|m3u8)$/
/** Pushes a second of one encoder, and how many seconds' worth may come at once after a break. */
export const PUSHES = 8
export const PUSH_BURST_SECONDS = 20
/** Megabytes an hour: over 20 Mbit/s. */
export const PUSH_MB = 10_000
/** Pushes of one session whose bytes are on their way at the same time. */
export const PUSHES_AT_ONCE = 8
/** A body that takes longer, or is silent for so long, never ends. */
export const PUSH_MS = 60_000
export const PUSH_SILENT_MS = 15_000
/** Last segments that were named before the end are taken for so long. */
export const LATE_MS = 15_000
/** The same bytes under the same name within this time are a retry. */
export const RETRY_MS = 15_000

export type PushKind = 'list' | 'init' | 'segment'

/** An entry of an encoder's playlist. */
export interface ListEntry {
  /** Its media sequence number. */
  seq: number
  name: string
  /** Microseconds. */
  us: number
  /** Encoder's clock at its first picture, epoch ms. */
  pdt: number | null
  /** The encoder itself says that something new begins here. */
  disc: boolean
  /** Name of the init segment it needs. */
  map: string | null
}

/** Bytes that lie in MEDIA already. */
export interface StoredPush {
  name: string
  kind: 'init' | 'segment'
  /** Public name, of which the key in MEDIA follows. */
  file: string
  sha: string
  size: number
  /** When the push began. */
  at: number
}

export type PlaylistKind = 'whole' | 'delta' | 'preview'

/** A playlist as readers get it. */
export interface Playlist {
  /** Tells one text from another. */
  mark: string
  /** `none`: nothing to see yet, or for good; `open`: it grows; `over`: it does not; `frozen`: it lies in MEDIA. */
  state: 'none' | 'open' | 'over' | 'frozen'
  /** Left out where the asker has this text. */
  text?: string
  /** Segments that arrived within these stretches are not given out, epoch ms. */
  withheld: [number, number][]
}

/** The verbs of a stream's object that the ways in and out use. */
export interface Origin {
  /** Whether this key may push this name now; answered with a ticket, before a byte of the body is read. */
  admit(keyHash: string | null, name: string, now: number): Promise<Told<number>>
  /** False: the same bytes are there already, and these can go. */
  stored(ticket: number, keyHash: string, push: StoredPush, now: number): Promise<Told<boolean>>
  listed(ticket: number, keyHash: string, list: ListEntry[], now: number): Promise<Told<null>>
  /** A push that was admitted came to nothing. */
  refuse(ticket: number, code: RefusalCode, name: string, now: number): Promise<void>
  playlist(kind: PlaylistKind, mark: string | null): Promise<Playlist>
  /** Deletes everything there is of it, also in MEDIA. Safe to repeat. */
  forget(now: number): Promise<void>
}
