/** Who administers the whole portal now: whom it tells what it cannot mend by itself. */
export async function adminIds(db: D1Database, now: number): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT s.id FROM staff s WHERE s.disabled = 0 AND (
        (s.role = 'admin' AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.staff_id = s.id AND g.role = 'admin'))
        OR EXISTS (
          SELECT 1 FROM grants g WHERE g.staff_id = s.id AND g.role = 'admin' AND g.unit_id IS NULL AND g.session IS NULL
            AND g.revoked_at IS NULL AND g.from_at <= ?1 AND (g.until_at IS NULL OR g.until_at > ?1)
        )
      ) ORDER BY s.id`,
    )
    .bind(now)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}
