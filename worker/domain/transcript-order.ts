/** The order of the text record on every screen: when it was said, then by id. Small, because browsers carry it. */
export function inLineOrder(a: { at: number; id: string }, b: { at: number; id: string }): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
