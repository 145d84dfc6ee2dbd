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

/** How long a contact and a sealed original outlive the last case of their question, or its window. */
export const CONTACT_KEPT_MS = 30 * DAY_MS
/** Looks for a lost code that one network may take in one window. */
export const FIND_TRIES = 5
export const FIND_WINDOW_MS = 3_600_000
export const CONTACT_MAX = 254
