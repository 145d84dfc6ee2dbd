import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Level } from '../contract/assurance'
import type { Visibility } from '../contract/cases'
import type { ProfileId } from '../contract/deadlines'
import type {
  AnswerMode,
  Authority,
  BurstState,
  CaseKind,
  CaseState,
  Channel,
  CommentState,
  PersonalKind,
  Outcome,
  Qualifier,
  QuestionState,
  SessionKind,
  SessionState,
  Solved,
  UnitLevel,
} from '../contract/states'
import type { StaffRole } from '../contract/staff'
import type { BurstRecord, TallyRecord } from '../domain/records'

/**
 * The record in D1. Properties carry the names of domain/records.ts, so a selected row is a record.
 * Times are epoch ms. Nothing cascades: what is public once is never deleted by accident.
 * It is one file: migrations are made from it as a whole.
 */

const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull().default(false)
const at = (name: string) => integer(name)

/** The tree of units: governments of three levels, departments hanging off them. */
export const units = sqliteTable(
  'units',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    level: text('level').$type<UnitLevel>().notNull(),
    parentId: text('parent_id'),
    department: flag('department'),
    /** Takes questions handed off. */
    takesCases: flag('takes_cases'),
    /** Working days it asks for where they differ from the profile. */
    answerDays: integer('answer_days'),
    /** The unit that took over its duties. */
    successorId: text('successor_id'),
    place: integer('place').notNull().default(0),
  },
  (t) => [index('units_parent').on(t.parentId)],
)

export const officials = sqliteTable('officials', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
})

/** An official in an office over time: an old record keeps the office held then. */
export const appointments = sqliteTable(
  'appointments',
  {
    id: text('id').primaryKey(),
    officialId: text('official_id')
      .notNull()
      .references(() => officials.id),
    unitId: text('unit_id')
      .notNull()
      .references(() => units.id),
    office: text('office').notNull(),
    fromAt: integer('from_at').notNull(),
    toAt: at('to_at'),
  },
  (t) => [index('appointments_official').on(t.officialId, t.fromAt)],
)

export const series = sqliteTable('series', {
  id: text('id').primaryKey(),
  title: text('title').notNull(),
})

export const sessions = sqliteTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    slug: text('slug').notNull(),
    kind: text('kind').$type<SessionKind>().notNull(),
    state: text('state').$type<SessionState>().notNull(),
    authority: text('authority').$type<Authority>().notNull().default('record'),
    title: text('title').notNull(),
    topic: text('topic').notNull().default(''),
    notice: text('notice').notNull().default(''),
    unitId: text('unit_id').references(() => units.id),
    unit: text('unit').notNull(),
    place: text('place').notNull().default(''),
    seriesId: text('series_id').references(() => series.id),
    edition: integer('edition'),
    startsAt: integer('starts_at').notNull(),
    endsAt: at('ends_at'),
    /** A cancelled session is public only if it was announced. */
    announcedAt: at('announced_at'),
    liveAt: at('live_at'),
    wrappedAt: at('wrapped_at'),
    closesAt: at('closes_at'),
    closedAt: at('closed_at'),
    archivedAt: at('archived_at'),
    demo: flag('demo'),
    source: text('source'),
    datePrinted: text('date_printed'),
    excerpt: flag('excerpt'),
    summary: text('summary'),
    /** From which level on votes count in the order, and what is asked of whoever asks. */
    rankLevel: integer('rank_level').$type<Level>().notNull().default(0),
    askLevel: integer('ask_level').$type<Level>().notNull().default(0),
    /** Number of the last state carried over from the room, and the life of its numbering. */
    epoch: text('epoch'),
    version: integer('version').notNull().default(0),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('sessions_slug').on(t.slug),
    index('sessions_starts').on(t.startsAt, t.id),
    index('sessions_series').on(t.seriesId, t.edition),
  ],
)

export const sessionGuests = sqliteTable(
  'session_guests',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    id: text('id').notNull(),
    name: text('name').notNull(),
    office: text('office').notNull(),
    unit: text('unit').notNull(),
    place: integer('place').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.id] })],
)

export const questions = sqliteTable(
  'questions',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    no: integer('no').notNull(),
    text: text('text').notNull(),
    details: text('details'),
    name: text('name'),
    channel: text('channel').$type<Channel>().notNull(),
    enteredBy: text('entered_by'),
    asker: text('asker'),
    receiptHash: text('receipt_hash'),
    state: text('state').$type<QuestionState>().notNull(),
    part: integer('part').$type<1 | 2>().notNull(),
    askedAt: integer('asked_at').notNull(),
    listedAt: at('listed_at'),
    stagedAt: at('staged_at'),
    settledAt: at('settled_at'),
    reason: text('reason'),
    reasonNote: text('reason_note'),
    mergedInto: integer('merged_into'),
    position: integer('position'),
    edited: flag('edited'),
    note: text('note'),
    redirectBy: text('redirect_by'),
    votes: integer('votes').notNull().default(0),
    support: integer('support'),
    source: text('source'),
    externalId: text('external_id'),
    version: integer('version').notNull().default(0),
    countVersion: integer('count_version').notNull().default(0),
    /** Votes held back from the count when it was last carried. */
    held: integer('held').notNull().default(0),
    /** The level its asker had reached. */
    level: integer('level').$type<Level>().notNull().default(0),
    /** Of the votes, verified persons; and those below the level that counts in the order. */
    verified: integer('verified'),
    apart: integer('apart'),
    /** Digest of an imported message: the same one sent again changes nothing. */
    digest: text('digest'),
  },
  (t) => [
    uniqueIndex('questions_no').on(t.sessionId, t.no),
    // Letters have no receipt, questions no message, and what nobody reviewed is on no list: an index
    // holds only the rows it can find, which spares every new row half of its entries.
    // The message first: an import looks each of its messages up among all.
    uniqueIndex('questions_external')
      .on(t.externalId, t.sessionId)
      .where(sql`external_id IS NOT NULL`),
    index('questions_receipt')
      .on(t.receiptHash)
      .where(sql`receipt_hash IS NOT NULL`),
    index('questions_asker')
      .on(t.asker)
      .where(sql`asker IS NOT NULL`),
    index('questions_settled').on(t.sessionId, t.state, t.settledAt, t.no),
    // With the state at its end, lists and their counts are read without opening the rows.
    index('questions_listed')
      .on(t.sessionId, t.listedAt, t.no, t.state)
      .where(sql`listed_at IS NOT NULL`),
    index('questions_newest')
      .on(t.listedAt, t.id)
      .where(sql`listed_at IS NOT NULL`),
    index('questions_merged')
      .on(t.sessionId, t.mergedInto)
      .where(sql`merged_into IS NOT NULL`),
  ],
)

/** Counts by level of assurance, as last projected by the room. */
export const questionCounts = sqliteTable(
  'question_counts',
  {
    questionId: text('question_id').notNull(),
    level: integer('level').notNull(),
    counted: integer('counted').notNull(),
    countVersion: integer('count_version').notNull(),
  },
  (t) => [primaryKey({ columns: [t.questionId, t.level] })],
)

export const comments = sqliteTable(
  'comments',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    no: integer('no').notNull(),
    text: text('text').notNull(),
    name: text('name'),
    asker: text('asker'),
    receiptHash: text('receipt_hash'),
    state: text('state').$type<CommentState>().notNull(),
    at: integer('at').notNull(),
    listedAt: at('listed_at'),
    prompt: integer('prompt'),
    promotedTo: integer('promoted_to'),
    reason: text('reason'),
    reasonNote: text('reason_note'),
    version: integer('version').notNull().default(0),
  },
  (t) => [
    uniqueIndex('comments_no').on(t.sessionId, t.no),
    index('comments_receipt').on(t.receiptHash),
    index('comments_asker').on(t.asker),
  ],
)

export const prompts = sqliteTable(
  'prompts',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    no: integer('no').notNull(),
    text: text('text').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
    summary: text('summary'),
    summaryAt: at('summary_at'),
    version: integer('version').notNull().default(0),
  },
  (t) => [uniqueIndex('prompts_no').on(t.sessionId, t.no)],
)

export const answers = sqliteTable(
  'answers',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    questionNo: integer('question_no').notNull(),
    mode: text('mode').$type<AnswerMode>().notNull(),
    speaker: text('speaker').notNull(),
    office: text('office').notNull(),
    unit: text('unit').notNull(),
    text: text('text').notNull(),
    solved: text('solved').$type<Solved>(),
    at: integer('at').notNull(),
    enteredBy: text('entered_by'),
    revisedAt: at('revised_at'),
    revisedWhy: text('revised_why'),
    /** Numbers of the questions it answers together with this one (并案答复). */
    joint: text('joint', { mode: 'json' }).$type<number[]>(),
    withdrawn: flag('withdrawn'),
    version: integer('version').notNull().default(0),
  },
  (t) => [
    index('answers_question').on(t.sessionId, t.questionNo, t.at),
    index('answers_newest').on(t.at, t.id),
  ],
)

export const cases = sqliteTable(
  'cases',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    questionNo: integer('question_no').notNull(),
    kind: text('kind').$type<CaseKind>().notNull(),
    unitId: text('unit_id').notNull(),
    unit: text('unit').notNull(),
    state: text('state').$type<CaseState>().notNull(),
    outcome: text('outcome').$type<Outcome>(),
    note: text('note'),
    assignedBy: text('assigned_by'),
    assignedAt: integer('assigned_at').notNull(),
    dueAt: at('due_at'),
    dueSums: text('due_sums'),
    provisional: flag('provisional'),
    repliedAt: at('replied_at'),
    reply: text('reply'),
    closedAt: at('closed_at'),
    /** Acts of the departments so far; at 0 only its room has written it. */
    seq: integer('seq').notNull().default(0),
    acceptedAt: at('accepted_at'),
    pausedAt: at('paused_at'),
    extendedAt: at('extended_at'),
    visibility: text('visibility').$type<Visibility>().notNull().default('public'),
    version: integer('version').notNull().default(0),
    // From here on no room knows it: domain/case-records.ts.
    profile: text('profile').$type<ProfileId>(),
    answerDays: integer('answer_days'),
    heldSince: at('held_since'),
    acceptDueAt: at('accept_due_at'),
    objectionDueAt: at('objection_due_at'),
    firstDueAt: at('first_due_at'),
    extensionWhy: text('extension_why'),
    officerId: text('officer_id'),
    officer: text('officer'),
    sponsorId: text('sponsor_id'),
    sponsor: text('sponsor'),
    jointId: text('joint_id'),
    followUpUntil: at('follow_up_until'),
    reopened: integer('reopened').notNull().default(0),
    expectedDay: text('expected_day'),
  },
  (t) => [
    index('cases_question').on(t.sessionId, t.questionNo),
    index('cases_assigned').on(t.assignedAt, t.id),
    index('cases_due').on(t.repliedAt, t.dueAt),
    index('cases_unit').on(t.unitId, t.state, t.dueAt),
    index('cases_joint')
      .on(t.jointId)
      .where(sql`joint_id IS NOT NULL`),
  ],
)

export const revisions = sqliteTable(
  'revisions',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    entity: text('entity').$type<'question' | 'answer' | 'line'>().notNull(),
    entityId: text('entity_id').notNull(),
    why: text('why').notNull(),
    before: text('before').notNull(),
    after: text('after').notNull(),
    by: text('by').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('revisions_entity').on(t.entityId, t.at)],
)

/** Originals of masked words, and accusations, encrypted; apart from every row that is ever projected. */
export const sealed = sqliteTable(
  'sealed',
  {
    id: text('id').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    kind: text('kind').$type<'question' | 'comment' | 'accusation'>().notNull(),
    no: integer('no').notNull(),
    kinds: text('kinds', { mode: 'json' }).$type<PersonalKind[]>().notNull(),
    receiptHash: text('receipt_hash'),
    keyId: text('key_id').notNull(),
    /** Empty once erased. */
    box: text('box'),
    at: integer('at').notNull(),
    erasedAt: at('erased_at'),
    erasedWhy: text('erased_why').$type<'author' | 'time'>(),
  },
  (t) => [
    index('sealed_receipt').on(t.receiptHash),
    index('sealed_kept')
      .on(t.sessionId)
      .where(sql`erased_at IS NULL`),
  ],
)

/** Sourced figures: of a session (subject is its id) or of a period. Several rows for one fact are right. */
export const figures = sqliteTable(
  'figures',
  {
    id: text('id').primaryKey(),
    subject: text('subject').notNull(),
    key: text('key').notNull(),
    about: text('about'),
    value: integer('value'),
    qualifier: text('qualifier').$type<Qualifier>().notNull(),
    unit: text('unit').notNull().default(''),
    text: text('text').notNull(),
    source: text('source').notNull(),
    place: integer('place').notNull().default(0),
  },
  (t) => [index('figures_subject').on(t.subject, t.place)],
)

/** Decisions of the desk, as each room numbered them. */
export const events = sqliteTable(
  'events',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    id: integer('id').notNull(),
    at: integer('at').notNull(),
    actorId: text('actor_id').notNull(),
    actor: text('actor').notNull(),
    act: text('act').notNull(),
    nos: text('nos', { mode: 'json' }).$type<number[]>().notNull(),
    detail: text('detail'),
    undone: flag('undone'),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.id] })],
)

export const staff = sqliteTable('staff', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  office: text('office').notNull(),
  unit: text('unit').notNull(),
  role: text('role').$type<StaffRole>().notNull(),
  disabled: flag('disabled'),
})

/** Only hashes: who reads this table cannot sign in with it. */
export const signInLinks = sqliteTable('sign_in_links', {
  hash: text('hash').primaryKey(),
  staffId: text('staff_id')
    .notNull()
    .references(() => staff.id),
  expiresAt: integer('expires_at').notNull(),
  usedAt: at('used_at'),
})

/** Bursts of held votes and what was decided about them. */
export const heldBursts = sqliteTable(
  'held_bursts',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    id: integer('id').notNull(),
    questionNo: integer('question_no').notNull(),
    since: integer('since').notNull(),
    until: integer('until').notNull(),
    ballots: integer('ballots').notNull(),
    why: text('why', { mode: 'json' }).$type<BurstRecord['why']>().notNull(),
    state: text('state').$type<BurstState>().notNull(),
    reason: text('reason'),
    actorId: text('actor_id'),
    actor: text('actor'),
    decidedAt: integer('decided_at'),
    version: integer('version').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.id] })],
)

/** Tallies as published at the close of a session, each with the digest of its ballots. */
export const tallies = sqliteTable(
  'tallies',
  {
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id),
    questionNo: integer('question_no').notNull(),
    byLevel: text('by_level', { mode: 'json' }).$type<TallyRecord['byLevel']>().notNull(),
    held: integer('held').notNull(),
    voided: integer('voided').notNull(),
    digest: text('digest').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.questionNo] })],
)

/** Ballots sealed in R2 when a session is archived. */
export const seals = sqliteTable('seals', {
  sessionId: text('session_id')
    .primaryKey()
    .references(() => sessions.id),
  key: text('key').notNull(),
  digest: text('digest').notNull(),
  ballots: integer('ballots').notNull(),
  at: integer('at').notNull(),
})

export const settings = sqliteTable('settings', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
})

/** Audit chains of archived sessions, entry by entry as their rooms sealed them. */
export const auditEntries = sqliteTable(
  'audit_entries',
  {
    chain: text('chain').notNull(),
    seq: integer('seq').notNull(),
    entry: text('entry').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.chain, t.seq] })],
)

/** What opens the commitments of a chain. Erasing a row makes its commitments meaningless for good. */
export const auditSalts = sqliteTable(
  'audit_salts',
  {
    chain: text('chain').notNull(),
    key: text('key').notNull(),
    salt: text('salt').notNull(),
  },
  (t) => [primaryKey({ columns: [t.chain, t.key] })],
)
