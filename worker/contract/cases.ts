import type { CaseKind, CaseState, Outcome, Qualifier } from './states'

/** What a case goes through after its hand-off, as codes and public shapes. Rules are in domain/cases.ts. */

/** Who may read something; a column of its own beside lifecycle, due status and outcome. */
export const visibilities = ['public', 'unlisted', 'asker_only', 'sealed', 'tombstone'] as const
export type Visibility = (typeof visibilities)[number]

/** A case as its room and the record both keep it, before any projection. */
export interface CaseRow {
  id: string
  sessionId: string
  questionNo: number
  kind: CaseKind
  unitId: string
  unit: string
  state: CaseState
  outcome: Outcome | null
  note: string | null
  assignedBy: string | null
  assignedAt: number
  dueAt: number | null
  /** Rule, calendar version and steps (怎么算的), as JSON of domain/deadlines. */
  dueSums: string | null
  provisional: boolean
  repliedAt: number | null
  reply: string | null
  closedAt: number | null
  /** Acts of the departments so far. At 0 the room leads it; from then on the record does. */
  seq: number
  acceptedAt: number | null
  /** Since when its clock stands still. */
  pausedAt: number | null
  extendedAt: number | null
  visibility: Visibility
}

/** Everything that can happen to a case, in the order of its numbers (`seq`). */
export const caseEventKinds = [
  'accepted',
  'objected',
  'objection_declined',
  'reassigned',
  'assist_added',
  'assist_removed',
  'sponsored',
  'noted',
  'planned',
  'interim',
  'extended',
  'asked_details',
  'details_given',
  'details_lapsed',
  'drafted',
  'submitted',
  'returned',
  'replied',
  'reply_corrected',
  'closed',
  'rated',
  'disputed',
  'reopened',
  'visited',
  'confirmed',
  'lapsed',
  'joined',
  'split',
  'due_recomputed',
  'reminded',
  'escalated',
  'hidden',
  'voided',
] as const
export type CaseEventKind = (typeof caseEventKinds)[number]

/** What of it anybody may read, with its time and its unit. The rest stays at the desk. */
export const publicCaseEvents = [
  'accepted',
  'objected',
  'objection_declined',
  'reassigned',
  'assist_added',
  'sponsored',
  'interim',
  'extended',
  'asked_details',
  'details_given',
  'details_lapsed',
  'replied',
  'reply_corrected',
  'closed',
  'rated',
  'disputed',
  'reopened',
  'visited',
  'confirmed',
  'lapsed',
  'joined',
  'split',
  'due_recomputed',
  'escalated',
] as const satisfies readonly CaseEventKind[]

export const caseUnitRoles = ['lead', 'assist'] as const
export type CaseUnitRole = (typeof caseUnitRoles)[number]

export const replyKinds = ['interim', 'final'] as const
export type ReplyKind = (typeof replyKinds)[number]

export const replyStates = ['draft', 'review', 'published', 'withdrawn'] as const
export type ReplyState = (typeof replyStates)[number]

/** A line of the public timeline of a case. */
export interface PublicCaseEvent {
  what: CaseEventKind
  at: number
  unit: string
  /** Public words of it: an interim reply, the reason of an extension, the sum of a visit. */
  text?: string
  /** To whom it was reassigned, who assists, who leads it themselves. */
  other?: string
  dueAt?: number
  /** What its asker says, or the visited person. */
  solved?: SolvedSaid
}

/** How a case stands beyond its state, as anybody may read it. */
export interface PublicHandling {
  case: string
  /** Units that assist now. */
  assists: string[]
  /** Questions that are answered together with it (并单). */
  joint: { id: string; no: number; slug: string; title: string }[]
  /** What was replied in the rounds before it was opened again, the latest first. */
  earlier: {
    /** null: it held personal data. */
    text: string | null
    outcome: Outcome | null
    at: number
  }[]
  /** The leader whose own case it is (包案). */
  sponsor?: string
  extended?: { at: number; why: string }
  /** Its clock stands still. */
  paused?: { since: number; until: number | null; why: PauseWhy; text: string }
}

export const pauseWhys = ['details', 'hearing', 'lawsuit', 'force_majeure'] as const
export type PauseWhy = (typeof pauseWhys)[number]

/** How a matter was handled, as its asker says. */
export const solvedSaid = ['yes', 'partly', 'no'] as const
export type SolvedSaid = (typeof solvedSaid)[number]
export const GRADE_MAX = 5

export const visitWays = ['phone', 'door', 'meeting', 'online'] as const
export type VisitWay = (typeof visitWays)[number]

export const commitmentStates = [
  'said',
  'registered',
  'planned',
  'funded',
  'doing',
  'delivered',
  'verified',
  'delayed',
  'dropped',
] as const
export type CommitmentState = (typeof commitmentStates)[number]

/** 40多万元, as a promise has it. */
export interface Amount {
  value: number
  qualifier: Qualifier
  /** 元, 户, 盏 … */
  unit: string
  /** As said. */
  text: string
}

/** To whom a message goes. */
export const audiences = ['unit', 'staff', 'asker', 'hook'] as const
export type Audience = (typeof audiences)[number]

/** What a message tells; its words are the courier's. */
export const messageKinds = [
  'case_assigned',
  'case_reassigned',
  'case_objected',
  'case_due_soon',
  'case_overdue',
  'case_escalated',
  'case_details_given',
  'case_review',
  'case_returned',
  'case_disputed',
  'case_followed',
  'commitment_due',
  'commitment_overdue',
  // The portal could not reach a unit by a way it had named.
  'delivery_failed',
  // Tonight's dump could not be made.
  'dump_failed',
  'asker_approved',
  'asker_refused',
  'asker_answered',
  'asker_details_wanted',
  'asker_promise_kept',
  'asker_code',
] as const
export type MessageKind = (typeof messageKinds)[number]
