import { desc, eq, lt, and } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { adminActs } from './schema-grants'

export type AdminActRow = typeof adminActs.$inferSelect

/** Keeps what an administrator did, if the statement before it in the batch changed anything. */
export function actStatement(db: D1Database, row: AdminActRow): D1PreparedStatement {
  const { seq, at, actor, forStaff, act, about, facts, reason } = row
  return db
    .prepare(
      `INSERT INTO admin_acts (seq, at, actor, for_staff, act, about, facts, reason)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE changes() > 0`,
    )
    .bind(seq, at, actor, forStaff, act, about, JSON.stringify(facts), reason)
}

/** What administrators did, the latest first; of one person or thing where it is named. */
export async function listActs(
  db: D1Database,
  limit: number,
  { about, before }: { about?: string; before?: number } = {},
): Promise<AdminActRow[]> {
  return drizzle(db)
    .select()
    .from(adminActs)
    .where(
      and(
        about === undefined ? undefined : eq(adminActs.about, about),
        before === undefined ? undefined : lt(adminActs.seq, before),
      ),
    )
    .orderBy(desc(adminActs.seq))
    .limit(limit)
}
