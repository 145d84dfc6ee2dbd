import type { Level } from './assurance'
import type { RefusalCode, RefusalFacts } from './refusals'
import type { PublicLine, PublicStream } from './stream'
import type {
  Balance,
  CasesLine,
  PublicComment,
  PublicPrompt,
  PublicQuestion,
  PublicSession,
  Stage,
} from './views'

/** Version of the socket protocol; a client that meets another one reloads the page. See docs/live-protocol.md. */
export const PROTOCOL = 1

/** Client → room. At most FRAME_BYTES each. */
export type ClientFrame =
  /** First frame: the state this client holds. The room answers with what it missed, or `snapshot`. */
  | { t: 'hello'; v: number; epoch?: string; seq?: number }
  /** Sets a vote (never toggles), so that sending twice does no harm. `r` comes back in the answer. */
  | { t: 'vote'; r: number; q: number; on: boolean }

/** Room → client. */
export type RoomFrame =
  | Welcome
  | Delta
  /** `level`: what this vote reached, left out at 0; below the session's it does not count in `votes`. */
  | { t: 'voted'; r: number; q: number; on: boolean; votes: number; level?: Level }
  | { t: 'no'; r?: number; code: RefusalCode; facts?: RefusalFacts }
  /** What was missed is too much, or of another life: take the snapshot by GET, then say hello again. */
  | { t: 'snapshot' }

export interface Welcome {
  t: 'welcome'
  v: number
  epoch: string
  seq: number
  /** The room's clock, epoch ms. */
  at: number
  /** Whether votes may be sent through this socket (the visitor is known). */
  voter: boolean
  /** Numbers of the questions this visitor supports. */
  mine: number[]
  viewers: number
}

/**
 * Everything public that changed after `from`, as absolute values: applying one twice, or one that
 * overlaps what is held, does no harm. A client whose number is below `from` has missed something and
 * says hello again with its number.
 */
export interface Delta {
  t: 'delta'
  epoch: string
  from: number
  seq: number
  at: number
  /** Questions whole, new or changed. */
  q?: PublicQuestion[]
  /**
   * Counts alone: [number, votes], then held votes, verified ones of the votes, and those shown apart; as far as
   * the last of them that there is or was.
   */
  n?: [no: number, votes: number, held?: number, verified?: number, apart?: number][]
  /** Numbers of questions that are public no longer. */
  gone?: number[]
  c?: PublicComment[]
  cGone?: number[]
  prompts?: PublicPrompt[]
  session?: PublicSession
  stage?: Stage | null
  next?: number[]
  balance?: Balance
  cases?: CasesLine
  totalQuestions?: number
  totalComments?: number
  viewers?: number
  /** null: there is no picture any more. */
  stream?: PublicStream | null
  /** Lines of the text record, new or changed; and ids of those that are shown no longer, `*` for all of them. */
  lines?: PublicLine[]
  linesGone?: string[]
}
