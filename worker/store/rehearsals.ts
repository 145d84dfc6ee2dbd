import { and, eq, gt, lte } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { rehearsals } from './schema-desk-help'

/** Which rehearsals run: a row each, gone with them. One whose time is over is not found any more. */

export interface Rehearsal {
  slug: string
  /** Name of the session it rehearses. */
  of: string
  endsAt: number
}

/** A rehearsal by its own name. */
export async function rehearsalBySlug(
  db: D1Database,
  slug: string,
  now: number,
): Promise<Rehearsal | null> {
  const where = and(eq(rehearsals.slug, slug), gt(rehearsals.endsAt, now))
  return (await drizzle(db).select().from(rehearsals).where(where))[0] ?? null
}

/** The rehearsal of a session, if one runs. */
export async function rehearsalOf(
  db: D1Database,
  of: string,
  now: number,
): Promise<Rehearsal | null> {
  const where = and(eq(rehearsals.of, of), gt(rehearsals.endsAt, now))
  return (await drizzle(db).select().from(rehearsals).where(where))[0] ?? null
}

/** Writes a rehearsal down; of two begun at once for one session the first stays, and both are told it. */
export async function beginRehearsal(
  db: D1Database,
  begun: Rehearsal,
  now: number,
): Promise<Rehearsal | null> {
  const orm = drizzle(db)
  await orm.batch([
    orm.delete(rehearsals).where(and(eq(rehearsals.of, begun.of), lte(rehearsals.endsAt, now))),
    orm.insert(rehearsals).values(begun).onConflictDoNothing(),
  ])
  return rehearsalOf(db, begun.of, now)
}

/** Strikes a rehearsal out; saying it again changes nothing. */
export async function strikeRehearsal(db: D1Database, slug: string): Promise<void> {
  await drizzle(db).delete(rehearsals).where(eq(rehearsals.slug, slug))
}
