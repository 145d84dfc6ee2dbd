import type { Cell, ObjectLine, Place, TableLine } from '../contract/dump'
import { canonicalJSON, type Sha256 } from './chain'

/**
 * Lines of a dump and the sum over their rows. The sum adds the SHA-256 of every row, so it is the same in
 * whatever order rows are stored or read: two portals that hold the same have the same digest.
 */

const MODULUS = 1n << 256n
export const NO_SUM = '0'.repeat(64)

/** Adds two sums. */
export function addSums(a: string, b: string): string {
  const sum = (BigInt(`0x${a}`) + BigInt(`0x${b}`)) % MODULUS
  return sum.toString(16).padStart(64, '0')
}

/** Adds rows up, one after the other. */
export class Summing {
  #sum: bigint
  rows = 0

  constructor(
    private readonly sha256: Sha256,
    sum = NO_SUM,
  ) {
    this.#sum = BigInt(`0x${sum}`)
  }

  add(text: string): void {
    this.#sum = (this.#sum + BigInt(`0x${this.sha256(text)}`)) % MODULUS
    this.rows += 1
  }

  get sum(): string {
    return this.#sum.toString(16).padStart(64, '0')
  }
}

/**
 * A row as the digest sees it: columns in the order of their names, empty ones left out, so that neither the
 * order in which a table grew its columns nor a column nobody has filled makes two equal rows differ.
 */
export function rowText(place: string, table: TableLine): (cells: readonly Cell[]) => string {
  const order = table.columns
    .map((name, i) => ({ name, i }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const head = JSON.stringify([place, table.table]).slice(0, -1)
  return (cells) => {
    let text = head
    for (const { name, i } of order) {
      const cell = cells[i] ?? null
      if (cell !== null) text += `,${JSON.stringify(name)},${JSON.stringify(cell)}`
    }
    return `${text}]`
  }
}

/** What is not a row of an object but belongs to it. */
export function factText(place: string, name: string, value: unknown): string {
  return `[${JSON.stringify(place)},${JSON.stringify(name)},${canonicalJSON(value)}]`
}

/** One digest over all places; those without rows do not count. */
export function digestOf(sha256: Sha256, places: readonly Pick<Place, 'place' | 'sum'>[]): string {
  const held = places.filter(({ sum }) => sum !== NO_SUM)
  const lines = held.map(({ place, sum }) => `${place} ${sum}\n`).sort()
  return sha256(`mianduimian-dump/1\n${lines.join('')}`)
}

/**
 * Whether rows of a place, or an object of a bucket, count in the digest. The network log goes on with every
 * request, those of the copying too; signed heads follow from the notary's chain and from the minute.
 */
export const countsInDigest = (kind: string, key = ''): boolean =>
  kind !== 'compliance' && (kind !== 'files' || !/^(audit\/head|compliance\/)/.test(key))

/** Names of tables and columns: anything else in a dump is no name of ours. */
const isName = (text: unknown): text is string =>
  typeof text === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(text)

export function isCell(value: unknown): value is Cell {
  if (value === null || typeof value === 'string') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || Array.isArray(value)) return false
  const { hex, ...rest } = value as { hex?: unknown }
  return typeof hex === 'string' && /^([0-9a-f]{2})*$/.test(hex) && Object.keys(rest).length === 0
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function objectLine(value: Record<string, unknown>): ObjectLine | null {
  const { object, alarm, kv, counted, again, ...rest } = value
  const fits =
    typeof object === 'string' &&
    (alarm === null || Number.isSafeInteger(alarm)) &&
    isRecord(kv) &&
    Number.isSafeInteger(counted) &&
    typeof again === 'boolean' &&
    Object.keys(rest).length === 0
  return fits ? (value as unknown as ObjectLine) : null
}

function tableLine(value: Record<string, unknown>): TableLine | null {
  const { table, columns, ...rest } = value
  const fits =
    isName(table) &&
    Array.isArray(columns) &&
    columns.length > 0 &&
    columns.every(isName) &&
    new Set(columns).size === columns.length &&
    Object.keys(rest).length === 0
  return fits ? { table, columns } : null
}

export type DumpLine = { object: ObjectLine } | { table: TableLine } | { cells: Cell[] }

/** One line of a part; null where it is none. */
export function readLine(line: string): DumpLine | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (Array.isArray(value)) return value.every(isCell) ? { cells: value } : null
  if (!isRecord(value)) return null
  if ('object' in value) {
    const object = objectLine(value)
    return object && { object }
  }
  const table = tableLine(value)
  return table && { table }
}

/** Where a page ended: a table, and the number of its last row. */
export interface Mark {
  table: number
  row: number
}

export function readMark(text: string | null): Mark | null {
  if (text === null) return { table: 0, row: 0 }
  const [, table, row] = /^(\d{1,4})\.(\d{1,15})$/.exec(text) ?? []
  return table === undefined ? null : { table: Number(table), row: Number(row) }
}

/** A table of SQLite that is rows of ours: not its own, not a full-text index, not one of this file's helpers. */
export function tablesToDump(
  laid: readonly { name: string; sql: string | null }[],
  leave: readonly string[] = [],
): string[] {
  const virtual = laid.filter(({ sql }) => /^CREATE VIRTUAL TABLE/i.test(sql ?? ''))
  const shadows = new Set(
    virtual.flatMap(({ name }) => [
      name,
      ...['data', 'idx', 'content', 'docsize', 'config'].map((part) => `${name}_${part}`),
    ]),
  )
  return laid
    .map(({ name }) => name)
    .filter((name) => !/^(sqlite_|_cf_|port_|d1_)/.test(name))
    .filter((name) => !shadows.has(name) && !leave.includes(name))
    .sort()
}
