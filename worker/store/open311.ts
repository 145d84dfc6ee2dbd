import { and, desc, eq, inArray, isNotNull, isNull, ne, sql, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicCase, PublicQuestion } from '../contract/views'
import { publicCase } from '../domain/projection'
import { projected, publicRow } from './parts'
import { cases, questions, units } from './schema'
import { readableStates } from '../domain/projection'

/** Matters as an Open311 client asks for them. */

export interface RequestQuery {
  ids?: readonly string[]
  services?: readonly string[]
  status?: 'open' | 'closed'
  from?: number
  to?: number
  updatedFrom?: number
  updatedTo?: number
  page: number
  size: number
}

export interface FoundRequest {
  case: PublicCase
  question: PublicQuestion
  unitId: string
  changed: number
}

/** The last thing that anybody may see of it. */
const changed = sql<number>`max(${cases.assignedAt}, coalesce(${cases.acceptedAt}, 0), coalesce(${cases.extendedAt}, 0), coalesce(${cases.repliedAt}, 0), coalesce(${cases.closedAt}, 0))`

const among = (column: typeof cases.id | typeof cases.unitId, values: readonly string[]): SQL =>
  sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`

/** Public matters, the newest first. */
export async function requestsFound(
  db: D1Database,
  { ids, services, status, from, to, updatedFrom, updatedTo, page, size }: RequestQuery,
): Promise<FoundRequest[]> {
  const rows = await drizzle(db)
    .select({ item: cases, question: questions, changed: changed.as('changed') })
    .from(cases)
    .innerJoin(
      questions,
      and(eq(questions.sessionId, cases.sessionId), eq(questions.no, cases.questionNo)),
    )
    .where(
      and(
        ne(cases.state, 'void'),
        eq(cases.visibility, 'public'),
        publicRow,
        inArray(questions.state, [...readableStates]),
        ids && among(cases.id, ids),
        services && among(cases.unitId, services),
        status && (status === 'closed' ? isNotNull(cases.repliedAt) : isNull(cases.repliedAt)),
        from === undefined ? undefined : sql`${cases.assignedAt} >= ${from}`,
        to === undefined ? undefined : sql`${cases.assignedAt} <= ${to}`,
        updatedFrom === undefined ? undefined : sql`${changed} >= ${updatedFrom}`,
        updatedTo === undefined ? undefined : sql`${changed} <= ${updatedTo}`,
      ),
    )
    .orderBy(desc(cases.assignedAt), desc(cases.id))
    .limit(size)
    .offset((page - 1) * size)
  const shown = await projected(
    db,
    rows.map(({ question }) => question),
  )
  const byId = new Map(shown.map((one) => [one.id, one]))
  return rows.flatMap(({ item, question, changed: at }) => {
    const found = byId.get(question.id)
    const { unitId } = item
    return found ? [{ case: publicCase(item), question: found, unitId, changed: at }] : []
  })
}

/** Units that take matters, and those that ever had one. */
export async function servicesOffered(
  db: D1Database,
): Promise<{ id: string; name: string; level: string }[]> {
  return drizzle(db)
    .select({ id: units.id, name: units.name, level: units.level })
    .from(units)
    .where(
      sql`(${units.takesCases} = 1 OR EXISTS (SELECT 1 FROM cases c WHERE c.unit_id = ${units.id} AND c.state <> 'void' AND c.visibility = 'public'))`,
    )
    .orderBy(units.place, units.id)
}
