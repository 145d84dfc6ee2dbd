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

/** A unit's table that comes back: its bytes, its lines, and how many of them change something at once. */
export const CASE_TABLE_BYTES = 2 * 1024 * 1024
export const CASE_TABLE_ROWS = 2_000
export const CASE_TABLE_CHANGES = 100

/** Why a file is no table that can be worked with. */
export type TableFault =
  /** Not UTF-8: GBK, as Excel saves "CSV" in China, or UTF-16. */
  | 'encoding'
  /** A workbook of Excel or WPS, not a table of text. */
  | 'workbook'
  | 'empty'
  | 'quotes'
  /** More cells than the heading has columns. */
  | 'wide'
  | 'missing'
  | 'doubled'
  | 'rows'
  | 'bytes'
  /** More lines change something than are carried out at once. */
  | 'many'
export interface TableFaultFacts {
  /** Row of the sheet, the heading being 1. */
  row?: number
  /** Names of the table's own columns. */
  columns?: readonly string[]
  max?: number
}

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
  'planned',
  'draft_interim',
  'draft_final',
  'draft_correction',
  'returned',
  'publish',
  'extended',
  'asked_details',
  'closed',
  'split',
  'hidden',
  'voided',
] as const
export type CaseForm = (typeof caseForms)[number]
