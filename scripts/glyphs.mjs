// `node scripts/glyphs.mjs [font.ttc]`: makes the outlines that shared pictures are written with, from Noto Sans CJK SC
// Bold (SIL Open Font License 1.1). Their result is committed: nobody needs the font to build or run the portal.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { root } from './paths.mjs'

const FONT = process.argv[2] ?? '/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc'
const NAME = 'Noto Sans CJK SC Bold'
const OUT = path.join(root, 'web/public/glyphs.bin')

/** Units of the font that one step of a stored coordinate is worth, and where it begins. */
const STEP = 4.25
const LEFT = -40
const LOW = -160
/** How far, in units of the font, a straight line may be from the curve it stands for. */
const TOLERANCE = 3

const file = readFileSync(FONT)
const u16 = (/** @type {number} */ at) => file.readUInt16BE(at)
const u32 = (/** @type {number} */ at) => file.readUInt32BE(at)

/** @typedef {Record<string, { at: number, size: number }>} Tables */

/** The tables of one font of the collection. @param {number} at @returns {Tables} */
function tablesAt(at) {
  /** @type {Tables} */
  const tables = {}
  for (let i = 0; i < u16(at + 4); i += 1) {
    const entry = at + 12 + 16 * i
    tables[file.toString('latin1', entry, entry + 4)] = {
      at: u32(entry + 8),
      size: u32(entry + 12),
    }
  }
  return tables
}

/** @param {Tables} tables @param {string} tag */
function table(tables, tag) {
  const found = tables[tag]
  if (!found) throw new Error(`The font has no ${tag}.`)
  return found.at
}

/** @param {Tables} tables */
function nameOf(tables) {
  const at = table(tables, 'name')
  for (let i = 0; i < u16(at + 2); i += 1) {
    const entry = at + 6 + 12 * i
    if (u16(entry) !== 3 || u16(entry + 6) !== 4) continue
    const from = at + u16(at + 4) + u16(entry + 10)
    return Buffer.from(file.subarray(from, from + u16(entry + 8)))
      .swap16()
      .toString('utf16le')
  }
  return ''
}

const fonts = Array.from({ length: u32(8) }, (_, i) => tablesAt(u32(12 + 4 * i)))
const font = fonts.find((tables) => nameOf(tables) === NAME)
if (!font) throw new Error(`${FONT} does not hold ${NAME}.`)

/** Glyph of a character, by the table of ranges (format 12). */
const glyphOf = (() => {
  const cmap = table(font, 'cmap')
  for (let i = 0; i < u16(cmap + 2); i += 1) {
    const at = cmap + u32(cmap + 8 + 8 * i)
    if (u16(at) !== 12) continue
    const groups = Array.from({ length: u32(at + 12) }, (_, n) => at + 16 + 12 * n)
    return (/** @type {number} */ code) => {
      const group = groups.find((one) => u32(one) <= code && code <= u32(one + 4))
      return group === undefined ? 0 : u32(group + 8) + code - u32(group)
    }
  }
  throw new Error('The font names no characters.')
})()

const advances = u16(table(font, 'hhea') + 34)
const advanceOf = (/** @type {number} */ glyph) =>
  u16(table(font, 'hmtx') + 4 * Math.min(glyph, advances - 1))

// The outlines: CFF, keyed by CID (Adobe Technical Notes 5176 and 5177).
const cff = table(font, 'CFF ')

/** @param {number} at */
function indexAt(at) {
  const count = u16(at)
  if (count === 0) return { items: [], end: at + 2 }
  const size = file[at + 2] ?? 1
  const offset = (/** @type {number} */ i) => file.readUIntBE(at + 3 + size * i, size)
  const base = at + 2 + size * (count + 1)
  const items = Array.from({ length: count }, (_, i) => [base + offset(i), base + offset(i + 1)])
  return { items, end: base + offset(count) }
}

/** Operators of a DICT with their operands. @param {number} from @param {number} to */
function dict(from, to) {
  /** @type {Map<number, number[]>} */
  const found = new Map()
  /** @type {number[]} */
  let stack = []
  for (let at = from; at < to;) {
    const b = file[at] ?? 0
    at += 1
    if (b <= 21) {
      const op = b === 12 ? 1200 + (file[at++] ?? 0) : b
      found.set(op, stack)
      stack = []
    } else if (b === 28) {
      stack.push(file.readInt16BE(at))
      at += 2
    } else if (b === 29) {
      stack.push(file.readInt32BE(at))
      at += 4
    } else if (b === 30) {
      while (((file[at] ?? 0) & 15) !== 15 && (file[at] ?? 0) >> 4 !== 15) at += 1
      at += 1
      stack.push(Number.NaN)
    } else if (b <= 246) stack.push(b - 139)
    else if (b <= 250) stack.push((b - 247) * 256 + (file[at++] ?? 0) + 108)
    else stack.push(-(b - 251) * 256 - (file[at++] ?? 0) - 108)
  }
  return found
}

const names = indexAt(cff + (file[cff + 2] ?? 0))
const tops = indexAt(names.end)
const strings = indexAt(tops.end)
const globalSubrs = indexAt(strings.end).items
const [topFrom = 0, topTo = 0] = tops.items[0] ?? []
const top = dict(topFrom, topTo)
const placeIn = (/** @type {Map<number, number[]>} */ from, /** @type {number} */ op) =>
  cff + (from.get(op)?.[0] ?? 0)
const charStrings = indexAt(placeIn(top, 17)).items
const localSubrs = indexAt(placeIn(top, 1236)).items.map(([from = 0, to = 0]) => {
  const [size = 0, offset = 0] = dict(from, to).get(18) ?? []
  const priv = cff + offset
  const subrs = dict(priv, priv + size).get(19)?.[0]
  return subrs === undefined ? [] : indexAt(priv + subrs).items
})
const select = placeIn(top, 1237)
function fontOf(/** @type {number} */ glyph) {
  if (file[select] === 0) return file[select + 1 + glyph] ?? 0
  for (let i = u16(select + 1) - 1; i >= 0; i -= 1) {
    const range = select + 3 + 3 * i
    if (u16(range) <= glyph) return file[range + 2] ?? 0
  }
  return 0
}

/** @typedef {[x: number, y: number]} Point */

/** Contours of a glyph as polygons. @param {number} glyph @returns {Point[][]} */
function outline(glyph) {
  const local = localSubrs[fontOf(glyph)] ?? []
  /** @type {Point[][]} */
  const contours = []
  /** @type {number[]} */
  const stack = []
  let x = 0
  let y = 0
  let hints = 0
  const bias = (/** @type {unknown[]} */ subrs) =>
    subrs.length < 1240 ? 107 : subrs.length < 33900 ? 1131 : 32768
  const moveTo = (/** @type {number} */ dx, /** @type {number} */ dy) => {
    x += dx
    y += dy
    contours.push([[x, y]])
  }
  const lineTo = (/** @type {number} */ dx, /** @type {number} */ dy) => {
    x += dx
    y += dy
    contours.at(-1)?.push([x, y])
  }
  const curveTo = (/** @type {number[]} */ [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => {
    /** @type {Point[]} */
    const p = [
      [x, y],
      [x + a, y + b],
      [x + a + c, y + b + d],
      [x + a + c + e, y + b + d + f],
    ]
    contours.at(-1)?.push(...flattened(p))
    ;[x, y] = p[3] ?? [x, y]
  }
  /** @param {number} from @param {number} to @returns {boolean} whether the glyph has ended */
  const run = (from, to) => {
    for (let at = from; at < to;) {
      const b = file[at] ?? 0
      at += 1
      if (b === 28) {
        stack.push(file.readInt16BE(at))
        at += 2
        continue
      }
      if (b >= 32) {
        if (b <= 246) stack.push(b - 139)
        else if (b <= 250) stack.push((b - 247) * 256 + (file[at++] ?? 0) + 108)
        else if (b <= 254) stack.push(-(b - 251) * 256 - (file[at++] ?? 0) - 108)
        else {
          stack.push(file.readInt32BE(at) / 65_536)
          at += 4
        }
        continue
      }
      const s = stack
      switch (b) {
        case 1:
        case 3:
        case 18:
        case 23:
          hints += s.length >> 1
          break
        case 19:
        case 20:
          hints += s.length >> 1
          at += (hints + 7) >> 3
          break
        case 21:
          moveTo(s.at(-2) ?? 0, s.at(-1) ?? 0)
          break
        case 22:
          moveTo(s.at(-1) ?? 0, 0)
          break
        case 4:
          moveTo(0, s.at(-1) ?? 0)
          break
        case 5:
          for (let i = 0; i + 1 < s.length; i += 2) lineTo(s[i] ?? 0, s[i + 1] ?? 0)
          break
        case 6:
        case 7:
          s.forEach((d, i) => ((i % 2 === 0) === (b === 6) ? lineTo(d, 0) : lineTo(0, d)))
          break
        case 8:
        case 24: {
          let i = 0
          for (; i + 5 < s.length; i += 6) curveTo(s.slice(i, i + 6))
          if (b === 24) lineTo(s[i] ?? 0, s[i + 1] ?? 0)
          break
        }
        case 25: {
          let i = 0
          for (; i + 7 < s.length; i += 2) lineTo(s[i] ?? 0, s[i + 1] ?? 0)
          curveTo(s.slice(i, i + 6))
          break
        }
        case 26: {
          let i = s.length % 4
          let dx = i ? (s[0] ?? 0) : 0
          for (; i + 3 < s.length; i += 4) {
            curveTo([dx, s[i] ?? 0, s[i + 1] ?? 0, s[i + 2] ?? 0, 0, s[i + 3] ?? 0])
            dx = 0
          }
          break
        }
        case 27: {
          let i = s.length % 4
          let dy = i ? (s[0] ?? 0) : 0
          for (; i + 3 < s.length; i += 4) {
            curveTo([s[i] ?? 0, dy, s[i + 1] ?? 0, s[i + 2] ?? 0, s[i + 3] ?? 0, 0])
            dy = 0
          }
          break
        }
        case 30:
        case 31: {
          let flat = b === 31
          for (let i = 0; i + 3 < s.length; i += 4) {
            const last = s.length - i === 5 ? (s[i + 4] ?? 0) : 0
            const [p = 0, q = 0, r = 0, t = 0] = s.slice(i, i + 4)
            curveTo(flat ? [p, 0, q, r, last, t] : [0, p, q, r, t, last])
            flat = !flat
          }
          break
        }
        case 10:
        case 29: {
          const subrs = b === 10 ? local : globalSubrs
          const [begin = 0, end = 0] = subrs[(s.pop() ?? 0) + bias(subrs)] ?? []
          if (run(begin, end)) return true
          continue
        }
        case 11:
          return false
        case 14:
          return true
        default:
          throw new Error(`Glyph ${glyph} draws with ${b}.`)
      }
      stack.length = 0
    }
    return false
  }
  const [from = 0, to = 0] = charStrings[glyph] ?? []
  run(from, to)
  return contours
}

/** A curve as points after its first one. @param {Point[]} p @returns {Point[]} */
function flattened(p) {
  const at = (/** @type {number} */ t) =>
    /** @type {Point} */ (
      [0, 1].map((i) => {
        const [a = 0, b = 0, c = 0, d = 0] = p.map((point) => point[i] ?? 0)
        const u = 1 - t
        return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d
      })
    )
  const [a, , , d] = p
  const straight = Math.hypot((d?.[0] ?? 0) - (a?.[0] ?? 0), (d?.[1] ?? 0) - (a?.[1] ?? 0))
  for (let n = 1; n < 12; n += 1) {
    const points = Array.from({ length: n + 1 }, (_, i) => at(i / n))
    const far = points.slice(1).some((point, i) => {
      const middle = at((i + 0.5) / n)
      const before = points[i] ?? point
      return (
        Math.hypot(middle[0] - (before[0] + point[0]) / 2, middle[1] - (before[1] + point[1]) / 2) >
        TOLERANCE + straight / 400
      )
    })
    if (!far) return points.slice(1)
  }
  return Array.from({ length: 12 }, (_, i) => at((i + 1) / 12))
}

const clamp = (/** @type {number} */ n) => Math.max(0, Math.min(255, Math.round(n)))

/** A contour on the coarse grid, without points that add nothing. @param {Point[]} points */
function onGrid(points) {
  const grid = points.map(([x, y]) => [clamp((x - LEFT) / STEP), clamp((y - LOW) / STEP)])
  const kept = grid.filter((point, i) => {
    const before = grid[(i + grid.length - 1) % grid.length] ?? point
    return point[0] !== before[0] || point[1] !== before[1]
  })
  return kept.filter((point, i) => {
    const a = kept[(i + kept.length - 1) % kept.length] ?? point
    const b = kept[(i + 1) % kept.length] ?? point
    const [ax = 0, ay = 0] = a
    const [x = 0, y = 0] = point
    const [bx = 0, by = 0] = b
    return (x - ax) * (by - y) !== (y - ay) * (bx - x)
  })
}

/** The characters of GB 2312 by their place in it; everyday ones are the first 3,755. */
function chinese(/** @type {number} */ firstRow, /** @type {number} */ lastRow) {
  const decoder = new TextDecoder('gbk')
  let text = ''
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) text += decoder.decode(Uint8Array.of(row, cell))
  }
  return text.replace(/[^\p{Script=Han}]/gu, '')
}

const ascii = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('')
const signs = '、。，：；？！“”‘’（）《》〈〉【】—…·～％＋－＝／×℃№'
// Of the rarer ones those that stand in the names of counties and rivers.
const places =
  '鸾莆泸亳郴衢崂婺邕瓯湄岚泗汨淄漯濮漳涪渝黔赣皖粤琼泾岷沅澧漓泓沂沭洮浠浔涞涿淇淅滦滁滕潍潼濂瀛郯郧鄞鄢鄱邛邗邡邳邵郏邹郸隰阆崆嵊嵩峨崮岱岐璧珙琅瑷甬睢砀缙耒芷芗茌莒菏葭蓟蒗蕲蚌蠡衮覃鳌麒畲曦闽儋僮儒晟昱暄'
const rows = process.argv[3] === 'all' ? chinese(0xb0, 0xf7) : chinese(0xb0, 0xd7)
const codes = [...new Set(ascii + signs + rows + places)]
  .map((c) => c.codePointAt(0) ?? 0)
  .sort((a, b) => a - b)

/** @type {number[]} */
const bytes = []
const varint = (/** @type {number} */ n) => {
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) + 128)
  bytes.push(n)
}
varint(codes.length)
codes.forEach((code, i) => varint(code - (codes[i - 1] ?? 0)))
for (const code of codes) bytes.push(clamp(advanceOf(glyphOf(code)) / STEP))
for (const code of codes) {
  const contours = outline(glyphOf(code))
    .map(onGrid)
    .filter((points) => points.length > 2)
  varint(contours.length)
  for (const points of contours) {
    varint(points.length)
    for (const axis of [0, 1]) {
      points.forEach((point, i) => {
        bytes.push(((point[axis] ?? 0) - (points[i - 1]?.[axis] ?? 0) + 256) % 256)
      })
    }
  }
}
const packed = deflateRawSync(Buffer.from(bytes), { level: 9 })
writeFileSync(OUT, packed)
console.log(`${codes.length} characters, ${bytes.length} bytes, ${packed.length} packed: ${OUT}`)
