import type { CutKind, CutReason, Span, StreamKind, StreamState } from '../contract/stream'

/** Rows about picture and text record, as the room and the record keep them, before any projection. */

/** When a question was on stage; `nudge`: an editor moved its chapter by so many ms. */
export interface StagingRecord {
  id: string
  sessionId: string
  questionNo: number
  speaker: string | null
  office: string | null
  at: number
  off: number | null
  nudge: number
  version: number
}

/** Picture or text taken off the screens, by whom and why. `fromAt` may lie before the press. */
export interface CutRecord {
  id: string
  sessionId: string
  kind: CutKind
  at: number
  fromAt: number
  until: number | null
  reason: CutReason
  note: string | null
  keepOut: boolean
  actorId: string
  actor: string
  version: number
}

/** A line of the text record. */
export interface LineRecord {
  id: string
  sessionId: string
  at: number
  speaker: string
  office: string | null
  text: string
  questionNo: number | null
  late: boolean
  by: string
  byId: string
  enteredAt: number
  revisedAt: number | null
  revisedWhy: string | null
  /** Taken out: kept, no longer shown. */
  removed: boolean
  version: number
}

/** The stream of a session as the record knows it; written by the stream's object alone. */
export interface StreamRecord {
  sessionId: string
  kind: StreamKind | null
  state: StreamState
  /** Address of an external source or a linked film. */
  url: string | null
  /** What is kept of it in MEDIA: the frozen playlist or the film. */
  mediaKey: string | null
  type: 'hls' | 'mp4' | null
  posterKey: string | null
  startedAt: number | null
  endedAt: number | null
  take: number
  spans: Span[]
  bytes: number
  /** Removed after its time: when, and the digest of what there was. */
  expiresAt: number | null
  expiredAt: number | null
  expiredDigest: string | null
  version: number
}
