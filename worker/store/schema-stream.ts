import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { CutKind, CutReason, Span, StreamKind, StreamState } from '../contract/stream'
import { sessions } from './schema'

/** Picture and text record. Properties carry the names of domain/stream-records.ts. */

const session = () =>
  text('session_id')
    .notNull()
    .references(() => sessions.id)
const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull().default(false)

export const streams = sqliteTable('streams', {
  sessionId: session().primaryKey(),
  kind: text('kind').$type<StreamKind>(),
  state: text('state').$type<StreamState>().notNull(),
  url: text('url'),
  mediaKey: text('media_key'),
  type: text('type').$type<'hls' | 'mp4'>(),
  posterKey: text('poster_key'),
  startedAt: integer('started_at'),
  endedAt: integer('ended_at'),
  take: integer('take').notNull().default(0),
  spans: text('spans', { mode: 'json' }).$type<Span[]>().notNull(),
  bytes: integer('bytes').notNull().default(0),
  expiresAt: integer('expires_at'),
  expiredAt: integer('expired_at'),
  expiredDigest: text('expired_digest'),
  version: integer('version').notNull().default(0),
})

/** When which question was on stage, by the room's clock. */
export const stagings = sqliteTable(
  'stagings',
  {
    sessionId: session(),
    id: text('id').notNull(),
    questionNo: integer('question_no').notNull(),
    speaker: text('speaker'),
    office: text('office'),
    at: integer('at').notNull(),
    off: integer('off'),
    nudge: integer('nudge').notNull().default(0),
    version: integer('version').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.sessionId, t.id] }),
    index('stagings_question').on(t.sessionId, t.questionNo),
  ],
)

/** Picture or text taken off the screens. */
export const cuts = sqliteTable(
  'cuts',
  {
    sessionId: session(),
    id: text('id').notNull(),
    kind: text('kind').$type<CutKind>().notNull(),
    at: integer('at').notNull(),
    fromAt: integer('from_at').notNull(),
    until: integer('until'),
    reason: text('reason').$type<CutReason>().notNull(),
    note: text('note'),
    keepOut: flag('keep_out'),
    actorId: text('actor_id').notNull(),
    actor: text('actor').notNull(),
    version: integer('version').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.id] })],
)

/** The text record (文字实录), a row for each line. */
export const transcriptLines = sqliteTable(
  'transcript_lines',
  {
    sessionId: session(),
    id: text('id').notNull(),
    at: integer('at').notNull(),
    speaker: text('speaker').notNull(),
    office: text('office'),
    text: text('text').notNull(),
    questionNo: integer('question_no'),
    late: flag('late'),
    by: text('by').notNull(),
    byId: text('by_id').notNull(),
    enteredAt: integer('entered_at').notNull(),
    revisedAt: integer('revised_at'),
    revisedWhy: text('revised_why'),
    removed: flag('removed'),
    version: integer('version').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.sessionId, t.id] }),
    index('transcript_lines_at').on(t.sessionId, t.at, t.id),
  ],
)
