import type { RedirectRoute, RejectReason, SessionState, TakeDownReason } from './states'

/** Fairness to whoever asks and reads: appeals, reports, and what is told in public of what was not shown. */

/** What became of an appeal; `lapsed`: nobody heard it in time; `withdrawn`: its author had the words erased. */
export const appealStates = ['waiting', 'upheld', 'listed', 'lapsed', 'withdrawn'] as const
export type AppealState = (typeof appealStates)[number]
export const APPEAL_MIN = 2
export const APPEAL_MAX = 200
/** An appeal that nobody heard for so long no longer keeps a session from closing. */
export const APPEAL_LAPSE_MS = 7 * 24 * 3_600_000

/** Why a reader reports something that is public. */
export const reportReasons = [
  'personal_data',
  'insult',
  'false_or_illegal',
  'spam',
  'other',
] as const
export type ReportReason = (typeof reportReasons)[number]
/** What became of a report; none of these comes about by the number of reports. */
export const reportStates = ['open', 'dismissed', 'corrected', 'taken_down'] as const
export type ReportState = (typeof reportStates)[number]
export const REPORT_NOTE_MAX = 100
/** Words that a card keeps; reports beyond these are counted all the same. */
export const REPORT_NOTES = 20
/** Reports of one device in one window. */
export const REPORTS_PER_VISITOR = 10
export const REPORT_WINDOW_MS = 60 * 60_000
/** So many devices more bring a card back that was decided. */
export const REPORTS_AGAIN = 3

/** What a report is about: a question, a comment, or one answer to a question. */
export interface Reported {
  kind: 'question' | 'comment' | 'answer'
  no: number
  /** Of an answer: which one. */
  answer: string | null
}

/** The name of the card that all reports of one thing go to. */
export function reportId(about: Reported): string {
  return about.kind === 'answer' ? `a:${about.answer}` : `${about.kind[0]}:${about.no}`
}

/** What an asker reads of an own appeal. */
export interface OwnAppeal {
  state: AppealState
  text: string
  at: number
  /** What the second person gave as the reason. */
  reason?: string
  decidedAt?: number
}

/** One rejection as anybody reads it: never the words, a name or an asker. */
export interface Rejection {
  no: number
  /** The day in Shanghai; the minute would say who was at the desk. */
  day: string
  reason: RejectReason
  appeal?: { state: AppealState; day: string }
}

/** How the desk treated what was handed in, in figures. */
export interface Fairness {
  slug: string
  title: string
  state: SessionState
  at: number
  /** By number. */
  rejections: Rejection[]
  rejectedBy: Partial<Record<RejectReason, number>>
  appeals: Partial<Record<AppealState, number>>
  /** Each seen by two people. */
  redirectedTo: Partial<Record<RedirectRoute, number>>
  takenDownFor: Partial<Record<TakeDownReason, number>>
  /** Reports by reason, and things reported by what became of them. */
  reports: Partial<Record<ReportReason, number>>
  reported: Partial<Record<ReportState, number>>
  /** Submissions that the operator's list of words put in front of the reviewers, by category. */
  heldWords: Record<string, number>
}
