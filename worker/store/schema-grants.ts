import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { StaffRole } from '../contract/staff'
import { staff } from './schema'

/** Who holds which role over what, and who does whose work; see schema.ts for how tables are written. */

/**
 * Roles given by an administrator. With a unit it holds for the sessions of that unit and of all below it,
 * with a session for that one, with neither for the whole portal. A row is never deleted: it ends.
 */
export const grants = sqliteTable(
  'grants',
  {
    id: text('id').primaryKey(),
    staffId: text('staff_id')
      .notNull()
      .references(() => staff.id),
    role: text('role').$type<StaffRole>().notNull(),
    unitId: text('unit_id'),
    /** Slug: a draft has one before it has anything else. */
    session: text('session'),
    fromAt: integer('from_at').notNull(),
    /** The first moment at which it holds no more; null: until it is revoked. */
    untilAt: integer('until_at'),
    givenBy: text('given_by').notNull(),
    givenAt: integer('given_at').notNull(),
    revokedBy: text('revoked_by'),
    revokedAt: integer('revoked_at'),
  },
  (t) => [index('grants_staff').on(t.staffId, t.role)],
)

/** Somebody is absent, and somebody else does their work: for those days, then it ends by itself. */
export const absences = sqliteTable(
  'absences',
  {
    id: text('id').primaryKey(),
    /** Who is absent. */
    ofStaff: text('of_staff')
      .notNull()
      .references(() => staff.id),
    /** Who does the work. */
    byStaff: text('by_staff')
      .notNull()
      .references(() => staff.id),
    /** First and last day, in Shanghai, `2026-05-01`. */
    fromDay: text('from_day').notNull(),
    toDay: text('to_day').notNull(),
    reason: text('reason').notNull(),
    givenBy: text('given_by').notNull(),
    givenAt: integer('given_at').notNull(),
    endedBy: text('ended_by'),
    endedAt: integer('ended_at'),
  },
  (t) => [index('absences_by').on(t.byStaff, t.toDay), index('absences_of').on(t.ofStaff)],
)

/** What administrators did, in the clear, for their own pages; the chain has the same as commitments. */
export const adminActs = sqliteTable(
  'admin_acts',
  {
    /** Number of its entry in the portal's chain. */
    seq: integer('seq').primaryKey(),
    at: integer('at').notNull(),
    /** Id of a member of staff, or `operator`. */
    actor: text('actor').notNull(),
    forStaff: text('for_staff'),
    act: text('act').notNull(),
    /** Whom or what it was about: an id of staff, a unit, a rule. */
    about: text('about'),
    /** What its sentence needs to know. */
    facts: text('facts', { mode: 'json' })
      .$type<Record<string, string | number | null>>()
      .notNull(),
    reason: text('reason'),
  },
  (t) => [index('admin_acts_about').on(t.about, t.seq)],
)

/** The table of deadlines as it was put in force: every version stays. Version 0 is the one that is built in. */
export const deadlineRules = sqliteTable('deadline_rules', {
  version: integer('version').primaryKey(),
  /** First day in force, in Shanghai. */
  fromDay: text('from_day').notNull(),
  /** Profile → its periods and where they come from, whole (domain/deadlines.ts). */
  profiles: text('profiles').notNull(),
  why: text('why').notNull(),
  by: text('by').notNull(),
  at: integer('at').notNull(),
})

/** The sentence behind a reason's code, as an administrator worded it: every version stays, the last one counts. */
export const reasonTexts = sqliteTable(
  'reason_texts',
  {
    code: text('code').notNull(),
    version: integer('version').notNull(),
    zh: text('zh').notNull(),
    en: text('en').notNull(),
    by: text('by').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.code, t.version] })],
)
