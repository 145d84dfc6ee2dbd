import { Refusal } from '../contract/refusals'
import type { SearchFilters, SearchItem, SearchOrder } from '../contract/search'
import { fold, holdsAll } from '../domain/fold'
import { docKinds, facets, LEVEL_MAX, levelIsExact, type DocKind } from '../domain/search-doc'
import { filterTerms, matchOf, placeText, readPlace, type Place } from '../domain/search-query'
import { quoted } from '../domain/grams'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { answers, questions } from './schema'
import { searchDocs } from './schema-search'
import { casedColumn, docOf, loadHeld, type Given, type Held } from './search-sources'
import { itemOf } from './search-items'

/**
 * Reads the index. What it finds is looked at once more in the visible text, so that nothing is answered that
 * does not hold what was asked; lists go on from a number, so that a deep page costs as much as the first.
 */

export interface SearchAsked {
  /** Folded. */
  words: readonly string[]
  filters: SearchFilters & { sessionId?: string }
  order: SearchOrder
  after: string | null
  limit: number
}

export interface SearchPage {
  items: SearchItem[]
  next: string | null
}

interface Hit {
  doc: number
  kind: DocKind
  src: string
  level: number
  supporters: number
}

/** Of a step on which supporters differ so many are put in order; beyond that the newest come first. */
const STEP_READ = 200
/** Pages of candidates read for one page of results, should the texts hold less than the index says. */
const ROUNDS = 8
const AGAIN = 6

/** Names the list a token belongs to. */
export const listName = (words: readonly string[], filters: readonly string[], order: string) =>
  JSON.stringify([words, filters, order])

/** One page of what holds every word, with the filters given. */
export async function searchPage(db: D1Database, asked: SearchAsked): Promise<SearchPage> {
  const { words, order, after, limit } = asked
  const filters = filterTerms(asked.filters)
  const list = listName(words, filters, order)
  let place = after === null ? null : readPlace(after, list)
  if (after !== null && place?.order !== order) throw new Refusal('INVALID', { field: 'after' })
  const match = matchOf(words, filters)
  if (match === '') return { items: [], next: null }
  const items: SearchItem[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    // Where the texts held less than the index said, more is looked at at once.
    const missing = limit - items.length + 1
    const need = round === 0 ? missing : Math.max(missing * 2, AGAIN * round)
    const { hits, given }: { hits: Hit[]; given?: Given } =
      order === 'new'
        ? await newest(db, match, place, need)
        : { hits: await supported(db, match, place, need) }
    const held = await heldFor(db, hits, given)
    for (const hit of hits) {
      const item = shownItem(held, hit, words)
      if (!item) continue
      // One more than the page holds: there is a next one, and it begins after the last that is shown.
      if (items.length === limit) return { items, next: place ? placeText(place, list) : null }
      items.push(item)
      place = placeOf(hit, order)
    }
    const last = hits.at(-1)
    if (!last || hits.length < need) return { items, next: null }
    if (items.length < limit) place = placeOf(last, order)
  }
  return { items, next: place ? placeText(place, list) : null }
}

const placeOf = ({ doc, level, supporters }: Hit, order: SearchOrder): Place => ({
  order,
  doc,
  level: order === 'new' ? 0 : level,
  supporters: order === 'new' ? 0 : supporters,
})

/** The newest of what matches, with their rows and answers in the same read: each is opened once. */
async function newest(db: D1Database, match: string, after: Place | null, limit: number) {
  const hits = sql`(SELECT rowid AS doc FROM search_fts WHERE search_fts MATCH ${match} AND rowid < ${after?.doc ?? Number.MAX_SAFE_INTEGER} ORDER BY rowid DESC LIMIT ${limit}) AS h`
  const rows = await drizzle(db)
    .select({
      doc: searchDocs.doc,
      kind: searchDocs.kind,
      src: searchDocs.src,
      level: searchDocs.level,
      row: questions,
      cased: casedColumn,
      answer: answers,
    })
    .from(hits)
    .innerJoin(searchDocs, sql`${searchDocs.doc} = h.doc`)
    .leftJoin(questions, sql`${searchDocs.kind} = 'q' AND ${questions.id} = ${searchDocs.src}`)
    .leftJoin(
      answers,
      sql`${answers.sessionId} = ${questions.sessionId} AND ${answers.questionNo} = ${questions.no}`,
    )
  const byDoc = new Map(
    rows.map(({ doc, kind, src, level }): [number, Hit] => [
      doc,
      { doc, kind, src, level, supporters: 0 },
    ]),
  )
  const given: Given = {
    questions: rows.flatMap(({ row, cased }) => (row ? [{ row, cased }] : [])),
    answers: rows.flatMap(({ answer }) => answer ?? []),
  }
  return { hits: [...byDoc.values()].sort((a, b) => b.doc - a.doc), given }
}

/** Steps counted at once: the upper ones are nearly empty, and a page is mostly full before the last. */
const UNTIL = [40, 20, 6, 0]

/** How many of each step there are, the highest first, until there are enough for a page. */
async function steps(db: D1Database, match: string, from: number, enough: number) {
  const found: { level: number; n: number }[] = []
  let sum = 0
  let above = from
  for (const to of UNTIL) {
    if (above < to || (sum > enough && found.length > 1)) continue
    const levels = Array.from({ length: above - to + 1 }, (_, i) => above - i)
    above = to - 1
    const { results } = await db
      .prepare(
        'SELECT j.key AS place, (SELECT count(*) FROM (SELECT 1 FROM search_fts ' +
          `WHERE search_fts MATCH j.value LIMIT ${STEP_READ + 1})) AS n FROM json_each(?1) j`,
      )
      .bind(JSON.stringify(levels.map((level) => `${match} AND ${quoted(facets.level(level))}`)))
      .all<{ place: number; n: number }>()
    for (const { place, n } of results) {
      const level = levels[place]
      if (level === undefined || n === 0) continue
      found.push({ level, n })
      // The step the list goes on in may be at its end.
      if (level !== from) sum += n
    }
  }
  return found
}

async function supported(
  db: D1Database,
  match: string,
  after: Place | null,
  limit: number,
): Promise<Hit[]> {
  const all = await steps(db, match, after?.level ?? LEVEL_MAX, limit)
  const hits: Hit[] = []
  while (hits.length < limit && all.length > 0) {
    const some: typeof all = []
    let reach = hits.length
    while (all.length > 0 && (some.length === 0 || reach < limit) && some.length < 12) {
      const step = all.shift()
      if (!step) break
      some.push(step)
      // The step the list goes on in may be nearly at its end.
      reach += step.level === after?.level ? 0 : step.n
    }
    const read = await db.batch<Hit>(
      some.map((step) => stepStatement(db, match, step, after, limit)),
    )
    for (const [i, { results }] of read.entries()) {
      const step = some[i]
      if (!step) continue
      const sorted = inOrder(step)
        ? results.sort((a, b) => b.supporters - a.supporters || b.doc - a.doc)
        : results
      hits.push(...sorted.filter((hit) => !after || beyond(hit, after, inOrder(step))))
    }
  }
  return hits.slice(0, limit)
}

const inOrder = (step: { level: number; n: number }) =>
  !levelIsExact(step.level) && step.n <= STEP_READ

function beyond(hit: Hit, after: Place, ordered: boolean): boolean {
  if (hit.level !== after.level) return true
  if (ordered && hit.supporters !== after.supporters) return hit.supporters < after.supporters
  return hit.doc < after.doc
}

function stepStatement(
  db: D1Database,
  match: string,
  step: { level: number; n: number },
  after: Place | null,
  limit: number,
) {
  const within = `${match} AND ${quoted(facets.level(step.level))}`
  const whole = inOrder(step)
  const from = after && after.level === step.level && !whole ? after.doc : Number.MAX_SAFE_INTEGER
  const supporters = whole ? 'coalesce(q.votes + coalesce(q.support, 0), 0)' : '0'
  return db
    .prepare(
      `SELECT d.doc AS doc, d.kind AS kind, d.src AS src, d.level AS level, ${supporters} AS supporters ` +
        'FROM search_fts f JOIN search_docs d ON d.doc = f.rowid ' +
        (whole ? "LEFT JOIN questions q ON d.kind = 'q' AND q.id = d.src " : '') +
        'WHERE f.search_fts MATCH ?1 AND f.rowid < ?2 ORDER BY f.rowid DESC LIMIT ?3',
    )
    .bind(within, from, whole ? STEP_READ : limit)
}

/** The rows behind hits. */
function heldFor(
  db: D1Database,
  hits: readonly { kind: DocKind; src: string }[],
  given: Given | undefined,
) {
  const of = (kind: DocKind) => hits.flatMap((hit) => (hit.kind === kind ? [hit.src] : []))
  const [q, l, s, c] = docKinds.map(of)
  return loadHeld(
    db,
    {
      questions: q ?? [],
      lines: l ?? [],
      sessions: s ?? [],
      commitments: c ?? [],
    },
    given,
  )
}

/** A hit as it is shown, if its visible text holds what was asked. */
function shownItem(held: Held, hit: Hit, words: readonly string[]): SearchItem | null {
  const doc = docOf(held, { kind: hit.kind, src: hit.src, changed: false })
  if (!doc || !holdsAll(doc.texts.map(fold), words)) return null
  return itemOf(held, hit, words)
}
