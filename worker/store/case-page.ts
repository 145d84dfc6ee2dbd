import { maskPersonal } from '../domain/masking'

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
