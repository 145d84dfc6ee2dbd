import { maskPersonal } from '../domain/masking'
import { READABLE } from './readable'

/** A question's words as the desk shows them beside its case. */
export async function questionTextOf(
  db: D1Database,
  sessionId: string,
  no: number,
): Promise<string> {
  const row = await db
    .prepare('SELECT text FROM questions WHERE session_id = ?1 AND no = ?2')
    .bind(sessionId, no)
    .first<{ text: string }>()
  return maskPersonal(row?.text ?? '').text
}

/** The id of a question that has a public page; null where nobody may read it. */
export async function publicQuestion(
  db: D1Database,
  sessionId: string,
  no: number,
): Promise<string | null> {
  const row = await db
    .prepare(
      `SELECT id FROM questions WHERE session_id = ?1 AND no = ?2 AND listed_at IS NOT NULL AND text <> ''
       AND state IN ${READABLE}`,
    )
    .bind(sessionId, no)
    .first<{ id: string }>()
  return row?.id ?? null
}
