import { and, asc, eq, gt, isNull, ne, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicQuestion } from '../contract/views'
import {
  answerRows,
  caseEventRow,
  caseRow,
  promiseRow,
  questionRow,
  ratingRow,
  sessionRow,
  type DataRow,
  type DataTable,
  type Place,
} from '../domain/open-data'
import { hasWords } from '../domain/projection'
import { promisesAfter } from './commitments'
import { projected, publicRow } from './parts'
import { cases, questions, sessions } from './schema'
import { caseEvents } from './schema-cases'
import { ratings } from './schema-follow'
import { sessionsByIds } from './session-reads'

/**
 * The whole public record, row by row and page by page: never more of it in memory than a page, and every
 * row from the projections.
 */

const PAGE = 200
/** Sessions are read with their guests; sessionsByIds takes no more than this at once. */
const SESSIONS = 50

type Rows = AsyncGenerator<DataRow, void, undefined>

interface Asked {
  question: PublicQuestion
  slug: string
}

/** Every public question, as anybody reads it. */
async function* everyQuestion(db: D1Database): AsyncGenerator<Asked[], void, undefined> {
  const slugs = new Map<string, string | null>()
  for (let after = ''; ;) {
    const rows = await drizzle(db)
      .select()
      .from(questions)
      .where(and(publicRow, gt(questions.id, after)))
      .orderBy(asc(questions.id))
      .limit(PAGE)
    if (rows.length === 0) return
    after = rows.at(-1)?.id ?? ''
    const unknown = [...new Set(rows.map(({ sessionId }) => sessionId))].filter(
      (id) => !slugs.has(id),
    )
    for (let at = 0; at < unknown.length; at += SESSIONS) {
      const part = unknown.slice(at, at + SESSIONS)
      const held = await sessionsByIds(db, part)
      for (const id of part) slugs.set(id, held.get(id)?.session.slug ?? null)
    }
    const shown = new Map((await projected(db, rows)).map((one) => [one.id, one]))
    yield rows.flatMap(({ id, sessionId }) => {
      const question = shown.get(id)
      const slug = slugs.get(sessionId)
      return question && slug ? [{ question, slug }] : []
    })
  }
}

/** Matters anybody may read of, of a page of questions; `asker_only` and sealed ones are none. */
async function openMatters(db: D1Database, page: readonly Asked[]) {
  const wanted = page.filter(({ question }) => hasWords(question))
  const ids = wanted.flatMap(({ question }) => question.cases.map(({ id }) => id))
  const rows = await drizzle(db)
    .select({ id: cases.id })
    .from(cases)
    .where(
      and(
        eq(cases.visibility, 'public'),
        sql`${cases.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
      ),
    )
  const open = new Set(rows.map(({ id }) => id))
  return wanted.flatMap(({ question, slug }) =>
    question.cases.filter(({ id }) => open.has(id)).map((item) => ({ item, question, slug })),
  )
}

async function* sessionRows(db: D1Database, place: Place): Rows {
  for (let after = ''; ;) {
    const rows = await drizzle(db)
      .select({ id: sessions.id })
      .from(sessions)
      .where(gt(sessions.id, after))
      .orderBy(asc(sessions.id))
      .limit(SESSIONS)
    if (rows.length === 0) return
    after = rows.at(-1)?.id ?? ''
    const held = await sessionsByIds(
      db,
      rows.map(({ id }) => id),
    )
    for (const { id } of rows) {
      const found = held.get(id)
      if (found) yield sessionRow(found.session, place)
    }
  }
}

const ofReadable = and(
  publicRow,
  sql`${questions.state} NOT IN ('taken_down', 'withdrawn', 'redirected')`,
)
const openCase = and(ne(cases.state, 'void'), eq(cases.visibility, 'public'))

async function* eventRows(db: D1Database): Rows {
  for (let after: [string, number] = ['', 0]; ;) {
    const rows = await drizzle(db)
      .select({ event: caseEvents })
      .from(caseEvents)
      .innerJoin(cases, and(eq(cases.id, caseEvents.caseId), openCase))
      .innerJoin(
        questions,
        and(eq(questions.sessionId, cases.sessionId), eq(questions.no, cases.questionNo)),
      )
      .where(
        and(
          ofReadable,
          sql`(${caseEvents.caseId}, ${caseEvents.seq}) > (${after[0]}, ${after[1]})`,
        ),
      )
      .orderBy(asc(caseEvents.caseId), asc(caseEvents.seq))
      .limit(PAGE)
    const last = rows.at(-1)
    if (!last) return
    after = [last.event.caseId, last.event.seq]
    for (const { event } of rows) {
      const told = caseEventRow(event)
      if (told) yield told
    }
  }
}

async function* ratingRows(db: D1Database): Rows {
  for (let after = ''; ;) {
    const rows = await drizzle(db)
      .select({ rating: ratings, question: questions.id })
      .from(ratings)
      .innerJoin(
        questions,
        and(eq(questions.sessionId, ratings.sessionId), eq(questions.no, ratings.questionNo)),
      )
      .leftJoin(cases, eq(cases.id, ratings.caseId))
      .where(and(ofReadable, or(isNull(ratings.caseId), openCase), gt(ratings.id, after)))
      .orderBy(asc(ratings.id))
      .limit(PAGE)
    if (rows.length === 0) return
    after = rows.at(-1)?.rating.id ?? ''
    for (const { rating, question } of rows) yield ratingRow(rating, question)
  }
}

async function* promiseRows(db: D1Database, place: Place, now: number): Rows {
  for (let after = ''; ;) {
    const page = await promisesAfter(db, after, PAGE, now)
    for (const one of page.promises) yield promiseRow(one, place)
    if (page.last === null) return
    after = page.last
  }
}

async function* printedRows(db: D1Database): Rows {
  const { results } = await db
    .prepare(
      'SELECT s.slug AS session, f.key, f.about, f.value, f.qualifier, f.unit, f.text, f.source ' +
        "FROM figures f JOIN sessions s ON s.id = f.subject WHERE s.state <> 'draft' AND " +
        "(s.state <> 'cancelled' OR s.announced_at IS NOT NULL) ORDER BY f.subject, f.place, f.id",
    )
    .all<Record<string, string | number | null>>()
  yield* results
}

async function* unitRows(db: D1Database): Rows {
  const { results } = await db
    .prepare(
      'SELECT id, name, level, parent_id AS parent, department, successor_id AS successor FROM ' +
        'units ORDER BY id',
    )
    .all<Record<string, string | number | null>>()
  for (const row of results) yield { ...row, department: row['department'] === 1 }
}

/** The tables that are made of questions, each from a page of them. */
const ofQuestions = {
  questions: async (_db: D1Database, page: readonly Asked[], place: Place): Promise<DataRow[]> =>
    page.map(({ question, slug }) => questionRow(question, slug, place)),
  answers: async (_db: D1Database, page: readonly Asked[]): Promise<DataRow[]> =>
    page.flatMap(({ question, slug }) => answerRows(question, slug)),
  cases: async (db: D1Database, page: readonly Asked[]): Promise<DataRow[]> =>
    (await openMatters(db, page)).map(({ item, question, slug }) =>
      caseRow(item, question.id, slug),
    ),
}
export type QuestionTable = keyof typeof ofQuestions
export const isOfQuestions = (table: DataTable): table is QuestionTable => table in ofQuestions

/** All of them, page by page: who needs everything reads each question once. */
export async function* questionTables(
  db: D1Database,
  place: Place,
): AsyncGenerator<[QuestionTable, DataRow[]], void, undefined> {
  for await (const page of everyQuestion(db)) {
    yield ['questions', await ofQuestions.questions(db, page, place)]
    yield ['answers', await ofQuestions.answers(db, page)]
    yield ['cases', await ofQuestions.cases(db, page)]
  }
}

/** Every row of a table but of the statistics, which are counted and not read. */
export async function* tableRows(
  db: D1Database,
  table: Exclude<DataTable, 'statistics'>,
  place: Place,
  now: number,
): Rows {
  switch (table) {
    case 'sessions':
      return yield* sessionRows(db, place)
    case 'questions':
    case 'answers':
    case 'cases':
      for await (const page of everyQuestion(db)) yield* await ofQuestions[table](db, page, place)
      return
    case 'case_events':
      return yield* eventRows(db)
    case 'ratings':
      return yield* ratingRows(db)
    case 'promises':
      return yield* promiseRows(db, place, now)
    case 'units':
      return yield* unitRows(db)
    case 'printed_figures':
      return yield* printedRows(db)
  }
}
