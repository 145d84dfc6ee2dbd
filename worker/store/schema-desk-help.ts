import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** What helps at the desk: rehearsals that run, and texts that are written once. */

/**
 * Where the room of a rehearsal is, for as long as it runs. A table of its own, so that no list, feed or count
 * of sessions can ever find it; nothing else of a rehearsal is written anywhere.
 */
export const rehearsals = sqliteTable(
  'rehearsals',
  {
    slug: text('slug').primaryKey(),
    /** The session it rehearses: who may work there may work here. */
    of: text('of_slug').notNull(),
    endsAt: integer('ends_at').notNull(),
  },
  // One at a time for each session.
  (t) => [uniqueIndex('rehearsals_of').on(t.of)],
)

/** Texts moderators pick and change before they send them (常用答复). */
export const cannedTexts = sqliteTable(
  'canned_texts',
  {
    id: text('id').primaryKey(),
    /** `reject`, `redirect` or `answer`. */
    use: text('use').notNull(),
    /** The reason or route it is for; empty for answers. */
    code: text('code').notNull().default(''),
    text: text('text').notNull(),
    place: integer('place').notNull(),
    version: integer('version').notNull().default(1),
    changedAt: integer('changed_at').notNull(),
    changedBy: text('changed_by').notNull(),
  },
  (t) => [index('canned_texts_use').on(t.use, t.code, t.place)],
)
