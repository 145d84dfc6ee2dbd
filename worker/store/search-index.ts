import type { DocKind, SearchDoc } from '../domain/search-doc'
import { shortName, termsOfDoc } from '../domain/search-doc'
import { chunks } from './bulk'
import { docOf, loadHeld, resolved, sourcesOf, type Held, type Wanted } from './search-sources'

/**
 * Writes the index together with what it is made of. A change is prepared from the record as it stands and
 * from what the batch will make of it; in the batch it counts only if nothing happened in between. Where
 * something did, or where somebody writes without knowing of the index, the triggers of the record have left a
 * row in search_stale, and whoever searches next sets it right first: what is found is exact either way.
 */

/** What a batch changes, as far as the index is concerned. */
export interface Indexed extends Wanted {
  /** Makes of the rows as they stand what the batch will make of them. */
  after?: (held: Held) => void
  /** Numbers to give them anew, by kind and source. */
  numbers?: ReadonlyMap<string, number>
}

interface Entry {
  kind: DocKind
  src: string
  /** What was found when it was prepared: its row, and the mark that it was due. */
  mark: number | null
  stale: number | null
  /** The row there is goes first: its place changes, or nothing is left of it. */
  drop: boolean
  doc: number | null
  made: SearchDoc | null
}

/** Numbers of documents begin here, one for every quarter of an hour: there is room for what comes in later. */
const BEGIN = Date.UTC(1980, 0, 1)
const SLOT_MS = 15 * 60_000
/** Towards the end of a dense stretch every second number stays free. */
const STRIDE = 2
/** How many neighbours are looked at for a free number. */
const WINDOW = 24

const slotOf = (at: number) => Math.max(1, Math.floor((at - BEGIN) / SLOT_MS))
export const keyOf = (kind: string, src: string) => `${kind} ${src}`

interface KnownRow {
  kind: DocKind
  src: string
  doc: number | null
  at: number | null
  mark: number | null
  stale: number | null
}

/** How documents stand in the index now. */
async function knownRows(
  db: D1Database,
  sources: readonly { kind: DocKind; src: string }[],
): Promise<Map<string, KnownRow>> {
  if (sources.length === 0) return new Map()
  const found = await db.batch<KnownRow>(
    [...chunks(sources.map(({ kind, src }) => [kind, src]))].map((json) =>
      db
        .prepare(
          "SELECT json_extract(j.value, '$[0]') AS kind, json_extract(j.value, '$[1]') AS src, " +
            'd.doc AS doc, d.at AS at, d.mark AS mark, s.n AS stale FROM json_each(?1) j ' +
            "LEFT JOIN search_docs d ON d.kind = json_extract(j.value, '$[0]') AND d.src = json_extract(j.value, '$[1]') " +
            "LEFT JOIN search_stale s ON s.kind = json_extract(j.value, '$[0]') AND s.src = json_extract(j.value, '$[1]')",
        )
        .bind(json),
    ),
  )
  return new Map(
    found.flatMap(({ results }) => results.map((row) => [keyOf(row.kind, row.src), row])),
  )
}

/** Gives new documents their numbers: newer ones greater ones, as near as there is room. */
async function numberNew(db: D1Database, fresh: readonly Entry[]): Promise<void> {
  if (fresh.length === 0) return
  const sorted = [...fresh].sort((a, b) => (a.made?.at ?? 0) - (b.made?.at ?? 0))
  const ats = JSON.stringify(sorted.map((entry) => entry.made?.at ?? 0))
  const [pred, last] = await db.batch<Record<string, number | null>>([
    db
      .prepare(
        'SELECT (SELECT doc FROM search_docs WHERE at <= j.value ORDER BY at DESC, doc DESC LIMIT 1) AS doc ' +
          'FROM json_each(?1) j ORDER BY j.key',
      )
      .bind(ats),
    db.prepare('SELECT max(doc) AS doc FROM search_docs'),
  ])
  const end = last?.results[0]?.['doc'] ?? 0
  let before = 0
  const from = sorted.map((entry, i) => {
    const below = Math.max(pred?.results[i]?.['doc'] ?? 0, before)
    const free = below >= end ? below + STRIDE : below + 1
    before = Math.max(slotOf(entry.made?.at ?? 0), free)
    return before
  })
  const inside = from.filter((doc) => doc <= end)
  const taken = new Set<number>()
  if (inside.length > 0) {
    const { results } = await db
      .prepare(
        'SELECT (SELECT json_group_array(doc) FROM (SELECT doc FROM search_docs WHERE doc >= j.value ' +
          `ORDER BY doc LIMIT ${WINDOW})) AS docs FROM json_each(?1) j`,
      )
      .bind(JSON.stringify(inside))
      .all<{ docs: string }>()
    for (const { docs } of results) for (const doc of JSON.parse(docs) as number[]) taken.add(doc)
  }
  for (const [i, entry] of sorted.entries()) {
    let doc = from[i] ?? 1
    while (taken.has(doc)) doc += 1
    taken.add(doc)
    entry.doc = doc
  }
}

/** Statements around those of a change: `first` begin its batch, `last` end it. */
export interface IndexStatements {
  first: D1PreparedStatement[]
  last: D1PreparedStatement[]
  /** How many documents are written. */
  docs: number
}

const none: IndexStatements = { first: [], last: [], docs: 0 }

/** Prepares what the index needs in the batch of a change. Reads; writes nothing. */
export async function indexStatements(db: D1Database, change: Indexed): Promise<IndexStatements> {
  const wanted = await resolved(db, change)
  // Before the rows are read: whatever is written after this look is noticed in the batch.
  const known = await knownRows(db, sourcesOf(wanted))
  const held = await loadHeld(db, wanted)
  change.after?.(held)
  const sources = held.sources()
  if (sources.length === 0) return none
  const entries = sources.flatMap((source): Entry[] => {
    const row = known.get(keyOf(source.kind, source.src))
    const made = docOf(held, source)
    if (!made && (row?.doc ?? null) === null && (row?.stale ?? null) === null && !source.changed) {
      return []
    }
    const given = change.numbers?.get(keyOf(source.kind, source.src)) ?? null
    const moved = made !== null && row?.doc != null && (row.at !== made.at || given !== null)
    return [
      {
        kind: source.kind,
        src: source.src,
        mark: row?.mark ?? null,
        stale: row?.stale ?? null,
        drop: row?.doc != null && (made === null || moved),
        doc: moved ? given : (row?.doc ?? null),
        made,
      },
    ]
  })
  await numberNew(
    db,
    entries.filter((entry) => entry.made !== null && entry.doc === null),
  )
  return statementsOf(db, entries)
}

const newMark = () => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)

const asTable = (columns: readonly string[]) =>
  'WITH j AS MATERIALIZED (SELECT ' +
  columns.map((name, i) => `json_extract(value, '$[${i}]') AS ${name}`).join(', ') +
  ' FROM json_each(?2)) '

const claimed = 'JOIN search_claims k ON k.batch = ?1 AND k.kind = j.kind AND k.src = j.src '
const docJoin = 'JOIN search_docs d ON d.kind = j.kind AND d.src = j.src '

function statementsOf(db: D1Database, entries: readonly Entry[]): IndexStatements {
  if (entries.length === 0) return none
  const batch = crypto.randomUUID()
  const bind = (sql: string, rows: readonly unknown[]) =>
    [...chunks(rows)].map((json) => db.prepare(sql).bind(batch, json))
  const all = entries.map(({ kind, src, mark, stale }) => [kind, src, mark, stale])
  const dropped = entries.filter(({ drop }) => drop).map(({ kind, src }) => [kind, src])
  const made = entries.flatMap(({ kind, src, doc, made: one }) =>
    one ? [[kind, src, doc, one.at, one.level, newMark()]] : [],
  )
  const words = entries.flatMap(({ kind, src, made: one }) =>
    one ? [[kind, src, termsOfDoc(one)]] : [],
  )
  const units = new Map(
    entries.flatMap(({ made: one }) => one?.units.map((name) => [shortName(name), name]) ?? []),
  )
  const first = bind(
    `${asTable(['kind', 'src', 'mark', 'n'])}INSERT INTO search_claims (batch, kind, src) ` +
      `SELECT ?1, j.kind, j.src FROM j LEFT ${docJoin}` +
      'LEFT JOIN search_stale s ON s.kind = j.kind AND s.src = j.src ' +
      'WHERE d.mark IS j.mark AND s.n IS j.n',
    all,
  )
  const last = [
    ...bind(
      `${asTable(['kind', 'src'])}DELETE FROM search_fts WHERE rowid IN (SELECT d.doc FROM j ${claimed}${docJoin})`,
      dropped,
    ),
    ...bind(
      `${asTable(['kind', 'src'])}DELETE FROM search_docs WHERE doc IN (SELECT d.doc FROM j ${claimed}${docJoin})`,
      dropped,
    ),
    ...bind(
      `${asTable(['kind', 'src', 'doc', 'at', 'level', 'mark'])}INSERT INTO search_docs (doc, kind, src, at, level, mark) ` +
        `SELECT j.doc, j.kind, j.src, j.at, j.level, j.mark FROM j ${claimed}WHERE true ` +
        'ON CONFLICT (kind, src) DO UPDATE SET at = excluded.at, level = excluded.level, mark = excluded.mark ' +
        'ON CONFLICT (doc) DO NOTHING',
      made,
    ),
    // Somebody else took the number meanwhile: the first free one after it.
    ...bind(
      `${asTable(['kind', 'src', 'doc', 'at', 'level', 'mark'])}INSERT INTO search_docs (doc, kind, src, at, level, mark) ` +
        'SELECT (SELECT max(doc) FROM search_docs) + row_number() OVER (ORDER BY j.at), j.kind, j.src, j.at, j.level, j.mark ' +
        `FROM j ${claimed}WHERE NOT EXISTS (SELECT 1 FROM search_docs d WHERE d.kind = j.kind AND d.src = j.src)`,
      made,
    ),
    ...bind(
      `${asTable(['kind', 'src', 'terms'])}INSERT OR REPLACE INTO search_fts (rowid, terms) ` +
        `SELECT d.doc, j.terms FROM j ${claimed}${docJoin}`,
      words,
    ),
    ...[...chunks(units)].map((json) =>
      db
        .prepare(
          "INSERT OR IGNORE INTO search_units (short, name) SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1)",
        )
        .bind(json),
    ),
    db
      .prepare(
        'DELETE FROM search_stale WHERE (kind, src) IN (SELECT kind, src FROM search_claims WHERE batch = ?1)',
      )
      .bind(batch),
    db.prepare('DELETE FROM search_claims WHERE batch = ?1').bind(batch),
  ]
  return { first, last, docs: made.length }
}

/**
 * One batch with the index in it; answers with the results of the statements given. Who cannot say what the batch
 * will make of the rows leaves `after` out: then its marks are worked off right afterwards.
 */
export async function indexedBatch<T = unknown>(
  db: D1Database,
  statements: readonly D1PreparedStatement[],
  change: Indexed,
): Promise<D1Result<T>[]> {
  if (!change.after) {
    const results = await db.batch<T>([...statements])
    await reindex(db, change)
    return results
  }
  const index = await indexStatements(db, change)
  const results = await db.batch<T>([...index.first, ...statements, ...index.last])
  return results.slice(index.first.length, index.first.length + statements.length)
}

/** Brings documents up to date with the record as it stands. */
export async function reindex(db: D1Database, wanted: Wanted): Promise<void> {
  const { first, last } = await indexStatements(db, wanted)
  if (first.length > 0) await db.batch([...first, ...last])
}

/** Documents set right at once by whoever finds them due. */
export const HEAL = 60

/** Sets documents right that are due; tells how many are still left to do, at most one page more. */
export async function heal(db: D1Database, limit = HEAL): Promise<number> {
  const { results } = await db
    .prepare('SELECT kind, src FROM search_stale ORDER BY kind DESC, src LIMIT ?1')
    .bind(limit + 1)
    .all<{ kind: DocKind; src: string }>()
  if (results.length === 0) return 0
  const due = results.slice(0, limit)
  const of = (kind: DocKind) => due.flatMap((row) => (row.kind === kind ? [row.src] : []))
  await reindex(db, {
    questions: of('q'),
    lines: of('l'),
    sessions: of('s'),
    commitments: of('c'),
  })
  return results.length - due.length
}
