import type { Level } from './assurance'
import type { BurstState, HoldReason, SessionState } from './states'

/** The integrity report of a session: what was counted, what was held and why, and how to count again. */

export interface IntegrityQuestion {
  no: number
  id: string
  /** Empty where the words are no longer public. */
  text: string
  /** Ballots cast on the question itself that count, by level of assurance: a merge moves none. */
  byLevel: [number, number, number, number]
  held: number
  voided: number
  /** Distinct voters of the question and everything merged into it, as shown. */
  shown: number
  /** Distinct voters below the level that counts. */
  apart: number
  merged: number[]
  /** SHA-256 over its ballots; once the session is closed. */
  digest?: string
}

export interface IntegrityBurst {
  id: number
  no: number
  since: number
  until: number
  ballots: number
  why: Partial<Record<HoldReason, number>>
  state: BurstState
  /** What the moderator gave as the reason, and when; staff names are not told here. */
  reason?: string
  decidedAt?: number
}

export interface Integrity {
  slug: string
  title: string
  state: SessionState
  at: number
  /** When the tally was published; null while votes may still come. */
  closedAt: number | null
  questions: IntegrityQuestion[]
  bursts: IntegrityBurst[]
  /** Answers that repeat an earlier one of another question without saying so (相同答复). */
  pasted: number
  /** What moderators did, by kind of act. */
  acts: Record<string, number>
  /** Questions whose shown count differs from the ballots counted anew; null where the ballots lie sealed. */
  differing: number[] | null
  /** Digest of all ballots, sealed at the archive. */
  sealed?: { digest: string; ballots: number }
  /** From which level on votes count in the order, where not all do. */
  rank?: Level
  /** Votes of one kind a minute that are never held here, where it is not the ordinary figure. */
  floor?: number
}
