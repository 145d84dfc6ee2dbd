import type { DocKind } from '../domain/search-doc'
import { heal, indexStatements, keyOf } from './search-index'

/**
 * Makes the index anew while it is being searched: the newest first, each under a new and greater number, so
 * that at every moment everything is found once and in its order. It goes by pages and can stop after any; run
 * twice it changes nothing but numbers. After an import of the whole record it is all that search needs.
 */

export interface Rebuilt {
  done: boolean
  /** Documents written in this step. */
  written: number
  /** Documents still to come, at most. */
  left: number
}

const PAGE = 100
const STRIDE = 2
/** Pages of the index merged in one step. */
const MERGED = 200

interface Running {
  below: number
  next: number
  at: number
}

const n = 'abs(random() % 9007199254740991)'
const missing = (kind: DocKind, src: string, from: string) =>
  `INSERT OR IGNORE INTO search_stale (kind, src, n) SELECT '${kind}', ${src}, ${n} FROM ${from} ` +
  `AND NOT EXISTS (SELECT 1 FROM search_docs d WHERE d.kind = '${kind}' AND d.src = ${src})`

async function begin(db: D1Database, now: number): Promise<Running> {
  // Whatever has no document is due: its mark may have been lost with the tables.
  await db.batch([
    db.prepare(missing('q', 'q.id', 'questions q WHERE q.listed_at IS NOT NULL')),
    db.prepare(missing('s', 's.id', "sessions s WHERE s.state <> 'draft'")),
    db.prepare(
      missing('l', "t.session_id || ' ' || t.id", 'transcript_lines t WHERE t.removed = 0'),
    ),
    db.prepare(missing('c', 'c.id', 'commitments c WHERE true')),
  ])
  const counts = await db
    .prepare(
      'SELECT (SELECT coalesce(max(doc), 0) FROM search_docs) AS last, ' +
        '(SELECT count(*) FROM search_docs) + (SELECT count(*) FROM search_stale) AS docs',
    )
    .first<{ last: number; docs: number }>()
  const below = (counts?.last ?? 0) + 1
  const running = {
    below,
    next: below + STRIDE * ((counts?.docs ?? 0) + PAGE),
    at: Number.MAX_SAFE_INTEGER,
  }
  await db
    .prepare(
      'INSERT OR REPLACE INTO search_rebuild (id, below, next, at, started_at) VALUES (1, ?1, ?2, ?3, ?4)',
    )
    .bind(running.below, running.next, running.at, now)
    .run()
  return running
}

/** One step of it; called again until it says that it is done. */
export async function rebuildStep(db: D1Database, now: number): Promise<Rebuilt> {
  const running =
    (await db
      .prepare('SELECT below, next, at FROM search_rebuild WHERE id = 1')
      .first<Running>()) ?? (await begin(db, now))
  const due = await heal(db, PAGE)
  if (due > 0) return { done: false, written: PAGE, left: await leftOf(db, running.below) }
  const { results } = await db
    .prepare(
      'SELECT doc, kind, src, at FROM search_docs WHERE at <= ?1 AND doc < ?2 ORDER BY at DESC, doc DESC LIMIT ?3',
    )
    .bind(running.at, running.below, PAGE)
    .all<{ doc: number; kind: DocKind; src: string; at: number }>()
  if (results.length === 0) return finish(db, running)
  const of = (kind: DocKind) => results.flatMap((row) => (row.kind === kind ? [row.src] : []))
  const numbers = new Map(
    results.map(({ kind, src }, i) => [keyOf(kind, src), running.next - i * STRIDE]),
  )
  const { first, last } = await indexStatements(db, {
    questions: of('q'),
    lines: of('l'),
    sessions: of('s'),
    commitments: of('c'),
    numbers,
  })
  await db.batch([
    ...first,
    ...last,
    db
      .prepare('UPDATE search_rebuild SET next = ?1, at = ?2 WHERE id = 1')
      .bind(running.next - results.length * STRIDE, results.at(-1)?.at ?? 0),
    db.prepare(`INSERT INTO search_fts (search_fts, rank) VALUES ('merge', ${MERGED})`),
  ])
  return { done: false, written: results.length, left: await leftOf(db, running.below) }
}

async function leftOf(db: D1Database, below: number): Promise<number> {
  const one = await db
    .prepare(
      'SELECT (SELECT count(*) FROM search_docs WHERE doc < ?1) + (SELECT count(*) FROM search_stale) AS n',
    )
    .bind(below)
    .first<{ n: number }>()
  return one?.n ?? 0
}

/** Rows of the index that belong to nothing go, a page at a time. */
async function finish(db: D1Database, { below }: Running): Promise<Rebuilt> {
  const { results } = await db
    .prepare(
      'SELECT rowid AS doc FROM search_fts WHERE rowid < ?1 ' +
        'AND NOT EXISTS (SELECT 1 FROM search_docs d WHERE d.doc = search_fts.rowid) LIMIT ?2',
    )
    .bind(below, PAGE)
    .all<{ doc: number }>()
  if (results.length > 0) {
    await db
      .prepare('DELETE FROM search_fts WHERE rowid IN (SELECT value FROM json_each(?1))')
      .bind(JSON.stringify(results.map(({ doc }) => doc)))
      .run()
    return { done: false, written: 0, left: results.length }
  }
  await db.prepare('DELETE FROM search_rebuild').run()
  return { done: true, written: 0, left: 0 }
}

/** The whole of it at once: for a record of some thousand rows, and for tests. */
export async function rebuildSearch(db: D1Database, now: number): Promise<number> {
  let written = 0
  for (;;) {
    const step = await rebuildStep(db, now)
    written += step.written
    if (step.done) return written
  }
}
