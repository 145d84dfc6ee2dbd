/**
 * How much is sealed under each key and not erased yet: originals, contacts of askers and ways to units. A key with
 * nothing left can be dropped.
 */
export async function sealsByKey(db: D1Database): Promise<Map<string, number>> {
  const { results } = await db
    .prepare(
      `SELECT key_id AS id, COUNT(*) AS n FROM (
         SELECT key_id FROM sealed WHERE erased_at IS NULL
         UNION ALL SELECT key_id FROM follow_seals WHERE erased_at IS NULL
         UNION ALL SELECT key_id FROM contacts WHERE erased_at IS NULL
         UNION ALL SELECT key_id FROM unit_channels WHERE ended_at IS NULL
       ) GROUP BY key_id`,
    )
    .all<{ id: string; n: number }>()
  return new Map(results.map(({ id, n }) => [id, n]))
}
