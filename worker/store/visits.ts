import { asc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { VisitRecord } from '../domain/case-records'
import type { AnsweredCase } from '../domain/follow-lists'
import { visits } from './schema-follow'

/** 回访: visits of a case, numbered, and the cases of a month they are drawn from. */

export async function visitsOf(d1: D1Database, caseId: string): Promise<VisitRecord[]> {
  return drizzle(d1).select().from(visits).where(eq(visits.caseId, caseId)).orderBy(asc(visits.no))
}

export function insertVisit(db: D1Database, row: VisitRecord): D1PreparedStatement {
  const { caseId, no, at, way, reached, solved, text, inside, unitId, unit, by, byName } = row
  return db
    .prepare(
      'INSERT INTO visits (case_id, no, at, way, reached, solved, text, inside, unit_id, unit, "by", by_name) ' +
        'VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)',
    )
    .bind(caseId, no, at, way, Number(reached), solved, text, inside, unitId, unit, by, byName)
}

/** Cases answered between two moments, of the units given or of all. */
export async function answeredBetween(
  db: D1Database,
  from: number,
  until: number,
  units: readonly string[] | null,
): Promise<AnsweredCase[]> {
  const { results } = await db
    .prepare(
      `SELECT c.id, c.question_no AS no, q.text AS question, c.unit, c.state, c.replied_at AS repliedAt,
        (SELECT count(*) FROM visits v WHERE v.case_id = c.id) AS visits
      FROM cases c JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no
      WHERE c.replied_at >= ?1 AND c.replied_at < ?2 AND c.state <> 'void'
        AND (?3 IS NULL OR c.unit_id IN (SELECT value FROM json_each(?3)))
      ORDER BY c.id`,
    )
    .bind(from, until, units === null ? null : JSON.stringify(units))
    .all<AnsweredCase>()
  return results
}
