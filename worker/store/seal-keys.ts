/** How many originals are sealed under each key and not erased yet: a key with none left can be dropped. */
export async function sealsByKey(db: D1Database): Promise<Map<string, number>> {
  const { results } = await db
    .prepare(
      'SELECT key_id AS id, COUNT(*) AS n FROM sealed WHERE erased_at IS NULL GROUP BY key_id',
    )
    .all<{ id: string; n: number }>()
  return new Map(results.map(({ id, n }) => [id, n]))
}
