import type { Amount, CommitmentState, SolvedSaid } from './cases'
import type { PublicSession } from './views'

/** Promises that are kept track of (承诺), as numbers, codes and public shapes. Rules are in domain/commitments.ts. */

export const QUOTE_MAX = 300
export const WHAT_MAX = 120
export const PROMISER_MAX = 60
export const CRITERION_MAX = 200
export const UPDATE_MAX = 1_000
export const LINKS_MAX = 5
export const LINK_MAX = 300
export const DECLINE_MAX = 200
/** Files of evidence beside one promise, those that were taken off not counted. */
export const EVIDENCE_MAX = 20
export const EVIDENCE_WHY_MAX = 200
/** Sentences one device may propose in a day. */
export const PROPOSALS_PER_DEVICE = 10
export const PROPOSALS_WINDOW_MS = 24 * 3_600_000
/** Promises on one page of the list. */
export const PROMISES_PAGE = 20

/** How a promise stands against its day: computed whenever it is read, and stored nowhere. */
export const promiseDues = ['none', 'ahead', 'soon', 'late', 'silent', 'over'] as const
/**
 * `none` no day was said · `ahead` · `soon` within two weeks · `late` past its day, and something was said since ·
 * `silent` past its day without a word (到期未更新) · `over` kept, or given up.
 */
export type PromiseDue = (typeof promiseDues)[number]

/** Whether the words promised still stand where they were said. */
export type SourceStanding = 'stands' | 'corrected' | 'gone'

export interface PublicPromiseEvent {
  state: CommitmentState
  at: number
  text: string
  unit: string
  /** The new day of a delay. */
  dueDay?: string
  /** Of a verification: who saw to it. */
  by?: string
  links?: string[]
}

/** A file that shows what was done; one that was taken off leaves its name, its day and the reason. */
export interface PublicEvidence {
  id: string
  name: string
  bytes: number
  sha256: string
  /** The unit that added it. */
  unit: string
  at: number
  removedAt?: number
  removedWhy?: string
}

/** What whoever asked said last of the matter, after it was promised: beside what its unit says, never instead of it. */
export interface AskersWord {
  solved: SolvedSaid
  at: number
}

/** A promise as anybody may read it. */
export interface PublicPromise {
  id: string
  /** Word for word; empty where the words were taken out of the record. */
  quote: string
  standing: SourceStanding
  saidAt: number
  who: string
  office: string
  unit: string
  unitId: string | null
  what: string
  dueAsSaid: string | null
  /** The day that holds now, and the one that was first promised where that is another. */
  dueDay: string | null
  firstDueDay: string | null
  due: PromiseDue
  amount: Amount | null
  criterion: string | null
  state: CommitmentState
  /** Of a delay, or of giving it up. */
  reason: string | null
  updatedAt: number
  verifiedBy: string | null
  asker: AskersWord | null
  /** Delivered by the word of its unit, and confirmed after it by whoever asked. */
  confirmed: boolean
  session: Pick<PublicSession, 'slug' | 'title' | 'demo' | 'source'>
  question: { id: string; no: number; text: string } | null
  /** Where it was said: a line of the text record, an answer, or a department's reply. */
  from: 'line' | 'answer' | 'reply' | 'print'
  /** Address of the line, or of the answer. */
  url: string
}

/** The same with everything that became of it. */
export interface PromiseInFull extends PublicPromise {
  events: PublicPromiseEvent[]
  evidence: PublicEvidence[]
  /** The second of the picture at which it was said. */
  moment: string | null
}

export interface PromisePage {
  promises: PublicPromise[]
  total: number
}

/** Figures of a list of promises; their definitions stand beside them. */
export interface PromiseCounts {
  total: number
  open: number
  /** Past their day; the silent ones are among them. */
  late: number
  silent: number
  delivered: number
  /** Of the delivered: confirmed by whoever asked. */
  confirmed: number
  verified: number
  dropped: number
}

/** A sentence that readers hold to be a promise, while nobody has decided. */
export interface PublicProposals {
  /** Waiting, taken, declined: counts only. The sentences themselves are public where they were said. */
  open: number
  taken: number
  declined: { count: number; day: string; reason: string }[]
}
