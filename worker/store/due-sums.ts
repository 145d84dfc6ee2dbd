import { openedSums, type DueDate } from '../domain/deadlines'

export { openedSums } from '../domain/deadlines'

/** How due dates came about, as it was kept with them (怎么算的). */

/** Sums of some cases, by the case's id. */
export async function sumsOfCases(
  db: D1Database,
  ids: readonly string[],
): Promise<Map<string, DueDate>> {
  const { results } = await db
    .prepare(`SELECT id, due_sums AS sums FROM cases WHERE id IN (SELECT value FROM json_each(?))`)
    .bind(JSON.stringify(ids))
    .all<{ id: string; sums: string | null }>()
  const found = results.map(({ id, sums }) => [id, openedSums(sums)] as const)
  return new Map(found.flatMap(([id, sums]) => (sums ? [[id, sums] as const] : [])))
}
