import { createHash } from 'node:crypto'
import type { ChainEntry, ChainHead, ChainRow, Fact } from '../contract/audit'
import type { SaltPart } from '../domain/chain'
import {
  canonicalJSON,
  CHAIN_START,
  chainLine,
  commitTo,
  handleOf,
  nameOnly,
  saltPart,
  sealOf,
} from '../domain/chain'
import { toHex } from '../domain/bytes'

/** SHA-256 in hex, at once: entries are sealed inside transactions, which cannot wait. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Everything of an entry that its writer knows; the chain adds its name and number. */
export type EntryGiven = Omit<ChainEntry, 'chain' | 'seq'>

const ddl = `CREATE TABLE IF NOT EXISTS chain (seq INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL,
  salts TEXT)`

/**
 * A chain in the SQLite of one object, the only one who writes it. Salts of what an entry names for the
 * first time lie beside it, so that an entry costs one row.
 */
export class Chain {
  #seq = 0
  #hash = CHAIN_START
  #salts = new Map<string, string>()
  /** Salts made since the last entry, and keys made since the transaction began. */
  #fresh: Record<string, string> = {}
  #since: string[] = []

  constructor(
    private readonly sql: SqlStorage,
    public name: string,
  ) {}

  /** Lays the table if it is not there yet, and finds the end of the chain. */
  load(name = this.name): void {
    this.name = name
    this.sql.exec(ddl)
    const last = this.sql.exec('SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1').toArray()[0]
    this.#seq = Number(last?.['seq'] ?? 0)
    this.#hash = String(last?.['hash'] ?? CHAIN_START)
    this.#salts.clear()
    for (const row of this.sql.exec('SELECT salts FROM chain WHERE salts IS NOT NULL')) {
      const salts = JSON.parse(String(row['salts'])) as Record<string, string>
      for (const [key, salt] of Object.entries(salts)) this.#salts.set(key, salt)
    }
    this.#fresh = {}
    this.#since = []
  }

  get head(): ChainHead {
    return { chain: this.name, seq: this.#seq, hash: this.#hash }
  }

  /** Runs `work` so that a failed transaction leaves nothing here either. */
  inside(work: () => void): void {
    const [seq, hash] = [this.#seq, this.#hash]
    this.#since = []
    try {
      work()
    } catch (error) {
      this.#seq = seq
      this.#hash = hash
      for (const key of this.#since) this.#salts.delete(key)
      this.#fresh = {}
      throw error
    }
  }

  /** Part of the salt of a thing; made when it is first named. */
  part(key: string, part: SaltPart): string {
    let salt = this.#salts.get(key)
    if (salt === undefined) {
      salt = toHex(crypto.getRandomValues(new Uint8Array(16)))
      this.#salts.set(key, salt)
      this.#fresh[key] = salt
      this.#since.push(key)
    }
    return saltPart(sha256Hex, salt, part)
  }

  /** The same of a thing that was named before; null when it never was, or was forgotten. */
  knownPart(key: string, part: SaltPart): string | null {
    return this.#salts.has(key) ? this.part(key, part) : null
  }

  handle(key: string): string {
    return handleOf(sha256Hex, this.part(key, 'object'), key)
  }

  commit(key: string, part: SaltPart, value: Fact): string {
    return commitTo(sha256Hex, this.part(key, part), value)
  }

  /** Seals an entry after the last one. */
  append(given: EntryGiven): ChainHead {
    const seq = this.#seq + 1
    const entry = canonicalJSON({ ...given, chain: this.name, seq })
    const hash = sealOf(sha256Hex, this.#hash, entry)
    const salts = Object.keys(this.#fresh).length > 0 ? JSON.stringify(this.#fresh) : null
    this.sql.exec(
      'INSERT INTO chain (seq, entry, hash, salts) VALUES (?, ?, ?, ?)',
      seq,
      entry,
      hash,
      salts,
    )
    this.#fresh = {}
    this.#seq = seq
    this.#hash = hash
    return this.head
  }

  rows(from: number, limit: number): ChainRow[] {
    return this.sql
      .exec('SELECT seq, entry, hash FROM chain WHERE seq >= ? ORDER BY seq LIMIT ?', from, limit)
      .toArray()
      .map((row) => ({
        seq: Number(row['seq']),
        entry: String(row['entry']),
        hash: String(row['hash']),
      }))
  }

  /** Entries as the lines of an export; one text, because rows cost each reader ten times as much. */
  lines(from: number, to: number): string {
    const rows = this.sql.exec<{ entry: string; hash: string }>(
      'SELECT entry, hash FROM chain WHERE seq BETWEEN ? AND ? ORDER BY seq',
      from,
      to,
    )
    let text = ''
    for (const { entry, hash } of rows) text += `${chainLine(entry, hash)}\n`
    return text
  }

  /** Every salt, for the record that takes the chain over. */
  salts(): { key: string; salt: string }[] {
    return [...this.#salts].map(([key, salt]) => ({ key, salt }))
  }

  /**
   * The same for things that stay in the public record without their words: the name they have in the chain is
   * kept, so that the record can still be compared with it.
   */
  forgetWords(keys: readonly string[]): void {
    for (const key of keys) {
      if (!this.#salts.has(key)) continue
      const left = nameOnly(this.part(key, 'object'))
      this.#salts.set(key, left)
      if (key in this.#fresh) this.#fresh[key] = left
      const path = `$.${JSON.stringify(key)}`
      this.sql.exec(
        'UPDATE chain SET salts = json_set(salts, ?, ?) WHERE json_extract(salts, ?) IS NOT NULL',
        path,
        left,
        path,
      )
    }
  }

  /**
   * Destroys the salts of things whose words are erased: what the chain committed to can never be opened or
   * guessed again, and the chain itself stays whole. Inside the transaction that erases the words.
   */
  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#salts.delete(key)
      delete this.#fresh[key]
      const path = `$.${JSON.stringify(key)}`
      this.sql.exec(
        'UPDATE chain SET salts = json_remove(salts, ?) WHERE json_extract(salts, ?) IS NOT NULL',
        path,
        path,
      )
    }
  }
}
