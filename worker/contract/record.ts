import type { PublicHandling } from './cases'
import type { PublicFollow } from './follow'
import type { DueStatus, Qualifier, UnitLevel } from './states'
import type {
  Balance,
  CasesLine,
  PublicAnswer,
  PublicCase,
  PublicQuestion,
  PublicSession,
} from './views'

/** Public shapes of the record (D1): what pages and the API show besides a single session's snapshot. */

/** A figure somebody printed, always with its source; one fact can have several. */
export interface PublicFigure {
  /** accepted, answered_on_spot, handed_off, money, decision, … */
  key: string
  /** What it answers to (群众反映), where the source says so. */
  about: string | null
  value: number | null
  qualifier: Qualifier
  /** 件, 元, 场 … */
  unit: string
  /** As printed. */
  text: string
  source: string
}

/** A mailbox has no balance: it has answered and unanswered. */
export interface MailboxCounts {
  total: number
  answered: number
  unanswered: number
}

/** A session on a list, with its bridge. */
export interface SessionCard {
  session: PublicSession
  /** null for a mailbox, and for a historical record: its figures are sourced, not derived. */
  balance: Balance | null
  cases: CasesLine
  mailbox: MailboxCounts | null
  figures: PublicFigure[]
}

export interface SessionList {
  sessions: SessionCard[]
  /** Hand back as `before` for the next page; null at the end. */
  next: string | null
}

export interface MailboxPage extends MailboxCounts {
  questions: PublicQuestion[]
  /** Hand back as `after` for the next page; null at the end. */
  next: string | null
}

/** A correction anybody may read; a wording stays sealed (null) where it held personal data. */
export interface PublicRevision {
  entity: 'question' | 'answer' | 'reply'
  /** Of a reply its case. */
  entityId: string
  why: string
  before: string | null
  after: string | null
  at: number
}

/** What happened to a question, in order; the words are the page's. */
export interface TimelineFact {
  what:
    | 'asked'
    | 'listed'
    | 'staged'
    | 'answered'
    | 'assigned'
    | 'replied'
    | 'closed'
    | 'edited'
    | 'revised'
    | 'merged'
    | 'taken_down'
    | 'withdrawn'
    | 'redirected'
  at: number
  unit?: string
}

/** A stretch of the picture in which a question is answered; seconds of the playlist. */
export interface Moment {
  from: number
  /** null: it is still on stage. */
  to: number | null
  /** By the room's clock. */
  at: number
  url: string
}

/** Everything of /q/:id. */
export interface QuestionInRecord {
  question: PublicQuestion
  session: PublicSession
  authority: 'record' | 'room'
  timeline: TimelineFact[]
  /** Absent where the picture shows nothing of it. */
  moments?: Moment[]
  revisions: PublicRevision[]
  /** How its cases stand beyond their states; absent where there is nothing to say. */
  handling?: PublicHandling[]
  /** What its asker and visits say of the handling; absent where nobody said anything. */
  follow?: PublicFollow
}

export interface NewestAnswer {
  answer: PublicAnswer
  question: { id: string; no: number; text: string }
  session: { slug: string; title: string; demo: boolean }
}

/** One matter of the public ledger (台账). */
export interface LedgerRow {
  case: PublicCase
  due: DueStatus | null
  /** `acceptedAt`: when it was taken in (受理). */
  question: { id: string; no: number; text: string; acceptedAt: number | null }
  session: { slug: string; title: string; demo: boolean }
}

export interface LedgerPage {
  rows: LedgerRow[]
  next: string | null
}

/** What an edition opens with: the last one, and what became of its handed-off questions. */
export interface PreviousEdition {
  session: PublicSession
  balance: Balance
  cases: CasesLine
  handedOff: PublicQuestion[]
}

export interface FoundPage {
  found: { question: PublicQuestion; session: { slug: string; title: string; demo: boolean } }[]
  next: string | null
}

export interface PublicUnit {
  id: string
  name: string
  level: UnitLevel
  parentId: string | null
  department: boolean
}
