import { createHash } from 'node:crypto'
import type { Env } from '../contract/env'
import type { Cell } from '../domain/csv'
import {
  cellRow,
  dataTables,
  jsonRow,
  tableNames,
  type DataRow,
  type DataTable,
} from '../domain/open-data'
import type { Manifest, ManifestTable } from '../domain/manifest'
import { isOfQuestions, questionTables, tableRows } from '../store/open-data'
import { notaryOf } from './audit'
import { readStatistics } from './statistics-reading'

/** The whole public record as streams, and the signed manifest that says what was in them. */

/** Rows gathered before they are sent. */
const ROWS = 100

async function* rowsOf(
  env: Env,
  table: DataTable,
  origin: string,
  now: number,
): AsyncGenerator<DataRow, void, undefined> {
  if (table !== 'statistics') return yield* tableRows(env.DB, table, { origin }, now)
  const { figures, asOf } = await readStatistics(env, {}, now)
  for (const { id, value, n, part } of figures) yield { figure: id, value, n, part, asOf }
}

/** A table as lines of JSON, some at a time. */
export async function* ndjson(
  env: Env,
  table: DataTable,
  origin: string,
  now: number,
): AsyncGenerator<{ text: string; rows: number }, void, undefined> {
  let text = ''
  let rows = 0
  for await (const row of rowsOf(env, table, origin, now)) {
    text += `${jsonRow(table, row)}\n`
    rows += 1
    if (rows < ROWS) continue
    yield { text, rows }
    text = ''
    rows = 0
  }
  if (rows > 0) yield { text, rows }
}

/** The same as one array. */
export async function* jsonArray(env: Env, table: DataTable, origin: string, now: number) {
  let first = true
  for await (const { text } of ndjson(env, table, origin, now)) {
    yield (first ? '[' : ',') + text.trimEnd().replaceAll('\n', ',\n')
    first = false
  }
  yield first ? '[]\n' : ']\n'
}

/** The same as rows of a spreadsheet, its head first. */
export async function* cellRows(
  env: Env,
  table: DataTable,
  origin: string,
  now: number,
): AsyncGenerator<readonly Cell[], void, undefined> {
  yield dataTables[table].map(({ name }) => name)
  for await (const row of rowsOf(env, table, origin, now)) yield cellRow(table, row)
}

export interface SignedManifest extends Manifest {
  /** Public half of the key that signs the audit chain's heads as well. */
  key: string
  signature: string
}

const told = (env: Env) => env.DATA_LICENSE?.trim() || 'CC-BY-4.0'

async function signed(env: Env, origin: string, now: number, tables: ManifestTable[]) {
  const manifest: Manifest = {
    format: 'mianduimian/open-data/v1',
    asOf: new Date(now).toISOString(),
    origin,
    license: told(env),
    tables,
  }
  return { ...manifest, ...(await notaryOf(env).signData(JSON.stringify(manifest))) }
}

/** Adds up a table as it goes by. */
class Sum {
  readonly #digest = createHash('sha256')
  #rows = 0
  #bytes = 0

  add({ text, rows }: { text: string; rows: number }): void {
    this.#digest.update(text)
    this.#rows += rows
    this.#bytes += Buffer.byteLength(text)
  }

  of(name: DataTable): ManifestTable {
    return { name, rows: this.#rows, bytes: this.#bytes, sha256: this.#digest.digest('hex') }
  }
}

/**
 * Everything in one stream: a line for each row with the name of its table, and at the end the manifest of
 * just these lines. What was read is what is signed, also while the record goes on.
 */
export async function* everything(
  env: Env,
  origin: string,
  now: number,
): AsyncGenerator<string, void, undefined> {
  const tables: ManifestTable[] = []
  for (const name of tableNames) {
    const sum = new Sum()
    for await (const part of ndjson(env, name, origin, now)) {
      sum.add(part)
      const lines = part.text.trimEnd().split('\n')
      yield lines.map((line) => `{"table":"${name}","row":${line}}\n`).join('')
    }
    tables.push(sum.of(name))
  }
  yield `${JSON.stringify({ manifest: await signed(env, origin, now, tables) })}\n`
}

/** The manifest alone: everything is read for it, each question once, and nothing of it is kept. */
export async function manifestOf(env: Env, origin: string, now: number): Promise<SignedManifest> {
  const sums = new Map(tableNames.map((name) => [name, new Sum()]))
  for await (const [name, rows] of questionTables(env.DB, { origin })) {
    const text = rows.map((row) => `${jsonRow(name, row)}\n`).join('')
    sums.get(name)?.add({ text, rows: rows.length })
  }
  for (const name of tableNames) {
    if (isOfQuestions(name)) continue
    for await (const part of ndjson(env, name, origin, now)) sums.get(name)?.add(part)
  }
  const tables = [...sums].map(([name, sum]) => sum.of(name))
  return signed(env, origin, now, tables)
}
