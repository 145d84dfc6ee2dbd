import { asc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { SessionState } from '../contract/states'
import { sessions } from './schema'

/** Sessions whose truth lies with their rooms now. */
export async function sessionsInRooms(
  db: D1Database,
): Promise<{ slug: string; state: SessionState }[]> {
  return drizzle(db)
    .select({ slug: sessions.slug, state: sessions.state })
    .from(sessions)
    .where(eq(sessions.authority, 'room'))
    .orderBy(asc(sessions.startsAt))
}
