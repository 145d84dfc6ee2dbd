import { and, desc, eq, inArray, isNotNull, ne, sql, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { PAGE_SIZE } from '../contract/limits'
import type { LedgerPage } from '../contract/record'
import type { Outcome } from '../contract/states'
import { DUE_SOON_MS, dueStatus } from '../domain/deadlines'
import { publicCase } from '../domain/projection'
import { startOfDay } from '../domain/shanghai'
import { beyond, pageOf, readCursor } from './cursor'
import { projected, publicRow } from './parts'
import { cases, questions, sessions } from './schema'
import { sessionsByIds } from './session-reads'
import { readableStates } from '../domain/projection'

/** Which matters the ledger shows; overdue and disputed have views of their own because they come first. */
export const ledgerViews = [
  'all',
  'waiting',
  'overdue',
  'disputed',
  'replied',
  'closed',
  'confirmed',
  'due_soon',
  'paused',
  'reopened',
  'lapsed',
] as const
export type LedgerView = (typeof ledgerViews)[number]

export interface LedgerRequest {
  limit?: number
  /** `next` of the page before. */
  before?: string | null
  status?: LedgerView
  /** Matters of one unit. */
  unitId?: string
  /** Matters of one session, by its slug. */
  session?: string
  outcome?: Outcome
  /** In which it was handed over, in Shanghai. */
  year?: string
}

/** Which matters there are, besides where they stand. */
export type LedgerFilter = Pick<LedgerRequest, 'status' | 'unitId' | 'session' | 'outcome' | 'year'>

const stopped = sql`(${cases.pausedAt} IS NOT NULL AND ${cases.dueAt} IS NOT NULL AND ${cases.pausedAt} < ${cases.dueAt})`

/** What the ledger holds at all: what is public as a question and as a matter. */
const inLedger = and(
  ne(cases.state, 'void'),
  eq(cases.visibility, 'public'),
  publicRow,
  inArray(questions.state, [...readableStates]),
)

const yearOf = sql<string>`strftime('%Y', (${cases.assignedAt} + 28800000) / 1000, 'unixepoch')`

function filtered({ status = 'all', unitId, session, outcome, year }: LedgerFilter, now: number) {
  const begin = (of: number) => startOfDay(`${of}-01-01`)
  return and(
    inLedger,
    viewed(status, now),
    unitId === undefined ? undefined : eq(cases.unitId, unitId),
    session === undefined
      ? undefined
      : sql`${cases.sessionId} = (SELECT id FROM sessions WHERE slug = ${session})`,
    outcome === undefined ? undefined : eq(cases.outcome, outcome),
    year === undefined
      ? undefined
      : sql`(${cases.assignedAt} >= ${begin(Number(year))} AND ${cases.assignedAt} < ${begin(Number(year) + 1)})`,
  )
}

function viewed(status: LedgerView, now: number): SQL | undefined {
  switch (status) {
    case 'all':
      return undefined
    case 'waiting':
      return sql`${cases.repliedAt} IS NULL`
    case 'overdue':
      // A clock that stood still in time does not run out.
      return sql`(${cases.repliedAt} IS NULL AND ${cases.dueAt} <= ${now} AND NOT ${stopped})`
    case 'due_soon':
      return sql`(${cases.repliedAt} IS NULL AND ${cases.dueAt} > ${now} AND ${cases.dueAt} <= ${now + DUE_SOON_MS} AND NOT ${stopped})`
    case 'paused':
      return sql`(${cases.repliedAt} IS NULL AND ${stopped})`
    case 'reopened':
      return sql`${cases.reopened} > 0`
    case 'lapsed':
      return eq(cases.state, 'lapsed')
    case 'disputed':
      return eq(cases.state, 'disputed')
    case 'replied':
      return sql`${cases.repliedAt} IS NOT NULL`
    case 'closed':
      return sql`${cases.closedAt} IS NOT NULL`
    case 'confirmed':
      return eq(cases.state, 'confirmed')
  }
}

/** The public ledger of handed-off matters, newest first. What is not public as a question is not public as a matter. */
export async function publicCases(
  db: D1Database,
  { limit = PAGE_SIZE, before, ...filter }: LedgerRequest,
  now: number,
): Promise<LedgerPage> {
  const from = before ? readCursor(before, 'before') : null
  const rows = await drizzle(db)
    .select({ one: cases, question: questions })
    .from(cases)
    .innerJoin(
      questions,
      and(eq(questions.sessionId, cases.sessionId), eq(questions.no, cases.questionNo)),
    )
    .where(and(filtered(filter, now), beyond(cases.assignedAt, cases.id, from)))
    .orderBy(desc(cases.assignedAt), desc(cases.id))
    .limit(limit + 1)
  const page = pageOf(rows, limit, ({ one }) => ({ at: one.assignedAt, tie: one.id }))
  const asked = page.rows.map(({ question }) => question)
  const [shown, held] = await Promise.all([
    projected(db, asked),
    sessionsByIds(
      db,
      asked.map((question) => question.sessionId),
    ),
  ])
  const byId = new Map(shown.map((question) => [question.id, question]))
  return {
    next: page.next,
    rows: page.rows.flatMap(({ one, question }) => {
      const found = byId.get(question.id)
      const session = held.get(question.sessionId)?.session
      if (!found || !session) return []
      const { slug, title, demo } = session
      const due =
        one.dueAt === null
          ? null
          : dueStatus({
              dueAt: one.dueAt,
              answeredAt: one.repliedAt,
              pausedAt: one.pausedAt,
              now,
            })
      return [
        {
          case: publicCase(one),
          due,
          question: { id: found.id, no: found.no, text: found.text, acceptedAt: found.listedAt },
          session: { slug, title, demo },
        },
      ]
    }),
  }
}

/** A way to narrow the ledger down, and how many matters it leaves. */
export interface Facet {
  key: string
  name: string
  n: number
}

export interface LedgerFacets {
  status: Facet[]
  unit: Facet[]
  session: Facet[]
  outcome: Facet[]
  year: Facet[]
}

/**
 * How many matters each further choice would leave, given the others: of every kind of choice as if none of
 * its own kind was taken.
 */
export async function ledgerFacets(
  db: D1Database,
  filter: LedgerFilter,
  now: number,
): Promise<LedgerFacets> {
  const orm = drizzle(db)
  const of = (without: keyof LedgerFilter) => {
    const { [without]: _, ...rest } = filter
    return filtered(rest, now)
  }
  const joined = and(eq(questions.sessionId, cases.sessionId), eq(questions.no, cases.questionNo))
  const n = sql<number>`count(*)`
  // Each under a name of its own: in a batch, columns of one name are taken for one.
  const statuses: Record<string, SQL.Aliased<number>> = {}
  for (const view of ledgerViews) {
    const sum = sql<number>`coalesce(sum(${viewed(view, now) ?? sql`1`}), 0)`
    statuses[view] = sum.as(`n_${view}`)
  }
  const [status, unit, session, outcome, year] = await orm.batch([
    orm.select(statuses).from(cases).innerJoin(questions, joined).where(of('status')),
    orm
      .select({ key: cases.unitId, name: sql<string>`max(${cases.unit})`, n })
      .from(cases)
      .innerJoin(questions, joined)
      .where(of('unitId'))
      .groupBy(cases.unitId)
      .orderBy(desc(n), cases.unitId),
    orm
      .select({ key: sessions.slug, name: sessions.title, n })
      .from(cases)
      .innerJoin(questions, joined)
      .innerJoin(sessions, eq(sessions.id, cases.sessionId))
      .where(of('session'))
      .groupBy(sessions.slug, sessions.title, sessions.startsAt)
      .orderBy(desc(sessions.startsAt))
      .limit(FACETS),
    orm
      .select({ key: cases.outcome, n })
      .from(cases)
      .innerJoin(questions, joined)
      .where(and(of('outcome'), isNotNull(cases.outcome)))
      .groupBy(cases.outcome),
    orm
      .select({ key: yearOf, n })
      .from(cases)
      .innerJoin(questions, joined)
      .where(of('year'))
      .groupBy(yearOf)
      .orderBy(desc(yearOf)),
  ])
  return {
    status: ledgerViews.map((key) => ({ key, name: key, n: Number(status[0]?.[key] ?? 0) })),
    unit,
    session,
    outcome: outcome.map(({ key, n: times }) => ({ key: key ?? '', name: key ?? '', n: times })),
    year: year.map((one) => ({ ...one, name: one.key })),
  }
}

const FACETS = 40
