import type { RefusalCode, Told } from './refusals'
import type { SessionState } from './states'
import type { PublicSession } from './views'

/** The picture of a session: where it comes from, where it stands, and what a player may be told. Times are epoch ms. */

/** HLS pushed to the portal, HLS somewhere else, or one film handed in afterwards. */
export const streamKinds = ['worker', 'external', 'recording'] as const
export type StreamKind = (typeof streamKinds)[number]

/** `none`: no picture is planned. `ready`: a key is out or an address is set, and nothing has come yet. */
export const streamStates = ['none', 'ready', 'live', 'interrupted', 'ended', 'archived'] as const
export type StreamState = (typeof streamStates)[number]

/** Why picture or text was taken off the screens; said in public. */
export const cutReasons = [
  'privacy',
  'disturbance',
  'technical',
  'break',
  'legal',
  'other',
] as const
export type CutReason = (typeof cutReasons)[number]
export const cutKinds = ['picture', 'text'] as const
export type CutKind = (typeof cutKinds)[number]

export interface PublicCut {
  since: number
  reason: CutReason
}

/** What a page and a player know of a session's picture. Absent where a session has none. */
export interface PublicStream {
  kind: StreamKind
  state: Exclude<StreamState, 'none'>
  /** Playlist or film. Absent while it is cut, before the first picture, and once it has expired. */
  src?: string
  type?: 'hls' | 'mp4'
  poster?: string
  /** The first picture, and the end. */
  startedAt?: number
  endedAt?: number
  /** Grows with every resume: a player of an earlier take begins anew. */
  take: number
  cut?: PublicCut
  textCut?: PublicCut
  /** The recording is gone: since when, and the digest of what was removed. */
  expired?: { at: number; digest: string }
}

/** A stretch of the playlist without a gap: the room's clock at its first picture, and where it begins; seconds. */
export interface Span {
  at: number
  media: number
  dur: number
}

/** When a question was on stage, by the room's clock. */
export interface PublicStaging {
  id: string
  /** The question. */
  no: number
  question: string
  title: string
  speaker?: string
  office?: string
  at: number
  /** null: it still is. */
  off: number | null
}

/** The same, by the clock of the playlist; seconds. null: the picture has not come that far. */
export interface Chapter extends PublicStaging {
  from: number | null
  to: number | null
}

/** One line of the text record (文字实录). */
export interface PublicLine {
  id: string
  /** When it was said, by the room's clock; lines stand in the order of `at`, then `id`. */
  at: number
  speaker: string
  office?: string
  text: string
  /** Number of the question it answers. */
  question?: number
  /** Written down afterwards (补录). */
  late?: true
  revised?: { at: number; why: string }
}

/** Where the picture comes from, as the desk sets it. */
export type StreamSource =
  | { kind: 'worker' }
  | { kind: 'external'; url: string }
  /** A film kept in the portal (its key in MEDIA) or linked; `startsAt`: what the clock showed at its first picture. */
  | { kind: 'recording'; key?: string; url?: string; type: 'hls' | 'mp4'; startsAt: number | null }

/** What the stream tells the room, as absolute values; a report with a lower version is late and ignored. */
export interface StreamReport {
  version: number
  kind: StreamKind | null
  state: StreamState
  src: string | null
  type: 'hls' | 'mp4' | null
  poster: string | null
  startedAt: number | null
  endedAt: number | null
  take: number
  /** Everything was removed after its time: when, and the digest of what there was. */
  expired?: { at: number; digest: string }
}

/** What the room tells the stream, as absolute values, and again until it is acknowledged. */
export interface RoomReport {
  /** The room's number: an older report is ignored. */
  seq: number
  sessionId: string
  state: SessionState
  stagings: PublicStaging[]
  cuts: PictureCut[]
}

/** What a session's room knows of its picture. */
export interface Picture {
  session: PublicSession
  stream: PublicStream | null
  /** Of public questions only; in the order of the stage. */
  stagings: PublicStaging[]
  /** The desk's alone: where chapters were moved to, ms by staging, and every cut. */
  desk: { nudges: Record<string, number>; cuts: DeskCut[] }
}

/** A cut as the desk reads it. */
export interface DeskCut {
  id: string
  kind: CutKind
  at: number
  /** What lies before the press and was cut with it, from here on. */
  from: number
  until: number | null
  reason: CutReason
  note?: string
  keepOut: boolean
  by: string
}

/** A picture taken off the screens: from when (by the picture's clock) to when; null: still. */
export interface PictureCut {
  id: string
  from: number
  until: number | null
  /** What was cut stays out of the recording. */
  keepOut: boolean
}

/** What the desk is told while an encoder pushes. */
export interface StreamHealth {
  report: StreamReport
  /** Until when the key is good; null: none is out. */
  keyUntil: number | null
  lastPushAt: number | null
  lastSegmentAt: number | null
  /** Bits a second, over the last half minute. */
  bitrate: number | null
  segments: number
  /** Times the encoder began anew, and segments that never came. */
  restarts: number
  lost: number
  /** Encoder's clock minus ours, ms. */
  skew: number | null
  /** More than three changes of encoder in a minute: another one is pushing. */
  twoEncoders: boolean
  /** Refusals lately, newest first: what the encoder did wrong, and so what the operator has to do. */
  refusals: { at: number; code: RefusalCode; name?: string }[]
}

/** The verbs of a session's stream object that other rooms of the code may use. */
export interface Stream {
  setSource(source: StreamSource | null, now: number): Promise<Told<StreamReport>>
  /** Makes this hash the only one that may push, until then; the former one ends at once. */
  setKey(hash: string | null, until: number, now: number): Promise<Told<StreamReport>>
  /** The room's report; answered with the stream's own. */
  follow(report: RoomReport, now: number): Promise<StreamReport>
  report(): Promise<StreamReport>
  health(now: number): Promise<StreamHealth>
  /** Where the playlist stands against the clock; what was cut out is not in it. */
  spans(): Promise<Span[]>
  setPoster(key: string | null, now: number): Promise<StreamReport>
  /** Does at once what its alarm would do: tells room and record, deletes, puts away. */
  tick(now: number): Promise<void>
}
