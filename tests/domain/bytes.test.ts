import { check, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromBase64url, toBase64url } from '../../worker/domain/bytes'

describe('Bytes as text that fits into an address', () => {
  test('are written as every other program writes them, and come back whole', () => {
    const said = check(
      property(uint8Array({ maxLength: 200 }), (raw) => {
        const text = toBase64url(raw)
        return (
          text === Buffer.from(raw).toString('base64url') &&
          Buffer.from(fromBase64url(text)).equals(Buffer.from(raw))
        )
      }),
      { numRuns: 500 },
    )
    expect(said.failed).toBe(false)
  })

  test('what is no such text is refused', () => {
    expect(() => fromBase64url('孤')).toThrow()
    expect(() => fromBase64url('a')).toThrow()
  })
})
