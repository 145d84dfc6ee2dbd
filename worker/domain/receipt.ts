/**
 * 查询码: twelve signs that an asker writes down or reads out on the telephone. Eleven are random
 * (31^11 > 2^54), the last one checks them.
 *
 * The alphabet has 31 signs, a prime number, so that a weighted sum notices every single wrong sign and
 * every two neighbours in the wrong order. Without I, L, U, 1 and O; of the pair 0 and O only the digit
 * is printed, and the letter is read as the digit. Leaving out both would leave too few signs.
 */
export const RECEIPT_ALPHABET = '023456789ABCDEFGHJKMNPQRSTVWXYZ'
const SIGNS = 31
const RANDOM_SIGNS = 11
const LENGTH = 12
/** The weighted sum of every code; not 0, so that a row of zeros is no code. */
const SUM = 1

/** Random bytes one code is made from: the remainder by 31^11 then shows nothing of the division. */
export const RECEIPT_BYTES = 16

/** Weights 12, 11 … 1: neighbours differ by one, and none is a multiple of 31. */
function weighted(values: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + value * (LENGTH - i), 0) % SIGNS
}

/** A code from random bytes, at least 16 of them. The same bytes give the same code. */
export function receiptFromBytes(bytes: Uint8Array): string {
  if (bytes.length < RECEIPT_BYTES) {
    throw new RangeError(`A receipt needs ${RECEIPT_BYTES} random bytes.`)
  }
  // Long division, sign by sign: BigInt literals would not compile for the oldest browsers.
  const number = Array.from(bytes.subarray(0, RECEIPT_BYTES))
  const values: number[] = []
  for (let n = 0; n < RANDOM_SIGNS; n++) {
    let rest = 0
    for (let i = 0; i < number.length; i++) {
      const part = rest * 256 + (number[i] ?? 0)
      number[i] = Math.floor(part / SIGNS)
      rest = part % SIGNS
    }
    values.push(rest)
  }
  values.push((SUM + SIGNS - weighted(values)) % SIGNS)
  return values.map((value) => RECEIPT_ALPHABET.charAt(value)).join('')
}

/** 'K7MP-3QTX-9WZA': groups of four, as they are read aloud. */
export function formatReceipt(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-')
}

/** The code in what somebody typed, without its dashes; null if a sign is wrong or missing. */
export function parseReceipt(input: string): string | null {
  // Nobody types this much; a longer text is not worth looking at.
  if (input.length > 100) return null
  const code = input
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200d\u2060\ufeff\p{Pd}\u2212_.·]/gu, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, '0')
  if (code.length !== LENGTH) return null
  const values = Array.from(code, (sign) => RECEIPT_ALPHABET.indexOf(sign))
  return values.length === LENGTH && !values.includes(-1) && weighted(values) === SUM ? code : null
}

/** How codes are made and found: from an id, so that a repeated request gets the same one without its being kept. */
export interface Receipts {
  codeFor: (id: string) => string
  /** What is kept to find a submission by its code. */
  hashOf: (code: string) => string
}
