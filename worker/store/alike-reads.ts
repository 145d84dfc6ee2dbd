import type { AlikeItem } from '../contract/search'
import { alikeTerm, featuresOf, likeness, rarity, type Feature } from '../domain/alike'
import { quoted } from '../domain/grams'
import { questionsOpen } from '../domain/machine'
import { publicQuestion } from '../domain/projection'
import { loadHeld, partsHeld } from './search-sources'

/**
 * Questions of running sessions and of the record that may ask the same, by the index: what is rare in the
 * question is looked up, what shares most of it is read and weighed. How long it takes hangs on the question,
 * hardly on how many others there are.
 */

/** Counting how common something is stops here: what is more common than that tells little. */
const COMMON = 2_000
/** Places read of one feature, the newest first, and of all of them. */
const PER_FEATURE = 600
const PLACES = 6_000
/** Questions whose words are read and weighed. */
const WEIGHED = 60
/** The rarest pairs of what is common by itself. */
const TOGETHER = 6
const KNOWN_MS = 5 * 60_000
const KNOWN_MAX = 20_000

/** How common features are, kept for a few minutes: it changes slowly. */
const known = new Map<string, { n: number; at: number }>()

async function commonness(
  db: D1Database,
  features: readonly Feature[],
  now: number,
): Promise<(term: string) => number> {
  const fresh = (term: string) => {
    const one = known.get(term)
    return one !== undefined && now - one.at < KNOWN_MS && one.at <= now
  }
  const asked = features.map(({ term }) => term).filter((term) => !fresh(term))
  if (asked.length > 0) {
    const { results } = await db
      .prepare(
        'SELECT j.key AS place, (SELECT count(*) FROM (SELECT 1 FROM search_fts ' +
          `WHERE search_fts MATCH j.value LIMIT ${COMMON})) AS n FROM json_each(?1) j`,
      )
      .bind(JSON.stringify(asked.map((term) => quoted(alikeTerm(term)))))
      .all<{ place: number; n: number }>()
    if (known.size > KNOWN_MAX) known.clear()
    for (const { place, n } of results) known.set(asked[place] ?? '', { n, at: now })
  }
  return (term) => known.get(term)?.n ?? 0
}

/** Forgets how common features were: for tests, whose records come and go. */
export function forgetCommonness(): void {
  known.clear()
}

interface Place {
  match: string
  value: number
}

/** What is looked up: rare features by themselves, common ones two and two. */
function lookedUp(
  features: readonly Feature[],
  common: (term: string) => number,
  rare: (term: string) => number,
): Place[] {
  const valued = features
    .map(({ term, weight }) => ({ term, n: common(term), value: weight * rare(term) }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.value - a.value)
  const single: Place[] = []
  let places = 0
  for (const { term, n, value } of valued) {
    // Single 字 find everything and nothing; they count when words are weighed.
    if (n >= COMMON || Array.from(term).length < 2) continue
    if (places + Math.min(n, PER_FEATURE) > PLACES) continue
    places += Math.min(n, PER_FEATURE)
    single.push({ match: quoted(alikeTerm(term)), value })
  }
  const often = valued.filter(({ n, term }) => n >= PER_FEATURE && Array.from(term).length > 1)
  const pairs: Place[] = []
  for (const [i, a] of often.slice(0, TOGETHER).entries()) {
    for (const b of often.slice(i + 1, TOGETHER)) {
      pairs.push({
        match: `${quoted(alikeTerm(a.term))} AND ${quoted(alikeTerm(b.term))}`,
        value: (a.value + b.value) / 2,
      })
    }
  }
  // A question of common words alone: what little there is decides.
  const lone =
    single.length + pairs.length > 0
      ? []
      : valued.slice(0, TOGETHER).map(({ term, value }) => ({
          match: quoted(alikeTerm(term)),
          value,
        }))
  return [...single, ...pairs, ...lone]
}

/** The most alike public questions, best first. */
export async function alikeQuestions(
  db: D1Database,
  text: string,
  limit: number,
  now: number,
): Promise<AlikeItem[]> {
  const features = featuresOf(text)
  if (features.length === 0) return []
  const [common, counted] = await Promise.all([
    commonness(db, features, now),
    db.prepare('SELECT max(rowid) AS n FROM questions').first<{ n: number | null }>(),
  ])
  const all = Math.max(counted?.n ?? 0, 1)
  const rare = (term: string) => rarity(common(term), all)
  const places = lookedUp(features, common, rare)
  if (places.length === 0) return []
  const { results } = await db
    .prepare(
      'SELECT j.key AS place, (SELECT json_group_array(rowid) FROM (SELECT rowid FROM search_fts ' +
        `WHERE search_fts MATCH j.value ORDER BY rowid DESC LIMIT ${PER_FEATURE})) AS docs FROM json_each(?1) j`,
    )
    .bind(JSON.stringify(places.map(({ match }) => match)))
    .all<{ place: number; docs: string }>()
  const sums = new Map<number, number>()
  for (const { place, docs } of results) {
    const value = places[place]?.value ?? 0
    for (const doc of JSON.parse(docs) as number[]) sums.set(doc, (sums.get(doc) ?? 0) + value)
  }
  const near = [...sums].sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, WEIGHED)
  return weighed(
    db,
    features,
    near.map(([doc]) => doc),
    rare,
    limit,
  )
}

/** Reads the words of questions and weighs them. */
async function weighed(
  db: D1Database,
  features: readonly Feature[],
  docs: readonly number[],
  rare: (term: string) => number,
  limit: number,
): Promise<AlikeItem[]> {
  const { results } = await db
    .prepare(
      "SELECT src FROM search_docs WHERE kind = 'q' AND doc IN (SELECT value FROM json_each(?1))",
    )
    .bind(JSON.stringify(docs))
    .all<{ src: string }>()
  const held = await loadHeld(db, { questions: results.map(({ src }) => src) })
  const found = [...held.questions.values()].flatMap((row) => {
    const shown = publicQuestion(row, partsHeld(held, row))
    if (!shown || shown.text === '') return []
    return [{ row, shown, score: likeness(features, featuresOf(shown.text), rare) }]
  })
  return found
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.row.id < b.row.id ? -1 : 1))
    .slice(0, limit)
    .map(({ row, shown }): AlikeItem => {
      const session = held.sessions.get(row.sessionId)
      const running = session !== undefined && questionsOpen(session.state)
      return {
        id: row.id,
        no: row.no,
        title: shown.text,
        state: shown.state,
        url: `/q/${row.id}`,
        session: { slug: session?.slug ?? '', title: session?.title ?? '' },
        votes: shown.votes,
        open: running && (shown.state === 'listed' || shown.state === 'on_stage'),
        answered: shown.answers.length > 0,
      }
    })
}
