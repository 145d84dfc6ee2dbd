import type { PersonalKind } from '../contract/states'
import { findAfterWords, findMail, findPlates, findWechat } from './masking-contacts'
import { findNumbers, groupsOf, type Match } from './masking-numbers'
import { hintsOf, signsOf, type Signs } from './masking-signs'

/**
 * Masks personal data in Fujian's format: `138****1234` and `35*************123`. A scanner rather than a
 * pattern: one pass, linear in the length of the text, and a quick look beforehand that is enough for most.
 */

export type { PersonalKind } from '../contract/states'

export interface Masked {
  text: string
  /** Each kind once, as they appear. */
  found: PersonalKind[]
}

function take(signs: Signs, all: Match[], found: Match[]): void {
  for (const match of found) {
    if (signs.taken.subarray(match.from, match.to).includes(1)) continue
    signs.taken.fill(1, match.from, match.to)
    all.push(match)
  }
}

/** The text with personal data masked, and the kinds that were found in it. */
export function maskPersonal(text: string): Masked {
  const hints = hintsOf(text)
  if (!hints) return { text, found: [] }
  const signs = signsOf(text)
  const matches: Match[] = []
  if (hints.mail) take(signs, matches, findMail(signs))
  if (hints.plates) take(signs, matches, findPlates(signs))
  const groups = hints.numbers || hints.contacts ? groupsOf(signs) : []
  if (hints.numbers) take(signs, matches, findNumbers(signs, groups))
  if (groups.length > 0) take(signs, matches, findAfterWords(signs, groups))
  if (hints.contacts) take(signs, matches, findWechat(signs))
  if (matches.length === 0) return { text, found: [] }
  matches.sort((a, b) => a.from - b.from)
  let out = ''
  let done = 0
  for (const { masked, from, to } of matches) {
    out += text.slice(done, signs.from[from]) + masked
    done = signs.to[to - 1] ?? done
  }
  return { text: out + text.slice(done), found: [...new Set(matches.map(({ kind }) => kind))] }
}

const digit = '[0-9０-９一二三四五六七八九十]'
const door = new RegExp(
  `${digit}{1,4}(?:号楼|栋|幢|座|单元|弄|号)[^，。；！？\\n]{0,8}?${digit}{1,5}(?:室|房|户|单元)`,
)

/** Whether a text names a door somebody lives behind. Pointed out, not masked: it may be where the lamp is broken. */
export function namesDoor(text: string): boolean {
  return door.test(text)
}
