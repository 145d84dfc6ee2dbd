import {
  COPY,
  DUMP_PAGE_ROWS,
  DUMP_PAGE_TEXT,
  LOAD,
  PORT_FACTS,
  type Cell,
  type DumpPage,
  type Loaded,
  type TableLine,
} from '../contract/dump'
import { Refusal } from '../contract/refusals'
import { toHex } from '../domain/bytes'
import { readLine, readMark, rowText, Summing, tablesToDump } from '../domain/dump'
import { sha256Hex } from './chain'

/**
 * The record's part in a copy of the portal. Tables are read from the database itself, so that one which came
 * later is not forgotten. A copy is made of all of them in one transaction and read at leisure; what comes in
 * waits beside the tables until all of it is there, and takes its place in one transaction.
 */

/** The index of the search, which other rows are marked for as they come in: it is made anew when somebody searches. */
const DERIVED: readonly string[] = [
  'search_claims',
  'search_docs',
  'search_rebuild',
  'search_stale',
  'search_units',
]
/** Rows that a portal nobody has used yet may hold: links printed at its start, and who they are for. */
const AT_START = ['staff', 'sign_in_links', 'settings']

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
const RECORD = 'record'
/** Tables that are asked at once for their next rows. */
const AT_ONCE = 16

/** Every table there is, with its columns in their order. */
async function layout(db: D1Database): Promise<Map<string, string[]>> {
  const { results } = await db
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    .all<{ name: string; sql: string | null }>()
  const tables = tablesToDump(results, DERIVED)
  const asked = db.prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid')
  const told = await db.batch<{ name: string }>(tables.map((table) => asked.bind(table)))
  return new Map(
    tables.map((table, i) => [table, (told[i]?.results ?? []).map(({ name }) => name)]),
  )
}

export async function migrationsOf(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare('SELECT name FROM d1_migrations ORDER BY name')
    .all<{ name: string }>()
  return results.map(({ name }) => name)
}

async function helpers(db: D1Database, prefix: string): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, ?) = ?")
    .bind(prefix.length, prefix)
    .all<{ name: string }>()
  return results.map(({ name }) => name)
}

const dropping = (db: D1Database, names: readonly string[]) =>
  names.map((name) => db.prepare(`DROP TABLE IF EXISTS ${quoted(name)}`))

// — facts of a copy or an import under way —

const facts = (db: D1Database) =>
  db.prepare(
    `CREATE TABLE IF NOT EXISTS ${PORT_FACTS} (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
  )
const factSet = (db: D1Database, name: string, value: unknown) =>
  db
    .prepare(`INSERT OR REPLACE INTO ${PORT_FACTS} (name, value) VALUES (?, ?)`)
    .bind(name, JSON.stringify(value))

export async function setFacts(db: D1Database, given: Record<string, unknown>): Promise<void> {
  const named = Object.entries(given)
  // In pieces: a portal of a thousand sessions has two thousand places.
  for (let at = 0; at === 0 || at < named.length; at += 400) {
    const some = named.slice(at, at + 400).map(([name, value]) => factSet(db, name, value))
    await db.batch([facts(db), ...some])
  }
}

export async function factsOf<T>(db: D1Database, prefix: string): Promise<Map<string, T>> {
  const { results } = await db
    .prepare(`SELECT name, value FROM ${PORT_FACTS} WHERE substr(name, 1, ?) = ? ORDER BY name`)
    .bind(prefix.length, prefix)
    .all<{ name: string; value: string }>()
    .catch(async (error: unknown) => {
      // Most of the time there is nothing under way, and no such table.
      if ((await helpers(db, PORT_FACTS)).length > 0) throw error
      return { results: [] }
    })
  return new Map(
    results.map(({ name, value }) => [name.slice(prefix.length), JSON.parse(value) as T]),
  )
}

export async function dropFacts(db: D1Database, prefix: string): Promise<void> {
  if ((await helpers(db, PORT_FACTS)).length === 0) return
  await db
    .prepare(`DELETE FROM ${PORT_FACTS} WHERE substr(name, 1, ?) = ?`)
    .bind(prefix.length, prefix)
    .run()
}

// — out —

/** Copies all rows of the record as they are at one moment. */
export async function copyRecord(db: D1Database): Promise<void> {
  await db.batch([
    ...dropping(db, await helpers(db, COPY)),
    ...[...(await layout(db)).keys()].map((name) =>
      db.prepare(
        `CREATE TABLE ${quoted(COPY + name)} AS SELECT * FROM ${quoted(name)} ORDER BY rowid`,
      ),
    ),
  ])
}

/** Forgets the copy. */
export async function dropCopy(db: D1Database): Promise<void> {
  const names = await helpers(db, COPY)
  if (names.length > 0) await db.batch(dropping(db, names))
}

/** Sessions and rehearsals in the copy: whose rooms and streams go along. */
export async function roomsInCopy(db: D1Database): Promise<{ slug: string; open: boolean }[]> {
  const { results } = await db
    .prepare(
      `SELECT slug, authority = 'room' AS open FROM ${COPY}sessions
       UNION ALL SELECT slug, 0 AS open FROM ${COPY}rehearsals ORDER BY slug`,
    )
    .all<{ slug: string; open: number }>()
  return results.map(({ slug, open }) => ({ slug, open: open === 1 }))
}

/** The next rows of the copy, of as many tables as go into a page. */
export async function pageOfCopy(db: D1Database, after: string | null): Promise<DumpPage> {
  const mark = readMark(after)
  if (!mark) throw new Refusal('INVALID', { field: 'after' })
  const tables = [...(await layout(db))]
  const summing = new Summing(sha256Hex)
  let lines = ''
  for (let at = mark.table; at < tables.length; at += AT_ONCE) {
    const some = tables.slice(at, at + AT_ONCE)
    const pages = await db
      .batch(
        some.map(([table, columns], i) => {
          const first = at + i === mark.table ? mark.row : 0
          const cells = columns.map((_, n) => `${quoted(columns[n] ?? '')} AS c${n}`).join(', ')
          const sql = `SELECT rowid AS r, ${cells} FROM ${quoted(COPY + table)} WHERE rowid > ? ORDER BY rowid LIMIT ?`
          return db.prepare(sql).bind(first, DUMP_PAGE_ROWS)
        }),
      )
      .catch(async (error: unknown) => {
        // Somebody else began a copy, or this one was forgotten.
        if ((await helpers(db, COPY)).length < tables.length) throw new Refusal('DUMP_AGAIN')
        throw error
      })
    for (const [i, page] of pages.entries()) {
      const [table, columns] = some[i] ?? ['', []]
      const text = rowText(RECORD, { table, columns })
      const rows = page.results as Record<string, unknown>[]
      if (rows.length > 0) lines += `${JSON.stringify({ table, columns })}\n`
      for (const row of rows) {
        const cells = columns.map((_, n) => cellOf(row[`c${n}`]))
        lines += `${JSON.stringify(cells)}\n`
        summing.add(text(cells))
        if (summing.rows < DUMP_PAGE_ROWS && lines.length < DUMP_PAGE_TEXT) continue
        const next = `${at + i}.${String(row['r'])}`
        return { lines, rows: summing.rows, sum: summing.sum, next }
      }
    }
  }
  return { lines, rows: summing.rows, sum: summing.sum, next: null }
}

/** D1 gives bytes as a list of numbers. */
function cellOf(value: unknown): Cell {
  if (Array.isArray(value)) return { hex: toHex(Uint8Array.from(value as number[])) }
  if (value instanceof ArrayBuffer) return { hex: toHex(value) }
  return (value ?? null) as Cell
}

// — in —

/** The first table that holds what was not there at the first start; null where there is none. */
export async function heldAlready(db: D1Database): Promise<string | null> {
  const tables = [...(await layout(db)).keys()].filter((name) => !AT_START.includes(name))
  const asked = tables.map((name) =>
    db.prepare(`SELECT EXISTS (SELECT 1 FROM ${quoted(name)}) AS held`),
  )
  const told = await db.batch<{ held: number }>(asked)
  return tables.find((_, i) => told[i]?.results[0]?.held === 1) ?? null
}

/** Puts a page of rows by, together with how far the record has come. */
export async function loadRecord(
  db: D1Database,
  fact: string,
  got: Loaded,
  lines: string,
): Promise<Loaded> {
  const known = await layout(db)
  const summing = new Summing(sha256Hex, got.sum)
  const parts: { table: TableLine; rows: Cell[][]; text: ReturnType<typeof rowText> }[] = []
  for (const [i, line] of lines.split('\n').entries()) {
    if (line === '') continue
    const bad = new Refusal('DUMP_DAMAGED', { field: RECORD, line: i + 1 })
    const read = readLine(line)
    if (!read || 'object' in read) throw bad
    if ('table' in read) {
      const { table } = read
      const columns = known.get(table.table)
      if (!columns || table.columns.some((name) => !columns.includes(name))) throw bad
      parts.push({ table, rows: [], text: rowText(RECORD, table) })
      continue
    }
    const part = parts.at(-1)
    if (!part || read.cells.length !== part.table.columns.length) throw bad
    part.rows.push(read.cells)
    summing.add(part.text(read.cells))
  }
  const told = { pages: got.pages + 1, rows: got.rows + summing.rows, sum: summing.sum }
  await db.batch([
    ...parts.flatMap(({ table: { table, columns }, rows }) => {
      const waiting = quoted(LOAD + table)
      return [
        db.prepare(
          `CREATE TABLE IF NOT EXISTS ${waiting} AS SELECT * FROM ${quoted(table)} WHERE 0`,
        ),
        db.prepare(insertion(waiting, columns)).bind(JSON.stringify(rows)),
      ]
    }),
    factSet(db, fact, told),
  ])
  return told
}

/** Many rows in one statement, whatever their number of columns; bytes come as digits. */
function insertion(into: string, columns: readonly string[]): string {
  const cells = columns.map((_, i) => {
    const at = `'$[${i}]'`
    return `CASE json_type(value, ${at}) WHEN 'object' THEN unhex(json_extract(value, '$[${i}].hex')) ELSE json_extract(value, ${at}) END`
  })
  return `INSERT INTO ${into} (${columns.map(quoted).join(', ')}) SELECT ${cells.join(', ')} FROM json_each(?)`
}

/** All rows that were put by take their place, or none of them does. */
export async function commitRecord(db: D1Database): Promise<void> {
  const tables = [...(await layout(db))]
  const waiting = await helpers(db, LOAD)
  const work = [
    db.prepare('PRAGMA defer_foreign_keys = on'),
    ...tables.map(([name]) => db.prepare(`DELETE FROM ${quoted(name)}`)),
    ...tables
      .filter(([name]) => waiting.includes(LOAD + name))
      .map(([name, columns]) => {
        const list = columns.map(quoted).join(', ')
        return db.prepare(
          `INSERT INTO ${quoted(name)} (${list}) SELECT ${list} FROM ${quoted(LOAD + name)} ORDER BY rowid`,
        )
      }),
    ...dropping(db, [...waiting, PORT_FACTS]),
  ]
  try {
    await db.batch(work)
  } catch (error) {
    // Rows that are none for this record: two of one key, or a name of nobody.
    if (!/constraint/i.test(String(error))) throw error
    throw new Refusal('DUMP_DAMAGED', { field: RECORD })
  }
}

/** Forgets whatever waited. */
export async function dropLoad(db: D1Database): Promise<void> {
  const names = await helpers(db, LOAD)
  await db.batch([...dropping(db, names), ...dropping(db, [PORT_FACTS])])
}
