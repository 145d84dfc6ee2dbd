import type { PersonalKind } from '../contract/states'
import { CHINESE, PLAIN, SEPARATOR, starred, type Signs } from './masking-signs'

/** Numbers that name a person: mobile, identity card, bank card, landline. Places are those of `Signs.plain`. */

export interface Match {
  kind: PersonalKind
  masked: string
  from: number
  to: number
}

/** Digits without anything between them. */
export interface Group {
  digits: string
  from: number
  to: number
  /** At most two spaces, dashes or dots stand between this group and the one before. */
  joined: boolean
  /** Nothing at all stands between: only figures became numerals, or the other way round. */
  glued: boolean
  /** What an earlier masking left over is never part of another number. */
  left: boolean
}

const SEPARATORS_MAX = 2
/** Longest rest that a masking leaves in one piece: 0086 and the first three digits. */
const REST_MAX = 7
/** Shortest and longest number that is looked for. */
const DIGITS_MIN = 11
const DIGITS_MAX = 19

/** Figures and Chinese numerals never make one group, but may make one number: 第一13800138000, 1三8零零…. */
export function groupsOf({ plain, kind, length, taken }: Signs): Group[] {
  const groups: Group[] = []
  let group: Group | undefined
  let as = 0
  let from = 0
  let separators = Infinity
  for (let at = 0; at <= length; at += 1) {
    const now = at < length && taken[at] === 0 ? (kind[at] ?? 0) : 0
    if (group && now === as) continue
    if (group) {
      group.digits = plain.slice(from, at)
      group.to = at
      group.left =
        group.digits.length <= REST_MAX &&
        (plain.startsWith('****', at) || plain.endsWith('****', from))
      groups.push(group)
      group = undefined
      separators = 0
    }
    if (now === PLAIN || now === CHINESE) {
      as = now
      from = at
      group = {
        digits: '',
        from,
        to: at,
        joined: separators <= SEPARATORS_MAX,
        glued: separators === 0,
        left: false,
      }
    } else separators = now === SEPARATOR ? separators + 1 : Infinity
  }
  return groups
}

const phone = /^1[3-9]\d{9}$/
/** With its area code: 010 and 02x have eight digits behind them, the others seven or eight. */
const landline = /^0(?:10[2-8]\d{7}|2\d[2-8]\d{7}|[3-9]\d\d[2-8]\d{6,7})$/
const identity = /^[1-9]\d{5}((?:18|19|20)\d{2})(\d{2})(\d{2})\d{3}[\dX]$/
const region = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)/
/** First digits of cards: UnionPay and the domestic ones before it, Visa, Mastercard, JCB. */
const issuer = /^(?:4|5[1-5]|35|6\d|9[4-9])/

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The last sign of an identity number, from the other seventeen (mod 11-2). */
export function identityCheck(digits: string): string {
  let sum = 0
  for (const [i, weight] of weights.entries()) sum += weight * Number(digits[i])
  return '10X98765432'.charAt(sum % 11)
}

/**
 * An existing day of birth, and the check sign or a region: a slip of one sign leaves it somebody's number
 * all the same.
 */
export function isIdentity(digits: string): boolean {
  const found = identity.exec(digits)
  if (!found) return false
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false
  return region.test(digits) || identityCheck(digits) === digits[17]
}

/** The check digit of bank cards (Luhn). */
export function luhnHolds(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30
    const twice = i % 2 === 1 ? digit * 2 : digit
    sum += twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}

export function isCard(digits: string): boolean {
  return digits.length >= 16 && digits.length <= 19 && issuer.test(digits) && luhnHolds(digits)
}

/** Area code of a landline: 010, 02x, and four digits elsewhere. */
const areaOf = (digits: string) => (/^0(?:10|2)/.test(digits) ? 3 : 4)

/** 1988-12-20 100 reads as a date and a number, not as a phone number of eleven digits. */
function startsWithDate(groups: readonly Group[], first: number): boolean {
  const parts = groups.slice(first, first + 3)
  if (parts.slice(1).some((group) => group.glued)) return false
  const [year, month, day] = parts.map((group) => group.digits)
  return (
    year?.length === 4 &&
    /^(?:0?[1-9]|1[0-2])$/.test(month ?? '') &&
    /^(?:0?[1-9]|[12]\d|3[01])$/.test(day ?? '')
  )
}

const BLOCKS_MAX = 5
const BLOCK_MIN = 3

/** Lengths of the blocks somebody set a number out in. */
function blocksOf(groups: readonly Group[], first: number, last: number): number[] {
  const blocks: number[] = []
  for (let i = first; i <= last; i += 1) {
    const length = groups[i]?.digits.length ?? 0
    if (i > first && groups[i]?.glued) blocks.push((blocks.pop() ?? 0) + length)
    else blocks.push(length)
  }
  return blocks
}

/** A few blocks, or every digit by itself: how people set out long numbers, unlike rows of a table. */
function setOut(blocks: readonly number[]): boolean {
  if (blocks.every((length) => length === 1)) return true
  return blocks.length <= BLOCKS_MAX && blocks.slice(0, -1).every((length) => length >= BLOCK_MIN)
}

/** A landline's area code is not cut through by a space, unless every digit stands alone. */
function areaWhole(blocks: readonly number[], digits: string): boolean {
  const [size = 0] = blocks
  return size >= areaOf(digits) || blocks.every((length) => length === 1)
}

/** The X of an identity number, if it stands right behind the last of 17 digits. */
function endOfX({ plain, kind, length }: Signs, from: number): number | null {
  for (let at = from; at < length && at <= from + SEPARATORS_MAX; at += 1) {
    if (/[xX×]/.test(plain.charAt(at))) return at + 1
    if (kind[at] !== SEPARATOR) return null
  }
  return null
}

interface Found extends Match {
  /** First group behind the match. */
  next: number
}

/**
 * The number that begins with the first digit of a group and ends with the last one of a group. An
 * identity number goes before a phone number, which may be the beginning of one.
 */
function matchAt(signs: Signs, groups: readonly Group[], first: number): Found | null {
  const start = groups[first]
  if (!start) return null
  const from = start.from
  let found: Found | null = null
  let digits = ''
  // A country code set apart is a group of its own, where no number begins.
  const code = /^(?:00?)?86(?=1[3-9])/.exec(start.digits)?.[0] ?? ''
  for (let i = first; i < groups.length && digits.length < DIGITS_MAX; i += 1) {
    const group = groups[i]
    if (!group || group.left || (i > first && !group.joined)) break
    digits += group.digits
    if (digits.length < DIGITS_MIN) continue
    const end = { from, to: group.to, next: i + 1 }
    if (digits.length === 18 && isIdentity(digits)) {
      return { kind: 'id_number', masked: starred(digits, 2, 3), ...end }
    }
    const to = digits.length === 17 ? endOfX(signs, group.to) : null
    if (to !== null && isIdentity(`${digits}X`)) {
      return { kind: 'id_number', masked: starred(`${digits}X`, 2, 3), ...end, to }
    }
    // Of two ways to end, the one with nothing behind it.
    const last = groups[i + 1]?.joined !== true
    if (isCard(digits) && (last || found?.kind !== 'bank_card')) {
      if (setOut(blocksOf(groups, first, i))) {
        found = { kind: 'bank_card', masked: starred(digits, 4, 4), ...end }
      }
    } else if (landline.test(digits) && (last || !found)) {
      if (areaWhole(blocksOf(groups, first, i), digits)) {
        found = { kind: 'landline', masked: starred(digits, areaOf(digits), 3, 4), ...end }
      }
    } else if (!found && phone.test(digits.slice(code.length))) {
      if (code === '' && startsWithDate(groups, first)) continue
      found = { kind: 'phone', masked: starred(digits, code.length + 3, 4), ...end }
    }
  }
  return found
}

/**
 * A run too long for any number, with an identity number somewhere in it, as when a phone number follows
 * without a gap: the check sign tells, and all of the run is masked.
 */
function wholeRun({ digits, from, to }: Group): Match[] {
  for (let at = 0; at + 18 <= digits.length; at += 1) {
    const part = digits.slice(at, at + 18)
    if (!isIdentity(part) || identityCheck(part) !== part[17]) continue
    return [{ kind: 'id_number', masked: starred(digits, 2, 3), from, to }]
  }
  return []
}

/** Every number of a person in a text, from left to right. */
export function findNumbers(signs: Signs, groups: readonly Group[]): Match[] {
  const found: Match[] = []
  let i = 0
  while (i < groups.length) {
    const match = matchAt(signs, groups, i)
    const group = groups[i]
    if (match) found.push(match)
    else if (group && group.digits.length > 18) found.push(...wholeRun(group))
    i = match ? match.next : i + 1
  }
  return found
}
