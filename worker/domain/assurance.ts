import type { Assurance, Counts, Level } from '../contract/assurance'
import { VERIFIED } from '../contract/assurance'

/** Which votes count, and how hard a proof has to be. */

/** What a session asks where it says nothing: every vote counts. */
const nothing: Assurance = { rank: 0, ask: 0 }

export function assuranceOf({ assurance }: { assurance?: Assurance | undefined }): Assurance {
  return assurance ?? nothing
}

/** How a voter's support of a question or its group stands: the best level that counts, or held, or not at all. */
export type Standing = Level | 'held' | null

/** Puts a voter among those a question shows, or takes one out. */
export function addStanding(counts: Counts, standing: Standing, rank: Level, by: 1 | -1): void {
  if (standing === null) return
  if (standing === 'held') counts.held += by
  else if (standing < rank) counts.apart += by
  else counts.votes += by
  if (standing === VERIFIED) counts.verified += by
}

/** How far back held votes make proofs harder. */
const ATTACK_MS = 10 * 60_000
/** Each of these numbers of held votes reached doubles what a browser has to compute. */
const STEPS = [1, 100, 1_000]

/** How many times harder a proof is now: twice for each step an attack has reached, eight times at most. */
export function proofFactor(
  bursts: Iterable<{ until: number; ballots: number }>,
  now: number,
): number {
  let held = 0
  for (const { until, ballots } of bursts) if (until > now - ATTACK_MS) held += ballots
  return 2 ** STEPS.filter((step) => held >= step).length
}
