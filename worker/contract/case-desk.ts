import { ANSWER_MAX, NOTE_MAX } from './limits'

/** The departments' desk: what its forms and lists agree on with the Worker. */

/** The tabs of the inbox, in their order. */
export const caseTabs = [
  'waiting',
  'doing',
  'review',
  'needs_info',
  'answered',
  'disputed',
  'overdue',
] as const
export type CaseTab = (typeof caseTabs)[number]

export const REPLY_MAX = ANSWER_MAX
export const CASE_REASON_MAX = NOTE_MAX
export const CASE_NOTE_MAX = 2_000
export const LEGAL_BASIS_MAX = 300
/** Rows of the inbox on one page. */
export const INBOX_ROWS = 30
/** Cases that are answered together, or approved at once. */
export const JOINT_MAX = 20

/** What a form of a case asks for; drafts say of what. */
export const caseForms = [
  'accepted',
  'objected',
  'objection_declined',
  'reassigned',
  'assist_added',
  'assist_removed',
  'sponsored',
  'noted',
  'draft_interim',
  'draft_final',
  'draft_correction',
  'returned',
  'publish',
  'extended',
  'asked_details',
  'closed',
  'split',
  'voided',
] as const
export type CaseForm = (typeof caseForms)[number]
