import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { DocKind } from '../domain/search-doc'

/**
 * The index of search: made of the record, never part of it. Its words stand in the virtual table `search_fts`,
 * whose rowid is `doc`; triggers leave a row in `search_stale` for everything that changes.
 */

/** One document each; the greater `doc`, the newer. */
export const searchDocs = sqliteTable(
  'search_docs',
  {
    doc: integer('doc').primaryKey(),
    kind: text('kind').$type<DocKind>().notNull(),
    /** Id of the question, session or promise; of a line its session's id and its own. */
    src: text('src').notNull(),
    at: integer('at').notNull(),
    level: integer('level').notNull(),
    /** Another number with every change of its row in the index. */
    mark: integer('mark').notNull(),
  },
  (t) => [uniqueIndex('search_docs_src').on(t.kind, t.src), index('search_docs_at').on(t.at)],
)

/** What changed and does not stand in the index yet; `n` is another number with every change. */
export const searchStale = sqliteTable(
  'search_stale',
  {
    kind: text('kind').$type<DocKind>().notNull(),
    src: text('src').notNull(),
    n: integer('n').notNull(),
  },
  (t) => [uniqueIndex('search_stale_src').on(t.kind, t.src)],
)

/** Within one batch: which documents are still as they were when it was prepared. Always empty in between. */
export const searchClaims = sqliteTable(
  'search_claims',
  {
    batch: text('batch').notNull(),
    kind: text('kind').notNull(),
    src: text('src').notNull(),
  },
  (t) => [uniqueIndex('search_claims_src').on(t.batch, t.kind, t.src)],
)

/** Names that stand in the index by a short name: units, as they were called then. */
export const searchUnits = sqliteTable('search_units', {
  short: text('short').primaryKey(),
  name: text('name').notNull(),
})

/** Where a rebuilding stands. One row. */
export const searchRebuild = sqliteTable('search_rebuild', {
  id: integer('id').primaryKey(),
  /** Documents below it still have their old number. */
  below: integer('below').notNull(),
  /** The next number to give; they go down. */
  next: integer('next').notNull(),
  /** It has come down to this moment. */
  at: integer('at').notNull(),
  startedAt: integer('started_at').notNull(),
})
