import { Refusal, type RefusalCode } from '../contract/refusals'
import type {
  DifferenceRecord,
  FollowQuestionRecord,
  FollowSealRecord,
  RatingRecord,
} from '../domain/case-records'

/** Rows of what askers say afterwards, as statements for the batch of what they change. Each is kept once. */

export function insertRating(db: D1Database, row: RatingRecord): D1PreparedStatement {
  const { id, sessionId, questionNo, caseId, round, solved, manner, speed, words, wordsState, at } =
    row
  return db
    .prepare(
      'INSERT INTO ratings (id, session_id, question_no, case_id, round, solved, manner, speed, words, words_state, at, version) ' +
        'VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1)',
    )
    .bind(id, sessionId, questionNo, caseId, round, solved, manner, speed, words, wordsState, at)
}

export function insertFurther(
  db: D1Database,
  row: Pick<
    FollowQuestionRecord,
    'id' | 'sessionId' | 'questionNo' | 'caseId' | 'text' | 'at' | 'unitId' | 'unit'
  >,
): D1PreparedStatement {
  const { id, sessionId, questionNo, caseId, text, at, unitId, unit } = row
  return db
    .prepare(
      'INSERT INTO follow_questions (id, session_id, question_no, case_id, text, state, at, unit_id, unit, version) ' +
        "VALUES (?1, ?2, ?3, ?4, ?5, 'submitted', ?6, ?7, ?8, 1)",
    )
    .bind(id, sessionId, questionNo, caseId, text, at, unitId, unit)
}

export function insertDifference(
  db: D1Database,
  row: Pick<
    DifferenceRecord,
    'sessionId' | 'questionNo' | 'caseId' | 'kind' | 'text' | 'at' | 'state'
  >,
): D1PreparedStatement {
  const { sessionId, questionNo, caseId, kind, text, at, state } = row
  return db
    .prepare(
      'INSERT INTO differences (session_id, question_no, case_id, kind, text, at, state, version) ' +
        'VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)',
    )
    .bind(sessionId, questionNo, caseId, kind, text, at, state)
}

export function insertFollowSeal(db: D1Database, row: FollowSealRecord): D1PreparedStatement {
  const { id, sessionId, questionNo, caseId, of, kinds, keyId, box, at } = row
  return db
    .prepare(
      'INSERT INTO follow_seals (id, session_id, question_no, case_id, of_kind, kinds, key_id, box, at) ' +
        'VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)',
    )
    .bind(id, sessionId, questionNo, caseId, of, JSON.stringify(kinds), keyId, box, at)
}

/** Does what can be kept once; of two at the same moment the second is told so, and nothing of theirs is kept. */
export async function once<T>(code: RefusalCode, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    if (/UNIQUE constraint failed: (?:ratings|follow_questions|differences)\./.test(said)) {
      throw new Refusal(code)
    }
    throw error
  }
}

/**
 * Which unit a matter goes to that was answered by a name: the unit of that name or the next above it, or the host
 * of the session; where a case is to be opened, the first of them that takes cases. null: there is none.
 */
export async function unitThatAnswers(
  db: D1Database,
  name: string,
  host: { sessionUnit: string; sessionUnitId: string | null },
  taking: boolean,
): Promise<{ id: string; name: string } | null> {
  const { results } = await db
    .prepare(
      `WITH RECURSIVE up(id, depth) AS (
        SELECT id, 0 FROM units WHERE name = ?1
        UNION SELECT coalesce(u.successor_id, u.parent_id), depth + 1 FROM units u JOIN up ON u.id = up.id
          WHERE coalesce(u.successor_id, u.parent_id) IS NOT NULL AND depth < 8
      ), hosts(id, depth) AS (
        SELECT id, 20 FROM units WHERE id = ?2 OR name = ?3
        UNION SELECT u.parent_id, depth + 1 FROM units u JOIN hosts ON u.id = hosts.id
          WHERE u.parent_id IS NOT NULL AND depth < 28
      )
      SELECT u.id, u.name, u.takes_cases AS takes, found.depth FROM (
        SELECT id, depth FROM up UNION ALL SELECT id, depth FROM hosts
      ) found JOIN units u ON u.id = found.id WHERE u.successor_id IS NULL ORDER BY found.depth`,
    )
    .bind(name, host.sessionUnitId, host.sessionUnit)
    .all<{ id: string; name: string; takes: number }>()
  const found = results.find(({ takes }) => takes === 1) ?? (taking ? undefined : results[0])
  return found ? { id: found.id, name: found.name } : null
}
