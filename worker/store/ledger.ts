import { and, desc, eq, inArray, ne, sql, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { PAGE_SIZE } from '../contract/limits'
import type { LedgerPage } from '../contract/record'
import { dueStatus } from '../domain/deadlines'
import { publicCase } from '../domain/projection'
import { beyond, pageOf, readCursor } from './cursor'
import { projected, publicRow } from './parts'
import { cases, questions } from './schema'
import { sessionsByIds } from './session-reads'

/** Which matters the ledger shows; overdue and disputed have views of their own because they come first. */
export const ledgerViews = [
  'all',
  'waiting',
  'overdue',
  'disputed',
  'replied',
  'closed',
  'confirmed',
] as const
export type LedgerView = (typeof ledgerViews)[number]

export interface LedgerRequest {
  limit?: number
  /** `next` of the page before. */
  before?: string | null
  status?: LedgerView
  /** Matters of one unit. */
  unitId?: string
  /** Matters of one session. */
  sessionId?: string
}

function viewed(status: LedgerView, now: number): SQL | undefined {
  switch (status) {
    case 'all':
      return undefined
    case 'waiting':
      return sql`${cases.repliedAt} IS NULL`
    case 'overdue':
      return sql`(${cases.repliedAt} IS NULL AND ${cases.dueAt} <= ${now})`
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
  { limit = PAGE_SIZE, before, status = 'all', unitId, sessionId }: LedgerRequest,
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
    .where(
      and(
        ne(cases.state, 'void'),
        publicRow,
        inArray(questions.state, ['handed_off', 'answered', 'listed', 'on_stage', 'merged']),
        viewed(status, now),
        unitId === undefined ? undefined : eq(cases.unitId, unitId),
        sessionId === undefined ? undefined : eq(cases.sessionId, sessionId),
        beyond(cases.assignedAt, cases.id, from),
      ),
    )
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
        one.dueAt === null ? null : dueStatus({ dueAt: one.dueAt, answeredAt: one.repliedAt, now })
      return [
        {
          case: publicCase(one),
          due,
          question: { id: found.id, no: found.no, text: found.text },
          session: { slug, title, demo },
        },
      ]
    }),
  }
}
