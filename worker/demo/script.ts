import type {
  CaseState,
  EnteredChannel,
  Outcome,
  RedirectRoute,
  RejectReason,
  Solved,
  TakeDownReason,
} from '../contract/states'

/**
 * What happens in a demonstration session, told as data: worker/demo/play.ts plays it through the room,
 * so that every row comes about by the product's own rules. Times are minutes from the script's anchor.
 */

export interface ScriptGuest {
  key: string
  name: string
  office: string
  unit: string
}

export type Fate =
  | { is: 'pending' }
  /** Waits on the list; `place` puts it into the run-down. */
  | { is: 'listed'; place?: number }
  | { is: 'rejected'; reason: RejectReason; note?: string }
  | { is: 'redirected'; route: RedirectRoute }
  | { is: 'withdrawn'; at: number }
  /** Taken back by its asker before anybody reviewed it. */
  | { is: 'withdrawn_early'; at: number }
  | { is: 'taken_down'; at: number; reason: TakeDownReason }
  | { is: 'merged'; at: number; into: string }
  | { is: 'handed_off'; at: number; units: string[]; note?: string }
  | { is: 'on_stage'; at: number; by: string }
  | {
      is: 'answered'
      at: number
      by: string
      text: string
      solved: Solved
      written?: boolean
      /** Units that follow up (后续办理). */
      followUp?: string[]
    }

export interface ScriptQuestion {
  /** Named only where another line refers to it. */
  key?: string
  asked: number
  text: string
  details?: string
  name?: string
  channel?: EnteredChannel
  votes: number
  fate: Fate
}

export interface ScriptComment {
  at: number
  text: string
  name?: string
  /** Under the prompt (反问) of this script. */
  prompt?: true
  /** Stays with the reviewers. */
  pending?: true
}

/** What became of a hand-off after the session; minutes from the anchor. */
/** Something on a case's way; `at` in minutes after the session began. */
export type ScriptStep = { at: number } & (
  | { is: 'objected'; to: { id: string; name: string }; reason: string }
  | { is: 'declined'; reason: string }
  | { is: 'accepted' }
  | { is: 'assist'; unit: { id: string; name: string } }
  | { is: 'interim'; text: string }
  | { is: 'asked'; text: string; days: number }
  | { is: 'given'; text: string }
)

export interface ScriptCase {
  question: string
  unit: string
  state: CaseState
  outcome?: Outcome
  repliedAt?: number
  reply?: string
  closedAt?: number
  /** What happened on the way; without it the unit accepted it and worked. */
  steps?: readonly ScriptStep[]
}

export interface Script {
  role: 'live' | 'collecting' | 'archived'
  slug: string
  edition: number
  title: string
  topic: string
  notice: string
  place: string
  /** Minutes from the anchor. */
  opensAt: number
  startsAt: number
  endsAt: number
  /** The evening's summing-up, the end of 会后留言, and the record; only of an archived edition. */
  wrapsAt?: number
  closesAt?: number
  archivesAt?: number
  /** Its picture, for the whole evening: one of the drawn films. */
  film?: 'hall' | 'evening'
  guests: ScriptGuest[]
  questions: ScriptQuestion[]
  comments: ScriptComment[]
  prompt?: { at: number; text: string; summary?: string; summedUpAt?: number }
  cases: ScriptCase[]
}

/** Minutes of a day, for scripts that speak in days. */
export const DAYS = 24 * 60
