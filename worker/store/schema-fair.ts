import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { AppealState, Reported, ReportState } from '../contract/fairness'
import type { MarkRecord, ReportRecord } from '../domain/fair-records'
import { sessions } from './schema'

/** Appeals, reports, and the operator's words. Properties carry the names of domain/fair-records.ts. */

const session = () =>
  text('session_id')
    .notNull()
    .references(() => sessions.id)

/** One appeal against a rejection, heard by another moderator. */
export const appeals = sqliteTable(
  'appeals',
  {
    sessionId: session(),
    no: integer('no').notNull(),
    at: integer('at').notNull(),
    text: text('text').notNull(),
    state: text('state').$type<AppealState>().notNull(),
    against: text('against').notNull(),
    rejectedAt: integer('rejected_at').notNull(),
    rejectedBy: text('rejected_by').notNull(),
    reason: text('reason'),
    actorId: text('actor_id'),
    actor: text('actor'),
    decidedAt: integer('decided_at'),
    version: integer('version').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.no] })],
)

/** What readers reported, a row for each thing; who reported is nowhere in the record. */
export const reports = sqliteTable(
  'reports',
  {
    sessionId: session(),
    id: text('id').notNull(),
    kind: text('kind').$type<Reported['kind']>().notNull(),
    no: integer('no').notNull(),
    answer: text('answer'),
    counts: text('counts', { mode: 'json' }).$type<ReportRecord['counts']>().notNull(),
    notes: text('notes', { mode: 'json' }).$type<string[]>().notNull(),
    firstAt: integer('first_at').notNull(),
    lastAt: integer('last_at').notNull(),
    state: text('state').$type<ReportState>().notNull(),
    reason: text('reason'),
    actorId: text('actor_id'),
    actor: text('actor'),
    decidedAt: integer('decided_at'),
    settled: integer('settled').notNull().default(0),
    version: integer('version').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.id] })],
)

/** Categories of the operator's words that put a submission in front of the reviewers. */
export const wordMarks = sqliteTable(
  'word_marks',
  {
    id: text('id').primaryKey(),
    sessionId: session(),
    kind: text('kind').$type<MarkRecord['kind']>().notNull(),
    no: integer('no').notNull(),
    categories: text('categories', { mode: 'json' }).$type<string[]>().notNull(),
    list: integer('list').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('word_marks_session').on(t.sessionId)],
)

/** The operator's list of words, version by version; the highest one holds. */
export const wordLists = sqliteTable('word_lists', {
  version: integer('version').primaryKey(),
  /** Number of words, and SHA-256 of `words`; the audit chain has it too. */
  count: integer('count').notNull(),
  hash: text('hash').notNull(),
  /** One word a line; a tab and its category behind it. Only of the version that holds. */
  words: text('words').notNull(),
  note: text('note').notNull(),
  actor: text('actor').notNull(),
  at: integer('at').notNull(),
})
