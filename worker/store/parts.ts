import { and, asc, eq, isNotNull, or, sql, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { PublicQuestion } from '../contract/views'
import { publicQuestion, type QuestionParts } from '../domain/projection'
import type { QuestionRecord } from '../domain/records'
import { answers, cases, questions, sessions } from './schema'

/** Rows anybody may know of, as SQL can say it; the projection still has the last word on each row. */
export const publicRow: SQL = sql`(${questions.listedAt} IS NOT NULL AND ${questions.state} NOT IN ('submitted', 'rejected'))`

/** `(a, b)` is one of the pairs, however many: they travel as one parameter. */
export function pairIn(a: SQLiteColumn, b: SQLiteColumn, pairs: readonly [string, number][]): SQL {
  return sql`(${a}, ${b}) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(${JSON.stringify(pairs)}))`
}

/** `(session, no)` is one of the pairs or a head that one of them was merged into, however far up. */
function headOf(pairs: readonly [string, number][]): SQL {
  return sql`(${questions.sessionId}, ${questions.no}) IN (WITH RECURSIVE heads(session, no) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(${JSON.stringify(pairs)})
    UNION SELECT q.session_id, q.merged_into FROM questions q
      JOIN heads h ON q.session_id = h.session AND q.no = h.no
      WHERE q.state = 'merged' AND q.merged_into IS NOT NULL) SELECT session, no FROM heads)`
}

const keyOf = (sessionId: string, no: number) => `${no} ${sessionId}`

/** Answers, cases and merges of many questions, in four reads whatever their number. */
export async function partsOf(
  d1: D1Database,
  rows: readonly Pick<QuestionRecord, 'sessionId' | 'no' | 'mergedInto'>[],
): Promise<(row: Pick<QuestionRecord, 'sessionId' | 'no' | 'mergedInto'>) => QuestionParts> {
  if (rows.length === 0) return () => ({ answers: [], cases: [] })
  const db = drizzle(d1)
  const pairs = rows.map((row): [string, number] => [row.sessionId, row.no])
  const into = rows.flatMap((row): [string, number][] =>
    row.mergedInto === null ? [] : [[row.sessionId, row.mergedInto]],
  )
  const [answerRows, caseRows, mergeRows, early] = await db.batch([
    db
      .select()
      .from(answers)
      .where(pairIn(answers.sessionId, answers.questionNo, pairs))
      .orderBy(asc(answers.at), asc(answers.id)),
    db
      .select()
      .from(cases)
      .where(pairIn(cases.sessionId, cases.questionNo, pairs))
      .orderBy(asc(cases.assignedAt), asc(cases.id)),
    db
      .select({
        id: questions.id,
        sessionId: questions.sessionId,
        no: questions.no,
        state: questions.state,
        mergedInto: questions.mergedInto,
      })
      .from(questions)
      .where(
        or(
          and(
            isNotNull(questions.mergedInto),
            eq(questions.state, 'merged'),
            pairIn(questions.sessionId, questions.mergedInto, pairs),
          ),
          headOf(into),
        ),
      )
      .orderBy(asc(questions.no)),
    db
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(
          eq(sessions.state, 'collecting'),
          sql`${sessions.id} IN (SELECT json_extract(value, '$[0]') FROM json_each(${JSON.stringify(pairs)}))`,
        ),
      ),
  ])
  const hidden = new Set(early.map(({ id }) => id))
  const answersBy = Map.groupBy(answerRows, (row) => keyOf(row.sessionId, row.questionNo))
  const casesBy = Map.groupBy(caseRows, (row) => keyOf(row.sessionId, row.questionNo))
  const byNo = new Map(mergeRows.map((row) => [keyOf(row.sessionId, row.no), row]))
  const mergedBy = Map.groupBy(
    mergeRows.filter((row) => row.state === 'merged' && row.mergedInto !== null),
    (row) => keyOf(row.sessionId, row.mergedInto ?? 0),
  )
  /** The question everything of a group ends in, as the room names it too. */
  const rootOf = (sessionId: string, no: number) => {
    let at = byNo.get(keyOf(sessionId, no))
    while (at?.state === 'merged' && at.mergedInto !== null) {
      at = byNo.get(keyOf(sessionId, at.mergedInto))
    }
    return at
  }
  return (row) => {
    const key = keyOf(row.sessionId, row.no)
    return {
      answers: answersBy.get(key) ?? [],
      cases: casesBy.get(key) ?? [],
      into: row.mergedInto === null ? undefined : rootOf(row.sessionId, row.mergedInto),
      merged: (mergedBy.get(key) ?? []).map((other) => other.no),
      hidden: hidden.has(row.sessionId),
    }
  }
}

/** Rows as anybody may read them, in their order. */
export async function projected(
  d1: D1Database,
  rows: readonly QuestionRecord[],
): Promise<PublicQuestion[]> {
  const parts = await partsOf(d1, rows)
  return rows.flatMap((row) => publicQuestion(row, parts(row)) ?? [])
}
