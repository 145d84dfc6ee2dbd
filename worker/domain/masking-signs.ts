/**
 * A text as the scanner of personal data reads it: invisible signs dropped, full-width signs narrowed,
 * every sign for a digit made one, and the place of each in the text as written.
 */

export const PLAIN = 1
export const CHINESE = 2
export const SEPARATOR = 3
export const UNSEEN = 4
const AT = 5
const PROVINCE = 6
const KEYWORD = 7
/** First half of the mathematical digits, which lie outside the first plane. */
const MATHEMATICAL = 8

const MATH_HALF = 0xd835
const MATH_FROM = 0xdfce
const NARROWED = 0xfee0

/** Signs of provinces, which number plates begin with. */
export const provinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'

interface Classes {
  kind: Uint8Array
  /** Value of a digit. */
  value: Uint8Array
}

let classes: Classes | null = null

/** What each sign of the first plane is to the scanner; made when the first text comes. */
function table(): Classes {
  if (classes) return classes
  const kind = new Uint8Array(65_536)
  const value = new Uint8Array(65_536)
  const range = (as: number, from: number, to = from) => kind.fill(as, from, to + 1)
  const digits = (as: number, from: number, first = 0, count = 10 - first) => {
    for (let n = 0; n < count; n += 1) {
      kind[from + n] = as
      value[from + n] = first + n
    }
  }
  digits(PLAIN, 0x30)
  digits(PLAIN, 0xff10)
  digits(PLAIN, 0x2080)
  digits(PLAIN, 0x2460, 1)
  digits(PLAIN, 0x2776, 1)
  digits(PLAIN, 0x2074, 4)
  const single = [0x2070, 0xb9, 0xb2, 0xb3]
  for (const [n, code] of single.entries()) digits(PLAIN, code, n, 1)
  digits(PLAIN, 0x24ea, 0, 1)
  for (const signs of ['零一二三四五六七八九', '〇壹贰叁肆伍陆柒捌玖', '○幺两', '０弌贰參']) {
    for (const [n, sign] of Array.from(signs).entries()) {
      const code = sign.charCodeAt(0)
      if (kind[code] === 0) digits(CHINESE, code, n, 1)
    }
  }
  const spaces = [[0x09], [0x20], [0xa0], [0x1680], [0x2000, 0x200a], [0x202f], [0x205f], [0x3000]]
  const dashes = [
    [0x2d],
    [0x2010, 0x2015],
    [0x2212],
    [0x301c],
    [0x3030],
    [0xfe58],
    [0xfe63],
    [0xff0d],
  ]
  for (const [from = 0, to] of [...spaces, ...dashes]) range(SEPARATOR, from, to)
  for (const sign of '.．。·・•‧_＿()（）') range(SEPARATOR, sign.charCodeAt(0))
  const unseen = [
    [0xad],
    [0x34f],
    [0x600, 0x605],
    [0x61c],
    [0x6dd],
    [0x70f],
    [0x180e],
    [0x200b, 0x200f],
    [0x202a, 0x202e],
    [0x2060, 0x206f],
    [0xfe00, 0xfe0f],
    [0xfeff],
    [0xfff9, 0xfffb],
  ]
  for (const [from = 0, to] of unseen) range(UNSEEN, from, to)
  for (const sign of '@＠') range(AT, sign.charCodeAt(0))
  for (const sign of provinces) range(PROVINCE, sign.charCodeAt(0))
  for (const sign of 'qQｑＱ扣企微薇威維维vVｖＶwWｗＷ') range(KEYWORD, sign.charCodeAt(0))
  range(MATHEMATICAL, MATH_HALF)
  classes = { kind, value }
  return classes
}

/** What a closer look should look for; all false for almost every text. */
export interface Hints {
  numbers: boolean
  mail: boolean
  plates: boolean
  contacts: boolean
}

/** Fewest digits of anything that is masked without a word before it. */
const DIGITS_MIN = 7

/** One quick look, without making anything: most texts hold nothing that could be personal data. */
export function hintsOf(text: string): Hints | null {
  const { kind } = table()
  let digits = 0
  let at = false
  let province = false
  let keyword = false
  for (let i = 0; i < text.length; i += 1) {
    switch (kind[text.charCodeAt(i)]) {
      case PLAIN:
      case CHINESE:
      case MATHEMATICAL:
        digits += 1
        break
      case AT:
        at = true
        break
      case PROVINCE:
        province = true
        break
      case KEYWORD:
        keyword = true
    }
  }
  const hints = {
    numbers: digits >= DIGITS_MIN,
    mail: at,
    plates: province && digits > 0,
    contacts: keyword,
  }
  return hints.numbers || hints.mail || hints.plates || hints.contacts ? hints : null
}

/** A text without its disguises. Places are those of `plain`. */
export interface Signs {
  /** Digits as 0–9, letters and marks of full width narrowed, nothing unseen. */
  plain: string
  kind: Uint8Array
  length: number
  /** Where a sign begins, and where it ends, in the text as written. */
  from: Uint32Array
  to: Uint32Array
  /** 1 where something was found already. */
  taken: Uint8Array
}

const CHUNK = 8_192

export function signsOf(text: string): Signs {
  const known = table()
  const codes = new Uint16Array(text.length)
  const kind = new Uint8Array(text.length)
  const from = new Uint32Array(text.length)
  const to = new Uint32Array(text.length)
  let length = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    let as = known.kind[code] ?? 0
    if (as === UNSEEN) continue
    let plain = code
    let width = 1
    if (as === PLAIN || as === CHINESE) plain = 0x30 + (known.value[code] ?? 0)
    else if (code > 0xff00 && code <= 0xff5e) plain = code - NARROWED
    else if (code === MATH_HALF && text.charCodeAt(i + 1) >= MATH_FROM) {
      plain = 0x30 + ((text.charCodeAt(i + 1) - MATH_FROM) % 10)
      as = PLAIN
      width = 2
    } else if (as === SEPARATOR && code > 0x7f) plain = 0x20
    codes[length] = plain
    kind[length] = as
    from[length] = i
    to[length] = i + width
    length += 1
    i += width - 1
  }
  let plain = ''
  for (let at = 0; at < length; at += CHUNK) {
    plain += String.fromCharCode(...codes.subarray(at, Math.min(length, at + CHUNK)))
  }
  return { plain, kind, length, from, to, taken: new Uint8Array(length) }
}

/** Keeps the ends and puts stars between them. */
export function starred(signs: string, head: number, tail: number, stars?: number): string {
  return (
    signs.slice(0, head) +
    '*'.repeat(stars ?? signs.length - head - tail) +
    signs.slice(signs.length - tail)
  )
}
