import {
  COUNT_MAX,
  type FacetValue,
  type SearchFacets,
  type SearchFilters,
  type SearchTotal,
  type WhyNothing,
} from '../contract/search'
import { outcomes, questionStates } from '../contract/states'
import { searchKinds } from '../contract/search'
import { gramsAreExact, quoted, termsOf } from '../domain/grams'
import { facets } from '../domain/search-doc'
import { filterTerms, matchOf } from '../domain/search-query'
import { yearOf } from '../domain/shanghai'

/** Counts over the index, apart from the lists: they stop at a thousand, and say so. */

type Filters = SearchFilters & { sessionId?: string }

/** How many documents each question to the index finds; beyond the most that is counted by one more. */
async function countAll(db: D1Database, matches: readonly string[]): Promise<number[]> {
  if (matches.length === 0) return []
  const { results } = await db
    .prepare(
      "SELECT CASE WHEN j.value = '' THEN 0 ELSE (SELECT count(*) FROM (SELECT 1 FROM search_fts " +
        `WHERE search_fts MATCH j.value LIMIT ${COUNT_MAX + 1})) END AS n FROM json_each(?1) j ORDER BY j.key`,
    )
    .bind(JSON.stringify(matches))
    .all<{ n: number }>()
  return results.map(({ n }) => n)
}

const capped = (n: number) => ({ n: Math.min(n, COUNT_MAX), more: n > COUNT_MAX })

/** How many there are in all. A page that holds everything has counted them in the texts already. */
export async function totalOf(
  db: D1Database,
  words: readonly string[],
  filters: Filters,
  whole: number | null,
): Promise<SearchTotal> {
  if (whole !== null) return { n: whole, exact: true, more: false }
  const [n = 0] = await countAll(db, [matchOf(words, filterTerms(filters))])
  return { ...capped(n), exact: gramsAreExact(words) }
}

/** Sessions and units that are offered as filters, before they are counted. */
const OFFERED = 80
/** Of these the most frequent are shown. */
const SHOWN = 12

/** Every filter with its values that would leave something, each counted under the other filters. */
export async function facetsOf(
  db: D1Database,
  words: readonly string[],
  filters: Filters,
): Promise<SearchFacets> {
  const [unitRows, sessionRows, first, last] = await db.batch<Record<string, string | number>>([
    db.prepare(`SELECT name FROM search_units ORDER BY rowid LIMIT ${OFFERED}`),
    db.prepare(
      "SELECT id, slug, title FROM sessions WHERE state NOT IN ('draft', 'cancelled', 'announced') " +
        `ORDER BY starts_at DESC, id DESC LIMIT ${OFFERED}`,
    ),
    db.prepare('SELECT at FROM search_docs ORDER BY at LIMIT 1'),
    db.prepare('SELECT at FROM search_docs ORDER BY at DESC LIMIT 1'),
  ])
  const from = yearOf(Number(first?.results[0]?.['at'] ?? 0))
  const to = yearOf(Number(last?.results[0]?.['at'] ?? 0))
  const years = Array.from({ length: Math.min(60, to - from + 1) }, (_, i) => to - i)
  const offered: { of: keyof SearchFilters; value: string; label?: string; term: string }[] = [
    ...searchKinds.map((value) => ({
      of: 'kind' as const,
      value,
      term: filterTerms({ kind: value })[0] ?? '',
    })),
    ...questionStates.map((value) => ({ of: 'state' as const, value, term: facets.state(value) })),
    ...outcomes.map((value) => ({ of: 'outcome' as const, value, term: facets.outcome(value) })),
    ...years.map((year) => ({ of: 'year' as const, value: String(year), term: facets.year(year) })),
    ...(unitRows?.results ?? []).map(({ name }) => ({
      of: 'unit' as const,
      value: String(name),
      term: facets.unit(String(name)),
    })),
    ...(sessionRows?.results ?? []).map(({ id, slug, title }) => ({
      of: 'session' as const,
      value: String(slug),
      label: String(title),
      term: facets.session(String(id)),
    })),
  ]
  const matches = offered.map(({ of, term }) => {
    const others: Filters = { ...filters }
    delete others[of]
    if (of === 'session') delete others.sessionId
    return matchOf(words, [...filterTerms(others), term])
  })
  const counts = await countAll(db, matches)
  const out: SearchFacets = { kind: [], state: [], outcome: [], year: [], unit: [], session: [] }
  for (const [i, { of, value, label }] of offered.entries()) {
    const n = counts[i] ?? 0
    if (n === 0) continue
    const one: FacetValue = { value, ...capped(n), ...(label !== undefined && { label }) }
    out[of].push(one)
  }
  for (const of of ['unit', 'session'] as const) {
    out[of] = out[of].sort((a, b) => b.n - a.n).slice(0, SHOWN)
  }
  return out
}

/** Shorter ways to ask that are tried when nothing was found. */
const TRIED = 12

/** Why nothing was found: what of it stands nowhere, and what is nearest. */
export async function whyNothing(
  db: D1Database,
  words: readonly string[],
  filters: Filters,
): Promise<WhyNothing> {
  const given = filterTerms(filters)
  const gramsOfWord = words.map((word) => termsOf([word]))
  const shorter = shorterWays(words)
  const counts = await countAll(db, [
    matchOf(words, []),
    ...words.map((word) => matchOf([word], [])),
    ...gramsOfWord.flat().map(quoted),
    ...shorter.map((ways) => matchOf(ways, given)),
  ])
  let at = 0
  const take = (n: number) => counts.slice(at, (at += n))
  const [all = 0] = take(1)
  const each = take(words.length)
  const parts = words.map((word, i) => {
    const grams = gramsOfWord[i] ?? []
    return { word, grams, n: Math.min(each[i] ?? 0, COUNT_MAX) }
  })
  const told = parts.map(({ word, grams, n }) => {
    const found = take(grams.length)
    // Signs stand in the index by another name.
    const missing = grams.filter((gram, i) => found[i] === 0 && /^[\p{L}\p{N}]+$/u.test(gram))
    return { word, n, missing }
  })
  const near = take(shorter.length)
  const nearest = shorter
    .map((ways, i) => ({ q: ways.join(' '), ...capped(near[i] ?? 0) }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.q.length - a.q.length || b.n - a.n)
    .slice(0, 3)
  return { parts: told, unfiltered: given.length > 0 ? Math.min(all, COUNT_MAX) : null, nearest }
}

/** The query with one word left out, or a single word with less at its end or its beginning. */
function shorterWays(words: readonly string[]): string[][] {
  if (words.length > 1) {
    return words.slice(0, TRIED).map((_, i) => words.filter((_, other) => other !== i))
  }
  const points = Array.from(words[0] ?? '')
  const ways: string[][] = []
  const step = Math.max(1, Math.ceil((points.length - 2) / TRIED))
  for (let length = points.length - 1; length >= 2; length -= step) {
    ways.push([points.slice(0, length).join('')], [points.slice(-length).join('')])
  }
  return ways
}
