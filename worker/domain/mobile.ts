/** Mobile numbers of the mainland, as people type them. */

/** Digits of any width, then ASCII. */
const plain = (raw: string) => raw.normalize('NFKC').replace(/[\s()\-‐-―.·]/g, '')

/** The number in one form, +86 and eleven digits; null for anything that is no mobile number of the mainland. */
export function readMobile(raw: string): string | null {
  if (raw.length > 40) return null
  const found = /^(?:\+?86|0086)?(1[3-9]\d{9})$/.exec(plain(raw))
  return found ? `+86${found[1]}` : null
}

/** What somebody recognises their own number by, and nobody else learns anything from. */
export const tailOf = (tel: string) => tel.slice(-2)

/** A code as typed: digits of any width, perhaps with a gap. */
export function readDigits(raw: string, length: number): string | null {
  if (raw.length > 40) return null
  const digits = plain(raw)
  return digits.length === length && /^\d+$/.test(digits) ? digits : null
}
