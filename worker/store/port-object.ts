import {
  COPY,
  DUMP_PAGE_ROWS,
  DUMP_PAGE_TEXT,
  LOAD,
  PORT_FACTS,
  portingActs,
  type Cell,
  type DumpPage,
  type Loaded,
  type ObjectLine,
  type PortVerbs,
  type Stand,
} from '../contract/dump'
import { Refusal } from '../contract/refusals'
import { fromHex, toHex } from '../domain/bytes'
import {
  countsInDigest,
  factText,
  readLine,
  readMark,
  rowText,
  Summing,
  tablesToDump,
} from '../domain/dump'
import { sha256Hex } from './chain'

/** What an object adds to what all have in common. */
export interface PortHooks {
  /** What it is called in a dump: rows of every room count under this name. */
  kind: string
  /** Lays the tables that rows are loaded into. */
  lay?(): void
  /** Reads its memory anew. */
  awake?(): void
  /** Says what it owes to others now rather than later. */
  settle?(): Promise<void>
  stand?(): Stand
  /** Names everything it holds for the record once more. */
  again?(): void
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
/** Grows for ever and is only added to: it is read where it lies, up to the entry it ended with. */
const CHAIN = 'chain'
/** Rows that are read at once. */
const SOME = 50
/** An alarm rings once everything is in its place and was compared: what it does would change the digest. */
const SOON_MS = 60_000

/** Everything `port` of an object does; read when a portal is moved. */
export class ObjectPort {
  readonly #sql: SqlStorage

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly hooks: PortHooks,
  ) {
    this.#sql = storage.sql
  }

  async do<V extends keyof PortVerbs>(
    verb: V,
    given: PortVerbs[V]['given'],
  ): Promise<PortVerbs[V]['told']>
  async do(verb: keyof PortVerbs, given: unknown): Promise<unknown> {
    if (verb === 'settle') await this.hooks.settle?.()
    if (verb === 'settle' || verb === 'stand') {
      return this.hooks.stand?.() ?? { seq: 0, owes: false }
    }
    if (verb === 'copy') return this.#copy()
    if (verb === 'page') return this.#page((given as { after: string | null }).after)
    if (verb === 'drop') return this.#drop()
    if (verb === 'load') return this.#load(given as PortVerbs['load']['given'])
    if (verb === 'commit') return this.#commit((given as { now: number }).now)
    return this.#wipe()
  }

  #tables(): string[] {
    const laid = this.#sql
      .exec<{ name: string; sql: string | null }>(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table'",
      )
      .toArray()
    return tablesToDump(laid)
  }

  #columns(table: string): string[] {
    return this.#sql
      .exec<{ name: string }>('SELECT name FROM pragma_table_info(?)', table)
      .toArray()
      .map(({ name }) => name)
  }

  #helpers(prefix: string): string[] {
    return this.#sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray()
      .map(({ name }) => name)
      .filter((name) => name.startsWith(prefix))
  }

  #fact<T>(name: string): T | null {
    if (this.#helpers(PORT_FACTS).length === 0) return null
    const [row] = this.#sql
      .exec<{ value: string }>(`SELECT value FROM ${PORT_FACTS} WHERE name = ?`, name)
      .toArray()
    return row ? (JSON.parse(row.value) as T) : null
  }

  #setFact(name: string, value: unknown): void {
    this.#sql.exec(
      `CREATE TABLE IF NOT EXISTS ${PORT_FACTS} (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
    )
    const text = JSON.stringify(value)
    this.#sql.exec(`INSERT OR REPLACE INTO ${PORT_FACTS} (name, value) VALUES (?, ?)`, name, text)
  }

  // — out —

  async #copy(): Promise<PortVerbs['copy']['told']> {
    const kv = Object.fromEntries(await this.storage.list())
    const alarm = await this.storage.getAlarm()
    return this.storage.transactionSync(() => {
      this.#dropNow()
      let rows = 0
      for (const table of this.#tables()) {
        const from = quoted(table)
        rows += Number(this.#sql.exec(`SELECT count(*) AS n FROM ${from}`).one()['n'])
        if (table === CHAIN) continue
        this.#sql.exec(`CREATE TABLE ${quoted(COPY + table)} AS SELECT * FROM ${from}`)
      }
      const { last, counted } = this.#chainEnds()
      this.#setFact('copy', { last, counted, kv })
      return { alarm, kv, counted, rows: rows + Object.keys(kv).length }
    })
  }

  /** The last entry there is, and the last that is no note of a copy. */
  #chainEnds(): { last: number; counted: number } {
    if (!this.#tables().includes(CHAIN)) return { last: 0, counted: 0 }
    const acts = portingActs.map((act) => `'${act}'`).join(', ')
    const row = this.#sql
      .exec(
        `SELECT coalesce(max(seq), 0) AS last, coalesce((SELECT seq FROM chain
          WHERE json_extract(entry, '$.act') NOT IN (${acts}) ORDER BY seq DESC LIMIT 1), 0) AS counted FROM chain`,
      )
      .one()
    return { last: Number(row['last']), counted: Number(row['counted']) }
  }

  #page(after: string | null): DumpPage {
    const copy = this.#fact<{ last: number; counted: number; kv: Record<string, unknown> }>('copy')
    const mark = readMark(after)
    if (!copy) throw new Refusal('DUMP_AGAIN')
    if (!mark) throw new Refusal('INVALID', { field: 'after' })
    const { kind } = this.hooks
    const tables = this.#tables()
    const summing = new Summing(sha256Hex)
    const counts = countsInDigest(kind)
    let lines = ''
    let rows = 0
    if (after === null) {
      for (const [name, value] of Object.entries(copy.kv)) summing.add(factText(kind, name, value))
      rows += summing.rows
    }
    for (let at = mark.table; at < tables.length; at += 1) {
      const table = tables[at] ?? ''
      const columns = this.#columns(table)
      const text = rowText(kind, { table, columns })
      const from = quoted(table === CHAIN ? table : COPY + table)
      let last = at === mark.table ? mark.row : 0
      const upTo = table === CHAIN ? copy.last : Number.MAX_SAFE_INTEGER
      let begun = false
      for (let more = true; more;) {
        // A few at a time, and each time to the end: an open cursor would lock the table.
        const some = [
          ...this.#sql
            .exec(
              `SELECT rowid, ${columns.map(quoted).join(', ')} FROM ${from} WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?`,
              last,
              upTo,
              SOME,
            )
            .raw(),
        ]
        more = some.length === SOME
        for (const [row, ...values] of some) {
          const cells = values.map(cellOf)
          if (!begun) lines += `${JSON.stringify({ table, columns })}\n`
          begun = true
          lines += `${JSON.stringify(cells)}\n`
          rows += 1
          last = Number(row)
          if (counts && (table !== CHAIN || last <= copy.counted)) summing.add(text(cells))
          if (rows >= DUMP_PAGE_ROWS || lines.length >= DUMP_PAGE_TEXT) {
            return { lines, rows, sum: summing.sum, next: `${at}.${last}` }
          }
        }
      }
    }
    return { lines, rows, sum: summing.sum, next: null }
  }

  #drop(): null {
    this.storage.transactionSync(() => this.#dropNow())
    return null
  }

  #dropNow(): void {
    for (const name of this.#helpers('port_')) this.#sql.exec(`DROP TABLE ${quoted(name)}`)
  }

  // — in —

  #load({ page, lines }: PortVerbs['load']['given']): Loaded {
    const had = this.#fact<Loaded & { line: ObjectLine | null; table: string | null }>('load')
    const got = had ?? { pages: 0, rows: 0, sum: undefined, line: null, table: null }
    if (page < got.pages && had) return had
    if (page !== got.pages) throw new Refusal('DUMP_DAMAGED', { field: 'page' })
    return this.storage.transactionSync(() => {
      if (!had) {
        this.#dropNow()
        this.hooks.lay?.()
      }
      const summing = new Summing(sha256Hex, got.sum)
      const counts = countsInDigest(this.hooks.kind)
      let { line, table } = got
      let rows = got.rows
      let into: ReturnType<ObjectPort['tableFor']> | null = null
      for (const [i, text] of lines.split('\n').entries()) {
        if (text === '') continue
        const bad = () => new Refusal('DUMP_DAMAGED', { line: i + 1 })
        const read = readLine(text)
        if (!read) throw bad()
        if ('object' in read) {
          if (line) throw bad()
          line = read.object
          for (const [name, value] of Object.entries(line.kv)) {
            summing.add(factText(this.hooks.kind, name, value))
            rows += 1
          }
        } else if ('table' in read) {
          into = this.tableFor(read.table)
          if (!into) throw bad()
          table = read.table.table
        } else {
          if (!into || !line || read.cells.length !== into.columns.length) throw bad()
          into.put(read.cells)
          rows += 1
          const seq = table === CHAIN ? Number(read.cells[into.columns.indexOf('seq')]) : 0
          if (counts && (seq <= line.counted || table !== CHAIN)) summing.add(into.text(read.cells))
        }
      }
      const told = { pages: page + 1, rows, sum: summing.sum }
      this.#setFact('load', { ...told, line, table })
      return told
    })
  }

  /** Where rows of a table wait; null where this object knows no such table or column. */
  tableFor(given: { table: string; columns: string[] }) {
    const { table, columns } = given
    if (!this.#tables().includes(table)) return null
    const known = this.#columns(table)
    if (columns.some((name) => !known.includes(name))) return null
    const name = quoted(LOAD + table)
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS ${name} AS SELECT * FROM ${quoted(table)} WHERE 0`)
    const marks = columns.map(() => '?').join(', ')
    const sql = `INSERT INTO ${name} (${columns.map(quoted).join(', ')}) VALUES (${marks})`
    return {
      columns,
      text: rowText(this.hooks.kind, given),
      put: (cells: readonly Cell[]) => this.#sql.exec(sql, ...cells.map(valueOf)),
    }
  }

  async #commit(now: number): Promise<null> {
    const load = this.#fact<Loaded & { line: ObjectLine | null }>('load')
    // Committed before, and the answer got lost.
    if (!load?.line) return null
    const { line } = load
    await this.storage.put(line.kv)
    this.storage.transactionSync(() => {
      for (const table of this.#tables()) {
        const into = quoted(table)
        this.#sql.exec(`DELETE FROM ${into}`)
        if (!this.#helpers(LOAD).includes(LOAD + table)) continue
        const columns = this.#columns(table).map(quoted).join(', ')
        this.#sql.exec(
          `INSERT INTO ${into} (${columns}) SELECT ${columns} FROM ${quoted(LOAD + table)} ORDER BY rowid`,
        )
      }
      this.#dropNow()
    })
    this.hooks.awake?.()
    if (line.again) this.hooks.again?.()
    // Last: an object that rises asks to be woken at once for whatever was due on the way.
    const due = [line.alarm, await this.storage.getAlarm()].filter((at) => at !== null)
    if (due.length > 0) await this.storage.setAlarm(Math.max(Math.min(...due), now + SOON_MS))
    return null
  }

  async #wipe(): Promise<null> {
    await this.storage.deleteAlarm()
    await this.storage.deleteAll()
    this.hooks.awake?.()
    return null
  }
}

function cellOf(value: SqlStorageValue): Cell {
  return value instanceof ArrayBuffer ? { hex: toHex(value) } : value
}

function valueOf(cell: Cell): SqlStorageValue {
  return cell !== null && typeof cell === 'object' ? fromHex(cell.hex).buffer : cell
}
