import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatReceipt,
  parseReceipt,
  RECEIPT_ALPHABET,
  receiptFromBytes,
} from '../../worker/domain/receipt'

const signs = Array.from(RECEIPT_ALPHABET)
const code = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => receiptFromBytes(bytes))

describe('a receipt code', () => {
  test('has twelve signs of which none is taken for another', () => {
    expect(signs).toHaveLength(31)
    expect(new Set(signs).size).toBe(31)
    for (const confusable of 'O1ILU') expect(signs).not.toContain(confusable)
    fc.assert(
      fc.property(code, (one) => {
        expect(one).toMatch(/^[02-9A-HJKMNP-TV-Z]{12}$/)
      }),
    )
  })

  test('is read aloud in groups of four', () => {
    expect(formatReceipt('K7MP3QTX9WZA')).toBe('K7MP-3QTX-9WZA')
  })

  test('is found however it is typed', () => {
    fc.assert(
      fc.property(code, (one) => {
        expect(parseReceipt(one)).toBe(one)
        expect(parseReceipt(formatReceipt(one))).toBe(one)
        expect(parseReceipt(` ${formatReceipt(one).toLowerCase().replace(/-/g, ' ')}\n`)).toBe(one)
        const wide = Array.from(formatReceipt(one), (sign) =>
          String.fromCharCode(sign.charCodeAt(0) + 0xfee0),
        ).join('')
        expect(parseReceipt(wide)).toBe(one)
        expect(parseReceipt(one.replace(/0/g, 'o'))).toBe(one)
        expect(parseReceipt(one.replace(/(.{4})/g, '$1—'))).toBe(one)
      }),
    )
  })

  test('with any one sign wrong is refused', () => {
    const wrong = [...signs, '1', 'I', 'L', 'U', '中', '!']
    fc.assert(
      fc.property(code, (one) => {
        for (let i = 0; i < one.length; i++) {
          for (const sign of wrong) {
            if (sign === one[i]) continue
            expect(parseReceipt(one.slice(0, i) + sign + one.slice(i + 1))).toBeNull()
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test('with any two neighbours in the wrong order is refused', () => {
    fc.assert(
      fc.property(code, (one) => {
        for (let i = 0; i + 1 < one.length; i++) {
          if (one[i] === one[i + 1]) continue
          const turned = one.slice(0, i) + one[i + 1] + one[i] + one.slice(i + 2)
          expect(parseReceipt(turned)).toBeNull()
        }
      }),
    )
  })

  test('with a sign too few or too many is refused', () => {
    fc.assert(
      fc.property(code, fc.constantFrom(...signs), (one, sign) => {
        expect(parseReceipt(one.slice(1))).toBeNull()
        expect(parseReceipt(one + sign)).toBeNull()
      }),
    )
    expect(parseReceipt('')).toBeNull()
    expect(parseReceipt('000000000000')).toBeNull()
    expect(parseReceipt('2'.repeat(1_000_000))).toBeNull()
  })

  test('any text at all is either a code or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = parseReceipt(text)
        expect(found === null || parseReceipt(found) === found).toBe(true)
      }),
    )
  })

  test('uses all of its randomness: every sign turns up at every random place', () => {
    // A plain counter spread by a large odd factor stands in for chance, so that the test never wavers.
    const seen = Array.from({ length: 12 }, () => new Set<string>())
    for (let n = 1; n < 2_000; n++) {
      const bytes = Uint8Array.from(
        { length: 16 },
        (_, i) => Math.imul(n * 16 + i, 0x9e3779b1) >>> 24,
      )
      for (const [i, sign] of Array.from(receiptFromBytes(bytes)).entries()) seen[i]!.add(sign)
    }
    for (const set of seen) expect(set.size).toBe(31)
  })

  test('is not made from too few bytes', () => {
    expect(() => receiptFromBytes(new Uint8Array(15))).toThrow(RangeError)
  })
})
