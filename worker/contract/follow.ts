import type { SolvedSaid, VisitWay } from './cases'

/** What askers and officers do after an answer: limits and codes that forms and server agree on. */

const DAY_MS = 24 * 3_600_000

/** How long after a reply its asker may rate it, have it opened again, or ask one further question. */
export const FOLLOW_UP_DAYS = 30
export const FOLLOW_UP_MS = FOLLOW_UP_DAYS * DAY_MS

export const RATING_WORDS_MAX = 500
export const REOPEN_MIN = 5
export const REOPEN_MAX = 500
export const FURTHER_MIN = 5
export const FURTHER_MAX = 300
export const DETAILS_GIVEN_MIN = 2
export const DETAILS_GIVEN_MAX = 2_000
export const DIFFER_MIN = 5
export const DIFFER_MAX = 500
export const VISIT_SUM_MIN = 5
export const VISIT_SUM_MAX = 1_000
export const VISIT_INSIDE_MAX = 2_000
/** Closed cases of a month that are drawn for visits unless told otherwise, and at most. */
export const SAMPLE_SIZE = 20
export const SAMPLE_MAX = 200

/** Why a matter is opened again; each counts once for a case. */
export const reopenReasons = [
  'not_done',
  'wrong_matter',
  'no_answer_to_question',
  'promise_broken',
  'new_facts',
] as const
export type ReopenReason = (typeof reopenReasons)[number]

/** What an asker does from the own page, each by a page of its own. */
export const followSteps = ['rate', 'reopen', 'further', 'details', 'differ', 'contact'] as const
export type FollowStep = (typeof followSteps)[number]

/** Ways an asker may be told by, where the operator turned them on. */
export const contactWays = ['phone', 'email'] as const
export type ContactWay = (typeof contactWays)[number]

/** How long a contact and a sealed original outlive the last case of their question, or its window. */
export const CONTACT_KEPT_MS = 30 * DAY_MS
/** Looks for a lost code that one network may take in one window. */
export const FIND_TRIES = 20
export const FIND_WINDOW_MS = 3_600_000
export const CONTACT_MAX = 254
/** A contact whose question never comes to an end is erased after this long all the same. */
export const CONTACT_AT_MOST_MS = 730 * DAY_MS
/** Questions of one day that one contact is told of; further ones are kept and not told. */
export const CONTACT_QUESTIONS_A_DAY = 5
/** Messages about a lost code that one contact gets in one window. */
export const FIND_SENDS = 3
/** How long the link of such a message works. */
export const FIND_LINK_MS = 2 * 3_600_000

/** What was said of the handling, as anybody reads it. */
export interface PublicRating {
  /** null: of the answers of a question without a case. */
  caseId: string | null
  unit: string
  /** 0 at first, one more after each reopening. */
  round: number
  solved: SolvedSaid
  manner: number | null
  speed: number | null
  at: number
  /** Only once a moderator approved them. */
  words?: string
}

/** 追问, once a moderator listed it. */
export interface PublicFurther {
  text: string
  at: number
  state: 'listed' | 'answered'
  unit: string | null
  answer?: string
  answeredAt?: number
}

export interface PublicVisit {
  caseId: string
  no: number
  at: number
  way: VisitWay
  reached: boolean
  solved: SolvedSaid | null
  text: string
  unit: string
}

/** Everything of a question that came after its answers. */
export interface PublicFollow {
  ratings: PublicRating[]
  visits: PublicVisit[]
  further?: PublicFurther
  /** Units whose reply nobody rated in time (期满未评价). */
  lapsed: string[]
}

/** What an asker did and may do after an answer. */
export interface OwnFollow {
  rate: { caseId: string | null; unit: string; round: number; until: number }[]
  rated: (PublicRating & { wordsState?: 'submitted' | 'listed' | 'rejected' })[]
  lapsed: string[]
  reopen: { caseId: string; unit: string; until: number; reasons: ReopenReason[] }[]
  /** Until when a further question may be asked; absent where none may. */
  furtherUntil?: number
  further?: Omit<PublicFurther, 'state'> & {
    state: 'submitted' | 'listed' | 'rejected' | 'answered'
    reason?: string
  }
  /** What a unit asks its asker for, and until when. */
  wanted: { caseId: string; unit: string; text: string; limitAt: number | null }[]
  mayDiffer?: 'merged' | 'joint'
  differed?: { text: string; at: number; state: 'open' | 'taken' | 'declined'; reason?: string }
  /** A sealed contact is kept. */
  contact?: ContactWay
}
