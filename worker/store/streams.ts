import { eq, getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { StreamRecord } from '../domain/stream-records'
import { sessions } from './schema'
import { streams } from './schema-stream'

/** The streams of sessions as the record knows them: a row each, written by the stream's own object alone. */

/** Keeps a row, unless a later one is there. Saying it again changes nothing. */
export async function keepStream(db: D1Database, record: StreamRecord): Promise<void> {
  const set = Object.fromEntries(
    Object.entries(getTableColumns(streams))
      .filter(([prop]) => prop !== 'sessionId')
      .map(([prop, column]) => [prop, sql.raw(`excluded."${column.name}"`)]),
  )
  await drizzle(db)
    .insert(streams)
    .values(record)
    .onConflictDoUpdate({
      target: streams.sessionId,
      set,
      setWhere: sql`excluded.version > ${streams.version}`,
    })
}

export async function streamRecord(
  db: D1Database,
  sessionId: string,
): Promise<StreamRecord | null> {
  const rows = await drizzle(db).select().from(streams).where(eq(streams.sessionId, sessionId))
  return rows[0] ?? null
}

/** Which session a stream belongs to. */
export async function sessionIdOf(db: D1Database, slug: string): Promise<string | null> {
  const rows = await drizzle(db)
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.slug, slug))
  return rows[0]?.id ?? null
}

/** Nothing is left of a stream. */
export async function strikeStream(db: D1Database, sessionId: string): Promise<void> {
  await drizzle(db).delete(streams).where(eq(streams.sessionId, sessionId))
}
