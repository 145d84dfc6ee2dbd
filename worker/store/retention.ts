/** What the record keeps for a while only, and is nobody's business afterwards: docs/operations.md has the list. */

const DAY_MS = 24 * 3_600_000

/** Tables with a moment after which a row is over, and how many days it is kept after that. */
export const ending: readonly { table: string; ends: string; days: number }[] = [
  { table: 'sign_in_links', ends: 'expires_at', days: 1 },
  { table: 'staff_sessions', ends: 'ends_at', days: 1 },
  { table: 'passkey_challenges', ends: 'ends_at', days: 0 },
  { table: 'login_attempts', ends: 'expires_at', days: 0 },
  // Its row also says how many codes were sent to a number on that day.
  { table: 'phone_codes', ends: 'expires_at', days: 1 },
  { table: 'kept_drafts', ends: 'expires_at', days: 0 },
  // Read at the desk for half a year; with it goes what was wrong on the way.
  { table: 'messages', ends: 'done_at', days: 180 },
  // Whoever invited sees for a while what became of it.
  { table: 'invites', ends: 'ends_at', days: 30 },
]

/** Erases what is over; tells how many rows went. Doing it twice does nothing more. */
export async function eraseEnded(db: D1Database, now: number): Promise<number> {
  const done = await db.batch(
    ending.map(({ table, ends, days }) =>
      db.prepare(`DELETE FROM ${table} WHERE ${ends} < ?`).bind(now - days * DAY_MS),
    ),
  )
  return done.reduce((sum, { meta }) => sum + meta.changes, 0)
}
