import type { SolvedSaid } from '../contract/cases'
import { FOLLOW_UP_MS, reopenReasons, type ReopenReason } from '../contract/follow'
import type { RefusalCode } from '../contract/refusals'
import type { CaseState, QuestionState } from '../contract/states'
import type {
  CaseFile,
  DifferenceRecord,
  FollowQuestionRecord,
  PauseRecord,
  RatingRecord,
} from './case-records'
import type { AnswerRecord } from './records'

/**
 * What an asker may do after an answer, and until when. Pure: rows and the time come in, verdicts go out.
 * A question without a case is rated by its answers, one with cases by each of them.
 */

/** One thing that is rated: a case, or the answers of a question that has none. */
export interface Rated {
  /** null: the answers. */
  caseId: string | null
  unit: string
  unitId: string | null
  /** Of the last reply; null while there is none. */
  repliedAt: number | null
  /** Until when its asker may say something of it. */
  until: number
  round: number
  /** null: the answers have no states. */
  state: CaseState | null
}

/** Everything known about what came after one question. */
export interface FollowFacts {
  state: QuestionState
  /** Of the question itself, or of the one it was merged into. */
  answers: readonly Pick<AnswerRecord, 'unit' | 'at' | 'withdrawn'>[]
  cases: readonly CaseFile[]
  /** Of this question only. */
  ratings: readonly RatingRecord[]
  further: FollowQuestionRecord | null
  /** Reasons for which each case was opened again by its asker. */
  reopened: readonly { caseId: string; reason: string }[]
  /** Of cases of this question, and still open. */
  pauses: readonly PauseRecord[]
  difference: DifferenceRecord | null
}

/** A case of which its asker may say how it was handled. */
const ratable: readonly CaseState[] = ['replied', 'closed', 'follow_up']
/** A case that its asker can have opened again: also after having said something of it. */
const reopenable: readonly CaseState[] = [...ratable, 'confirmed', 'disputed']

export const windowEnd = (repliedAt: number): number => repliedAt + FOLLOW_UP_MS

/** The case as something to be rated. */
export function ratedCase(
  row: Pick<
    CaseFile,
    'id' | 'unit' | 'unitId' | 'repliedAt' | 'followUpUntil' | 'reopened' | 'state'
  >,
): Rated {
  const { id, unit, unitId, repliedAt, followUpUntil, reopened, state } = row
  return {
    caseId: id,
    unit,
    unitId,
    repliedAt,
    until: followUpUntil ?? (repliedAt === null ? 0 : windowEnd(repliedAt)),
    round: reopened,
    state,
  }
}

/** What of a question is rated: its cases, or its answers where it has none. */
export function ratedOf({ answers, cases }: Pick<FollowFacts, 'answers' | 'cases'>): Rated[] {
  const open = cases.filter((one) => one.state !== 'void')
  if (open.length > 0) return open.map(ratedCase)
  const given = answers.filter((one) => !one.withdrawn)
  const last = given.reduce<(typeof given)[number] | null>(
    (found, one) => (found === null || one.at > found.at ? one : found),
    null,
  )
  if (!last) return []
  return [
    {
      caseId: null,
      unit: last.unit,
      unitId: null,
      repliedAt: last.at,
      until: windowEnd(last.at),
      round: 0,
      state: null,
    },
  ]
}

const sameRound = (of: Rated) => (one: Pick<RatingRecord, 'caseId' | 'round'>) =>
  one.caseId === of.caseId && one.round === of.round

export type RateVerdict = 'ok' | 'not_yet' | 'rated' | 'over'

/** Once for each round, within the window, and not before there is a reply. */
export function mayRate(
  of: Rated,
  ratings: readonly Pick<RatingRecord, 'caseId' | 'round'>[],
  now: number,
): RateVerdict {
  if (ratings.some(sameRound(of))) return 'rated'
  if (of.state === 'lapsed') return 'over'
  if (of.repliedAt === null || (of.state !== null && !ratable.includes(of.state))) return 'not_yet'
  return now < of.until ? 'ok' : 'over'
}

/** Its window is over and nobody said anything: 期满未评价, which is never satisfaction. */
export function hasLapsed(
  of: Rated,
  ratings: readonly Pick<RatingRecord, 'caseId' | 'round'>[],
  now: number,
): boolean {
  return of.state === 'lapsed' || mayRate(of, ratings, now) === 'over'
}

/** What a rating makes of a case. */
export const whatFollows = (solved: SolvedSaid): 'confirmed' | 'disputed' =>
  solved === 'yes' ? 'confirmed' : 'disputed'

/** Names a rating: the same round again is the same name. */
export const ratingId = (
  sessionId: string,
  questionNo: number,
  of: Pick<Rated, 'caseId' | 'round'>,
): string => `${sessionId}:${questionNo}:${of.caseId ?? 'answer'}:${of.round}`

/** Reasons that a case was not opened again for yet. */
export function reasonsLeft(
  caseId: string,
  reopened: readonly { caseId: string; reason: string }[],
): ReopenReason[] {
  const used = new Set(reopened.filter((one) => one.caseId === caseId).map((one) => one.reason))
  return reopenReasons.filter((reason) => !used.has(reason))
}

export type ReopenVerdict = 'ok' | 'not_yet' | 'again' | 'over'

/** One reopening for each reason, within the window. */
export function mayReopen(
  of: Rated,
  reopened: readonly { caseId: string; reason: string }[],
  reason: ReopenReason,
  now: number,
): ReopenVerdict {
  if (of.caseId === null || of.state === null || of.repliedAt === null) return 'not_yet'
  if (of.state === 'lapsed') return 'over'
  if (!reasonsLeft(of.caseId, reopened).includes(reason)) return 'again'
  if (!reopenable.includes(of.state)) return 'not_yet'
  return now < of.until ? 'ok' : 'over'
}

/** One further question (追问) after an answer or a reply, within the window. */
export function mayAskFurther(
  facts: FollowFacts,
  now: number,
): 'ok' | 'not_yet' | 'again' | 'over' {
  if (facts.further) return 'again'
  const answered = ratedOf(facts).filter((one) => one.repliedAt !== null)
  if (answered.length === 0 || !['answered', 'handed_off'].includes(facts.state)) return 'not_yet'
  return answered.some((one) => now < one.until) ? 'ok' : 'over'
}

/** What was answered together with others, of which its asker may say once that it is another matter. */
export function mayDiffer(
  facts: Pick<FollowFacts, 'state' | 'cases' | 'difference'>,
): { kind: 'merged' } | { kind: 'joint'; caseId: string } | null {
  if (facts.difference) return null
  if (facts.state === 'merged') return { kind: 'merged' }
  const joint = facts.cases.find((one) => one.jointId !== null && one.state !== 'void')
  return joint ? { kind: 'joint', caseId: joint.id } : null
}

const refused: Record<Exclude<RateVerdict | ReopenVerdict, 'ok'>, RefusalCode> = {
  not_yet: 'NOT_YET',
  rated: 'RATED',
  again: 'SAID_BEFORE',
  over: 'WINDOW_OVER',
}

/** The refusal behind a verdict. */
export const refusalOf = (verdict: keyof typeof refused): RefusalCode => refused[verdict]

/** One matter, as the four counters see it. */
export interface Matter {
  repliedAt: number | null
  closedAt: number | null
  state: CaseState
  outcome: CaseFile['outcome']
}

/** 已答复 ≠ 已办结 ≠ 已解决 ≠ 群众确认, and what stands beside them. */
export interface FollowCounters {
  total: number
  answered: number
  closed: number
  solved: number
  confirmed: number
  disputed: number
  /** Opened again and not answered anew yet. */
  reopened: number
  /** 期满未评价: stands alone, and in none of the others' favour. */
  lapsed: number
  /** Answered, and its asker may still say something. */
  waiting: number
}

/** Each counter from the columns it is about; none is derived from another. Void cases are no matters. */
export function countMatters(matters: Iterable<Matter>): FollowCounters {
  const out: FollowCounters = {
    total: 0,
    answered: 0,
    closed: 0,
    solved: 0,
    confirmed: 0,
    disputed: 0,
    reopened: 0,
    lapsed: 0,
    waiting: 0,
  }
  for (const one of matters) {
    if (one.state === 'void') continue
    out.total += 1
    if (one.repliedAt !== null) out.answered += 1
    if (one.closedAt !== null) out.closed += 1
    if (one.outcome === 'solved' && one.repliedAt !== null) out.solved += 1
    if (one.state === 'confirmed') out.confirmed += 1
    if (one.state === 'disputed') out.disputed += 1
    if (one.state === 'reopened') out.reopened += 1
    if (one.state === 'lapsed') out.lapsed += 1
    if (ratable.includes(one.state)) out.waiting += 1
  }
  return out
}
