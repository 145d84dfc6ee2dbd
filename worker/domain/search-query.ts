import type { SearchFilters, SearchKind, SearchOrder, Snippet, FoundIn } from '../contract/search'
import { markedIn } from './fold'
import { facets, shortName, type DocKind } from './search-doc'
import { quoted, termsOf } from './grams'

/** What is asked of the index, and what of a text is shown of what was found. */

export const kindOf: Record<SearchKind, DocKind> = {
  question: 'q',
  line: 'l',
  session: 's',
  promise: 'c',
}

/** Filters as terms of the index; the session by its id. */
export function filterTerms(filters: SearchFilters & { sessionId?: string }): string[] {
  const out: string[] = []
  if (filters.kind) out.push(facets.kind(kindOf[filters.kind]))
  if (filters.sessionId !== undefined) out.push(facets.session(filters.sessionId))
  if (filters.unit) out.push(facets.unit(filters.unit))
  if (filters.state) out.push(facets.state(filters.state))
  if (filters.outcome) out.push(facets.outcome(filters.outcome))
  if (filters.year) out.push(facets.year(filters.year))
  return out
}

/** One question to the index: everything that holds all of these. */
export function matchOf(words: readonly string[], filters: readonly string[]): string {
  return [...termsOf(words), ...filters].map(quoted).join(' AND ')
}

/** Where a list goes on. It names what it belongs to, so that no other list takes it. */
export interface Place {
  order: SearchOrder
  level: number
  supporters: number
  doc: number
}

const sumOf = (words: string, list: string) => shortName(`${words} ${list}`).slice(0, 10)

/** A place as a token, with a sum over it and the list it was made for. */
export function placeText(place: Place, list: string): string {
  const { order, level, supporters, doc } = place
  const words = `${order}.${level}.${supporters}.${doc}`
  return `${words}.${sumOf(words, list)}`
}

/** Reads a token; null where this list did not write it so. */
export function readPlace(text: string, list: string): Place | null {
  const found = /^((new|votes)\.(\d{1,3})\.(\d{1,12})\.(\d{1,15}))\.(\w{1,10})$/.exec(text)
  const [, words = '', order, level, supporters, doc, sum] = found ?? []
  if (!found || sum !== sumOf(words, list)) return null
  return {
    order: order as SearchOrder,
    level: Number(level),
    supporters: Number(supporters),
    doc: Number(doc),
  }
}

/** Characters shown around what was found. */
const BEFORE = 24
const LENGTH = 120

/** The part of a text around the first word in it, with the words marked; null where none stands in it. */
export function snippetOf(
  where: FoundIn,
  text: string,
  words: readonly string[],
  whole = false,
): Snippet | null {
  const marks = markedIn(text, words)
  const first = marks[0]
  if (!first) return null
  if (whole || text.length <= LENGTH) return { in: where, text, marks }
  const from = first[0] <= BEFORE ? 0 : safeCut(text, first[0] - BEFORE)
  const to = Math.min(text.length, safeCut(text, Math.max(from + LENGTH, first[1])))
  const head = from > 0 ? '…' : ''
  const shift = head.length - from
  return {
    in: where,
    text: head + text.slice(from, to) + (to < text.length ? '…' : ''),
    marks: marks
      .filter(([start]) => start < to)
      .map(([start, end]): [number, number] => [start + shift, Math.min(end, to) + shift]),
  }
}

/** Never between the halves of one character. */
function safeCut(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at
}

/** A text in pieces, marked and not: for pages. */
export function pieces(text: string, marks: readonly [number, number][]) {
  const out: { text: string; marked: boolean }[] = []
  let at = 0
  for (const [from, to] of marks) {
    if (from > at) out.push({ text: text.slice(at, from), marked: false })
    out.push({ text: text.slice(from, to), marked: true })
    at = to
  }
  if (at < text.length) out.push({ text: text.slice(at), marked: false })
  return out
}
