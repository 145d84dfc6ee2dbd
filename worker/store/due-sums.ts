import type { DueDate } from '../domain/deadlines'

/** How due dates came about, as it was kept with them (怎么算的). */

/** Sums as they were written with a date; nothing where they cannot be read. */
export function openedSums(kept: string | null): DueDate | null {
  if (kept === null) return null
  try {
    const sums = JSON.parse(kept) as DueDate
    return Array.isArray(sums.steps) && sums.steps.length > 0 ? sums : null
  } catch {
    return null
  }
}

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
