import { maskPersonal } from '../domain/masking'
import type { AttachmentRecord } from '../domain/case-records'

/** What stands beside a case on its page at the desk. */

export interface CaseQuestion {
  id: string
  text: string
  details: string | null
  title: string
}

/** Its question as the public reads it; without words where nothing of it is public any more. */
export async function questionOfCase(
  db: D1Database,
  of: { sessionId: string; questionNo: number },
): Promise<CaseQuestion | null> {
  const row = await db
    .prepare(
      'SELECT q.id, q.text, q.details, q.state, s.title FROM questions q ' +
        'JOIN sessions s ON s.id = q.session_id WHERE q.session_id = ?1 AND q.no = ?2',
    )
    .bind(of.sessionId, of.questionNo)
    .first<CaseQuestion & { state: string }>()
  if (!row) return null
  const gone = ['withdrawn', 'taken_down', 'redirected'].includes(row.state)
  return {
    id: row.id,
    title: row.title,
    text: gone ? '' : maskPersonal(row.text).text,
    details: gone || !row.details ? null : maskPersonal(row.details).text,
  }
}

const columns =
  'id, of_kind AS "of", of_id AS ofId, case_id AS caseId, name, type, bytes, sha256, key, public, ' +
  '"by", by_name AS byName, at, removed_at AS removedAt, removed_why AS removedWhy'

/** Files of a case, oldest first. */
export async function filesOf(db: D1Database, caseId: string): Promise<AttachmentRecord[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} FROM attachments WHERE case_id = ?1 ORDER BY at, id`)
    .bind(caseId)
    .all<AttachmentRecord>()
  return results.map((row) => ({ ...row, public: Boolean(row.public) }))
}

/** One file; null where there is none. */
export async function fileById(db: D1Database, id: string): Promise<AttachmentRecord | null> {
  const row = await db
    .prepare(`SELECT ${columns} FROM attachments WHERE id = ?1`)
    .bind(id)
    .first<AttachmentRecord>()
  return row && { ...row, public: Boolean(row.public) }
}
