/**
 * Masks mainland mobile numbers and identity numbers in Fujian's format: `138****1234` and
 * `35*************123`. A scanner rather than a pattern: one pass, linear in the length of the text.
 */

export type PersonalKind = 'phone' | 'id_number'

/** Digits without anything between them; `from` and `to` are places in the text. */
interface Group {
  digits: string
  from: number
  to: number
  /** Figures and Chinese numerals never make one number: 第一13800138000 holds a phone number of 11 digits. */
  chinese: boolean
  /** At most two spaces, dashes or dots stand between this group and the one before. */
  joined: boolean
  /** What an earlier masking left over is never part of another number. */
  left: boolean
}

const chineseDigits = new Map<string, string>([
  ...Array.from('零一二三四五六七八九', (sign, n) => [sign, String(n)] as const),
  ...Array.from('〇壹贰叁肆伍陆柒捌玖', (sign, n) => [sign, String(n)] as const),
  ['○', '0'],
  ['幺', '1'],
  ['两', '2'],
])

const separator = /[\t\p{Zs}\p{Pd}.．。·・•‧_()（）\u2212]/u
const unseen = /\u034f|\ufe0f|\p{Cf}/u
const SEPARATORS_MAX = 2
/** Longest rest that a masking leaves in one piece: 0086 and the first three digits. */
const REST_MAX = 7

/** The digit a sign stands for: plain, full-width, or of the mathematical alphabets. */
function plainDigit(code: number): string | null {
  if (code >= 0x30 && code <= 0x39) return String(code - 0x30)
  if (code >= 0xff10 && code <= 0xff19) return String(code - 0xff10)
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10)
  return null
}

function groupsOf(text: string): Group[] {
  const groups: Group[] = []
  let group = undefined as Group | undefined
  let separators = Infinity
  let at = 0
  for (const sign of text) {
    const end = at + sign.length
    const plain = plainDigit(sign.codePointAt(0) ?? 0)
    const digit = plain ?? chineseDigits.get(sign)
    if (digit !== undefined) {
      const chinese = plain === null
      if (group && group.chinese === chinese && separators === 0) {
        group.digits += digit
        group.to = end
      } else {
        const joined = group?.chinese === chinese && separators <= SEPARATORS_MAX
        group = { digits: digit, from: at, to: end, chinese, joined, left: false }
        groups.push(group)
      }
      separators = 0
    } else if (!unseen.test(sign)) {
      separators = separator.test(sign) ? separators + 1 : Infinity
    }
    at = end
  }
  for (const one of groups) {
    one.left =
      one.digits.length <= REST_MAX &&
      (text.slice(one.to, one.to + 4) === '****' ||
        text.slice(Math.max(0, one.from - 4), one.from) === '****')
  }
  return groups
}

const phone = /^1[3-9]\d{9}$/
const identity = /^[1-9]\d{5}((?:18|19|20)\d{2})(\d{2})(\d{2})\d{3}[\dX]$/

function isIdentity(digits: string): boolean {
  const found = identity.exec(digits)
  if (!found) return false
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** 1988-12-20 100 reads as a date and a number, not as a phone number of eleven digits. */
function startsWithDate(groups: readonly Group[], first: number): boolean {
  const [year, month, day] = groups.slice(first, first + 3).map((group) => group.digits)
  return (
    year?.length === 4 &&
    /^(?:0?[1-9]|1[0-2])$/.test(month ?? '') &&
    /^(?:0?[1-9]|[12]\d|3[01])$/.test(day ?? '')
  )
}

/** The X of an identity number, if it stands right behind the last of 17 digits. */
function endOfX(text: string, from: number): number | null {
  let separators = 0
  let at = from
  for (const sign of text.slice(from, from + 8)) {
    at += sign.length
    if (/[xXｘＸ×]/.test(sign)) return at
    if (unseen.test(sign)) continue
    separators += 1
    if (!separator.test(sign) || separators > SEPARATORS_MAX) return null
  }
  return null
}

interface Match {
  kind: PersonalKind
  masked: string
  to: number
  /** First group behind the match. */
  next: number
}

/** Keeps the ends of a number and puts stars between them. */
const starred = (digits: string, head: number, tail: number) =>
  digits.slice(0, head) +
  '*'.repeat(digits.length - head - tail) +
  digits.slice(digits.length - tail)

/**
 * The number that begins with the first digit of a group and ends with the last one of a group. An
 * identity number goes before a phone number, which may be the beginning of one.
 */
function matchAt(text: string, groups: readonly Group[], first: number): Match | null {
  let found: Match | null = null
  let digits = ''
  // A country code set apart is a group of its own, where no number begins.
  const code = /^(?:00?)?86(?=1[3-9])/.exec(groups[first]?.digits ?? '')?.[0] ?? ''
  for (let i = first; i < groups.length && digits.length < 18; i++) {
    const group = groups[i]
    if (!group || group.left || (i > first && !group.joined)) break
    digits += group.digits
    const next = i + 1
    if (isIdentity(digits)) {
      return { kind: 'id_number', masked: starred(digits, 2, 3), to: group.to, next }
    }
    const to = digits.length === 17 ? endOfX(text, group.to) : null
    if (to !== null && isIdentity(`${digits}X`)) {
      return { kind: 'id_number', masked: starred(`${digits}X`, 2, 3), to, next }
    }
    if (found || !phone.test(digits.slice(code.length))) continue
    if (code === '' && startsWithDate(groups, first)) continue
    found = { kind: 'phone', masked: starred(digits, code.length + 3, 4), to: group.to, next }
  }
  return found
}

/** The text with phone and identity numbers masked, and the kinds that were found in it. */
export function maskPersonal(text: string): { text: string; found: PersonalKind[] } {
  const groups = groupsOf(text)
  const found = new Set<PersonalKind>()
  let out = ''
  let done = 0
  let i = 0
  while (i < groups.length) {
    const match = matchAt(text, groups, i)
    if (match) {
      out += text.slice(done, groups[i]!.from) + match.masked
      done = match.to
      found.add(match.kind)
    }
    i = match ? match.next : i + 1
  }
  return { text: out + text.slice(done), found: [...found] }
}
