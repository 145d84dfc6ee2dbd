import type { Told } from './refusals'

/** What a dump of the whole portal is made of. Described for people in docs/dump-format.md. */

export const DUMP_FORMAT = 'mianduimian-dump'
export const DUMP_VERSION = 1

/** A page of a dump ends at so many rows, or so much text. */
export const DUMP_PAGE_ROWS = 500
export const DUMP_PAGE_TEXT = 256 * 1024
/** What one request of an import may carry: a page, escaped, and one long row more. */
export const LOAD_BODY_BYTES = 8 * 1024 * 1024
/** Objects up to this size travel in one piece, larger ones in parts of it. */
export const DUMP_PART_BYTES = 8 * 1024 * 1024

/** When it is worth trying to write again while the portal is frozen. */
export const READ_ONLY_AGAIN_S = 60

/** Tables with these names hold a dump while it is read, or an import until it is whole. */
export const COPY = 'port_copy_'
export const LOAD = 'port_load_'
export const PORT_FACTS = 'port_facts'

/** Entries of the portal's chain that say that it was copied: the digest of a copy does not hang on them. */
export const portingActs = ['export_portal', 'import_portal'] as const

/** A cell as JSON: bytes as hexadecimal digits. */
export type Cell = string | number | null | { hex: string }

/** The line before the rows of a table. */
export interface TableLine {
  table: string
  columns: string[]
}

/** The first line of an object's part. */
export interface ObjectLine {
  object: string
  /** When its alarm is to ring. */
  alarm: number | null
  kv: Record<string, unknown>
  /** The last entry of its chain that counts in the digest. */
  counted: number
  /** It went on after the record was copied: once restored it says everything to the record again. */
  again: boolean
}

/** A part of a dump: all rows of one table of the record, of one object, or of one bucket. */
export interface Place {
  place: string
  rows: number
  /** Sum of the rows' hashes: the same whatever order they lie in. */
  sum: string
}

export interface DumpManifest {
  format: typeof DUMP_FORMAT
  version: number
  /** The migrations of the record the rows were made under. */
  migrations: string[]
  /** Tells whether the portal that takes it has the same PORTAL_KEY; nothing follows from it. */
  key: string
  at: number
  places: Place[]
  digest: string
}

export interface DumpPage {
  lines: string
  rows: number
  sum: string
  next: string | null
}

/** How far an object is, and whether it owes the record something. */
export interface Stand {
  seq: number
  owes: boolean
}

export interface Loaded {
  pages: number
  rows: number
  sum: string
}

/** What every object that keeps rows can be asked by whoever moves a portal. */
export interface PortVerbs {
  stand: { given: Record<string, never>; told: Stand }
  /** The same, once it has said to others what it owes them. */
  settle: { given: Record<string, never>; told: Stand }
  /** Copies all its rows beside themselves, in one transaction: what is read afterwards is of one moment. */
  copy: {
    given: Record<string, never>
    told: Omit<ObjectLine, 'object' | 'again'> & { rows: number }
  }
  page: { given: { after: string | null }; told: DumpPage }
  /** Forgets the copy. */
  drop: { given: Record<string, never>; told: null }
  /** Puts rows by; a page it has already is passed over. */
  load: { given: { page: number; lines: string }; told: Loaded }
  /** Makes what was put by its own, in one transaction. */
  commit: { given: { now: number }; told: null }
  /** Forgets everything. */
  wipe: { given: Record<string, never>; told: null }
}

export interface Portable {
  port<V extends keyof PortVerbs>(
    verb: V,
    given: PortVerbs[V]['given'],
  ): Promise<Told<PortVerbs[V]['told']>>
}
