import type { CaseState } from '../contract/states'

/** Which units somebody at the desk looks at, and what is due there. */

/** The unit that somebody's account names, where there is one of that name. */
export async function unitWorkedIn(db: D1Database, staffId: string): Promise<string[]> {
  const { results } = await db
    .prepare('SELECT u.id FROM units u JOIN staff s ON s.unit = u.name WHERE s.id = ?')
    .bind(staffId)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** Units, all that stand below them, and those they took over. */
export async function caseUnitsBelow(db: D1Database, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { results } = await db
    .prepare(
      `WITH RECURSIVE below(id) AS (
         SELECT value FROM json_each(?1)
         UNION SELECT u.id FROM units u JOIN below b ON u.parent_id = b.id OR u.successor_id = b.id
       ) SELECT id FROM below`,
    )
    .bind(JSON.stringify(ids))
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

export interface DueRow {
  id: string
  no: number
  text: string
  session: string
  unit: string
  state: CaseState
  dueAt: number
  pausedAt: number | null
  provisional: number
  sums: string | null
}

/** Cases without a reply by their date, the earliest first; `units` null: of all. */
export async function dueRows(
  db: D1Database,
  units: readonly string[] | null,
  limit: number,
): Promise<DueRow[]> {
  const { results } = await db
    .prepare(
      `SELECT c.id, c.question_no AS no, COALESCE(q.text, '') AS text, s.title AS session, c.unit, c.state,
         c.due_at AS dueAt, c.paused_at AS pausedAt, c.provisional, c.due_sums AS sums
       FROM cases c JOIN sessions s ON s.id = c.session_id
       LEFT JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no
       WHERE c.replied_at IS NULL AND c.due_at IS NOT NULL AND c.state <> 'void'
         AND (?1 IS NULL OR c.unit_id IN (SELECT value FROM json_each(?1)))
       ORDER BY c.due_at, c.id LIMIT ?2`,
    )
    .bind(units === null ? null : JSON.stringify(units), limit)
    .all<DueRow>()
  return results
}
