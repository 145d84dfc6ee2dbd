import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginsAt, isMp4, moveBy, trackScales } from '../../worker/domain/fmp4'
import { barePicture } from '../../worker/domain/pictures'
import { hasAlready, stillThe, wantedRange } from '../../worker/domain/range'

describe('the part of a film somebody asks for', () => {
  test.each([
    [undefined, 'whole'],
    ['bytes=0-9', { from: 0, to: 9 }],
    ['bytes=90-', { from: 90, to: 99 }],
    ['bytes=90-500', { from: 90, to: 99 }],
    ['bytes=-10', { from: 90, to: 99 }],
    ['bytes=-500', { from: 0, to: 99 }],
    ['Bytes=99-99', { from: 99, to: 99 }],
    ['bytes=100-', 'wrong'],
    ['bytes=-0', 'wrong'],
    ['bytes=9-5', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=0-1,5-6', 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=1e3-', 'whole'],
    ['bytes=99999999999999999999-', 'whole'],
  ])('%j of a hundred bytes', (header, wanted) => {
    expect(wantedRange(header, 100)).toEqual(wanted)
  })

  test('never leaves the film', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(200), (a, b, size) => {
        const wanted = wantedRange(`bytes=${a}-${b}`, size)
        if (typeof wanted === 'string') return
        expect([wanted.from >= 0, wanted.to < size, wanted.from <= wanted.to]).toEqual(
          Array(3).fill(true),
        )
      }),
    )
    expect(wantedRange('bytes=0-', 0)).toBe('wrong')
  })

  test('a changed film is sent whole to whoever holds a part of the old one', () => {
    expect(stillThe(undefined, '"a"')).toBe(true)
    expect(stillThe('"a"', '"a"')).toBe(true)
    expect(stillThe('"b"', '"a"')).toBe(false)
    expect(stillThe('Wed, 21 Oct 2015 07:28:00 GMT', '"a"')).toBe(false)
    expect(hasAlready('"b", W/"a"', '"a"')).toBe(true)
    expect(hasAlready('*', '"a"')).toBe(true)
    expect(hasAlready('"b"', '"a"')).toBe(false)
  })
})

const u32 = (...numbers: number[]) =>
  numbers.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255])
const box = (type: string, ...inner: number[][]): number[] => {
  const content = inner.flat()
  return [...u32(content.length + 8), ...Array.from(type, (c) => c.charCodeAt(0)), ...content]
}
const bytesOf = (...parts: number[][]) => Uint8Array.from(parts.flat())

/** Two tracks: pictures by ninety thousandths, in the wide form; sound by forty-eight, in the narrow one. */
const trak = (id: number, scale: number, wide: boolean) =>
  box(
    'trak',
    box('tkhd', wide ? u32(1 << 24, 0, 0, 0, 0, id) : u32(0, 0, 0, id)),
    box('mdia', box('mdhd', wide ? u32(1 << 24, 0, 0, 0, 0, scale) : u32(0, 0, 0, scale))),
  )
const init = bytesOf(
  box('ftyp', u32(1, 2)),
  box('moov', box('mvhd', u32(0)), trak(1, 90_000, true), trak(2, 48_000, false)),
)
const traf = (id: number, time: number[]) => box('traf', box('tfhd', u32(0, id)), box('tfdt', time))
const fragment = (seconds: number) =>
  bytesOf(
    box('styp', u32(1)),
    box('sidx', u32(0, 1, 2, 3)),
    box(
      'moof',
      box('mfhd', u32(0, 1)),
      traf(1, u32(1 << 24, 0, Math.round(seconds * 90_000))),
      traf(2, u32(0, Math.round(seconds * 48_000))),
    ),
    box('mdat', [1, 2, 3]),
  )

describe('pieces of a film', () => {
  test('say where they begin, and can be moved without changing their length', () => {
    expect(isMp4(init)).toBe(true)
    expect(isMp4(fragment(1))).toBe(false)
    const scales = trackScales(init)
    expect([...scales]).toEqual([
      [1, 90_000],
      [2, 48_000],
    ])
    const piece = fragment(754)
    const { length } = piece
    expect(beginsAt(piece, scales)).toBe(754)
    moveBy(piece, scales, -750)
    expect(beginsAt(piece, scales)).toBe(4)
    expect(piece.length).toBe(length)
    expect(String.fromCharCode(...piece)).not.toContain('sidx')
    moveBy(piece, scales, -750)
    expect(beginsAt(piece, scales)).toBe(0)
  })

  test('whatever bytes come, reading them ends and breaks nothing', () => {
    const scales = trackScales(init)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(200), (noise, at) => {
        const bytes = fragment(5)
        bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length))
        const { length } = bytes
        beginsAt(bytes, scales)
        moveBy(bytes, scales, 1)
        trackScales(bytes)
        expect(bytes.length).toBe(length)
      }),
    )
  })
})

describe('a poster', () => {
  const crc = [0, 0, 0, 0]
  const chunk = (type: string, content: number[]) => [
    ...u32(content.length),
    ...Array.from(type, (c) => c.charCodeAt(0)),
    ...content,
    ...crc,
  ]
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  const secret = Array.from('GPS 30.1,120.2', (c) => c.charCodeAt(0))
  const picture = bytesOf(
    signature,
    chunk('IHDR', u32(1, 1)),
    chunk('tEXt', secret),
    chunk('eXIf', secret),
    chunk('IDAT', [7, 8]),
    chunk('IEND', []),
    secret,
  )
  const segment = (mark: number, content: number[]) => [
    0xff,
    mark,
    ...u32(content.length + 2).slice(2),
    ...content,
  ]
  const photograph = bytesOf(
    [0xff, 0xd8],
    segment(0xe0, [1]),
    segment(0xe1, secret),
    segment(0xfe, secret),
    segment(0xdb, [2]),
    segment(0xda, [3]),
    [9, 9, 0xff, 0xd9],
    secret,
  )

  test('keeps its picture, and nothing of where and by whom it was taken', () => {
    for (const [bytes, type] of [
      [picture, 'png'],
      [photograph, 'jpg'],
    ] as const) {
      const bare = barePicture(bytes)
      expect(bare?.type).toBe(type)
      expect(String.fromCharCode(...(bare?.bytes ?? []))).not.toContain('GPS')
      expect(barePicture(bare?.bytes ?? new Uint8Array())?.bytes).toEqual(bare?.bytes)
    }
  })

  test('is told by its bytes: a page, a script or half a picture is none', () => {
    const text = new TextEncoder().encode('<svg onload="alert(1)">')
    for (const bytes of [
      text,
      new Uint8Array(),
      picture.subarray(0, 20),
      photograph.subarray(0, 30),
    ]) {
      expect(barePicture(bytes)).toBeNull()
    }
  })
})
