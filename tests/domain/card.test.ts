import { readFileSync } from 'node:fs'
import path from 'node:path'
import { crc32, inflateRawSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commonWords } from '../../worker/contract/words/common'
import { emptyBalance } from '../../worker/domain/balance'
import { BAR, cardPalette, drawCard, GAP, type CardFacts } from '../../worker/domain/card'
import { canWrite, lettersIn, linesOf, widthOf } from '../../worker/domain/letters'
import { emptyPicture, fillContours, STEPS } from '../../worker/domain/raster'
import { pngOf } from '../../worker/pages/png'

const file = path.join(import.meta.dirname, '../../web/public/glyphs.bin')
const letters = lettersIn(new Uint8Array(inflateRawSync(readFileSync(file))))

/** A PNG read by somebody who knows nothing of whoever wrote it: chunks, their sums, a palette, rows. */
function readPng(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  expect(Buffer.from(bytes.subarray(0, 8)).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks: Record<string, Uint8Array> = {}
  const order: string[] = []
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at)
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1')
    expect(crc32(bytes.subarray(at + 4, at + 8 + length))).toBe(view.getUint32(at + 8 + length))
    chunks[type] = bytes.subarray(at + 8, at + 8 + length)
    order.push(type)
    at += 12 + length
  }
  expect(order).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND'])
  const head = Buffer.from(chunks['IHDR'] ?? [])
  const width = head.readUInt32BE(0)
  const height = head.readUInt32BE(4)
  expect([...head.subarray(8)]).toEqual([8, 3, 0, 0, 0])
  const raw = inflateSync(chunks['IDAT'] ?? new Uint8Array(0))
  expect(raw.length).toBe((width + 1) * height)
  const palette = chunks['PLTE'] ?? new Uint8Array(0)
  const colour = (x: number, y: number) => {
    const index = raw[y * (width + 1) + 1 + x] ?? 0
    return Buffer.from(palette.subarray(index * 3, index * 3 + 3)).toString('hex')
  }
  return { width, height, colour }
}

const t = commonWords.zh.bridge
const facts = (counts: Partial<NonNullable<CardFacts['line']>>): CardFacts => {
  const line = { ...emptyBalance().total, ...counts }
  const parts = ['answeredLive', 'answeredWritten', 'handedOff', 'merged', 'open'] as const
  line.accepted = parts.reduce((sum, term) => sum + line[term], 0)
  return {
    portal: '霞湾县 网友面对面',
    kicker: '已归档 2026年10月28日',
    title: '第三期与网友面对面：供水、出行与老小区',
    line,
    cases: { total: 0, overdue: 0, disputed: 0, replied: 0, closed: 0, solved: 0, confirmed: 0 },
    words: { ...t, cases: t.cases(0) },
  }
}

const JADE = '0f6b58'
const OCHRE = '8a5a00'
const LIGHT = 'c79a45'
const SLATE = '5b6472'
const REST = 'd0cabb'
const PAPER = 'fbfaf6'
const WIDE = 1072

test('whoever measures the bars with a ruler finds the figures', async () => {
  const counts = fc.record({
    answeredLive: fc.integer({ min: 1, max: 90 }),
    handedOff: fc.integer({ min: 1, max: 90 }),
    merged: fc.integer({ min: 1, max: 90 }),
    open: fc.integer({ min: 1, max: 90 }),
  })
  await fc.assert(
    fc.asyncProperty(counts, async (given) => {
      const whole = facts(given)
      const { colour } = readPng(await pngOf(drawCard(whole, null), cardPalette))
      const row = Array.from({ length: 1200 }, (_, x) => colour(x, BAR.top + 10))
      const wide = (...of: string[]) => row.filter((one) => of.includes(one)).length
      const accepted = whole.line?.accepted ?? 1
      const due = (n: number) => (n / accepted) * WIDE
      const near = (found: number, n: number, gap: number) => {
        expect(Math.abs(found + gap - due(n))).toBeLessThanOrEqual(1)
      }
      near(wide(JADE), given.answeredLive, 0)
      near(wide(OCHRE, LIGHT), given.handedOff, GAP)
      near(wide(SLATE), given.merged, GAP)
      near(wide(REST), given.open, GAP)
      expect(wide(JADE, OCHRE, LIGHT, SLATE, REST) + 3 * GAP).toBe(WIDE)
    }),
    { numRuns: 8 },
  )
})

test('the card is as large as messengers ask for, light enough to send, and on paper', async () => {
  const png = await pngOf(
    drawCard(facts({ answeredLive: 12, handedOff: 74 }), letters),
    cardPalette,
  )
  const { width, height, colour } = readPng(png)
  expect([width, height]).toEqual([1200, 630])
  expect(png.length).toBeLessThan(100_000)
  expect(colour(1199, 629)).toBe(PAPER)
})

test('the title and the figures are written; a title with a sign there is no outline of is left out, not broken', () => {
  const inked = (card: CardFacts) =>
    drawCard(card, letters).pixels.filter((pixel) => pixel % STEPS > 0).length
  const bare = { ...facts({ answeredLive: 12 }), title: '' }
  expect(inked({ ...bare, title: '供水' })).toBeGreaterThan(inked(bare) + 1_000)
  expect(canWrite(letters, '供水🚰')).toBe(false)
  expect(inked({ ...bare, title: '供水🚰' })).toBe(inked(bare))
  for (const words of Object.values(commonWords.zh.bridge)) {
    expect(typeof words === 'string' ? canWrite(letters, words) : true).toBe(true)
  }
})

test('a long title breaks into lines that fit, loses no letter before its end, and begins no line with a comma', () => {
  const text = '上溪到石门的路塌方半年了，只清出一条单行道，下雨就断，BRT 12345 什么时候能修好？'
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 1_000 }),
      fc.integer({ min: 1, max: 9 }),
      (width, most) => {
        const lines = linesOf(letters, text, 40, width, most)
        expect(lines.length).toBeLessThanOrEqual(most)
        for (const line of lines) {
          // A sign that must not begin a line may hang over its end.
          expect(widthOf(letters, line, 40)).toBeLessThanOrEqual(width + 40)
          expect(line).not.toMatch(/^[，。？]/)
        }
        const told = lines.join('').replace(/…$/, '').replaceAll(' ', '')
        expect(text.replaceAll(' ', '').startsWith(told)).toBe(true)
      },
    ),
  )
})

test('an edge that runs through a pixel covers as much of it as it should, and a hole stays open', () => {
  const picture = emptyPicture(10, 10)
  fillContours(
    picture,
    [
      [1, 1, 8.5, 1, 8.5, 8, 1, 8],
      [3, 3, 3, 6, 6, 6, 6, 3],
    ],
    0,
  )
  const share = (x: number, y: number) => (picture.pixels[y * 10 + x] ?? 0) % STEPS
  expect([share(0, 4), share(2, 2), share(4, 4), share(7, 7), share(8, 4), share(9, 4)]).toEqual([
    0, 15, 0, 15, 8, 0,
  ])
  const half = emptyPicture(10, 10)
  fillContours(half, [[0, 0, 10, 10, 0, 10]], 0)
  const area = half.pixels.reduce((sum, pixel) => sum + (pixel % STEPS) / 15, 0)
  expect(area).toBeCloseTo(50, 0)
  expect([(half.pixels[0] ?? 0) % STEPS, (half.pixels[9] ?? 0) % STEPS]).toEqual([8, 0])
})
