import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type {
  AttachmentRecord,
  CaseEventRecord,
  CaseUnitRecord,
  PauseRecord,
  ReplyRecord,
} from '../domain/case-records'
import { cases } from './schema'

/** The life of a case after its hand-off. Properties carry the names of domain/case-records.ts. */

const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull().default(false)
const ofCase = () =>
  text('case_id')
    .notNull()
    .references(() => cases.id)

/** Everything that happened to a case, numbered: whoever writes a number that is taken changes nothing. */
export const caseEvents = sqliteTable(
  'case_events',
  {
    caseId: ofCase(),
    seq: integer('seq').notNull(),
    at: integer('at').notNull(),
    what: text('what').$type<CaseEventRecord['what']>().notNull(),
    actorId: text('actor_id').notNull(),
    actor: text('actor').notNull(),
    unitId: text('unit_id'),
    unit: text('unit').notNull(),
    text: text('text'),
    inside: text('inside'),
    facts: text('facts', { mode: 'json' }).$type<CaseEventRecord['facts']>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.seq] }), index('case_events_at').on(t.at)],
)

/** Which units had it, lead (主办) and assisting (协办), from when until when. */
export const caseUnits = sqliteTable(
  'case_units',
  {
    caseId: ofCase(),
    unitId: text('unit_id').notNull(),
    unit: text('unit').notNull(),
    role: text('role').$type<CaseUnitRecord['role']>().notNull(),
    fromAt: integer('from_at').notNull(),
    untilAt: integer('until_at'),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.unitId, t.fromAt] }),
    index('case_units_unit').on(t.unitId, t.untilAt),
  ],
)

export const caseReplies = sqliteTable(
  'case_replies',
  {
    id: text('id').primaryKey(),
    caseId: ofCase(),
    kind: text('kind').$type<ReplyRecord['kind']>().notNull(),
    state: text('state').$type<ReplyRecord['state']>().notNull(),
    text: text('text').notNull(),
    outcome: text('outcome').$type<ReplyRecord['outcome']>(),
    reason: text('reason'),
    legalBasis: text('legal_basis'),
    unitId: text('unit_id').notNull(),
    unit: text('unit').notNull(),
    draftedBy: text('drafted_by').notNull(),
    draftedByName: text('drafted_by_name').notNull(),
    draftedAt: integer('drafted_at').notNull(),
    submittedAt: integer('submitted_at'),
    approvedBy: text('approved_by'),
    approvedByName: text('approved_by_name'),
    publishedAt: integer('published_at'),
    returnedWhy: text('returned_why'),
    corrects: text('corrects'),
    correctedWhy: text('corrected_why'),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    index('case_replies_case').on(t.caseId, t.draftedAt),
    index('case_replies_published').on(t.publishedAt),
  ],
)

export const casePauses = sqliteTable(
  'case_pauses',
  {
    id: text('id').primaryKey(),
    caseId: ofCase(),
    fromAt: integer('from_at').notNull(),
    untilAt: integer('until_at'),
    why: text('why').$type<PauseRecord['why']>().notNull(),
    text: text('text').notNull(),
    given: text('given'),
    limitAt: integer('limit_at'),
  },
  (t) => [index('case_pauses_case').on(t.caseId, t.fromAt)],
)

/** Inside the units that handle a case. */
export const caseNotes = sqliteTable(
  'case_notes',
  {
    id: text('id').primaryKey(),
    caseId: ofCase(),
    unitId: text('unit_id').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
    byName: text('by_name').notNull(),
    text: text('text').notNull(),
  },
  (t) => [index('case_notes_case').on(t.caseId, t.at)],
)

/** Files in R2; what they are was read from their content. */
export const attachments = sqliteTable(
  'attachments',
  {
    id: text('id').primaryKey(),
    of: text('of_kind').$type<AttachmentRecord['of']>().notNull(),
    ofId: text('of_id').notNull(),
    caseId: text('case_id'),
    name: text('name').notNull(),
    type: text('type').$type<AttachmentRecord['type']>().notNull(),
    bytes: integer('bytes').notNull(),
    sha256: text('sha256').notNull(),
    key: text('key').notNull(),
    public: flag('public'),
    by: text('by').notNull(),
    byName: text('by_name').notNull(),
    at: integer('at').notNull(),
    removedAt: integer('removed_at'),
    removedWhy: text('removed_why'),
  },
  (t) => [index('attachments_of').on(t.of, t.ofId), index('attachments_case').on(t.caseId)],
)
