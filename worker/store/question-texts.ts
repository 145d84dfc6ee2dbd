import { maskPersonal } from '../domain/masking'

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
