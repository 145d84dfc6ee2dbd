import type { BalanceLine, CasesLine } from '../contract/views'
import { canWrite, linesOf, textContours, widthOf, type Letters } from './letters'
import {
  emptyPicture,
  fillContours,
  fillRect,
  paletteOf,
  type Pattern,
  type Picture,
} from './raster'

/** The picture of a page when it is shared: what it is, and the bridge as it stands. */

export const CARD_WIDTH = 1200
export const CARD_HEIGHT = 630
const MARGIN = 64
const WIDE = CARD_WIDTH - 2 * MARGIN

/** The colours of the light theme (web/styles/tokens.css). */
const PAPER = [0xfb, 0xfa, 0xf6] as const
const inks = {
  ink: [0x1c, 0x28, 0x30],
  muted: [0x56, 0x64, 0x6d],
  jade: [0x0f, 0x6b, 0x58],
  cinnabar: [0xb3, 0x26, 0x1e],
  ochre: [0x8a, 0x5a, 0x00],
  light: [0xc7, 0x9a, 0x45],
  slate: [0x5b, 0x64, 0x72],
  rest: [0xd0, 0xca, 0xbb],
} as const
export type Ink = keyof typeof inks
export const inkNames = Object.keys(inks) as Ink[]
const inkOf = (name: Ink) => inkNames.indexOf(name)

export const cardPalette = paletteOf(PAPER, Object.values(inks))

/** The same terms in the same order as the bridge of the pages, with the same colours and patterns. */
const terms = [
  ['answeredLive', 'jade', null],
  ['answeredWritten', 'jade', 'lines'],
  ['handedOff', 'ochre', 'hatch'],
  ['merged', 'slate', null],
  ['withdrawnLater', 'slate', 'dots'],
  ['redirectedLater', 'slate', 'dots'],
  ['takenDown', 'slate', 'dots'],
  ['open', 'rest', null],
] as const satisfies readonly (readonly [keyof BalanceLine, Ink, string | null])[]
export type CardTerm = (typeof terms)[number][0]

const patterns: Record<'lines' | 'hatch' | 'dots', { on: Pattern; other: Ink | null }> = {
  lines: { on: (_, y) => y % 12 < 8, other: null },
  hatch: { on: (x, y) => (x + y) % 16 < 10, other: 'light' },
  dots: { on: (x, y) => x % 10 < 5 && y % 10 < 5, other: 'rest' },
}

const far = ['replied', 'closed', 'solved', 'confirmed'] as const
const missed = ['overdue', 'disputed'] as const

export interface CardFacts {
  /** Whose portal it is. */
  portal: string
  /** What kind of page, and when: 已归档 · 10月28日. */
  kicker: string
  title: string
  /** Where a single question stands. */
  state?: { word: string; ink: Ink }
  line?: BalanceLine
  cases?: CasesLine
  words: Record<CardTerm | 'accepted' | (typeof far)[number] | (typeof missed)[number], string> & {
    /** 转出办理 n 件. */
    cases: string
  }
}

/** A pen that writes where it is told, and says where it stopped. */
function pen(picture: Picture, letters: Letters | null) {
  return (text: string, size: number, left: number, foot: number, ink: Ink): number => {
    if (!letters || !canWrite(letters, text)) return left
    fillContours(picture, textContours(letters, text, size, left, foot), inkOf(ink))
    return left + widthOf(letters, text, size)
  }
}
type Pen = ReturnType<typeof pen>

/** Gaps between the parts of the bar, as on the pages. */
export const GAP = 3
export const BAR = { top: 372, height: 44 } as const

/** Left ends of the parts of the bar, and the right end of the last: whole pixels, in proportion. */
export function barEnds(line: BalanceLine): number[] {
  let before = 0
  const at = (n: number) => MARGIN + Math.round((n / line.accepted) * WIDE)
  return [at(0), ...terms.map(([term]) => at((before += line[term])))]
}

function drawBar(picture: Picture, line: BalanceLine): void {
  if (line.accepted === 0) return
  const ends = barEnds(line)
  terms.forEach(([term, ink, pattern], i) => {
    if (line[term] === 0) return
    const left = ends[i] ?? 0
    const gap = left === MARGIN ? 0 : GAP
    const width = Math.max(1, (ends[i + 1] ?? 0) - left - gap)
    const how = pattern && patterns[pattern]
    fillRect(
      picture,
      [left + gap, BAR.top, width, BAR.height],
      inkOf(ink),
      how ? { on: how.on, other: how.other && inkOf(how.other) } : undefined,
    )
  })
}

/** 受理 86 = 当场答复 12 + 转办 71 …, above the bar. */
function drawSum(write: Pen, { line, words }: CardFacts, letters: Letters | null): void {
  if (!line) return
  const foot = BAR.top - 22
  let x = write(`${words.accepted} ${line.accepted}`, 56, MARGIN, foot, 'ink') + 26
  terms
    .filter(([term]) => line[term] > 0)
    .forEach(([term, ink], i) => {
      const text = `${i === 0 ? '=' : '+'} ${words[term]} ${line[term]}`
      if (!letters || x + widthOf(letters, text, 28) > CARD_WIDTH - MARGIN) return
      x = write(text, 28, x, foot, ink === 'rest' ? 'muted' : ink) + 16
    })
}

/** What became of the handed-off: what went wrong in words, what came of the rest as bars. */
function drawCases(picture: Picture, write: Pen, { cases, words }: CardFacts): void {
  if (!cases || cases.total === 0) return
  let x = write(words.cases, 28, MARGIN, 470, 'muted') + 30
  for (const term of missed) {
    if (cases[term] > 0) x = write(`${words[term]} ${cases[term]}`, 32, x, 470, 'cinnabar') + 30
  }
  const each = Math.floor((WIDE - 3 * 24) / 4)
  far.forEach((term, i) => {
    const left = MARGIN + i * (each + 24)
    write(`${words[term]} ${cases[term]}`, 30, left, 526, 'ink')
    fillRect(picture, [left, 540, each, 12], inkOf('rest'))
    const part = Math.round((cases[term] / cases.total) * each)
    if (part > 0) fillRect(picture, [left, 540, part, 12], inkOf('jade'))
  })
}

/** Part of a ring, from its left foot over its top to its right one. */
function arch(x: number, y: number, outer: number, thick: number): number[] {
  const points = (radius: number) =>
    Array.from({ length: 25 }, (_, i) => {
      const angle = Math.PI - (i / 24) * Math.PI
      return [x + Math.cos(angle) * radius, y - Math.sin(angle) * radius * 0.8]
    })
  return [...points(outer), ...points(outer - thick).reverse()].flat()
}

/** A covered bridge: the first office on record stood on one. */
function drawBridge(picture: Picture, left: number, top: number, size: number): void {
  const s = size / 100
  const box = (x: number, y: number, w: number, h: number) =>
    [x, y, x + w, y, x + w, y + h, x, y + h].map((n, i) => n * s + (i % 2 === 0 ? left : top))
  const roof = [0, 22, 14, 6, 106, 6, 120, 22, 112, 22, 103, 11, 17, 11, 8, 22]
  const contours = [
    roof.map((n, i) => n * s + (i % 2 === 0 ? left : top)),
    box(8, 20, 104, 4),
    ...[12, 43, 74, 105].map((x) => box(x, 24, 3, 22)),
    box(2, 46, 116, 5),
  ]
  for (const one of contours) fillContours(picture, [one], inkOf('jade'))
  for (const x of [32, 88]) {
    fillContours(picture, [arch(left + x * s, top + 74 * s, 26 * s, 4 * s)], inkOf('jade'))
  }
}

/** Sizes a title is tried at, the largest first, and how many lines it may have then. */
const sizes = {
  /** Above the bar. */
  tight: [
    [54, 2],
    [46, 2],
    [40, 2],
  ],
  /** Where the words are all there is. */
  roomy: [
    [60, 4],
    [50, 5],
    [42, 5],
  ],
} as const

function drawTitle(write: Pen, letters: Letters | null, { title, line }: CardFacts): void {
  if (!letters || !canWrite(letters, title)) return
  const width = line ? WIDE - 180 : WIDE
  const foot = line ? 200 : 236
  const tried = sizes[line ? 'tight' : 'roomy'].map(([size, most]) => ({
    size,
    lines: linesOf(letters, title, size, width, most),
  }))
  const chosen = tried.find(({ lines }) => !lines.at(-1)?.endsWith('…')) ?? tried.at(-1)
  chosen?.lines.forEach((text, i) =>
    write(text, chosen.size, MARGIN, foot + i * chosen.size * 1.28, 'ink'),
  )
}

/** Draws the card. Without letters the bars and the bridge still stand. */
export function drawCard(facts: CardFacts, letters: Letters | null): Picture {
  const picture = emptyPicture(CARD_WIDTH, CARD_HEIGHT)
  const write = pen(picture, letters)
  fillRect(picture, [0, 0, CARD_WIDTH, 12], inkOf('jade'))
  write(facts.portal, 32, MARGIN, 82, 'jade')
  write(facts.kicker, 28, MARGIN, 126, 'muted')
  drawBridge(picture, CARD_WIDTH - MARGIN - 150, 52, 125)
  drawTitle(write, letters, facts)
  if (facts.line) {
    drawSum(write, facts, letters)
    drawBar(picture, facts.line)
    drawCases(picture, write, facts)
  }
  if (facts.state) write(facts.state.word, 48, MARGIN, 560, facts.state.ink)
  return picture
}
