/**
 * How much of all that two sets hold is in both: 1 where they are the same, 0 where they share nothing. `least`:
 * where less is of no interest it may be told as 0, which the sizes of most pairs settle.
 */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>, least = 0): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  // What is common is at most the smaller of both.
  if (few.size < least * many.size) return 0
  let both = 0
  for (const one of few) if (many.has(one)) both += 1
  return both / (few.size + many.size - both)
}
