import { sql, type SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { Refusal } from '../contract/refusals'

/** A place in a list: the value it is sorted by and what breaks ties. Opaque to whoever hands it back. */
export interface Cursor {
  at: number
  tie: string
}

export function cursorText(cursor: Cursor): string {
  return `${cursor.at}.${cursor.tie}`
}

/** Refuses what this list did not write. */
export function readCursor(text: string, field: string): Cursor {
  const found = /^(-?\d{1,15})\.([\w-]{1,64})$/.exec(text)
  if (!found) throw new Refusal('INVALID', { field })
  return { at: Number(found[1]), tie: found[2] ?? '' }
}

/** Cuts the row read beyond the page, and says where the next page starts. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  at: (row: T) => Cursor,
): { rows: T[]; next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? cursorText(at(last)) : null }
}

/** Rows before (or after) a place, as a comparison of pairs: only that lets the index start there. */
export function beyond(
  at: SQLiteColumn,
  tie: SQLiteColumn,
  from: Cursor | null,
  direction: '<' | '>' = '<',
): SQL | undefined {
  if (!from) return undefined
  // Numbers break ties as numbers.
  const last = tie.dataType === 'number' ? Number(from.tie) : from.tie
  return direction === '<'
    ? sql`(${at}, ${tie}) < (${from.at}, ${last})`
    : sql`(${at}, ${tie}) > (${from.at}, ${last})`
}
