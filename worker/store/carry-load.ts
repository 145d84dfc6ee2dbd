import type {
  AnswerRecord,
  BurstRecord,
  CaseRecord,
  CommentRecord,
  EventRecord,
  PromptRecord,
  QuestionRecord,
  RevisionRecord,
  SealedRecord,
  TallyRecord,
} from '../domain/records'
import type { Authority } from '../contract/states'
import type { PublicSession } from '../contract/views'
import type { LineRecord } from '../domain/stream-records'
import type { FairLoad } from './fair'
import type { StreamLoad } from './stream'

/** What a room carries to the record, apart from how: rooms know it from the start, and read the rest when they carry. */

/** A session's own facts at one number of its room. */
export interface CarriedSession extends PublicSession {
  version: number
  epoch?: string | null
  /** Only for a session the record does not know yet. */
  authority?: Authority
  seriesId?: string | null
}

/** Absolute counts of one question; `byLevel` counts ballots by level of assurance. */
export interface CarriedCount {
  id: string
  no: number
  votes: number
  /** Held votes, where there ever were any. */
  held?: number
  /** null where there never were any. */
  verified?: number | null
  apart?: number | null
  byLevel: readonly [number, number, number, number]
  countVersion: number
}

/** A row whose last change may carry a number; without one, the later writer wins. */
export type Numbered<T> = T & { version?: number }

/** What a room carries to the record. Absolute values: sending one twice, late or out of order does no harm. */
export interface CarryLoad extends FairLoad, StreamLoad {
  session?: CarriedSession
  questions: readonly QuestionRecord[]
  counts: readonly CarriedCount[]
  answers: readonly Numbered<AnswerRecord>[]
  cases: readonly Numbered<CaseRecord>[]
  comments: readonly CommentRecord[]
  prompts: readonly PromptRecord[]
  revisions: readonly RevisionRecord[]
  events: readonly EventRecord[]
  sealed: readonly SealedRecord[]
  bursts?: readonly BurstRecord[]
  tallies?: readonly TallyRecord[]
  lines?: readonly LineRecord[]
}

/** A load with nothing in it, to spread over. */
export const emptyLoad: CarryLoad = {
  questions: [],
  counts: [],
  answers: [],
  cases: [],
  comments: [],
  prompts: [],
  revisions: [],
  events: [],
  sealed: [],
}
