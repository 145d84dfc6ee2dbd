import type { SolvedSaid } from '../../contract/cases'
import {
  DETAILS_GIVEN_MAX,
  DETAILS_GIVEN_MIN,
  DIFFER_MAX,
  DIFFER_MIN,
  FURTHER_MAX,
  FURTHER_MIN,
  RATING_WORDS_MAX,
  REOPEN_MAX,
  REOPEN_MIN,
  type ReopenReason,
} from '../../contract/follow'
import { Refusal } from '../../contract/refusals'
import type { CaseAct } from '../../domain/case-acts'
import type { FollowSealRecord, RatingRecord } from '../../domain/case-records'
import type { CaseBy } from '../../domain/cases'
import {
  mayAskFurther,
  mayDiffer,
  mayRate,
  mayReopen,
  ratedOf,
  ratingId,
  refusalOf,
  whatFollows,
  type Rated,
} from '../../domain/follow-up'
import { maskPersonal } from '../../domain/masking'
import { takeOptional, takeText } from '../../domain/text-fields'
import { followOfOne, type FollowRows } from '../../store/follow'
import {
  insertDifference,
  insertFurther,
  insertFollowSeal,
  insertRating,
  once,
  unitThatAnswers,
} from '../../store/follow-writes'
import type { CaseDeps } from '../../store/case-deps'
import { actOnCase, caseOf, type Beside } from '../cases/act'
import { openFollowUpCases } from '../cases/follow-up'
import { heldSessionBySlug } from '../../store/session-reads'
import type { Room } from '../../contract/room'
import type { Sealer } from '../personal'

/** What askers do after an answer. Who asked is known by a code or a device before any of it is called. */

export interface AskerDeps extends CaseDeps {
  /** Encrypts an original. */
  seal: Sealer
  room: (slug: string) => Pick<Room, 'followUp'>
  now: number
  /** Something outside of any case, for the portal's chain. */
  noted: <T>(
    act: string,
    facts: Record<string, string | number>,
    work: () => Promise<T>,
  ) => Promise<T>
}

/** The question meant, by its session and number. */
export interface Asked {
  sessionId: string
  no: number
}

export const theAsker: CaseBy = { id: 'asker', name: '', unitId: null, unit: '', right: 'asker' }

async function known({ env }: AskerDeps, { sessionId, no }: Asked): Promise<FollowRows> {
  const rows = await followOfOne(env.DB, sessionId, no)
  // Its room has not carried it yet: nothing of it is answered in the record.
  if (!rows) throw new Refusal('NOT_YET')
  return rows
}

/** The thing meant among those that can be rated. */
function meant(rows: FollowRows, caseId: string | null): Rated {
  const all = ratedOf(rows.facts)
  const found = all.find((one) => one.caseId === caseId)
  if (found) return found
  throw new Refusal(
    all.length === 0 ? 'NOT_YET' : 'NOT_FOUND',
    all.length === 0 ? {} : { field: 'case' },
  )
}

/** Whoever was merged into another question rates what was answered there, and moves nobody else's case. */
const moves = (rows: FollowRows, { no }: Asked) => rows.head === no

export interface RatingGiven {
  caseId: string | null
  solved: SolvedSaid
  manner: number | null
  speed: number | null
  words?: string | null | undefined
}

/** The asker rates; `opened` says that a case was opened by it. The same rating again is the same rating. */
export async function rate(
  deps: AskerDeps,
  asked: Asked,
  given: RatingGiven,
): Promise<{ opened: boolean }> {
  const { env, now } = deps
  const typed = takeOptional(given.words, 'words', { max: RATING_WORDS_MAX, lines: true })
  const words = typed === null ? null : maskPersonal(typed).text
  const rows = await known(deps, asked)
  const before = rows.facts.ratings.find(
    (one) => one.caseId === given.caseId && sameRating(one, { ...given, words }),
  )
  if (before) return { opened: await opensByItself(deps, asked, rows, before) }
  const of = meant(rows, given.caseId)
  const verdict = mayRate(of, rows.facts.ratings, now)
  if (verdict !== 'ok') throw new Refusal(refusalOf(verdict))
  const row: RatingRecord = {
    id: ratingId(asked.sessionId, asked.no, of),
    sessionId: asked.sessionId,
    questionNo: asked.no,
    caseId: of.caseId,
    round: of.round,
    solved: given.solved,
    manner: given.manner,
    speed: given.speed,
    words,
    wordsState: words === null ? null : 'submitted',
    at: now,
    version: 1,
  }
  const insert = insertRating(env.DB, row)
  return once('RATED', () => keepRating(deps, asked, rows, of, row, insert))
}

const sameRating = (
  one: RatingRecord,
  given: Omit<RatingGiven, 'caseId'> & { words: string | null },
) =>
  one.solved === given.solved &&
  one.manner === given.manner &&
  one.speed === given.speed &&
  one.words === given.words

async function keepRating(
  deps: AskerDeps,
  asked: Asked,
  rows: FollowRows,
  of: Rated,
  row: RatingRecord,
  insert: D1PreparedStatement,
): Promise<{ opened: boolean }> {
  const { now } = deps
  const { solved, manner, speed } = row
  if (of.caseId !== null && moves(rows, asked)) {
    const acts: CaseAct[] = [
      { act: 'rated', solved, facts: { manner, speed, round: of.round } },
      { act: whatFollows(solved) },
    ]
    await actOnCase(deps, of.caseId, acts, theAsker, now, { beside: () => [insert] })
    return { opened: false }
  }
  const facts = { session: rows.slug, no: asked.no, solved, round: of.round }
  await deps.noted('rated', facts, () => insert.run())
  return { opened: await opensByItself(deps, asked, rows, row) }
}

/**
 * An answer rated "no" opens a case by itself, at the unit that answered. The rating is kept first: where the case
 * could not be opened, the same rating sent again opens it, and so does the courier (`openForRatings`).
 */
async function opensByItself(
  deps: Pick<AskerDeps, keyof CaseDeps | 'room' | 'now'>,
  asked: Asked,
  rows: FollowRows,
  { caseId, solved }: Pick<RatingRecord, 'caseId' | 'solved'>,
): Promise<boolean> {
  const { env, now } = deps
  if (caseId !== null || solved !== 'no' || !moves(rows, asked)) return false
  if (rows.facts.cases.some((one) => one.state !== 'void')) return false
  const [only] = ratedOf(rows.facts)
  const unit = only && (await unitThatAnswers(env.DB, only.unit, rows, true))
  const held = unit && (await heldSessionBySlug(env.DB, rows.slug))
  // No unit of this portal takes cases: the rating stands, and says "no".
  if (!unit || !held) return false
  const { id, slug, kind } = held.session
  const session = { id, slug, kind, authority: held.authority }
  const of = { session, no: asked.no, units: [unit.id], note: null, by: theAsker }
  await openFollowUpCases(deps, deps.room(slug), of, now)
  return true
}

/** The original of what was masked, for those who handle it. */
async function sealed(
  deps: AskerDeps,
  asked: Asked,
  of: FollowSealRecord['of'],
  caseId: string | null,
  typed: string,
): Promise<{ text: string; also: D1PreparedStatement[] }> {
  const { text, found } = maskPersonal(typed)
  if (found.length === 0) return { text, also: [] }
  const id = deps.newId()
  const box = await deps.seal(id, JSON.stringify({ text: typed }))
  const row: FollowSealRecord = {
    id,
    ...box,
    sessionId: asked.sessionId,
    questionNo: asked.no,
    caseId,
    of,
    kinds: found,
    at: deps.now,
    erasedAt: null,
  }
  return { text, also: [insertFollowSeal(deps.env.DB, row)] }
}

/** Has a case opened again, once for each reason. The words stay with those who handle it. */
export async function reopen(
  deps: AskerDeps,
  asked: Asked,
  given: { caseId: string | null; reason: ReopenReason; text: string },
): Promise<void> {
  const typed = takeText(given.text, 'text', { min: REOPEN_MIN, max: REOPEN_MAX, lines: true })
  const rows = await known(deps, asked)
  if (!moves(rows, asked)) throw new Refusal('NOT_POSSIBLE')
  const of = meant(rows, given.caseId)
  const verdict = mayReopen(of, rows.facts.reopened, given.reason, deps.now)
  if (verdict !== 'ok') throw new Refusal(refusalOf(verdict))
  if (of.caseId === null || of.state === null) throw new Refusal('NOT_YET')
  const { text, also } = await sealed(deps, asked, 'reopen', of.caseId, typed)
  const again: CaseAct = { act: 'reopened', code: given.reason, inside: text }
  // What nobody has contradicted yet is disputed by this.
  const acts: CaseAct[] = ['disputed', 'confirmed'].includes(of.state)
    ? [again]
    : [{ act: 'disputed' }, again]
  await actOnCase(deps, of.caseId, acts, theAsker, deps.now, { beside: () => also })
}

/** Asks the one further question. */
export async function askFurther(deps: AskerDeps, asked: Asked, raw: string): Promise<void> {
  const { env, now } = deps
  const typed = takeText(raw, 'text', { min: FURTHER_MIN, max: FURTHER_MAX })
  const text = maskPersonal(typed).text
  const rows = await known(deps, asked)
  if (rows.facts.further?.text === text) return
  const verdict = mayAskFurther(rows.facts, now)
  if (verdict !== 'ok') throw new Refusal(refusalOf(verdict))
  const last = ratedOf(rows.facts)
    .filter((one) => one.repliedAt !== null)
    .reduce((a, b) => ((b.repliedAt ?? 0) > (a.repliedAt ?? 0) ? b : a))
  const unit = last.unitId
    ? { id: last.unitId, name: last.unit }
    : await unitThatAnswers(env.DB, last.unit, rows, false)
  const insert = insertFurther(env.DB, {
    id: deps.newId(),
    sessionId: asked.sessionId,
    questionNo: asked.no,
    caseId: last.caseId,
    text,
    at: now,
    unitId: unit?.id ?? null,
    unit: unit?.name ?? last.unit,
  })
  const facts = { session: rows.slug, no: asked.no }
  await once('SAID_BEFORE', () => deps.noted('further_question', facts, () => insert.run()))
}

/** Gives the details a unit asked for; the clock runs again. */
export async function giveDetails(
  deps: AskerDeps,
  asked: Asked,
  given: { caseId: string; text: string },
): Promise<void> {
  const limits = { min: DETAILS_GIVEN_MIN, max: DETAILS_GIVEN_MAX, lines: true }
  const typed = takeText(given.text, 'text', limits)
  const rows = await known(deps, asked)
  const wanted = rows.facts.pauses.find((one) => one.caseId === given.caseId)
  if (!wanted) throw new Refusal('NOT_POSSIBLE')
  const { text, also } = await sealed(deps, asked, 'details', given.caseId, typed)
  const act: CaseAct = { act: 'details_given', text }
  await actOnCase(deps, given.caseId, act, theAsker, deps.now, { beside: () => also })
}

/** 我的情况不同: once. A case answered jointly stands alone again; a merge is looked at by a moderator. */
export async function differ(deps: AskerDeps, asked: Asked, raw: string): Promise<void> {
  const { env, now } = deps
  const typed = takeText(raw, 'text', { min: DIFFER_MIN, max: DIFFER_MAX, lines: true })
  const rows = await known(deps, asked)
  if (rows.facts.difference) throw new Refusal('SAID_BEFORE')
  const which = mayDiffer(rows.facts)
  if (!which) throw new Refusal('NOT_POSSIBLE')
  const caseId = which.kind === 'joint' ? which.caseId : null
  const { text, also } = await sealed(deps, asked, 'differ', caseId, typed)
  const insert = insertDifference(env.DB, {
    sessionId: asked.sessionId,
    questionNo: asked.no,
    caseId,
    kind: which.kind,
    text,
    at: now,
    // A joint answer is split by its asker's word; a merge only by a moderator's.
    state: caseId === null ? 'open' : 'taken',
  })
  await once('SAID_BEFORE', async () => {
    if (caseId === null) {
      const facts = { session: rows.slug, no: asked.no }
      return deps.noted('differs', facts, () => env.DB.batch([insert, ...also]))
    }
    const { file } = await caseOf(env, caseId)
    const answered = file.repliedAt !== null && file.state !== 'lapsed'
    const alone: CaseAct = { act: 'split', inside: text }
    // Answered already: it is answered anew, by itself.
    const acts: CaseAct[] = answered
      ? [
          alone,
          ...(['disputed', 'confirmed'].includes(file.state) ? [] : [{ act: 'disputed' } as const]),
          { act: 'reopened', code: 'differs', inside: text },
        ]
      : [alone]
    const beside: Beside = () => [insert, ...also]
    return actOnCase(deps, caseId, acts, theAsker, now, { beside })
  })
}
