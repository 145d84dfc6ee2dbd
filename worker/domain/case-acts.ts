import type { CaseEventKind, SolvedSaid, VisitWay } from '../contract/cases'
import type { CaseState, Outcome } from '../contract/states'
import type { Visibility } from '../contract/cases'

/** What can be done to a case, by whom, and where it must stand for it. domain/cases.ts says what comes of it. */

/** A unit or a person, by id and by the name they have now. */
export interface Named {
  id: string
  name: string
}

/** What a draft is to become: a reply, one on the way to it, or the correction of a published one. */
export type DraftOf = 'interim' | 'final' | 'correction'

/** An act goes by the name of the event it leaves; publishing leaves one of three. */
export type CaseAct =
  | { act: 'accepted'; officer?: Named }
  | { act: 'objected'; to: Named; reason: string }
  | { act: 'objection_declined'; reason: string }
  | { act: 'reassigned'; to: Named; reason: string }
  | { act: 'assist_added'; unit: Named }
  | { act: 'assist_removed'; unit: string }
  | { act: 'sponsored'; who: Named }
  | { act: 'noted'; text: string }
  /** By when the unit means to be done: 'YYYY-MM-DD'. */
  | { act: 'planned'; day: string }
  | ({ act: 'drafted'; of: DraftOf; text: string; outcome?: Outcome | null } & Partial<{
      reason: string | null
      legalBasis: string | null
      /** Of a correction: why the published one is changed, in public. */
      why: string | null
    }>)
  /** The draft by its id, or the one of its sort. */
  | { act: 'submitted'; reply: string | { of: DraftOf } }
  | { act: 'returned'; reply: string; why: string }
  /** `version`: as its approver read it; by its sort only together with the draft itself. */
  | { act: 'publish'; reply: string; version: number }
  | { act: 'publish'; reply: { of: DraftOf }; version?: never }
  | { act: 'extended'; reason: string }
  | { act: 'asked_details'; text: string; days: number }
  | { act: 'closed'; text?: string | null; file?: boolean }
  | { act: 'joined'; jointId: string }
  | { act: 'split'; reason?: string | null; inside?: string }
  | { act: 'hidden'; visibility: Visibility; reason: string }
  | { act: 'voided'; reason: string }
  // Of askers and visits.
  | { act: 'details_given'; text: string }
  | { act: 'rated'; solved: SolvedSaid; facts?: Record<string, string | number | null> }
  | { act: 'disputed'; reason?: string | null }
  /** By its asker with a code; the words (`inside`) stay with those who handle it. */
  | { act: 'reopened'; reason?: string; code?: string; inside?: string }
  | {
      act: 'visited'
      no: number
      way: VisitWay
      reached: boolean
      solved: SolvedSaid | null
      text: string
    }
  | { act: 'confirmed' }
  // By themselves, when their time has come.
  | { act: 'details_lapsed' }
  | { act: 'lapsed' }
  | {
      act: 'due_recomputed'
      dueAt: number | null
      dueSums: string | null
      provisional: boolean
      text: string
      /** Also these, where a notice moved them. */
      acceptDueAt?: number | null
      objectionDueAt?: number | null
    }
  | { act: 'reminded'; facts?: Record<string, string | number | null> }
  | { act: 'escalated'; to?: Named; facts?: Record<string, string | number | null> }

export type CaseActName = CaseAct['act']

/**
 * As what somebody acts. `lead` and `assist` by their unit, `approve` as its second pair of eyes, `settle` as
 * the moderator of the session or a unit above, `remark` as who watches.
 */
export type CaseRight = 'lead' | 'assist' | 'approve' | 'settle' | 'remark' | 'asker' | 'system'

/** Who may do what; the table of permissions says who has which right. */
export const actRights: Readonly<Record<CaseActName, readonly CaseRight[]>> = {
  accepted: ['lead'],
  objected: ['lead'],
  objection_declined: ['settle'],
  reassigned: ['settle'],
  assist_added: ['lead', 'settle'],
  assist_removed: ['lead', 'settle'],
  sponsored: ['settle'],
  noted: ['lead', 'assist', 'remark'],
  planned: ['lead'],
  // An assisting unit writes what goes into an interim reply; the lead answers.
  drafted: ['lead', 'assist'],
  submitted: ['lead'],
  returned: ['approve'],
  publish: ['approve'],
  extended: ['lead'],
  asked_details: ['lead'],
  closed: ['lead'],
  joined: ['lead'],
  split: ['lead', 'settle', 'asker'],
  hidden: ['settle'],
  voided: ['settle'],
  details_given: ['asker', 'lead'],
  rated: ['asker'],
  disputed: ['asker', 'lead', 'system'],
  reopened: ['asker', 'lead', 'settle', 'system'],
  visited: ['lead', 'remark'],
  confirmed: ['asker', 'lead', 'system'],
  details_lapsed: ['system'],
  lapsed: ['system'],
  due_recomputed: ['system'],
  reminded: ['system'],
  escalated: ['system'],
}

/** Answered, and nothing further: here its asker says how it was. */
export const answeredStates = [
  'replied',
  'closed',
  'follow_up',
] as const satisfies readonly CaseState[]

/** Somebody has to do something before it is answered. */
export const openStates = [
  'assigned',
  'objected',
  'in_progress',
  'needs_info',
  'draft',
  'review',
  'reopened',
] as const satisfies readonly CaseState[]

const handled: readonly CaseState[] = ['in_progress', 'draft', 'review', 'needs_info']
const alive: readonly CaseState[] = [
  ...openStates,
  ...answeredStates,
  'confirmed',
  'disputed',
  'lapsed',
]
/** A published reply can be corrected as long as it stands. */
const corrected: readonly CaseState[] = [...answeredStates, 'confirmed', 'disputed', 'lapsed']

/** Where a case must stand for an act. A draft asks more: domain/cases.ts. */
export const actStates: Readonly<Record<CaseActName, readonly CaseState[]>> = {
  accepted: ['assigned', 'reopened'],
  objected: ['assigned'],
  objection_declined: ['objected'],
  reassigned: ['assigned', 'objected', 'in_progress', 'reopened'],
  assist_added: ['assigned', ...handled, 'reopened'],
  assist_removed: ['assigned', ...handled, 'reopened'],
  sponsored: alive,
  noted: alive,
  planned: handled,
  drafted: ['in_progress', 'draft', ...corrected],
  submitted: ['in_progress', 'draft', ...corrected],
  returned: ['in_progress', 'draft', 'review', 'needs_info', ...corrected],
  publish: ['in_progress', 'draft', 'review', 'needs_info', ...corrected],
  extended: handled,
  asked_details: ['in_progress', 'draft'],
  closed: ['replied'],
  joined: ['in_progress', 'draft'],
  split: ['in_progress', 'draft', ...answeredStates, 'disputed', 'confirmed'],
  hidden: alive,
  voided: ['assigned', 'objected', 'in_progress'],
  details_given: ['needs_info'],
  details_lapsed: ['needs_info'],
  rated: answeredStates,
  disputed: [...answeredStates, 'lapsed'],
  // Also what was confirmed: a promise can be broken afterwards.
  reopened: ['disputed', 'confirmed'],
  visited: [...answeredStates, 'disputed', 'confirmed', 'lapsed'],
  confirmed: [...answeredStates, 'disputed'],
  lapsed: answeredStates,
  due_recomputed: openStates,
  reminded: openStates,
  escalated: openStates,
}

/** Acts that leave an event of their own name. */
export type PlainAct = Exclude<CaseActName, 'publish'> & CaseEventKind
