import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { sessions } from './schema'

/** When a session was announced; null: never, or there is none of that name. */
export async function announcedAt(db: D1Database, slug: string): Promise<number | null> {
  const found = await drizzle(db)
    .select({ at: sessions.announcedAt })
    .from(sessions)
    .where(eq(sessions.slug, slug))
  return found[0]?.at ?? null
}
