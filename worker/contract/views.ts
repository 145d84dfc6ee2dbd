import type { Assurance, Level } from './assurance'
import type { OwnAppeal } from './fairness'
import type { OwnFollow } from './follow'
import type { PublicLine, PublicStream } from './stream'
import type {
  AnswerMode,
  CaseKind,
  CaseState,
  Channel,
  CommentState,
  MuteReason,
  Outcome,
  QuestionState,
  SessionKind,
  SessionState,
  Solved,
} from './states'

/** Public shapes: everything a page, the JSON API, a socket or a feed may carry, and nothing else. Times are epoch ms. */

export interface PublicGuest {
  id: string
  name: string
  office: string
  unit: string
}

export interface PublicSession {
  id: string
  slug: string
  kind: SessionKind
  state: SessionState
  title: string
  topic: string
  notice: string
  unit: string
  place: string
  series: string | null
  edition: number | null
  startsAt: number
  endsAt: number | null
  /** When the stream began; the part of a question follows from `wrappedAt`. */
  liveAt: number | null
  wrappedAt: number | null
  /** When the window for questions after the stream ends. */
  closesAt: number | null
  closedAt: number | null
  archivedAt: number | null
  guests: PublicGuest[]
  /** Which levels count in the order; left out where all do. */
  assurance?: Assurance
  /** 演示数据: a fictitious session. */
  demo: boolean
  /** 彩排: when it ends by itself and everything in it is gone. */
  rehearsal?: number
  /** What one device may hand in within ten minutes, where it is not the ordinary number. */
  quota?: { asks: number; comments: number }
  /** Historical records: where it is printed, the date as printed where the day is not on record, and whether only an excerpt is. */
  source?: string
  datePrinted?: string
  excerpt?: boolean
  /** 小结, or what a historical record says happened. */
  summary?: string
}

export interface PublicAnswer {
  id: string
  mode: AnswerMode
  speaker: string
  office: string
  unit: string
  text: string
  solved: Solved | null
  /** 答复日期; the day it was accepted is the question's `listedAt`. */
  at: number
  /** Last correction, with its reason; absent when never corrected. */
  revised?: { at: number; why: string }
  /** 并案答复: numbers of the questions answered together with this one. */
  joint?: number[]
}

export interface PublicCase {
  id: string
  kind: CaseKind
  unit: string
  state: CaseState
  outcome: Outcome | null
  assignedAt: number
  /** The moment the period ends (24:00 in Shanghai), or null where no deadline applies. */
  dueAt: number | null
  /** The calendar of the due year is not published yet. */
  provisional: boolean
  repliedAt: number | null
  reply: string | null
  /** When its department took it for done; absent before. */
  closedAt?: number
}

export interface PublicQuestion {
  id: string
  no: number
  state: QuestionState
  /** Empty for a stub (withdrawn, taken down). */
  text: string
  details?: string
  name?: string
  channel: Channel
  part: 1 | 2
  votes: number
  /** The level its asker had reached; left out at 0. */
  level?: Level
  /** Of the votes, verified persons; absent when there are none. */
  verified?: number
  /** Votes below the level that counts in the order, kept and shown apart; absent when there are none. */
  apart?: number
  /** Votes held back from the count until a moderator decides; absent when there are none. */
  held?: number
  /** Support carried over from another system, shown apart from votes. */
  support?: number
  askedAt: number
  listedAt: number | null
  stagedAt?: number
  /** The host has put it into the run-down; otherwise its votes decide when it is its turn. */
  arranged?: true
  /** When it got its disposition: answered, handed off, merged, taken down, withdrawn. */
  settledAt?: number
  mergedInto?: { id: string; no: number }
  /** Numbers of the questions merged into this one. */
  merged?: number[]
  /** Reason code of a take-down, or the lawful route of a redirection. */
  reason?: string
  edited?: boolean
  /** Its asker had the words erased; what was answered stays. */
  erased?: true
  answers: PublicAnswer[]
  cases: PublicCase[]
  source?: string
}

export interface PublicComment {
  id: string
  no: number
  text: string
  name?: string
  at: number
  /** Number of the prompt (反问) it belongs to. */
  prompt?: number
  state: Extract<CommentState, 'listed' | 'taken_down' | 'withdrawn'>
  /** Reason code of a take-down. */
  reason?: string
}

/** 反问: a question of the host to the public, and what came of it. */
export interface PublicPrompt {
  id: string
  no: number
  text: string
  at: number
  open: boolean
  comments: number
  summary?: string
}

/** One line of the balance sheet; both identities of the domain hold in it at every moment. */
export interface BalanceLine {
  received: number
  accepted: number
  rejected: number
  redirected: number
  withdrawnBefore: number
  pending: number
  answeredLive: number
  answeredWritten: number
  handedOff: number
  merged: number
  withdrawnLater: number
  redirectedLater: number
  takenDown: number
  open: number
  /** Of the answered, how many are followed up by a case. */
  followedUp: number
}

export interface Balance {
  total: BalanceLine
  /** What came in up to the end of the stream. */
  main: BalanceLine
  /** What came in afterwards (会后留言). */
  after: BalanceLine
}

/** What became of the handed-off matters: the second line of the bridge. */
export interface CasesLine {
  total: number
  overdue: number
  disputed: number
  replied: number
  closed: number
  /** The department says the matter itself is solved; whether its asker agrees is the next figure. */
  solved: number
  confirmed: number
}

export interface Stage {
  no: number
  since: number
  /** Who answers, as far as named. */
  speaker?: string
  office?: string
}

/** The whole public state of a session at one number. */
export interface Snapshot {
  /** Absent where the session has no picture. */
  stream?: PublicStream
  /** The last line of the text record. */
  line?: PublicLine
  v: 1
  /** Names the life of the room's numbering; another value means: start anew. */
  epoch: string
  seq: number
  at: number
  session: PublicSession
  stage: Stage | null
  /** Numbers of the next questions of the run-down. */
  next: number[]
  balance: Balance
  cases: CasesLine
  questions: PublicQuestion[]
  comments: PublicComment[]
  prompts: PublicPrompt[]
  /** How many public questions there are; more than `questions` when the list is long. */
  totalQuestions: number
  totalComments: number
  viewers: number
}

/** What an asker may read of an own question: its state and reasons, also before it is public. */
export interface OwnQuestion {
  id: string
  slug: string
  sessionTitle: string
  no: number
  /** An accusation (检举控告) has no words here: they are sealed. */
  kind: 'question' | 'comment' | 'accusation'
  text: string
  details?: string
  state: QuestionState | CommentState
  askedAt: number
  receipt: string
  reason?: string
  reasonNote?: string
  mergedInto?: { id: string; no: number }
  promotedTo?: { id: string; no: number }
  answers: PublicAnswer[]
  cases: PublicCase[]
  votes: number
  canWithdraw: boolean
  /** It was rejected, and that can still be appealed. */
  canAppeal?: true
  appeal?: OwnAppeal
  /** Its device may not ask or comment in this session now. */
  muted?: { why: MuteReason; until?: number }
  /** What is kept about it; told to whoever holds its code. */
  kept?: OwnKept
  /** What its asker did and may do after an answer. */
  follow?: OwnFollow
}

/** What the portal keeps about one submission (我的数据). */
export interface OwnKept {
  text: boolean
  details: boolean
  name: boolean
  /** A mark of the device it was handed in from. */
  device: boolean
  /** The wording before masking, or the accusation. */
  original: 'none' | 'sealed' | 'erased'
  /** When the original will be erased by itself, if that is known by now. */
  originalUntil: number | null
  /** Its words are part of the public record: who relies on them finds them there after an erasure. */
  public: boolean
}

/** Answer to a question or comment handed in. */
export interface Receipt {
  id: string
  no: number
  /** 查询码, in groups of four. */
  receipt: string
  state: QuestionState | CommentState
  /** Waiting time of review as measured lately, minutes. */
  reviewMinutes: number
  /** An accusation: sealed, never shown; `redirected` to the lawful route. */
  accusation?: true
  /** Handed in to a rehearsal: it has no code, as nothing of it is kept. */
  rehearsal?: true
}

/** What decided between two neighbours: support, then the time of listing, then the number. */
export interface Beaten {
  no: number
  by: 'votes' | 'listed_earlier' | 'lower_number'
  /** Votes, milliseconds or numbers between the two. */
  margin: number
}

export interface WhyHere {
  /** 1 is the top of the hot list. */
  place: number
  of: number
  votes: number
  /** The question just above, and what put it there. */
  above: Beaten | null
  /** The question just below, and what keeps it there. */
  below: Beaten | null
}
