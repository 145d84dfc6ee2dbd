/**
 * 抽样回访: which of a month's cases are called. The order is that of a hash over the month and the case's id, so
 * that whoever repeats the drawing gets the same cases, nobody can choose among them, and a larger sample holds the
 * smaller one.
 */
export function drawn<T extends { id: string }>(
  month: string,
  cases: readonly T[],
  size: number,
  hash: (text: string) => string,
): T[] {
  return cases
    .map((one) => ({ one, place: hash(`visits|${month}|${one.id}`) }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .slice(0, size)
    .map(({ one }) => one)
}
