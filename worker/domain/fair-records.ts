import type { AppealState, ReportReason, ReportState, Reported } from '../contract/fairness'

/** Rows about fairness as both stores keep them; domain/fairness.ts makes what is public of them. */

/** The one appeal against a rejection. */
export interface AppealRecord {
  /** Number of the question. */
  no: number
  sessionId: string
  at: number
  /** Masked when it came in; empty once erased. */
  text: string
  state: AppealState
  /** The rejection it is against: its reason, when, and who, who cannot hear the appeal. */
  against: string
  rejectedAt: number
  rejectedBy: string
  reason: string | null
  actorId: string | null
  actor: string | null
  decidedAt: number | null
  version: number
}

/** All reports of one thing: a card for the moderators. Who reported is not in it. */
export interface ReportRecord {
  id: string
  sessionId: string
  kind: Reported['kind']
  /** Number of the question or comment. */
  no: number
  answer: string | null
  counts: Partial<Record<ReportReason, number>>
  /** What reporters added, masked; the first few. */
  notes: string[]
  firstAt: number
  lastAt: number
  state: ReportState
  reason: string | null
  actorId: string | null
  actor: string | null
  decidedAt: number | null
  /** Reports there were at the last decision. */
  settled: number
  version: number
}

/** Categories of the operator's words found in a submission when it came in. Only the desk reads them. */
export interface MarkRecord {
  /** Of the question or comment. */
  id: string
  sessionId: string
  kind: 'question' | 'comment'
  no: number
  categories: string[]
  /** Version of the list they were found by. */
  list: number
  at: number
}

/** Reports in a card. */
export function reportsIn({ counts }: Pick<ReportRecord, 'counts'>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}
