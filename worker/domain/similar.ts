/**
 * Questions that may ask the same: BM25 over single 字. Measured against pairs of 字 and the engine's own
 * word splitting it finds the most reworded questions, in about 1.5 ms for 2,000. No score separates the
 * same from the merely similar, so a list is suggested and nothing is merged.
 */

const K1 = 1.2
const B = 0.75

export interface Similar<Id> {
  id: Id
  score: number
}

/** Latin letters and figures in one width and case; 0 for what is no letter: spaces, signs, half emoji. */
function fold(unit: number): number {
  if (unit >= 0xff01 && unit <= 0xff5e) unit -= 0xfee0
  if (unit >= 0x41 && unit <= 0x5a) return unit + 0x20
  if ((unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x7a)) return unit
  if (unit < 0xc0 || (unit >= 0x2000 && unit <= 0x303f) || unit >= 0xfe00) return 0
  // The second half of a rare 字 tells it apart well enough; the first half is shared by a thousand.
  return unit >= 0xd800 && unit <= 0xdbff ? 0 : unit
}

const isLatin = (unit: number) => unit > 0 && unit < 0x80

/** Calls back for every 字, and for every Latin word or figure as a whole; returns how many there were. */
function eachTerm(text: string, meet: (term: number | string) => void): number {
  let count = 0
  let word = ''
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? fold(text.charCodeAt(i)) : 0
    if (isLatin(unit)) {
      word += String.fromCharCode(unit)
      continue
    }
    if (word) {
      count += 1
      meet(word)
      word = ''
    }
    if (unit) {
      count += 1
      meet(unit)
    }
  }
  return count
}

/** The best of the pool, best first, the earlier of two equals first. What shares no 字 is left out. */
export function similarTo<Id>(
  query: string,
  pool: readonly { id: Id; text: string }[],
  limit: number,
): Similar<Id>[] {
  const terms = new Map<number | string, number>()
  eachTerm(query, (term) => {
    if (!terms.has(term)) terms.set(term, terms.size)
  })
  if (terms.size === 0 || limit <= 0) return []

  const size = terms.size
  // How often each term of the query stands in each text, row by row.
  const counts = new Uint16Array(size * pool.length)
  const lengths = new Float64Array(pool.length)
  const texts = new Float64Array(size)
  let total = 0
  for (const [row, { text }] of pool.entries()) {
    const length = eachTerm(text, (term) => {
      const column = terms.get(term)
      if (column === undefined) return
      const cell = row * size + column
      if (counts[cell] === 0) texts[column]! += 1
      counts[cell]! += 1
    })
    lengths[row] = length
    total += length
  }

  const weights = texts.map((n) => Math.log(1 + (pool.length - n + 0.5) / (n + 0.5)))
  const average = total / pool.length || 1
  const found: Similar<Id>[] = []
  for (const [row, { id }] of pool.entries()) {
    const norm = K1 * (1 - B + (B * lengths[row]!) / average)
    let score = 0
    for (let column = 0; column < size; column++) {
      const n = counts[row * size + column]!
      if (n > 0) score += (weights[column]! * n * (K1 + 1)) / (n + norm)
    }
    if (score > 0) found.push({ id, score })
  }
  return found.sort((a, b) => b.score - a.score).slice(0, limit)
}
