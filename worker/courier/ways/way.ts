import type { Lang } from '../../contract/lang'

/** What leaves the portal, the same for every way it goes. */
export interface Letter {
  /** Names the message: sent again, it is the same one, and whoever gets it may drop it. */
  id: string
  kind: string
  title: string
  text: string
  /** Where to read on; null where the portal does not know its own address. */
  url: string | null
  about: string
  facts: Record<string, string | number | null>
  at: number
}

/** One way to one address. Throws a Failure where the letter did not go out. */
export interface Way {
  /** The language of whoever reads it; Chinese where none is known. */
  lang?: Lang
  send: (letter: Letter, now: number) => Promise<void>
}

/** Why a letter did not go out: a word for the desk, never an address or what the other side wrote. */
export class Failure extends Error {
  constructor(
    readonly why: 'not_set' | 'away' | 'refused' | 'tls' | 'sign_in' | 'address' | 'broken',
    /** Trying again cannot help. */
    readonly final = false,
  ) {
    super(why)
  }
}

/** How long one attempt may take. */
export const PATIENCE_MS = 10_000
