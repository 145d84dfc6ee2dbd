import type {
  Audience,
  CaseEventKind,
  CaseUnitRole,
  CommitmentState,
  MessageKind,
  PauseWhy,
  ReplyKind,
  ReplyState,
  SolvedSaid,
  VisitWay,
} from '../contract/cases'
import type { ContactWay } from '../contract/follow'
import type { ProfileId } from '../contract/deadlines'
import type { Outcome, PersonalKind, Qualifier } from '../contract/states'
import type { CaseRecord } from './records'

/**
 * Rows about cases and what comes of them, as the record keeps them, before any projection. A room gives
 * birth to a case and the record leads its life: these facts no room knows.
 */

/** A case whole: what its room may know of it, and what only the departments' desk does. */
export interface CaseFile extends CaseRecord {
  /** Which deadlines hold; null: those of the session's kind. */
  profile: ProfileId | null
  /** Working days the unit asked for where they differ from the profile. */
  answerDays: number | null
  /** Since when this unit has it: acceptance and objection are counted from here. */
  heldSince: number | null
  acceptDueAt: number | null
  objectionDueAt: number | null
  /** Before any extension or pause. */
  firstDueAt: number | null
  /** Public. */
  extensionWhy: string | null
  /** Who handles it there (承办人). Inside. */
  officerId: string | null
  officer: string | null
  /** The leader whose own case it is (包案领导), by name and office. */
  sponsorId: string | null
  sponsor: string | null
  /** Cases answered together carry the same one (并单). */
  jointId: string | null
  /** Until when its asker may rate the handling. */
  followUpUntil: number | null
  /** How often it was opened again. */
  reopened: number
  /** By when its unit means to be done (预计办结日). Inside: towards the public the due date holds. */
  expectedDay: string | null
}

/** One thing that happened to a case. Number within the case: two writers at once meet in it. */
export interface CaseEventRecord {
  caseId: string
  seq: number
  at: number
  what: CaseEventKind
  /** Id of staff; `asker`, `system` or `room` otherwise. Inside. */
  actorId: string
  actor: string
  /** Id and name, as it stood then, of the unit that did it. */
  unitId: string | null
  unit: string
  /** Public words of it. */
  text: string | null
  /** What stays at the desk. */
  inside: string | null
  facts: Record<string, string | number | null>
}

export interface CaseUnitRecord {
  caseId: string
  unitId: string
  unit: string
  role: CaseUnitRole
  fromAt: number
  untilAt: number | null
}

/** A reply from its first draft on. A published one is corrected by another that names it. */
export interface ReplyRecord {
  id: string
  caseId: string
  kind: ReplyKind
  state: ReplyState
  text: string
  outcome: Outcome | null
  /** Of a refusal: why, and by which law. */
  reason: string | null
  legalBasis: string | null
  unitId: string
  unit: string
  draftedBy: string
  draftedByName: string
  draftedAt: number
  submittedAt: number | null
  /** Never whoever drafted it. */
  approvedBy: string | null
  approvedByName: string | null
  publishedAt: number | null
  /** Why it came back, or was withdrawn. Inside. */
  returnedWhy: string | null
  /** The published reply this one corrects, and why, in public. */
  corrects: string | null
  correctedWhy: string | null
  version: number
}

/** The clock stands still. */
export interface PauseRecord {
  id: string
  caseId: string
  fromAt: number
  untilAt: number | null
  /** `details`: waiting for the asker. */
  why: PauseWhy
  /** Public: what is asked of the asker, or why it stands. */
  text: string
  /** What the asker wrote, masked. */
  given: string | null
  limitAt: number | null
}

/** Words among those who handle a case. Never public. */
export interface CaseNoteRecord {
  id: string
  caseId: string
  unitId: string
  at: number
  by: string
  byName: string
  text: string
}

/** A file: of a reply, a note, a commitment's evidence. */
export interface AttachmentRecord {
  id: string
  /** `reply`, `note`, `commitment`, `visit`. */
  of: string
  ofId: string
  caseId: string | null
  name: string
  type: 'application/pdf' | 'image/png' | 'image/jpeg'
  bytes: number
  sha256: string
  key: string
  public: boolean
  by: string
  /** Of a commitment's evidence the unit, which everybody reads; else who added it. */
  byName: string
  at: number
  removedAt: number | null
  removedWhy: string | null
}

/** What an asker says of the handling: once for each round of a question or case. */
export interface RatingRecord {
  id: string
  sessionId: string
  questionNo: number
  /** null: of an answer without a case. */
  caseId: string | null
  /** 0 at first; one more after each reopening. */
  round: number
  solved: SolvedSaid
  manner: number | null
  speed: number | null
  /** Masked; public only once a moderator approved them. */
  words: string | null
  wordsState: 'submitted' | 'listed' | 'rejected' | null
  at: number
  version: number
}

/** 追问: the one further question of an asker after an answer. */
export interface FollowQuestionRecord {
  id: string
  sessionId: string
  questionNo: number
  caseId: string | null
  text: string
  state: 'submitted' | 'listed' | 'rejected' | 'answered'
  at: number
  reason: string | null
  /** Published only with `answeredAt`. */
  answer: string | null
  /** The second pair of eyes. */
  answeredBy: string | null
  answeredByName: string | null
  /** Which unit has to answer it, or did. */
  unitId: string | null
  unit: string | null
  answeredAt: number | null
  /** An answer that waits for the second pair of eyes. Inside. */
  draft: string | null
  draftedBy: string | null
  draftedByName: string | null
  draftedAt: number | null
  version: number
}

/** 我的情况不同: an asker says that what was answered together does not answer the own matter. Once. */
export interface DifferenceRecord {
  sessionId: string
  questionNo: number
  /** The case that was answered jointly; null: the question was merged. */
  caseId: string | null
  kind: 'merged' | 'joint'
  /** Masked; for the desk. */
  text: string
  at: number
  state: 'open' | 'taken' | 'declined'
  /** What a moderator says to it; its asker reads it. */
  reason: string | null
  decidedBy: string | null
  decidedAt: number | null
  version: number
}

/** What somebody wrote afterwards, before it was masked: for those who handle the case. Under the portal's key. */
export interface FollowSealRecord {
  id: string
  sessionId: string
  questionNo: number
  caseId: string | null
  of: 'rating' | 'further' | 'details' | 'reopen' | 'differ'
  kinds: PersonalKind[]
  keyId: string
  /** Empty once erased. */
  box: string | null
  at: number
  erasedAt: number | null
}

/** 回访: numbered within its case. */
export interface VisitRecord {
  caseId: string
  no: number
  at: number
  way: VisitWay
  reached: boolean
  /** What the visited person says. */
  solved: SolvedSaid | null
  /** Public sum of it. */
  text: string
  inside: string | null
  unitId: string
  unit: string
  by: string
  byName: string
}

/** How somebody wants to be told, under a key; every look at it is chained. */
export interface ContactRecord {
  sessionId: string
  no: number
  keyId: string
  /** Empty once erased. */
  box: string | null
  way: ContactWay
  /** Hash under a key of the contact, to find a lost code by. */
  lookup: string
  at: number
  erasedAt: number | null
}

/** A promise that is kept track of (承诺). */
export interface CommitmentRecord {
  id: string
  sessionId: string
  questionNo: number | null
  answerId: string | null
  lineId: string | null
  caseId: string | null
  replyId: string | null
  /** Word for word, as said or written. */
  quote: string
  saidAt: number
  /** Who promised, in which office, of which unit. */
  who: string
  office: string
  unitId: string | null
  unit: string
  what: string
  /** By when: as said, and the day it means. */
  dueAsSaid: string | null
  dueDay: string | null
  amount: number | null
  amountQualifier: Qualifier | null
  amountUnit: string | null
  amountText: string | null
  /** How one will see that it is kept. */
  criterion: string | null
  state: CommitmentState
  /** Public reason of a delay or of dropping it. */
  reason: string | null
  updatedAt: number
  /** In public: name and office of whoever saw that it was kept. */
  verifiedBy: string | null
  /** Who registered it, and when. Inside. */
  enteredBy: string
  enteredAt: number
  version: number
}

export interface CommitmentEventRecord {
  commitmentId: string
  seq: number
  at: number
  state: CommitmentState
  /** Public. */
  text: string
  dueDay: string | null
  actorId: string
  actor: string
  unit: string
  /** Addresses where it can be seen. */
  links: string[]
}

/** A sentence that a reader holds to be a promise. */
export interface ProposalRecord {
  id: string
  sessionId: string
  answerId: string | null
  lineId: string | null
  replyId: string | null
  quote: string
  at: number
  /** How many proposed it. */
  count: number
  state: 'open' | 'taken' | 'declined'
  commitmentId: string | null
  reason: string | null
  version: number
}

/** Something to be told to somebody: written with what it tells, delivered by the courier, once. */
export interface MessageRecord {
  /** Names what is told to whom: the same one again is no second message. */
  id: string
  kind: MessageKind
  audience: Audience
  /** A unit, a member of staff, a question (session and number), a webhook. */
  recipient: string
  /** What it is about: id of a case, a question, a commitment. */
  about: string
  facts: Record<string, string | number | null>
  at: number
  /** Not before. */
  dueAt: number
}
