import { Refusal } from '../contract/refusals'

/**
 * Corrects an answer of an archived session in the open: the old wording stays as a revision. Returns
 * whether anything changed. While a room holds the session the correction is the room's.
 */
export async function correctAnswer(
  db: D1Database,
  answerId: string,
  text: string,
  why: string,
  by: string,
  now: number,
): Promise<boolean> {
  const revisionId = `${answerId}-${now}`
  const at = await db
    .prepare('SELECT session_id AS sessionId, question_no AS no FROM answers WHERE id = ?1')
    .bind(answerId)
    .first<{ sessionId: string; no: number }>()
  const { indexedBatch } = await import('./search-index')
  const statements = [
    db
      .prepare(
        'INSERT INTO revisions (id, session_id, entity, entity_id, why, before, after, by, at) ' +
          "SELECT ?1, a.session_id, 'answer', a.id, ?4, a.text, ?3, ?5, ?6 " +
          'FROM answers a JOIN sessions s ON s.id = a.session_id ' +
          "WHERE a.id = ?2 AND a.withdrawn = 0 AND a.text <> ?3 AND s.authority = 'record' " +
          'ON CONFLICT (id) DO NOTHING',
      )
      .bind(revisionId, answerId, text, why, by, now),
    // Only together with its revision: without one the text is not touched.
    db
      .prepare(
        'UPDATE answers SET text = ?3, revised_at = ?6, revised_why = ?4 ' +
          'WHERE id = ?2 AND text <> ?3 AND EXISTS (' +
          'SELECT 1 FROM revisions r WHERE r.id = ?1 AND r.after = ?3 AND r.by = ?5)',
      )
      .bind(revisionId, answerId, text, why, by, now),
  ]
  const [kept, changed] = await indexedBatch(db, statements, {
    numbered: at ? [[at.sessionId, at.no]] : [],
    after: ({ answers }) => {
      const row = answers.get(answerId)
      if (row && !row.withdrawn) answers.set(answerId, { ...row, text })
    },
  })
  // The mark its trigger leaves for the search counts as a change as well.
  if ((changed?.meta.changes ?? 0) > 0) return true
  if (kept?.meta.changes === 0) await refuseUnlessSame(db, answerId, text)
  return false
}

async function refuseUnlessSame(db: D1Database, answerId: string, text: string): Promise<void> {
  const held = await db
    .prepare(
      'SELECT a.text AS text, s.authority AS authority FROM answers a ' +
        'JOIN sessions s ON s.id = a.session_id WHERE a.id = ?1 AND a.withdrawn = 0',
    )
    .bind(answerId)
    .first<{ text: string; authority: string }>()
  if (!held) throw new Refusal('NOT_FOUND')
  if (held.authority !== 'record') throw new Refusal('NOT_POSSIBLE')
  if (held.text !== text) throw new Refusal('CONFLICT')
}
