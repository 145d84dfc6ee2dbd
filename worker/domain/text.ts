/** Rules for text that people write. All patterns are linear, and none is newer than Chrome 86 and Safari 14. */

/** Combining marks one character may carry; more only serve to cover the neighbouring lines. */
const MARKS_MAX = 3
/** A character as a reader counts it may be long (a family of four is 25 bytes), but not endless. */
const BYTES_PER_CHARACTER = 16

const ZWJ = 0x200d
const EMOJI_STYLE = 0xfe0f
const KEYCAP = 0x20e3

const pictograph = /\p{Extended_Pictographic}/u
const skinTone = /[\u{1f3fb}-\u{1f3ff}]/u
const keycapBase = /[0-9#*]/
const mark = /\p{M}/u

/**
 * Signs that are seen, composed already, and never join with a neighbour. Almost every text is of these
 * alone, and needs no closer look.
 */
const ordinary = String.raw`\x20-\x7e\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e`
const single = new RegExp(`^[${ordinary}]*$`)
const plain = new RegExp(`^[\\n${ordinary}]*$`)

/** Characters nobody sees. The joiner and the emoji style are not here: emoji are spelled with them. */
const unseen = new RegExp(
  `(?!\\n)[${[
    String.raw`\p{Cc}\u00ad\u034f`, // controls, soft hyphen, grapheme joiner
    String.raw`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069`, // directions and overrides
    String.raw`\u200b\u200c\u2060-\u2065\u206a-\u206f\ufeff`, // zero width
    String.raw`\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0`, // fillers that look like nothing
    String.raw`\ufe00-\ufe0e\u{e0000}-\u{e0fff}`, // variation selectors and tags: they can carry hidden words
    String.raw`\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff`, // marks between programs, noncharacters
  ].join('')}]`,
  'gu',
)
const lineEnd = /\r\n?|[\v\f\u0085\u2028\u2029]/g
/** Every space that is not a line end, the full-width one too. */
const spaces = /[ \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g

/** Keeps the joiner and the emoji style where they hold an emoji together, and nowhere else. */
function keepEmojiOnly(text: string): string {
  if (!/\u200d|\ufe0f/.test(text)) return text
  const points = Array.from(text)
  const kept: string[] = []
  for (const [i, point] of points.entries()) {
    const code = point.codePointAt(0)
    if (code === ZWJ || code === EMOJI_STYLE) {
      const before = kept[kept.length - 1] ?? ''
      const after = points[i + 1] ?? ''
      const good =
        code === ZWJ
          ? pictograph.test(after) &&
            (pictograph.test(before) ||
              skinTone.test(before) ||
              before.codePointAt(0) === EMOJI_STYLE)
          : pictograph.test(before) || (keycapBase.test(before) && after.codePointAt(0) === KEYCAP)
      if (!good) continue
    }
    kept.push(point)
  }
  return kept.join('')
}

function limitMarks(text: string): string {
  if (!mark.test(text)) return text
  let marks = 0
  let out = ''
  for (const point of text) {
    // The emoji style is a mark by its category, but not one that is seen.
    if (point.codePointAt(0) !== EMOJI_STYLE) {
      marks = mark.test(point) ? marks + 1 : 0
      if (marks > MARKS_MAX) continue
    }
    out += point
  }
  return out
}

function seenText(raw: string): string {
  const seen = keepEmojiOnly(
    raw.normalize('NFC').replace(lineEnd, '\n').replace(/\t/g, ' ').replace(unseen, ''),
  )
  // Composed again: what stood between a letter and its accent is gone now.
  return limitMarks(seen.normalize('NFC'))
}

/**
 * Text as it is kept and shown: composed (NFC), without unseen characters, with single spaces. Line ends
 * become spaces, or with `lines` stay, at most one blank line in a row. Cleaning twice changes nothing.
 */
export function cleanText(raw: string, { lines = false }: { lines?: boolean } = {}): string {
  const text = (plain.test(raw) ? raw : seenText(raw)).replace(spaces, ' ')
  if (!lines) return text.replace(/[ \n]+/g, ' ').trim()
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** False for text with half a surrogate pair, which no store or signature keeps as it is. */
export function isWellFormedText(raw: string): boolean {
  for (let i = 0; i < raw.length; i++) {
    const unit = raw.charCodeAt(i)
    if (unit < 0xd800 || unit > 0xdfff) continue
    const next = raw.charCodeAt(i + 1)
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false
    i++
  }
  return true
}

let segmenter: Intl.Segmenter | null | undefined

/** How many characters a reader counts. Where the engine cannot tell, code points, which are never fewer. */
export function countCharacters(text: string): number {
  if (single.test(text)) return text.length
  segmenter ??= typeof Intl === 'object' && 'Segmenter' in Intl ? new Intl.Segmenter('zh') : null
  let count = 0
  for (const _ of segmenter ? segmenter.segment(text) : text) count++
  return count
}

/** Bytes in UTF-8. */
export function countBytes(text: string): number {
  let bytes = 0
  for (const point of text) {
    const code = point.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

export type LengthVerdict = 'ok' | 'empty' | 'too_short' | 'too_long'

/** Judges a cleaned text by the characters a reader counts, and by a bound of bytes no honest text meets. */
export function checkLength(text: string, limits: { min: number; max: number }): LengthVerdict {
  if (text.trim() === '') return limits.min > 0 ? 'empty' : 'ok'
  // Bytes first: they are quick to count, however long the text is.
  if (countBytes(text) > limits.max * BYTES_PER_CHARACTER) return 'too_long'
  const count = countCharacters(text)
  if (count < limits.min) return 'too_short'
  return count > limits.max ? 'too_long' : 'ok'
}

/** What is compared when the wording counts and the typing does not. Never stored, never shown. */
export function skeleton(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().normalize('NFKC').replace(unseen, '')
  // Text made of signs alone is compared by its signs.
  return folded.replace(/[\p{P}\p{Z}\p{Cc}\p{Cf}~]|\ufe0f/gu, '') || folded.replace(/\s/g, '')
}

/** Whether two texts say the same in the same words, whatever their width, case, spaces and punctuation. */
export function sameText(a: string, b: string): boolean {
  return a === b || skeleton(a) === skeleton(b)
}

/** `？` is `?`, for looking at a text; the asker's own sign is what is kept. */
export function normaliseQuestionMark(text: string): string {
  return text.replace(/[？﹖⁇]/g, '?').replace(/[⁈⁉‽]/g, '?!')
}

/** What may follow a question mark without taking the question back. */
const closing = /[\s!！~～.。…"'”’」』》）)\]】]/

/** Whether a text ends as a question does: with its mark, or with 吗. */
export function endsAsQuestion(text: string): boolean {
  const plain = normaliseQuestionMark(text)
  let end = plain.length
  while (end > 0 && closing.test(plain.charAt(end - 1))) end--
  const last = plain.charAt(end - 1)
  return last === '?' || last === '吗'
}
