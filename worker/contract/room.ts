/** What crosses to a room is one file: every verb and shape is read at one place. */

import type { Level } from './assurance'
import type { CaseRow } from './cases'
import type { AuditPage, ChainHead, ChainRow } from './audit'
import type { Fairness, OwnAppeal, Reported, ReportReason, ReportState } from './fairness'
import type { CalendarNotices, DeadlineRules } from './deadlines'
import type { Told } from './refusals'
import type {
  AnswerMode,
  BurstState,
  Channel,
  EnteredChannel,
  PersonalKind,
  HoldReason,
  MuteReason,
  QuestionState,
  RedirectRoute,
  RejectReason,
  SessionState,
  Solved,
  TakeDownReason,
} from './states'
import type { StaffRole } from './staff'
import type { CutKind, CutReason, DeskCut, Picture, StreamReport } from './stream'
import type { Integrity } from './integrity'
import type { DeskLine, DeskLines, LineEdit, LinesPage, LinesRequest } from './transcript'
import type {
  OwnQuestion,
  PublicGuest,
  PublicQuestion,
  PublicSession,
  Receipt,
  Snapshot,
  WhyHere,
} from './views'

/** What the Worker and a session's room say to each other. Times are arguments (epoch ms): rules read no clock. */

/** Who acts, as the audit names them; already authorised by the Worker. */
export interface Actor {
  id: string
  name: string
  office: string
  role: StaffRole
  /** Whose work it is, while they are absent. */
  for?: { id: string; name: string }
}

/** Everything a room needs to know about its session when it takes over the authority. */
export interface RoomOpening {
  session: PublicSession
  /** Units a question can be handed to, with the answer period each asks for (working days), if its own. */
  units: { id: string; name: string; answerDays: number | null }[]
  socketCap: number
  /** The deadlines in force on this day; left out: those that are built in. */
  rules?: DeadlineRules
  /** Notices about rest days that came after those that are built in. */
  notices?: CalendarNotices
}

/** An original wording under the portal's key, for whoever has to help; see store/schema.ts `sealed`. */
export interface SealedBox {
  /** Names the key, so that an older one can still be told after a rotation. */
  keyId: string
  /** Nonce and ciphertext, base64url. */
  box: string
  kinds: PersonalKind[]
}

/** 检举控告: only its seal reaches the room; no question, no number, no asker. */
export interface NewAccusation extends SealedBox {
  id: string
  receiptHash: string
  /** Counted for the pace of one device; not kept. */
  asker: string
  key: string | null
  digest: string
}

export interface NewQuestion {
  id: string
  text: string
  details: string | null
  name: string | null
  channel: Channel
  /** Keyed hash of the visitor; null when staff enter it for somebody. */
  asker: string | null
  /** The code itself is not kept: the Worker derives it from the id, for a replayed id as well. */
  receiptHash: string
  /** Idempotency key and digest of what was sent with it. */
  key: string | null
  digest: string
  /** The wording before masking, if its asker wants the office to have it. */
  sealed?: SealedBox
  by?: AskedBy
  marks?: WordMarks
}

/** What the operator's list of words found, by category, and which version of the list it was. */
export interface WordMarks {
  list: number
  categories: string[]
}

export interface NewComment {
  by?: AskedBy
  id: string
  text: string
  name: string | null
  asker: string
  receiptHash: string
  prompt: number | null
  key: string | null
  digest: string
  sealed?: SealedBox
  marks?: WordMarks
}

/** Every decision of the desk. `seen` is the version of the item the moderator looked at. */
export type Decision =
  | { act: 'approve'; nos: number[]; seen?: Record<number, number> }
  | {
      act: 'reject'
      nos: number[]
      reason: RejectReason
      note?: string
      seen?: Record<number, number>
    }
  | {
      act: 'redirect'
      no: number
      route: RedirectRoute
      note?: string
      seen?: Record<number, number>
    }
  | { act: 'merge'; nos: number[]; into: number; seen?: Record<number, number> }
  | { act: 'unmerge'; nos: number[]; seen?: Record<number, number> }
  | {
      act: 'edit'
      no: number
      text: string
      /** Left out: as they are; null: cleared. */
      details?: string | null
      why: 'mask' | 'typo'
      /** Set by the Worker on the way to the room, never by a client: what a masking takes off the page. */
      original?: SealedBox & { version: number }
      seen?: Record<number, number>
    }
  | { act: 'note'; no: number; note: string }
  /** Puts a listed question into the run-down before another one, or at its end; null takes it out. */
  | { act: 'place'; no: number; before: number | 'end' | null }
  | { act: 'stage'; no: number; speaker?: string; office?: string; seen?: Record<number, number> }
  | { act: 'unstage'; no: number }
  | {
      act: 'answer'
      no: number
      mode: AnswerMode
      speaker: string
      office: string
      unit: string
      text: string
      solved: Solved
      /** Units to follow up with; opens a case each (后续办理). */
      followUp?: string[]
      /** Numbers of the questions it answers together with this one (并案答复). */
      joint?: number[]
      seen?: Record<number, number>
    }
  | {
      act: 'hand_off'
      nos: number[]
      units: string[]
      note?: string
      seen?: Record<number, number>
    }
  | { act: 'take_down'; no: number; reason: TakeDownReason; seen?: Record<number, number> }
  | { act: 'reopen'; no: number; why: string; seen?: Record<number, number> }
  | { act: 'correct_answer'; no: number; answer: string; text: string; why: string }
  | { act: 'approve_comment'; nos: number[] }
  | { act: 'reject_comment'; nos: number[]; reason: RejectReason; note?: string }
  | { act: 'promote_comment'; no: number }
  | { act: 'take_down_comment'; no: number; reason: TakeDownReason }
  | { act: 'ask_back'; text: string }
  | { act: 'sum_up_prompt'; no: number; summary: string }
  | { act: 'add_guest'; guest: PublicGuest }
  /** The device a question or comment came from may not ask or comment; `hours` null: to the end of the session. */
  | {
      act: 'mute'
      of: 'question' | 'comment'
      no: number
      reason: MuteReason
      hours: number | null
    }
  | { act: 'lift_mute'; mute: number }
  /** What one device may hand in within ten minutes. */
  | { act: 'set_quota'; asks: number; comments: number }
  /** Moves the session along its life; `wrapped` and `closed` are refused while something has no disposition. */
  | { act: 'move'; to: Exclude<SessionState, 'draft' | 'announced' | 'archived'> }
  /** Counts or voids a burst of held votes, or holds it again. `was`: as the moderator saw it. */
  | { act: 'settle_burst'; burst: number; was: BurstState; to: BurstState; reason: string }
  /** Hears an appeal, for good; never the moderator who rejected. */
  | {
      act: 'settle_appeal'
      no: number
      to: 'listed' | 'upheld'
      reason: string
      seen?: Record<number, number>
    }
  /** Decides a card of reports; `reports`: how many the moderator saw on it. */
  | {
      act: 'settle_report'
      report: string
      to: 'dismissed' | 'corrected'
      reports: number
      reason: string
    }
  /** Takes picture or text off every screen at once, and what lies up to `from` seconds before it. */
  | {
      act: 'cut'
      kind: CutKind
      reason: CutReason
      note?: string
      from?: number
      /** What is cut stays out of the recording. */
      keepOut: boolean
    }
  | { act: 'resume'; kind: CutKind }
  /** Moves a chapter's beginning by so many seconds from where the room's clock put it. */
  | { act: 'nudge_chapter'; staging: string; seconds: number }
  | { act: 'undo'; event: number }

export interface Decided {
  /** The audit event; hand it back as `undo` within UNDO_MS. */
  event: number
  /** Questions touched, as the desk sees them now. */
  nos: number[]
}

/** A question as the desk sees it: the public shape plus what only staff may read. */
export interface DeskQuestion extends Omit<PublicQuestion, 'text'> {
  text: string
  version: number
  reasonNote?: string
  position: number | null
  note?: string
  enteredBy?: string
  /** Kinds of personal data found in the text as written. */
  found: PersonalKind[]
  /** Its wording before masking is sealed, and can be opened for a stated reason. */
  original?: true
  /** First of two reviewers of a redirection. */
  redirectBy?: string
  /** The appeal against its rejection, with who rejected: somebody else has to hear it. */
  appeal?: OwnAppeal & { rejectedBy: string; against: string; by?: string }
  /** Categories of the operator's words found in it. */
  marks?: string[]
  /** Numbers of other questions from the same device, as a mark for reviewers; absent when there are none. */
  sameAsker?: number[]
  events: DeskEvent[]
}

/** A burst of held votes on one question: the moderator's card. */
export interface DeskBurst {
  id: number
  no: number
  since: number
  until: number
  ballots: number
  /** How many for which reason. */
  why: Partial<Record<HoldReason, number>>
  state: BurstState
  reason?: string
  by?: string
  decidedAt?: number
  /** A first moderator says it should count; a second one has to agree. */
  proposed?: { id: string; by: string }
}

/** Everything readers reported about one thing: a moderator's card. It names no reporter. */
export interface DeskReport {
  id: string
  kind: Reported['kind']
  no: number
  answer?: string
  counts: Partial<Record<ReportReason, number>>
  notes: string[]
  lastAt: number
  state: ReportState
  reason?: string
  by?: string
  decidedAt?: number
}

/** A device that may not speak now, named by what it had sent; whose it is nobody at the desk learns. */
export interface DeskMute {
  id: number
  of: 'question' | 'comment'
  no: number
  reason: MuteReason
  until: number | null
  at: number
  by: string
}

export interface DeskComment {
  no: number
  id: string
  text: string
  name?: string
  at: number
  state: string
  prompt?: number
  promotedTo?: number
  original?: true
  marks?: string[]
}

export interface DeskEvent {
  id: number
  at: number
  by: string
  act: string
  undone: boolean
}

/** The desk's whole state, and the shape of its deltas (absolute values, like the public ones). */
export interface DeskState {
  v: 1
  epoch: string
  seq: number
  at: number
  snapshot: Omit<Snapshot, 'questions' | 'comments'>
  units: RoomOpening['units']
  /** The deadlines of this session; absent: those that are built in. */
  rules?: DeadlineRules
  /** Notices about rest days besides those that are built in. */
  notices?: CalendarNotices
  questions: DeskQuestion[]
  comments: DeskComment[]
  /** Absent while nothing was ever held. */
  bursts?: DeskBurst[]
  /** Absent while nothing was ever reported. */
  reports?: DeskReport[]
  /** Absent while nothing was ever cut. */
  cuts?: DeskCut[]
  /** Absent while no device was ever muted. */
  mutes?: DeskMute[]
  staff: { name: string; role: StaffRole; holds?: number }[]
  health: {
    viewers: number
    votesPerMinute: number
    oldestPendingAt: number | null
    outbox: number
    screens: number
    /** How often the page was opened from the QR code since the room woke. */
    scans?: number
  }
}

/** Where a resumed desk socket starts: what changed after `from`. */
export interface DeskDelta extends Partial<Omit<DeskState, 'v' | 'snapshot'>> {
  t: 'desk'
  epoch: string
  from: number
  seq: number
  at: number
  snapshot?: Partial<DeskState['snapshot']>
}

/** Frames of a desk socket; the public frames are not sent there. */
export type DeskClientFrame =
  | { t: 'hello'; v: number; epoch?: string; seq?: number }
  /** The item under this moderator's cursor (X 正在看). */
  | { t: 'hold'; q: number | null }

/** Which part of the list a page shows. */
export interface ListRequest {
  order: 'hot' | 'new' | 'answered' | 'open'
  /** Of the shuffle that takes the place of an order by votes before the session opens. */
  seed?: number
  page: number
  size: number
  /** Also what stands behind the list: merged questions, and the dated stubs of what was taken away. */
  whole?: boolean
}

export interface RoomPage {
  snapshot: Omit<Snapshot, 'questions'>
  questions: PublicQuestion[]
  total: number
  /** Numbers of the shown questions that this voter supports. */
  mine: number[]
}

/** Where a vote comes from: the network's first part, of which the room keeps a keyed bucket, and the cookie's age. */
export interface VoteFrom {
  net: string | null
  /** Epoch ms at which the device got its cookie. */
  issued: number
  /** What the Worker vouches for: a verified person. Left out for a browser, whose pass the room knows. */
  level?: Level
  /** Until when it does, epoch ms. */
  until?: number
  /** The number of the browser the person is at: what it gave is theirs. */
  device?: number
  /** A made-up vote of a demonstration: the rules that hold votes do not look at it. */
  staged?: true
}

/** Who asks, as a voter; `from` names what their browser asked before. */
export interface AskedBy {
  voter: number
  level?: Level
  device?: number
  from?: string
}

/** Something a browser has proved: the challenge by its signature, and until when that was worth anything. */
export interface Proof {
  signature: string
  until: number
  level: Level
}

/** The level a browser now has, and how many earlier ballots rose with it. */
export interface Proved {
  level: Level
  raised: number
}

/** How many ballots and questions of a browser became a person's. */
export interface Adopted {
  ballots: number
  asked: number
}

/** Whose desk sockets end: those of one signing-in, or all of one person. */
export type Dismissal = { pass: string } | { staff: string }
export interface Wording {
  id: string
  version: number
  text: string
  details: string | null
}

/** One original of a question or comment, or every accusation of the session: the operator's alone. */
export type SealedWanted = { id: string } | { accusations: true }

export interface SealedFound {
  id: string
  keyId: string
  box: string
  at: number
}

/** The room's verbs. Each writes first and tells after; what it acknowledged is on disk. */
export interface Room {
  open(opening: RoomOpening, now: number): Promise<Told<PublicSession>>
  /** null: this room does not hold (or no longer holds) the session; ask the record. */
  snapshot(): Promise<{ seq: number; epoch: string; body: string } | null>
  page(request: ListRequest, voter: number | null): Promise<RoomPage | null>
  question(
    no: number,
    voter: number | null,
  ): Promise<{
    question: PublicQuestion
    session: PublicSession
    mine: boolean
    /** Its place among the votes, while votes decide. */
    why?: WhyHere
  } | null>
  vote(
    no: number,
    voter: number,
    on: boolean,
    now: number,
    from?: VoteFrom,
  ): Promise<Told<{ no: number; on: boolean; votes: number; level?: Level; hidden?: true }>>
  /** What a browser's pass is worth now, and how many times harder than usual a proof has to be. */
  toProve(voter: number, now: number): Promise<Told<{ level: Level; factor: number }>>
  /** Takes a proof, once; earlier ballots of the browser rise with it. */
  prove(voter: number, proof: Proof, now: number): Promise<Told<Proved>>
  /**
   * Makes everything a browser gave the verified person's who is at it, as a set: one person, one ballot. With
   * the names its questions are found by, those as well. Safe to repeat.
   */
  adopt(
    device: number,
    person: number,
    now: number,
    asker?: { from: string; to: string },
  ): Promise<Told<Adopted>>
  ask(question: NewQuestion, now: number): Promise<Told<Receipt>>
  comment(comment: NewComment, now: number): Promise<Told<Receipt>>
  accuse(accusation: NewAccusation, now: number): Promise<Told<Receipt>>
  /** A question staff enter for somebody; `direct` puts it on the list, or on stage, without review. */
  enter(
    question: Omit<NewQuestion, 'channel'> & { channel: EnteredChannel },
    direct: 'pending' | 'list' | 'stage',
    actor: Actor,
    now: number,
  ): Promise<Told<Receipt>>
  /**
   * The name of the secret under which this room's voters are numbered: kept from the first time it is asked,
   * the former one where there are ballots by then. null: no session here.
   */
  voterKey(current: string, before: string | null): Promise<string | null>
  own(asker: string): Promise<OwnQuestion[]>
  byReceipt(receiptHash: string): Promise<OwnQuestion | null>
  withdraw(
    by: { asker: string; id: string } | { receiptHash: string },
    now: number,
  ): Promise<Told<OwnQuestion>>
  /** The one appeal against a rejection. */
  appeal(
    by: { asker: string; id: string } | { receiptHash: string },
    text: string,
    now: number,
  ): Promise<Told<OwnQuestion>>
  /** A reader reports something public: `device` for the pace, `hash` so that a second one is known. */
  report(
    about: Reported,
    given: { reason: ReportReason; note: string | null },
    from: { device: string; hash: string },
    now: number,
  ): Promise<Told<{ again: boolean }>>
  /** null: ask the record. */
  fairness(now: number): Promise<Fairness | null>
  /** Erases what can be erased of one submission, at once. */
  eraseOwn(receiptHash: string, now: number): Promise<Told<OwnQuestion>>
  /** Hands a seal out for a stated reason; the look is on record before it is told. */
  openSealed(
    wanted: SealedWanted,
    actor: Actor,
    reason: string,
    now: number,
  ): Promise<Told<SealedFound[]>>
  /** A question as it is kept, for the Worker to seal before a moderator masks it; not for anybody else. */
  wording(no: number): Promise<Wording | null>
  decide(decision: Decision, actor: Actor, now: number): Promise<Told<Decided>>
  /** A line of the text record, new or changed; the same sent again does no harm. */
  writeLine(edit: LineEdit, actor: Actor, now: number): Promise<Told<DeskLine>>
  /** Many new lines at once, all or none; tells how many there were not before. */
  importLines(
    edits: readonly LineEdit[],
    actor: Actor,
    now: number,
  ): Promise<Told<{ lines: number }>>
  /** The text record as anybody may read it. null: ask the record. */
  lines(request: LinesRequest): Promise<LinesPage | null>
  /** The same for those who write it: what changed after `from`. `typing`: for whom they write just now. */
  deskLines(
    from: { epoch: string; seq: number; typing: string | null },
    actor: Actor,
    now: number,
  ): Promise<Told<DeskLines>>
  /** The record tells of a department's act: absolute values, and those of an earlier act change nothing. */
  caseChanged(row: CaseRow, now: number): Promise<Told<void>>
  /** Opens a case for an answered question: what its asker does not call solved goes to a department. */
  followUp(
    no: number,
    units: readonly string[],
    note: string | null,
    now: number,
  ): Promise<Told<{ cases: string[] }>>
  desk(now: number): Promise<Told<DeskState>>
  /** null: ask the record. */
  integrity(now: number): Promise<Integrity | null>
  /** The stream tells where it stands, and again until it is heard; refused where this room holds no session. */
  streamChanged(report: StreamReport, now: number): Promise<Told<void>>
  /** What is known of the picture, for chapters and players; null: ask the record. */
  picture(): Promise<Picture | null>
  /** Ends the desk sockets of a revoked signing-in or a disabled person; tells how many there were. */
  dismiss(whose: Dismissal): Promise<number>
  /** Carries everything to the record, seals the ballots, compares, and empties the room. Safe to repeat. */
  archive(actor: Actor, now: number): Promise<Told<{ digest: string; ballots: number }>>
  /** Somebody opened the page from the QR code; counted in memory only. */
  scanned(): Promise<void>
  /** Puts made-up questions into a rehearsal; tells how many. Refused for any session. */
  fillRehearsal(n: number, now: number): Promise<Told<number>>
  /** Ends a rehearsal: empties the room and strikes its one row out. Refused for any session. */
  endRehearsal(now: number): Promise<Told<void>>
  /** Moves a demonstration's session in time; refused for any other. */
  redate(deltaMs: number, now: number): Promise<Told<void>>
  /** Where the room's audit chain stands; null where this room holds no session, as in the next two. */
  chainHead(): Promise<ChainHead | null>
  /** Its entries from a number on, oldest first. */
  chainRows(from: number, limit: number): Promise<ChainRow[] | null>
  /** Public questions numbered above `after`, with what opens the chain's commitments to them. */
  auditPage(after: number, limit: number): Promise<AuditPage | null>
  health(): Promise<{
    held: boolean
    state: QuestionState | SessionState | null
    outbox: number
    viewers: number
  }>
}
