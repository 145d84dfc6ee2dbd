import { FIND_LINK_MS } from '../contract/follow'
import type { KeptContact } from './contacts'

/** Letters that lead to lost codes: rows of messages, addressed by the hash of a contact. Each is used once. */

/** Puts one down for every hash the contact may be kept under; the same work whether it is known or not. */
export async function putFindLetter(
  db: D1Database,
  id: string,
  lookups: readonly string[],
  now: number,
): Promise<void> {
  await db
    .prepare(
      `INSERT OR IGNORE INTO messages (id, kind, audience, recipient, about, facts, at, due_at, told)
       VALUES (?1, 'asker_code', 'asker', coalesce((SELECT lookup FROM contacts
         WHERE box IS NOT NULL AND lookup IN (SELECT value FROM json_each(?2)) LIMIT 1), ?3), '', '{}', ?4, ?4, '{}')`,
    )
    .bind(id, JSON.stringify(lookups), lookups[0] ?? '', now)
    .run()
}

/** Uses the letter up; the hash of the contact it went to, or null where it was used, is over, or never was. */
export async function useFindLetter(
  db: D1Database,
  id: string,
  now: number,
): Promise<KeptContact['lookup'] | null> {
  const row = await db
    .prepare(
      `UPDATE messages SET read_at = ?2 WHERE id = ?1 AND kind = 'asker_code' AND read_at IS NULL AND at > ?3
       RETURNING recipient`,
    )
    .bind(id, now, now - FIND_LINK_MS)
    .first<{ recipient: string }>()
  return row?.recipient ?? null
}
