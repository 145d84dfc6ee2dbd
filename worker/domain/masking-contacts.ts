import type { Group, Match } from './masking-numbers'
import { CHINESE, PLAIN, provinces, SEPARATOR, starred, type Signs } from './masking-signs'

/** What is found by a sign or a word before it: e-mail, plates, QQ, WeChat, landlines without an area code. */

const LOCAL_MAX = 64
const DOMAIN_MAX = 80
const local = /[a-z0-9._%+-]/i
const domain = /[a-z0-9.-]/i
const domainShape = /^[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9-]{1,62}){0,4}\.[a-z]{2,12}/i

const isSpace = (signs: Signs, at: number) =>
  signs.kind[at] === SEPARATOR && !/[._-]/.test(signs.plain.charAt(at))

/**
 * Reads signs of an address from `at` in steps of `step`. A space belongs to it where the signs stand one
 * by one, or beside the @ and the dots.
 */
function readPart(signs: Signs, at: number, step: 1 | -1, allowed: RegExp, max: number) {
  let text = ''
  let end = at
  let run = 0
  let spaced = true
  for (let i = at, seen = 0; i >= 0 && i < signs.length && seen < max; i += step, seen += 1) {
    const sign = signs.plain.charAt(i)
    if (signs.taken[i] === 1) break
    if (isSpace(signs, i)) {
      const beside = signs.plain.charAt(i + step)
      const before = signs.plain.charAt(i - step)
      // One by one only if it was so from the beginning: a word before an address is not part of it.
      if (run > 1) spaced = false
      if (!(before === '@' || before === '.' || beside === '.' || (spaced && run === 1))) break
      run = 0
      continue
    }
    if (!allowed.test(sign)) break
    text = step === 1 ? text + sign : sign + text
    end = i
    run += 1
  }
  return { text, end }
}

export function findMail(signs: Signs): Match[] {
  const found: Match[] = []
  let behind = 0
  for (let at = signs.plain.indexOf('@'); at >= 0; at = signs.plain.indexOf('@', at + 1)) {
    const name = readPart(signs, at - 1, -1, local, Math.min(LOCAL_MAX, at - behind))
    if (name.text === '') continue
    const host = readPart(signs, at + 1, 1, domain, DOMAIN_MAX)
    const shape = domainShape.exec(host.text)?.[0]
    if (!shape) continue
    // Signs of the host that its shape leaves out, a full stop at the end of the sentence, say.
    let to = at + 1
    for (let left = shape.length; left > 0; to += 1) {
      if (!isSpace(signs, to)) left -= 1
    }
    behind = to
    const masked = `${name.text.charAt(0)}****@${shape}`
    found.push({ kind: 'email', masked, from: name.end, to })
  }
  return found
}

const plateStart = new RegExp(`[${provinces}]`, 'g')
const plateSign = /[A-HJ-NP-Z0-9]/i
const PLATE_MAX = 6

/** Province, letter, and five signs, six for a new-energy car, or four and 警, 学, 挂, 港, 澳, 领. */
export function findPlates(signs: Signs): Match[] {
  const found: Match[] = []
  const { plain, kind } = signs
  const skip = (at: number) => {
    let next = at
    while (next < at + 2 && kind[next] === SEPARATOR) next += 1
    return next
  }
  for (const { 0: province, index } of plain.matchAll(plateStart)) {
    const letter = skip(index + 1)
    if (!/[A-HJ-NP-Z]/i.test(plain.charAt(letter))) continue
    let rest = ''
    let at = letter + 1
    let to = at
    let gapped = false
    while (rest.length <= PLATE_MAX) {
      const next = skip(at)
      if (next > at && rest.length >= 5 && !gapped) break
      if (!plateSign.test(plain.charAt(next)) || signs.taken[next] === 1) break
      if (next > at && rest !== '') gapped = true
      rest += plain.charAt(next)
      at = to = next + 1
      if (gapped && rest.length === PLATE_MAX) break
    }
    if (rest.length === 4 && /[警学挂港澳领]/.test(plain.charAt(at))) {
      rest += plain.charAt(at)
      to = at + 1
    }
    if (rest.length < 5 || rest.length > PLATE_MAX || !/\d/.test(rest)) continue
    const head = province + plain.charAt(letter).toUpperCase()
    const tail = rest.length - 4
    found.push({ kind: 'plate', masked: head + starred(rest, 0, tail), from: index, to })
  }
  return found
}

const FILLER = String.raw`[号码群账帐户是为加:=\s]`
const qqWord = new RegExp(String.raw`(?:q\s?q|扣扣|企鹅|扣号|q号)${FILLER}{0,6}`, 'gi')
const landlineWord = new RegExp(String.raw`(?:电话|座机|固话|tel)${FILLER}{0,6}`, 'gi')
const QQ_MIN = 5
const QQ_MAX = 11

/** The group that begins at a place, by its start. */
function groupAt(groups: readonly Group[], at: number): number {
  let low = 0
  let high = groups.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const from = groups[middle]?.from ?? 0
    if (from === at) return middle
    if (from < at) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Digits behind a word: those of the group there, and of the next ones as long as they fit. */
function digitsFrom(signs: Signs, groups: readonly Group[], first: number, max: number) {
  let digits = ''
  let to = 0
  for (let i = first; i < groups.length; i += 1) {
    const group = groups[i]
    if (!group || group.left || (i > first && !group.joined)) break
    if (signs.taken[group.from] === 1 || digits.length + group.digits.length > max) break
    digits += group.digits
    to = group.to
    // A whole number, with another one beside it.
    const next = groups[i + 1]
    if (i === first && digits.length >= QQ_MIN && !next?.glued) break
  }
  return { digits, to }
}

export function findAfterWords(signs: Signs, groups: readonly Group[]): Match[] {
  const found: Match[] = []
  for (const word of signs.plain.matchAll(qqWord)) {
    const first = groupAt(groups, word.index + word[0].length)
    if (first < 0) continue
    const { digits, to } = digitsFrom(signs, groups, first, QQ_MAX)
    if (!/^[1-9]/.test(digits) || digits.length < QQ_MIN) continue
    const from = groups[first]?.from ?? 0
    found.push({ kind: 'qq', masked: starred(digits, 2, 2, 4), from, to })
  }
  for (const word of signs.plain.matchAll(landlineWord)) {
    const first = groupAt(groups, word.index + word[0].length)
    if (first < 0) continue
    const { digits, to } = digitsFrom(signs, groups, first, 8)
    if (!/^[2-8]\d{6,7}$/.test(digits)) continue
    const from = groups[first]?.from ?? 0
    found.push({ kind: 'landline', masked: starred(digits, 0, 3, 4), from, to })
  }
  return found
}

const wechatWord = new RegExp(
  String.raw`([微薇威维]\s?信|we\s?chat|wei\s?xin|v\s?信|v\s?x|w\s?x|加\s?我?\s?[v微薇](?!\s?信))((?:${FILLER}|id(?![a-z0-9_-])|我){0,6})`,
  'gi',
)
const WECHAT_MIN = 6
const WECHAT_MAX = 20

/** A name of the messenger behind its word: a letter and five more signs, in one piece or one by one. */
export function findWechat(signs: Signs): Match[] {
  const found: Match[] = []
  const { plain } = signs
  for (const word of plain.matchAll(wechatWord)) {
    // Part of a longer word, such as a name that begins with wx.
    if (/[a-z0-9]/i.test(plain.charAt(word.index - 1)) && /^[a-z]/i.test(word[0])) continue
    const from = word.index + word[0].length
    // The word and the name in one piece: wxid_abc is all name.
    const said = word[2] !== ''
    const { name, to } = readName(signs, from)
    if (name.length < WECHAT_MIN || name.length > WECHAT_MAX || !/^[a-z]/i.test(name)) continue
    const telling = /[\d_-]/.test(name) || /[号:=是为加]|id/i.test(word[2] ?? '')
    if (!telling || (!said && /^[a-z]/i.test(word[0]) && !/[\d_]/.test(name))) continue
    found.push({ kind: 'wechat', masked: starred(name, 2, 2, 4), from, to })
  }
  return found
}

function readName(signs: Signs, from: number): { name: string; to: number } {
  const { plain, kind, taken } = signs
  let name = ''
  let to = from
  let run = 0
  let single = true
  for (let at = from; at < signs.length && name.length <= WECHAT_MAX; at += 1) {
    const sign = plain.charAt(at)
    const inside = /[a-z0-9_-]/i.test(sign) || kind[at] === PLAIN || kind[at] === CHINESE
    if (inside && taken[at] === 0) {
      name += sign
      to = at + 1
      run += 1
    } else if (kind[at] === SEPARATOR && single && run === 1) {
      run = 0
      continue
    } else break
    if (run > 1) single = false
  }
  return { name, to }
}
