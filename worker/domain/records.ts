import type { Level } from '../contract/assurance'
import type { CaseRow } from '../contract/cases'
import type {
  AnswerMode,
  BurstState,
  Channel,
  CommentState,
  PersonalKind,
  HoldReason,
  MuteReason,
  QuestionState,
  Solved,
} from '../contract/states'

/**
 * Rows as both stores keep them (the room's SQLite and the record in D1), before any projection.
 * Whatever is here may be private: only domain/projection.ts turns a row into public bytes.
 */

export interface QuestionRecord {
  id: string
  sessionId: string
  no: number
  text: string
  details: string | null
  name: string | null
  channel: Channel
  /** Staff member who entered it for somebody (代录). */
  enteredBy: string | null
  /** Keyed hash of the asker's device. */
  asker: string | null
  receiptHash: string | null
  state: QuestionState
  part: 1 | 2
  askedAt: number
  listedAt: number | null
  /** First moment on stage. */
  stagedAt: number | null
  settledAt: number | null
  /** Code of a rejection, take-down or redirection. */
  reason: string | null
  reasonNote: string | null
  mergedInto: number | null
  /** Place in the run-down, null when not arranged. */
  position: number | null
  edited: boolean
  note: string | null
  /** First of the two reviewers a redirection needs. */
  redirectBy: string | null
  /** Distinct voters of the question, or of its whole group, at a level that counts in the order. */
  votes: number
  /** The level its asker had reached. */
  level?: Level | null
  /** Of the votes, verified persons; and those of a lower level than counts. */
  verified?: number | null
  apart?: number | null
  /** Support carried over from another system. */
  support: number | null
  source: string | null
  externalId: string | null
  /** Number of the last change of content or state. */
  version: number
  /** Number of the last change of the count. */
  countVersion: number
  /** Voters of the question or its group who are held back from the count until somebody decides. */
  held?: number
}

/** What every question has when it is new. */
type NewFacts = Pick<QuestionRecord, 'id' | 'sessionId' | 'no' | 'text' | 'askedAt'>

/** A question as it comes in, before anybody has looked at it; `facts` says what is known besides. */
export function newQuestion(facts: NewFacts & Partial<QuestionRecord>): QuestionRecord {
  return {
    details: null,
    name: null,
    channel: 'online',
    enteredBy: null,
    asker: null,
    receiptHash: null,
    state: 'submitted',
    part: 1,
    listedAt: null,
    stagedAt: null,
    settledAt: null,
    reason: null,
    reasonNote: null,
    mergedInto: null,
    position: null,
    edited: false,
    note: null,
    redirectBy: null,
    votes: 0,
    level: 0,
    support: null,
    source: null,
    externalId: null,
    version: 0,
    countVersion: 0,
    ...facts,
  }
}

export interface AnswerRecord {
  id: string
  sessionId: string
  questionNo: number
  mode: AnswerMode
  speaker: string
  office: string
  unit: string
  text: string
  solved: Solved | null
  at: number
  enteredBy: string | null
  revisedAt: number | null
  revisedWhy: string | null
  /** Taken back by an undo or a reopening: kept, no longer shown. */
  withdrawn: boolean
  /** Numbers of the questions it answers together with this one (并案答复). */
  joint?: number[] | null
}

/** A device that may not ask or comment for a while; only ever in the room, and gone with it. */
export interface MuteRecord {
  id: number
  asker: string
  /** What it was muted by: its own words, so that a moderator knows which device is meant. */
  of: 'question' | 'comment'
  no: number
  reason: MuteReason
  /** null: to the end of the session. */
  until: number | null
  at: number
  actorId: string
  actor: string
  liftedAt: number | null
}

/** The same in both stores, so that a room can be told of it. */
export type CaseRecord = CaseRow

export interface CommentRecord {
  id: string
  sessionId: string
  no: number
  text: string
  name: string | null
  asker: string | null
  receiptHash: string | null
  state: CommentState
  at: number
  listedAt: number | null
  prompt: number | null
  promotedTo: number | null
  reason: string | null
  reasonNote: string | null
  version: number
}

export interface PromptRecord {
  id: string
  sessionId: string
  no: number
  text: string
  at: number
  by: string
  summary: string | null
  summaryAt: number | null
  version: number
}

/** A correction of public text, visible as such; `before` stays sealed when it held personal data. */
export interface RevisionRecord {
  id: string
  sessionId: string
  entity: 'question' | 'answer' | 'line'
  entityId: string
  why: string
  before: string
  after: string
  by: string
  at: number
}

/**
 * A wording before masking, or an accusation, under the portal's key. Nothing of it is ever projected: the
 * box leaves by a staff action with a reason, and is emptied when its time is over or its author says so.
 */
export interface SealedRecord {
  /** Id of the question or comment; an accusation has one of its own. */
  id: string
  sessionId: string
  kind: 'question' | 'comment' | 'accusation'
  /** Number of the question or comment; accusations count by themselves, and no number is told. */
  no: number
  kinds: PersonalKind[]
  /** Of an accusation only: the others are found by their question's. */
  receiptHash: string | null
  keyId: string
  /** null once erased. */
  box: string | null
  at: number
  erasedAt: number | null
  erasedWhy: 'author' | 'time' | null
}

export interface EventRecord {
  /** Room-wide running number. */
  id: number
  sessionId: string
  at: number
  actorId: string
  actor: string
  act: string
  /** Numbers of the questions meant. */
  nos: number[]
  /** Facts of the act as JSON; never public text of pending items. */
  detail: string | null
  undone: boolean
}

/** One burst of held votes on one question: what the moderator's card tells, and what was decided. */
export interface BurstRecord {
  /** Room-wide running number. */
  id: number
  sessionId: string
  questionNo: number
  since: number
  until: number
  /** Ballots held in it. */
  ballots: number
  /** How many for which reason. */
  why: Partial<Record<HoldReason, number>>
  state: BurstState
  reason: string | null
  actorId: string | null
  actor: string | null
  decidedAt: number | null
  /** First of the two moderators that counting a large burst needs, by id and by name; room only. */
  proposedBy?: string | null
  proposed?: string | null
  version: number
}

/** The tally of one question as published at the close, by its own ballots: a merge moves none. */
export interface TallyRecord {
  sessionId: string
  questionNo: number
  /** Ballots that count, by level of assurance. */
  byLevel: [number, number, number, number]
  held: number
  voided: number
  /** SHA-256 over the question's ballots, a line each. */
  digest: string
  at: number
}
