import { SIMPLIFIED, TRADITIONAL } from './han-variants'

/**
 * One form of every text for search: half width, small letters, simplified 字, single spaces. What is looked
 * for and what it is looked for in are folded by this function alone, 字 by 字, so that every folded place is
 * known by its place in the text.
 */

const known = new Map<string, string>()
let partners: Map<string, string> | null = null

function simplified(sign: string): string {
  partners ??= new Map(Array.from(TRADITIONAL, (from, i) => [from, SIMPLIFIED[i] ?? from]))
  return partners.get(sign) ?? sign
}

/** One character folded; it may become several (㎡) or nothing (what nobody sees). */
export function foldPoint(point: string): string {
  const held = known.get(point)
  if (held !== undefined) return held
  const plain = point.normalize('NFKC').toLowerCase().normalize('NFKC')
  let out = ''
  for (const sign of plain) {
    if (/[\p{Cc}\p{Cf}\p{Co}]/u.test(sign) && !/\s/.test(sign)) continue
    out += /\s/.test(sign) ? ' ' : simplified(sign)
  }
  // Texts hold a few thousand different characters; somebody may send others on purpose.
  if (known.size < 20_000) known.set(point, out)
  return out
}

/** A text folded, and for every unit of it the place of its character in the text; one place more for the end. */
export interface Folded {
  text: string
  at: number[]
}

/** Folds a text and remembers where everything stood. */
export function foldMapped(raw: string): Folded {
  let text = ''
  const at: number[] = []
  let place = 0
  for (const point of raw) {
    let out = foldPoint(point)
    if (out.includes(' ') && (text === '' || text.endsWith(' '))) out = out.trimStart()
    for (let i = 0; i < out.length; i += 1) at.push(place)
    text += out
    place += point.length
  }
  if (text.endsWith(' ')) {
    text = text.slice(0, -1)
    at.pop()
  }
  at.push(place)
  return { text, at }
}

/** Folds a text. */
export function fold(raw: string): string {
  let text = ''
  for (const point of raw) text += foldPoint(point)
  return text.replace(/ +/g, ' ').trim()
}

/** What is looked for: words between spaces, folded, each once. All of them must stand in what is found. */
export function wordsOf(query: string): string[] {
  return [...new Set(fold(query).split(' '))].filter((word) => word !== '')
}

/** Whether every word stands in one of the texts. */
export function holdsAll(texts: readonly string[], words: readonly string[]): boolean {
  return words.every((word) => texts.some((text) => text.includes(word)))
}

/** Places in a text where a word stands, merged and in order: what is to be marked. */
export function markedIn(raw: string, words: readonly string[]): [number, number][] {
  const { text, at } = foldMapped(raw)
  const found: [number, number][] = []
  for (const word of words) {
    if (word === '') continue
    for (let i = text.indexOf(word); i !== -1; i = text.indexOf(word, i + word.length)) {
      const from = at[i] ?? 0
      // The end is where the next character begins: one character may have become several.
      let end = i + word.length
      while (end < at.length - 1 && at[end] === at[i + word.length - 1]) end += 1
      found.push([from, at[end] ?? raw.length])
    }
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const merged: [number, number][] = []
  for (const [from, to] of found) {
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** Any of some words in folded text, the longest that fits at each place. */
export const anyOf = (words: readonly string[]): RegExp =>
  new RegExp(
    words
      .map(fold)
      .sort((a, b) => b.length - a.length)
      .join('|'),
    'g',
  )
