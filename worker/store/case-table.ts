import type { TableCase } from '../domain/case-table'
import { maskPersonal } from '../domain/masking'
import type { Reach } from './case-inbox'

/** Cases with what their unit works at, as rows of a table. Plain SQL: each page is one question. */

/** The questions whose words nobody reads any more. */
const gone = "('withdrawn', 'taken_down', 'redirected')"
/** Acts that are nobody's, or concern no cell. */
const bySelf = "('reminded', 'escalated', 'due_recomputed')"
const open = "r.state IN ('draft', 'review') AND r.corrects IS NULL"

const row = `SELECT c.id, c.seq, s.title AS session, c.question_no AS no,
  CASE WHEN q.state IN ${gone} THEN '' ELSE q.text END AS text,
  c.unit_id AS unitId, c.unit, c.state, c.assigned_at AS assignedAt, c.due_at AS dueAt,
  c.paused_at AS pausedAt, c.officer, CASE WHEN c.replied_at IS NULL THEN NULL ELSE c.reply END AS reply,
  c.expected_day AS expectedDay,
  coalesce((SELECT max(e.seq) FROM case_events e WHERE e.case_id = c.id AND e.what NOT IN ${bySelf}), 0) AS touched,
  (SELECT n.text FROM case_notes n WHERE n.case_id = c.id ORDER BY n.at DESC, n.rowid DESC LIMIT 1) AS note,
  (SELECT r.text FROM case_replies r WHERE r.case_id = c.id AND r.kind = 'interim' AND ${open} LIMIT 1) AS interim,
  f.text AS draft, f.outcome, f.reason, f.legal_basis AS legalBasis
FROM cases c
JOIN sessions s ON s.id = c.session_id
JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no
LEFT JOIN case_replies f ON f.id = (
  SELECT r.id FROM case_replies r WHERE r.case_id = c.id AND r.kind = 'final' AND ${open} LIMIT 1)`

const asRead = (read: TableCase): TableCase => ({ ...read, text: maskPersonal(read.text).text })

const FAR = 999_999_999_999_999
const PAGE = 200

export interface TableFilter {
  unit?: string | undefined
  session?: string | undefined
  /** Also what is answered. */
  all?: boolean
}

/** What a unit has, what is due first standing first; a page at a time. */
export async function* tableCases(
  db: D1Database,
  reach: Pick<Reach, 'all' | 'units'>,
  { unit, session, all = false }: TableFilter,
): AsyncGenerator<TableCase, void, undefined> {
  let from: [at: number, id: string] = [-1, '']
  for (;;) {
    const { results } = await db
      .prepare(
        `${row} WHERE (?1 = 1 OR c.unit_id IN (SELECT value FROM json_each(?2))) AND c.state <> 'void'
          AND (?3 IS NULL OR c.unit_id = ?3) AND (?4 IS NULL OR s.slug = ?4)
          AND (?5 = 1 OR c.replied_at IS NULL OR c.state = 'disputed')
          AND (coalesce(c.due_at, ${FAR}), c.id) > (?6, ?7)
          ORDER BY coalesce(c.due_at, ${FAR}), c.id LIMIT ${PAGE}`,
      )
      .bind(
        Number(reach.all),
        JSON.stringify(reach.units),
        unit ?? null,
        session ?? null,
        Number(all),
        ...from,
      )
      .all<TableCase>()
    for (const one of results) yield asRead(one)
    const last = results.at(-1)
    if (!last || results.length < PAGE) return
    from = [last.dueAt ?? FAR, last.id]
  }
}

/** The cases of these numbers, whosever they are. */
export async function tableCasesById(
  db: D1Database,
  ids: readonly string[],
): Promise<Map<string, TableCase>> {
  const { results } = await db
    .prepare(`${row} WHERE c.id IN (SELECT value FROM json_each(?1))`)
    .bind(JSON.stringify(ids))
    .all<TableCase>()
  return new Map(results.map((one) => [one.id, asRead(one)]))
}
