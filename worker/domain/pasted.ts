import { overlap } from './overlap'

/**
 * 相同答复: the same text, or nearly the same, under different questions. Pure; used by the desk before an answer
 * is sent, and by the count report afterwards. An answer that says it answers several together is no pasted one.
 */

export interface GivenAnswer {
  no: number
  text: string
  joint?: readonly number[] | null | undefined
}

/** A shorter answer ("已修好。") is honestly the same for many. Counted without punctuation. */
export const PASTED_LEAST = 20
/** Share of common pieces from which on two texts count as the same. */
export const PASTED_ALIKE = 0.9
const PIECE = 4

/** What is compared: letters and figures alone, in one width and case. */
const bare = (text: string): string[] => [
  ...text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, ''),
]

interface Pieces {
  length: number
  set: Set<string>
}

function piecesOf(text: string): Pieces {
  const signs = bare(text)
  const set = new Set<string>()
  for (let i = 0; i + PIECE <= signs.length; i++) set.add(signs.slice(i, i + PIECE).join(''))
  return { length: signs.length, set }
}

function same(a: Pieces, b: Pieces): boolean {
  if (a.length < PASTED_LEAST || b.length < PASTED_LEAST) return false
  return overlap(a.set, b.set, PASTED_ALIKE) >= PASTED_ALIKE
}

/** Whether two answers say the same in (nearly) the same words. */
export const sameAnswer = (a: string, b: string): boolean => same(piecesOf(a), piecesOf(b))

/** Numbers of the other questions that were answered with this text already, in their order. */
export function pastedUnder(text: string, no: number, given: readonly GivenAnswer[]): number[] {
  const own = piecesOf(text)
  if (own.length < PASTED_LEAST) return []
  const nos = given
    .filter((one) => one.no !== no && same(own, piecesOf(one.text)))
    .map((one) => one.no)
  return [...new Set(nos)].sort((a, b) => a - b)
}

/** How many answers repeat an earlier one of another question without saying so. */
export function pastedCount(given: readonly GivenAnswer[]): number {
  const seen: (GivenAnswer & { pieces: Pieces })[] = []
  let count = 0
  for (const one of given) {
    const pieces = piecesOf(one.text)
    if (pieces.length < PASTED_LEAST) continue
    const repeated = seen.some(
      (earlier) =>
        earlier.no !== one.no && !saysTogether(earlier, one) && same(earlier.pieces, pieces),
    )
    if (repeated) count += 1
    seen.push({ ...one, pieces })
  }
  return count
}

const saysTogether = (a: GivenAnswer, b: GivenAnswer): boolean =>
  Boolean(a.joint?.includes(b.no) || b.joint?.includes(a.no))
