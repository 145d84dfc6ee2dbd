import { Refusal } from '../contract/refusals'
import { checkLength, cleanText, isWellFormedText } from './text'

interface Limits {
  min: number
  max: number
  /** Keep line ends. */
  lines?: boolean
}

const codes = { empty: 'EMPTY', too_short: 'TOO_SHORT', too_long: 'TOO_LONG' } as const

/** A written text as it is kept, or the refusal that says which field and what its limits are. */
export function takeText(raw: string, field: string, { min, max, lines = false }: Limits): string {
  if (!isWellFormedText(raw)) throw new Refusal('BAD_TEXT', { field })
  const text = cleanText(raw, { lines })
  const verdict = checkLength(text, { min, max })
  if (verdict !== 'ok') throw new Refusal(codes[verdict], { field, min, max })
  return text
}

/** The same for a text that may be left out; an empty one is none. */
export function takeOptional(
  raw: string | null | undefined,
  field: string,
  { max, lines }: Omit<Limits, 'min'>,
): string | null {
  if (raw === null || raw === undefined) return null
  return takeText(raw, field, lines ? { min: 0, max, lines } : { min: 0, max }) || null
}

/** One of a closed list, as an address or a form sends it; another, and none, is refused by its field. */
export function takeOne<T extends string>(
  list: readonly T[],
  raw: string | undefined,
  field: string,
): T {
  const found = list.find((one) => one === raw)
  if (found === undefined) throw new Refusal('INVALID', { field })
  return found
}
