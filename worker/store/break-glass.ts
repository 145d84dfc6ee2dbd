/** Codes in the sealed envelope: keyed hashes, each good once. */

/** Keeps new codes in place of those nobody has used. */
export async function keepCodes(
  db: D1Database,
  hashes: readonly string[],
  now: number,
): Promise<void> {
  await db.batch([
    db.prepare('DELETE FROM break_glass_codes WHERE used_at IS NULL'),
    ...hashes.map((hash) =>
      db.prepare('INSERT INTO break_glass_codes (hash, made_at) VALUES (?, ?)').bind(hash, now),
    ),
  ])
}

/** Uses a code up; false where it is unknown or was used. */
export async function useCode(db: D1Database, hash: string, now: number): Promise<boolean> {
  const { meta } = await db
    .prepare('UPDATE break_glass_codes SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL')
    .bind(hash, now)
    .run()
  return meta.changes === 1
}

/** How many codes are left, and when one was last used. */
export async function codesLeft(db: D1Database): Promise<{ left: number; usedAt: number | null }> {
  const row = await db
    .prepare(
      'SELECT count(*) FILTER (WHERE used_at IS NULL) AS "left", max(used_at) AS usedAt FROM break_glass_codes',
    )
    .first<{ left: number; usedAt: number | null }>()
  return row ?? { left: 0, usedAt: null }
}
