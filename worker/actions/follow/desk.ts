import type { Fact } from '../../contract/audit'
import { solvedSaid, visitWays, type SolvedSaid, type VisitWay } from '../../contract/cases'
import { VISIT_INSIDE_MAX, VISIT_SUM_MAX, VISIT_SUM_MIN } from '../../contract/follow'
import { ANSWER_MAX, NOTE_MAX } from '../../contract/limits'
import { Refusal } from '../../contract/refusals'
import type { Actor, Room } from '../../contract/room'
import type { CaseBy } from '../../domain/cases'
import { maskPersonal } from '../../domain/masking'
import { takeOptional, takeText } from '../../domain/text-fields'
import {
  answerFurther,
  differenceOf,
  draftFurther,
  furtherById,
  settleDifference,
  settleFurther,
  settleWords,
} from '../../store/follow-desk'
import { heldSessionBySlug } from '../../store/session-reads'
import { insertVisit, visitsOf } from '../../store/visits'
import type { CaseDeps } from '../../store/case-deps'
import { actOnCase } from '../cases/act'
import { openFollowUpCases } from '../cases/follow-up'

/** What moderators, units and visitors of cases do after the answers. */

export interface FollowDeskDeps extends CaseDeps {
  actor: Actor
  now: number
  room: (slug: string) => Pick<Room, 'decide' | 'followUp'>
  /** Chains what is done outside of any case. */
  noted: <T>(
    act: string,
    facts: Record<string, string | number>,
    said: Fact | null,
    work: () => Promise<T>,
  ) => Promise<T>
}

interface Seen {
  id: string
  version: number
}

/** Words of a rating are published, or kept back. */
export async function moderateWords(
  deps: FollowDeskDeps,
  seen: Seen,
  to: 'listed' | 'rejected',
): Promise<void> {
  const facts = { rating: seen.id, to }
  await deps.noted('rating_words', facts, null, () => settleWords(deps.env.DB, seen, to))
}

/** A further question is listed, or turned down with a reason its asker reads. */
export async function moderateFurther(
  deps: FollowDeskDeps,
  seen: Seen,
  to: 'listed' | 'rejected',
  why: string | undefined,
): Promise<void> {
  const reason = takeOptional(why, 'reason', { max: NOTE_MAX })
  if (to === 'rejected' && reason === null) throw new Refusal('REASON_WANTED', { field: 'reason' })
  const facts = { further: seen.id, to }
  await deps.noted('further_question_settled', facts, reason, () =>
    settleFurther(deps.env.DB, seen, to, reason),
  )
}

/** A unit drafts its answer; somebody else publishes it. */
export async function draftAnswer(deps: FollowDeskDeps, seen: Seen, raw: string): Promise<void> {
  const text = takeText(raw, 'text', { min: 1, max: ANSWER_MAX, lines: true })
  const { id: by, name: byName } = deps.actor
  await deps.noted('further_answer_drafted', { further: seen.id }, text, () =>
    draftFurther(deps.env.DB, seen, { text, by, byName, now: deps.now }),
  )
}

/** The second pair of eyes publishes the draft as it was read. */
export async function publishAnswer(deps: FollowDeskDeps, seen: Seen): Promise<void> {
  const { actor, env, now } = deps
  const row = await furtherById(env.DB, seen.id)
  if (!row) throw new Refusal('NOT_FOUND')
  if (row.version !== seen.version) throw new Refusal('CONFLICT')
  if (row.draft === null) throw new Refusal('NOT_POSSIBLE')
  if (row.draftedBy === actor.id) throw new Refusal('SECOND_PERSON')
  const text = row.draft
  await deps.noted('further_answered', { further: seen.id }, text, () =>
    answerFurther(env.DB, { ...seen, text }, { id: actor.id, name: actor.name, now }),
  )
  await deps.wakeCourier(now).catch(() => undefined)
}

/**
 * A moderator looks at somebody whose merged question is another matter. Taken, it stands alone again: while its
 * room holds the session the merge is undone there; in the record a case of its own is opened.
 */
export async function settleDiffering(
  deps: FollowDeskDeps,
  slug: string,
  given: {
    no: number
    version: number
    to: 'taken' | 'declined'
    reason?: string | undefined
    unit?: string | undefined
  },
): Promise<void> {
  const { actor, env, now } = deps
  const held = await heldSessionBySlug(env.DB, slug)
  if (!held) throw new Refusal('NOT_FOUND')
  const reason = takeOptional(given.reason, 'reason', { max: NOTE_MAX })
  if (given.to === 'declined' && reason === null) {
    throw new Refusal('REASON_WANTED', { field: 'reason' })
  }
  const { id: sessionId, kind } = held.session
  const row = await differenceOf(env.DB, sessionId, given.no)
  if (!row) throw new Refusal('NOT_FOUND')
  if (row.version !== given.version || row.state !== 'open') throw new Refusal('CONFLICT')
  if (given.to === 'taken' && held.authority === 'room') {
    const told = await deps.room(slug).decide({ act: 'unmerge', nos: [given.no] }, actor, now)
    if (!told.ok) throw new Refusal(told.code, told.facts)
  } else if (given.to === 'taken') {
    if (!given.unit) throw new Refusal('INVALID', { field: 'unit' })
    const by: CaseBy = { id: actor.id, name: actor.name, unitId: null, unit: '', right: 'settle' }
    const session = { id: sessionId, slug, kind, authority: held.authority }
    const of = { session, no: given.no, units: [given.unit], note: row.text, by }
    await openFollowUpCases(deps, deps.room(slug), of, now)
  }
  const seen = { sessionId, questionNo: given.no, version: given.version }
  await deps.noted(
    'difference_settled',
    { session: slug, no: given.no, to: given.to },
    reason,
    () => settleDifference(env.DB, seen, given.to, { reason, by: actor.id, now }),
  )
}

export interface VisitGiven {
  way: string
  reached: boolean
  solved: string | null
  /** Public. */
  text: string
  /** Stays at the desk. */
  inside: string | null
}

/** Records a visit under its next number. What the visited person says moves no case: only its asker does. */
export async function visit(
  deps: CaseDeps & { now: number },
  caseId: string,
  by: CaseBy,
  given: VisitGiven,
): Promise<number> {
  const { env, now } = deps
  const way = visitWays.find((one) => one === given.way)
  if (!way) throw new Refusal('INVALID', { field: 'way' })
  const solved = solvedIn(given)
  const typed = takeText(given.text, 'text', {
    min: VISIT_SUM_MIN,
    max: VISIT_SUM_MAX,
    lines: true,
  })
  const inside = takeOptional(given.inside, 'inside', { max: VISIT_INSIDE_MAX, lines: true })
  const text = maskPersonal(typed).text
  const no = ((await visitsOf(env.DB, caseId)).at(-1)?.no ?? 0) + 1
  const act = { act: 'visited', no, way, reached: given.reached, solved, text } as const
  const row = {
    caseId,
    no,
    at: now,
    way: way satisfies VisitWay,
    reached: given.reached,
    solved,
    text,
    inside,
    unitId: by.unitId ?? '',
    unit: by.unit,
    by: by.id,
    byName: by.name,
  }
  await actOnCase(deps, caseId, act, by, now, { beside: () => [insertVisit(env.DB, row)] })
  return no
}

/** Nobody who was not reached said anything; whoever was reached said one of three. */
function solvedIn({ reached, solved }: VisitGiven): SolvedSaid | null {
  if (!reached || solved === null || solved === '') return null
  const found = solvedSaid.find((one) => one === solved)
  if (!found) throw new Refusal('INVALID', { field: 'solved' })
  return found
}
