import { describe, expect, test } from 'vitest'
import { DOWNLOAD_PIECES, type RecordingFile } from '../../worker/contract/stream-desk'
import { partsOf, within } from '../../worker/domain/recording-parts'

const pieces = (n: number, map: string, from = 0): RecordingFile[] =>
  Array.from({ length: n }, (_, i) => ({
    key: `${map}-${i}`,
    kind: 'segment' as const,
    bytes: 10,
    sha256: '',
    media: from + 2 * i,
    dur: 2,
    map,
  }))

describe('a recording in files', () => {
  test('is one where it fits, and begins another with another encoder or when it is too long', () => {
    expect(partsOf(pieces(3, 'a'))).toEqual([{ from: 0, to: 6, bytes: 30 }])
    expect(partsOf([...pieces(3, 'a'), ...pieces(2, 'b', 6)])).toEqual([
      { from: 0, to: 6, bytes: 30 },
      { from: 6, to: 10, bytes: 20 },
    ])
    const long = partsOf(pieces(DOWNLOAD_PIECES * 2 + 1, 'a'))
    expect(long).toHaveLength(3)
    expect(long.map(({ from }, i) => from === (i === 0 ? 0 : long[i - 1]?.to))).toEqual([
      true,
      true,
      true,
    ])
    expect(partsOf([])).toEqual([])
  })

  test('a stretch across two of them is in none', () => {
    const parts = partsOf([...pieces(3, 'a'), ...pieces(2, 'b', 6)])
    expect(within(parts, 2, 5)).toEqual({ from: 2, to: 5, bytes: 15 })
    expect(within(parts, 5, 7)).toBeNull()
    expect(within(parts, 3, 3)).toBeNull()
    expect(within(parts, 9, 99)).toBeNull()
  })
})
