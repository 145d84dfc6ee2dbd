import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import {
  ALIKE_MAX,
  QUERY_MAX,
  SEARCH_PAGE,
  SEARCH_PAGE_MAX,
  searchKinds,
  searchOrders,
  type AlikeItem,
  type SearchAnswer,
  type SearchFilters,
  type SearchOrder,
} from '../contract/search'
import { outcomes, questionStates } from '../contract/states'
import { fold, wordsOf } from '../domain/fold'
import { cleanText, countCharacters, isWellFormedText } from '../domain/text'
import { takeOne } from '../domain/text-fields'
import { alikeQuestions } from '../store/alike-reads'
import { facetsOf, totalOf, whyNothing } from '../store/search-counts'
import { heal } from '../store/search-index'
import { searchPage } from '../store/search-reads'
import { sessionBySlug } from '../store/session-reads'
import { inTime } from './patience'

/** What a query is asked with, as it came. */
export interface AskedRaw {
  q?: string | undefined
  after?: string | undefined
  limit?: string | undefined
  order?: SearchOrder | undefined
  kind?: SearchFilters['kind']
  session?: string | undefined
  unit?: string | undefined
  state?: SearchFilters['state']
  outcome?: SearchFilters['outcome']
  year?: string | undefined
  facets?: string | undefined
}

/** One of a list's own words; nothing where nothing was chosen. */
const chosen = <T extends string>(list: readonly T[], raw: string | undefined, field: string) =>
  raw ? takeOne(list, raw, field) : undefined

type Query = Partial<Record<string, string>>

/** Nothing is looked for, and nothing was chosen. */
export const isBlank = (query: Query): boolean =>
  ['q', 'kind', 'session', 'unit', 'state', 'outcome', 'year'].every((name) => !query[name]?.trim())

/** What an address asks for, as pages and feeds write it. */
export const askedIn = (query: Query): AskedRaw => ({
  q: query['q'],
  after: query['after'],
  order: chosen(searchOrders, query['order'], 'order'),
  kind: chosen(searchKinds, query['kind'], 'kind'),
  session: query['session'],
  unit: query['unit'],
  state: chosen(questionStates, query['state'], 'state'),
  outcome: chosen(outcomes, query['outcome'], 'outcome'),
  year: query['year'],
})

/** What is looked for, cleaned. Long ones are refused, not cut: half a query is another one. */
function queryOf(raw: string | undefined): string {
  const given = raw ?? ''
  if (!isWellFormedText(given)) throw new Refusal('BAD_TEXT', { field: 'q' })
  // Counting is not free: what is far too long is not counted.
  if (given.length > QUERY_MAX * 8) throw new Refusal('TOO_LONG', { field: 'q', max: QUERY_MAX })
  const q = cleanText(given)
  if (countCharacters(q) > QUERY_MAX) throw new Refusal('TOO_LONG', { field: 'q', max: QUERY_MAX })
  return q
}

function wholeNumber(raw: string | undefined, field: string, max: number): number | null {
  if (raw === undefined || raw === '') return null
  if (!/^\d{1,6}$/.test(raw)) throw new Refusal('INVALID', { field })
  const n = Number(raw)
  if (n < 1 || n > max) throw new Refusal('INVALID', { field, max })
  return n
}

/** Without its empty entries: a form sends them for what was left open. */
const given = <T>(value: T | '' | undefined): T | undefined => (value === '' ? undefined : value)

async function filtersOf(db: D1Database, raw: AskedRaw) {
  const year = wholeNumber(raw.year, 'year', 9_999)
  const slug = given(raw.session)
  const unit = given(raw.unit)
  const kind = given(raw.kind)
  const state = given(raw.state)
  const outcome = given(raw.outcome)
  if (unit !== undefined && unit.length > 200) throw new Refusal('INVALID', { field: 'unit' })
  const filters: SearchFilters = {
    ...(kind !== undefined && { kind }),
    ...(slug !== undefined && { session: slug }),
    ...(unit !== undefined && { unit: cleanText(unit) }),
    ...(state !== undefined && { state }),
    ...(outcome !== undefined && { outcome }),
    ...(year !== null && { year }),
  }
  if (slug === undefined) return { filters, sessionId: undefined }
  if (!/^[a-z0-9-]{1,80}$/.test(slug)) throw new Refusal('INVALID', { field: 'session' })
  const session = await sessionBySlug(db, slug)
  if (!session) throw new Refusal('INVALID', { field: 'session' })
  return { filters, sessionId: session.session.id }
}

/** One page of what was found, with its count, and why nothing was found where nothing was. */
export async function search(env: Env, raw: AskedRaw): Promise<SearchAnswer> {
  const q = queryOf(raw.q)
  const words = wordsOf(q)
  const limit = wholeNumber(raw.limit, 'limit', SEARCH_PAGE_MAX) ?? SEARCH_PAGE
  const order = raw.order ?? 'new'
  const db = env.DB
  return inTime(
    (async () => {
      // What changed and is not in the index yet comes first: a few, or, after a move of the portal, everything.
      const [{ filters, sessionId }, left] = await Promise.all([filtersOf(db, raw), healed(db)])
      const known = { ...filters, ...(sessionId !== undefined && { sessionId }) }
      if (words.length === 0 && Object.keys(filters).length === 0) {
        throw new Refusal('EMPTY', { field: 'q' })
      }
      const after = given(raw.after) ?? null
      const page = await searchPage(db, { words, filters: known, order, after, limit })
      const whole = after === null && page.next === null ? page.items.length : null
      const [total, facets, why] = await Promise.all([
        totalOf(db, words, known, whole),
        raw.facets ? facetsOf(db, words, known) : undefined,
        whole === 0 && words.length > 0 ? whyNothing(db, words, known) : undefined,
      ])
      return {
        q,
        words,
        folded: words.join(' ') !== q.toLowerCase() && fold(q) !== q.toLowerCase(),
        order,
        filters,
        total,
        items: page.items,
        next: page.next,
        ...(left > 0 && { building: true as const }),
        ...(facets && { facets }),
        ...(why && { why }),
      }
    })(),
  )
}

/** Sets right what is due; a record that can only be read just now is read as it is. */
const healed = (db: D1Database) => heal(db).catch(() => 1)

/** Questions that may ask the same as a text. */
export async function alikeTo(
  env: Env,
  raw: { q?: string | undefined; limit?: string | undefined },
  now: number,
): Promise<AlikeItem[]> {
  const q = queryOf(raw.q)
  if (q === '') throw new Refusal('EMPTY', { field: 'q' })
  const limit = wholeNumber(raw.limit, 'limit', ALIKE_MAX) ?? 5
  return inTime(
    (async () => {
      await healed(env.DB)
      return alikeQuestions(env.DB, q, limit, now)
    })(),
  )
}
