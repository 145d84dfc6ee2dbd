import type { Outcome, QuestionState, SessionState } from './states'

/** Search: its limits, what can be asked and what is answered. All of it is public. */

/** Characters of what is looked for. */
export const QUERY_MAX = 500
export const SEARCH_PAGE = 20
export const SEARCH_PAGE_MAX = 100
export const ALIKE_MAX = 20
/** Questions like the one being typed that a page shows at most. */
export const ALIKE_SHOWN = 5
/** Counting stops here: what is more is told as more. */
export const COUNT_MAX = 1_000

export const searchKinds = ['question', 'line', 'session', 'promise'] as const
export type SearchKind = (typeof searchKinds)[number]
export const searchOrders = ['new', 'votes'] as const
export type SearchOrder = (typeof searchOrders)[number]

export interface SearchFilters {
  kind?: SearchKind
  /** Address of a session. */
  session?: string
  /** Name of a unit, as it stands on sessions, cases and answers. */
  unit?: string
  state?: QuestionState
  outcome?: Outcome
  year?: number
}

/** Which text of it holds what was looked for. */
export type FoundIn = 'text' | 'details' | 'answer' | 'reply' | 'line' | 'session' | 'promise'

export interface Snippet {
  in: FoundIn
  text: string
  /** Places in `text` that are marked, from and up to. */
  marks: [number, number][]
}

export interface SearchItem {
  kind: SearchKind
  id: string
  /** Word for word; empty where its asker had it erased. */
  title: string
  url: string
  at: number
  session: { slug: string; title: string; demo: boolean }
  state?: QuestionState | SessionState
  votes?: number
  support?: number
  unit?: string
  speaker?: string
  /** The title first where a word stands in it, then other texts; a few at most. */
  snippets: Snippet[]
}

/** How many there are. `exact`: no more and no less; else at most so many. `more`: counting stopped. */
export interface SearchTotal {
  n: number
  exact: boolean
  more: boolean
}

export interface FacetValue {
  value: string
  /** Where the value is no name of its own. */
  label?: string
  n: number
  more: boolean
}

export type SearchFacets = Record<keyof SearchFilters, FacetValue[]>

/** Why nothing was found. */
export interface WhyNothing {
  /** Each word by itself, and the parts of it that stand nowhere. */
  parts: { word: string; n: number; missing: string[] }[]
  /** What would be found without the filters. */
  unfiltered: number | null
  /** Near ways to ask that find something. */
  nearest: { q: string; n: number; more: boolean }[]
}

export interface SearchAnswer {
  q: string
  /** What was looked for after folding; all of them. */
  words: string[]
  /** Folding changed what was typed. */
  folded: boolean
  order: SearchOrder
  filters: SearchFilters
  total: SearchTotal
  items: SearchItem[]
  /** Hand back as `after` for the next page; null at the end. */
  next: string | null
  /** The index is being built: there may be more. */
  building?: true
  facets?: SearchFacets
  why?: WhyNothing
}

/** A question that may ask the same. */
export interface AlikeItem {
  id: string
  no: number
  /** Word for word. */
  title: string
  state: QuestionState
  url: string
  session: { slug: string; title: string }
  votes: number
  /** It can be voted for now. */
  open: boolean
  answered: boolean
}
