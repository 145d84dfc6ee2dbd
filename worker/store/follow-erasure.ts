import { SEALED_MS } from '../contract/limits'
import { caseEnded, NEVER } from './case-ends'
import { contactErasure } from './contacts'

/**
 * What askers wrote after an answer is erased with everything else of theirs, when they say so; its sealed
 * originals also by themselves, thirty days after the last case of the question ended.
 */

/** Erases the originals whose time is over. */
export async function eraseFollowSeals(db: D1Database, now: number): Promise<number> {
  const { meta } = await db
    .prepare(
      `UPDATE follow_seals SET box = NULL, erased_at = ?1 WHERE erased_at IS NULL AND ?1 >= ?2 + coalesce(
        (SELECT max(${caseEnded('c')}) FROM cases c WHERE c.session_id = follow_seals.session_id
          AND c.question_no = follow_seals.question_no AND c.state <> 'void'),
        (SELECT max(coalesce(s.closed_at, ${NEVER}), follow_seals.at) FROM sessions s
          WHERE s.id = follow_seals.session_id))`,
    )
    .bind(now, SEALED_MS)
    .run()
  return meta.changes
}

/** Erases every word its author wrote after the answer. What others said and decided stays. */
export async function eraseFollowWords(
  db: D1Database,
  { slug, no }: { slug: string; no: number },
  now: number,
): Promise<void> {
  const of = (table: string, column = 'question_no') =>
    `${table}.session_id = (SELECT id FROM sessions WHERE slug = ?1) AND ${table}.${column} = ?2`
  const cases = `case_id IN (SELECT id FROM cases WHERE ${of('cases')})`
  const run = (sql: string) => db.prepare(sql).bind(slug, no)
  await db.batch([
    run(`UPDATE ratings SET words = NULL, words_state = NULL WHERE ${of('ratings')}`),
    run(
      `UPDATE follow_questions SET text = '', state = CASE state WHEN 'submitted' THEN 'rejected' ELSE state END,
        version = version + 1 WHERE ${of('follow_questions')}`,
    ),
    run(
      `UPDATE differences SET text = '', state = CASE state WHEN 'open' THEN 'declined' ELSE state END,
        version = version + 1 WHERE ${of('differences')}`,
    ),
    run(`UPDATE case_pauses SET given = NULL WHERE why = 'details' AND ${cases}`),
    run(`UPDATE case_events SET inside = NULL WHERE actor_id = 'asker' AND ${cases}`),
    db
      .prepare(
        `UPDATE follow_seals SET box = NULL, erased_at = ?3 WHERE erased_at IS NULL AND ${of('follow_seals')}`,
      )
      .bind(slug, no, now),
    // Also the way the asker wished to be told by, with the hash it was found by.
    ...contactErasure(db, { slug, no }, now),
  ])
}

/** Originals that belong to a case and are still there. */
export async function followSealsOf(
  db: D1Database,
  caseId: string,
): Promise<{ id: string; of: string; at: number; keyId: string; box: string }[]> {
  const { results } = await db
    .prepare(
      `SELECT id, of_kind AS "of", at, key_id AS keyId, box FROM follow_seals
      WHERE case_id = ?1 AND box IS NOT NULL ORDER BY at`,
    )
    .bind(caseId)
    .all<{ id: string; of: string; at: number; keyId: string; box: string }>()
  return results
}
