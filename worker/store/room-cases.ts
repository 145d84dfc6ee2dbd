import { and, eq, gt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { CaseFile } from '../domain/case-records'
import { cases, sessions } from './schema'

/** Cases that departments lead, of sessions that rooms still hold. */
export async function casesInRooms(db: D1Database): Promise<{ slug: string; file: CaseFile }[]> {
  return drizzle(db)
    .select({ slug: sessions.slug, file: cases })
    .from(cases)
    .innerJoin(sessions, eq(sessions.id, cases.sessionId))
    .where(and(eq(sessions.authority, 'room'), gt(cases.seq, 0)))
}

/** The cases of a session as the record has them: what its room takes over before the two are compared. */
export async function caseRowsOf(db: D1Database, sessionId: string): Promise<CaseFile[]> {
  return drizzle(db).select().from(cases).where(eq(cases.sessionId, sessionId))
}
