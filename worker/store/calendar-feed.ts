import { and, asc, desc, eq, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicCase, PublicQuestion, PublicSession } from '../contract/views'
import { publicCase } from '../domain/projection'
import { projected, publicRow } from './parts'
import { cases, questions, sessions } from './schema'
import { sessionBySlug, sessionsByIds } from './session-reads'
import { readableStates } from '../domain/projection'

/** What a calendar holds at the most. */
const SESSIONS = 100
const DUE = 300

/** Sessions that have a day, also those that were called off; the last year's and all that come. */
export async function sessionsOfCalendar(
  db: D1Database,
  since: number,
  slug?: string,
): Promise<{ session: PublicSession; version: number }[]> {
  if (slug !== undefined) {
    const held = await sessionBySlug(db, slug)
    return held ? [{ session: held.session, version: held.version }] : []
  }
  const rows = await drizzle(db)
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        ne(sessions.state, 'draft'),
        ne(sessions.kind, 'mailbox'),
        isNull(sessions.source),
        sql`${sessions.startsAt} >= ${since}`,
      ),
    )
    .orderBy(desc(sessions.startsAt), desc(sessions.id))
    .limit(SESSIONS)
  const held = await sessionsByIds(
    db,
    rows.map(({ id }) => id),
  )
  return rows.flatMap(({ id }) => {
    const found = held.get(id)
    return found ? [{ session: found.session, version: found.version }] : []
  })
}

/** A matter with a limit, and the question it is about. */
export interface DueMatter {
  case: PublicCase
  question: PublicQuestion
  /** Acts of departments so far, and of the room before: one more with every change. */
  sequence: number
  changed: number
}

/** Limits of a unit's public matters: all that are open, and those met within the last while. */
export async function dueOfUnit(
  db: D1Database,
  unitId: string,
  since: number,
): Promise<DueMatter[]> {
  const rows = await drizzle(db)
    .select({ item: cases, question: questions, version: cases.version })
    .from(cases)
    .innerJoin(
      questions,
      and(eq(questions.sessionId, cases.sessionId), eq(questions.no, cases.questionNo)),
    )
    .where(
      and(
        eq(cases.unitId, unitId),
        ne(cases.state, 'void'),
        eq(cases.visibility, 'public'),
        isNotNull(cases.dueAt),
        or(isNull(cases.repliedAt), sql`${cases.repliedAt} >= ${since}`),
        publicRow,
        inArray(questions.state, [...readableStates]),
      ),
    )
    .orderBy(asc(cases.dueAt), asc(cases.id))
    .limit(DUE)
  const shown = await projected(
    db,
    rows.map(({ question }) => question),
  )
  const byId = new Map(shown.map((one) => [one.id, one]))
  return rows.flatMap(({ item, question, version }) => {
    const found = byId.get(question.id)
    if (!found) return []
    const dates = [item.assignedAt, item.acceptedAt, item.extendedAt, item.repliedAt, item.closedAt]
    return [
      {
        case: publicCase(item),
        question: found,
        sequence: version + item.seq,
        changed: Math.max(...dates.map((at) => at ?? 0)),
      },
    ]
  })
}
