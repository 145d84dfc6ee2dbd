import type { Contour } from './raster'

/** Outlines of letters, as scripts/glyphs.mjs packs them, and lines of text made of them. */

export interface Letters {
  /** Of the height of a line; undefined for a character there is no outline of. */
  advance(character: string): number | undefined
  contours(character: string): readonly Contour[]
}

/** What scripts/glyphs.mjs stores: steps of the grid, and where it begins, in thousandths of the height. */
const STEP = 4.25
const LEFT = -40
const LOW = -160
const EM = 1_000

/** Reads the packed outlines, once they are inflated; a letter is unpacked when it is first drawn. */
export function lettersIn(bytes: Uint8Array): Letters {
  let at = 0
  const next = () => bytes[at++] ?? 0
  const varint = () => {
    let n = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = next()
      n += (byte % 128) * unit
      if (byte < 128) return n
    }
  }
  const count = varint()
  const places = new Map<number, number>()
  for (let i = 0, code = 0; i < count; i += 1) {
    code += varint()
    places.set(code, i)
  }
  const advances = bytes.subarray(at, at + count)
  at += count
  const starts: number[] = []
  for (let i = 0; i < count; i += 1) {
    starts.push(at)
    for (let n = varint(); n > 0; n -= 1) {
      // First read, then added: the reading itself moves on.
      const length = varint()
      at += length * 2
    }
  }
  const placeOf = (character: string) => places.get(character.codePointAt(0) ?? -1)
  const unpacked = new Map<number, Contour[]>()
  const unpack = (place: number): Contour[] => {
    at = starts[place] ?? 0
    return Array.from({ length: varint() }, () => {
      const length = varint()
      const axis = () => {
        let value = 0
        return Array.from({ length }, () => (value = (value + next()) % 256))
      }
      const xs = axis()
      const ys = axis()
      return xs.flatMap((x, i) => [(x * STEP + LEFT) / EM, -((ys[i] ?? 0) * STEP + LOW) / EM])
    })
  }
  return {
    advance(character) {
      const place = placeOf(character)
      return place === undefined ? undefined : ((advances[place] ?? 0) * STEP) / EM
    },
    contours(character) {
      const place = placeOf(character)
      if (place === undefined) return []
      const found = unpacked.get(place) ?? unpack(place)
      unpacked.set(place, found)
      return found
    },
  }
}

/** A blank, of the height of a line. */
const BLANK = 0.25

const advanceOf = (letters: Letters, character: string) =>
  /\s/.test(character) ? BLANK : (letters.advance(character) ?? 1)

/** Whether every character of a text can be drawn; where one cannot, the text is left out rather than broken. */
export const canWrite = (letters: Letters, text: string): boolean =>
  Array.from(text).every((one) => /\s/.test(one) || letters.advance(one) !== undefined)

/** How wide a text is at a size. */
export const widthOf = (letters: Letters, text: string, size: number): number =>
  Array.from(text).reduce((sum, one) => sum + advanceOf(letters, one) * size, 0)

/** What must not stand at the beginning of a line. */
const closing = /[、。，：；？！”’）》〉】…％.,:;?!%)\]]/

/** A text in lines no wider than so many pixels, so many at the most; what does not fit ends with …. */
export function linesOf(
  letters: Letters,
  text: string,
  size: number,
  width: number,
  most: number,
): string[] {
  const lines: string[] = []
  let line = ''
  // Words and numbers of other scripts stay whole where they fit into a line.
  for (const piece of text.match(/[\x21-\x7e]+|\s+|[^]/gu) ?? []) {
    const fits = widthOf(letters, line + piece, size) <= width
    if (fits || line === '' || closing.test(piece)) line += piece
    else {
      lines.push(line)
      line = piece.trim()
    }
  }
  if (line.trim() !== '') lines.push(line)
  if (lines.length <= most) return lines
  const shown = lines.slice(0, most)
  let last = Array.from(shown[most - 1] ?? '')
  while (last.length > 0 && widthOf(letters, `${last.join('')}…`, size) > width) {
    last = last.slice(0, -1)
  }
  return [...shown.slice(0, -1), `${last.join('')}…`]
}

/** Contours of a text with its left end and its foot at a place. */
export function textContours(
  letters: Letters,
  text: string,
  size: number,
  left: number,
  foot: number,
): Contour[] {
  let x = left
  return Array.from(text).flatMap((one) => {
    const here = x
    x += advanceOf(letters, one) * size
    return letters
      .contours(one)
      .map((points) => points.map((n, i) => n * size + (i % 2 === 0 ? here : foot)))
  })
}
