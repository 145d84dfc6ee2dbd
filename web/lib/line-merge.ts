import { inLineOrder } from '../../worker/domain/transcript-order'

/** Lines held and lines that came, each once, in the order of the record; the newer form of a line stays. */
export function mergedLines<L extends { id: string; at: number }>(
  held: readonly L[],
  come: readonly L[],
  gone: readonly string[],
): L[] {
  const byId = new Map(held.map((line) => [line.id, line]))
  for (const line of come) byId.set(line.id, line)
  for (const id of gone) byId.delete(id)
  return [...byId.values()].sort(inLineOrder)
}
