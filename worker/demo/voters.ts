/** A prime number of people, so that any stride through them meets everybody once. */
const PEOPLE = 401

/** Numbers that look like chance and are the same every time (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** The made-up voters of an edition: 53-bit numbers, as real ones have. */
function people(edition: number): number[] {
  const next = numbersFrom(edition * 7_919)
  return Array.from({ length: PEOPLE }, () => (next() & 0x1f_ffff) * 2 ** 32 + next())
}

/** Some distinct voters of an edition for its question at this index. */
export function someOf(edition: number, index: number, count: number): number[] {
  const all = people(edition)
  const next = numbersFrom(edition * 104_729 + index)
  const start = next() % PEOPLE
  const stride = 1 + (next() % (PEOPLE - 1))
  return Array.from(
    { length: Math.min(count, PEOPLE) },
    (_, i) => all[(start + i * stride) % PEOPLE] ?? 0,
  )
}
