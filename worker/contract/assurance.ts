/**
 * How sure it is that one vote is one person. Every vote and question is kept at the level it reached and is
 * never refused for lacking one; a session says which levels count in the order.
 */
export const levels = [0, 1, 2, 3] as const
/** 0 a browser · 1 a browser that computed for a moment · 2 passed a check for people · 3 a verified person. */
export type Level = (typeof levels)[number]

export const VERIFIED = 3

/** What a session asks: from which level on votes count in the order, and what is wanted of whoever asks. */
export interface Assurance {
  rank: Level
  ask: Level
}

/** Ready-made choices for a session, by what it is for; `comment` is the one for public comment with names. */
export const assuranceTemplates = {
  comment: { rank: 3, ask: 3 },
  persons: { rank: 3, ask: 1 },
  large: { rank: 2, ask: 2 },
  ordinary: { rank: 1, ask: 1 },
  rehearsal: { rank: 0, ask: 0 },
} as const satisfies Record<string, Assurance>
export type AssuranceTemplate = keyof typeof assuranceTemplates
export const templateNames = Object.keys(assuranceTemplates) as AssuranceTemplate[]

/** One proof is good for so long and for so many votes and questions. */
export const PASS_MS = 2 * 3_600_000
export const PASS_ACTIONS = 30
/** A page proves anew when this few are left. */
export const PASS_LOW = 5
/** Iterations of the key derivation a browser repeats; more while a room is being stuffed. */
export const PROOF_COST = 1_000
/** Among so many tries the solution lies. */
export const PROOF_TRIES = { from: 500, to: 1_000 } as const
/** A challenge that nobody solved in this time is worth nothing; slow telephones need up to half a minute. */
export const CHALLENGE_MS = 10 * 60_000

/** What is shown of a question's votes. Distinct voters, each at the best level of what was given. */
export interface Counts {
  /** Of a level that counts in the order. */
  votes: number
  /** Of them, verified persons. */
  verified: number
  /** Below the level that counts: kept and shown apart. */
  apart: number
  /** Nothing but held ballots. */
  held: number
}
