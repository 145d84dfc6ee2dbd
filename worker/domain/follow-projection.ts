import type {
  OwnFollow,
  PublicFollow,
  PublicFurther,
  PublicRating,
  PublicVisit,
} from '../contract/follow'
import type { ContactRecord, FollowQuestionRecord, RatingRecord, VisitRecord } from './case-records'
import {
  hasLapsed,
  mayAskFurther,
  mayDiffer,
  mayRate,
  mayReopen,
  ratedOf,
  reasonsLeft,
  type FollowFacts,
} from './follow-up'
import { maskPersonal } from './masking'

/**
 * What leaves of ratings, further questions and visits: for anybody, and for the asker. Words are copied only
 * once a moderator approved them; drafts, inside words, contacts and who moderated are not copied at all.
 */

const masked = (text: string) => maskPersonal(text).text

const unitOf = (facts: Pick<FollowFacts, 'cases' | 'answers'>, caseId: string | null): string =>
  (caseId === null
    ? facts.answers.findLast((one) => !one.withdrawn)?.unit
    : facts.cases.find((one) => one.id === caseId)?.unit) ?? ''

export function publicRating(row: RatingRecord, unit: string): PublicRating {
  const { caseId, round, solved, manner, speed, at } = row
  return {
    caseId,
    unit,
    round,
    solved,
    manner,
    speed,
    at,
    ...(row.words && row.wordsState === 'listed' && { words: masked(row.words) }),
  }
}

function answered(row: FollowQuestionRecord): Pick<PublicFurther, 'answer' | 'answeredAt'> {
  return row.state === 'answered' && row.answer !== null && row.answeredAt !== null
    ? { answer: row.answer, answeredAt: row.answeredAt }
    : {}
}

export function publicFurther(row: FollowQuestionRecord): PublicFurther | null {
  if (row.state !== 'listed' && row.state !== 'answered') return null
  const { at, unit, state } = row
  return { text: masked(row.text), at, state, unit, ...answered(row) }
}

export function publicVisit(row: VisitRecord): PublicVisit {
  const { caseId, no, at, way, reached, solved, unit } = row
  return { caseId, no, at, way, reached, solved, text: masked(row.text), unit }
}

/** What anybody reads under a question; null where there is nothing. */
export function publicFollow(
  facts: FollowFacts,
  visits: readonly VisitRecord[],
): PublicFollow | null {
  const shownCases = new Set(
    facts.cases
      .filter((one) => one.state !== 'void' && one.visibility === 'public')
      .map((one) => one.id),
  )
  const shown = (caseId: string | null) => caseId === null || shownCases.has(caseId)
  const ratings = facts.ratings
    .filter((one) => shown(one.caseId))
    .map((one) => publicRating(one, unitOf(facts, one.caseId)))
  // Of answers without a case no end is recorded, and of old ones nobody could say anything.
  const lapsed = facts.cases
    .filter((one) => shown(one.id) && one.state === 'lapsed')
    .map((one) => one.unit)
  const further = facts.further && publicFurther(facts.further)
  const seen = visits.filter((one) => shownCases.has(one.caseId)).map(publicVisit)
  if (ratings.length + lapsed.length + seen.length === 0 && !further) return null
  return { ratings, visits: seen, lapsed, ...(further && { further }) }
}

/** What the asker reads and may do; null where nothing came after yet. */
export function ownFollow(
  facts: FollowFacts,
  contact: Pick<ContactRecord, 'way'> | null,
  now: number,
): OwnFollow {
  const rated = ratedOf(facts)
  const { further, difference } = facts
  const differing = mayDiffer(facts)
  const out: OwnFollow = {
    rate: rated
      .filter((one) => mayRate(one, facts.ratings, now) === 'ok')
      .map(({ caseId, unit, round, until }) => ({ caseId, unit, round, until })),
    rated: facts.ratings.map((row) => ({
      ...publicRating(row, unitOf(facts, row.caseId)),
      // Its author reads the own words at once.
      ...(row.words && { words: row.words }),
      ...(row.wordsState && { wordsState: row.wordsState }),
    })),
    lapsed: rated.filter((one) => hasLapsed(one, facts.ratings, now)).map((one) => one.unit),
    // Whoever was merged into another question has no case to open again: that is what 我的情况不同 is for.
    reopen:
      facts.state === 'merged'
        ? []
        : rated.flatMap((one) => {
            if (one.caseId === null) return []
            const reasons = reasonsLeft(one.caseId, facts.reopened).filter(
              (reason) => mayReopen(one, facts.reopened, reason, now) === 'ok',
            )
            const { caseId, unit, until } = one
            return reasons.length > 0 ? [{ caseId, unit, until, reasons }] : []
          }),
    wanted: facts.pauses.map((one) => ({
      caseId: one.caseId,
      unit: unitOf(facts, one.caseId),
      text: one.text,
      limitAt: one.limitAt,
    })),
  }
  if (mayAskFurther(facts, now) === 'ok') {
    out.furtherUntil = Math.max(
      ...rated.filter((one) => one.repliedAt !== null).map((one) => one.until),
    )
  }
  if (further) {
    const { text, at, unit, state, reason } = further
    out.further = { text, at, unit, state, ...(reason && { reason }), ...answered(further) }
  }
  if (differing) out.mayDiffer = differing.kind
  if (difference) {
    const { text, at, state, reason } = difference
    out.differed = { text, at, state, ...(reason && { reason }) }
  }
  if (contact) out.contact = contact.way
  return out
}
