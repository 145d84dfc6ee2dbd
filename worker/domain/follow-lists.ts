import type { DifferenceRecord, FollowQuestionRecord, RatingRecord } from './case-records'
import type { CaseState } from '../contract/states'

/** Lists of the desk after the answers, as the record reads them and pages show them. */

export interface OfQuestion {
  questionId: string
  /** As the public reads it. */
  question: string
}

/** What waits for a moderator in one session. */
export interface FollowWaiting {
  words: (RatingRecord & OfQuestion)[]
  further: (FollowQuestionRecord & OfQuestion)[]
  differences: (DifferenceRecord & OfQuestion)[]
}

/** A case that was answered, for those who draw visits. */
export interface AnsweredCase {
  id: string
  no: number
  question: string
  unit: string
  state: CaseState
  repliedAt: number
  visits: number
}
