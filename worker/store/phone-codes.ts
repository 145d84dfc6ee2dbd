import { and, eq, gt, lt, lte, ne, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { CODE_EVERY_MS, CODE_TRIES, CODES_A_DAY } from '../contract/verify'
import { phoneCodes } from './schema-logins'

/**
 * Codes sent to telephones. Each step is one statement that counts as it asks, so that many tries at once gain
 * nothing.
 */

export interface CodeSent {
  id: string
  code: string
  day: string
  expiresAt: number
}

/** Puts a new code in the place of the one before. false: too soon, or too many today. */
export async function keepCode(db: D1Database, sent: CodeSent, now: number): Promise<boolean> {
  const { id, code, day, expiresAt } = sent
  const rows = await drizzle(db)
    .insert(phoneCodes)
    .values({ id, code, day, expiresAt, tries: 0, sentAt: now, sent: 1 })
    .onConflictDoUpdate({
      target: phoneCodes.id,
      set: {
        code,
        expiresAt,
        tries: 0,
        sentAt: now,
        day,
        sent: sql`CASE WHEN ${phoneCodes.day} = ${day} THEN ${phoneCodes.sent} + 1 ELSE 1 END`,
      },
      setWhere: and(
        lte(phoneCodes.sentAt, now - CODE_EVERY_MS),
        or(ne(phoneCodes.day, day), lt(phoneCodes.sent, CODES_A_DAY)),
      ),
    })
    .returning({ id: phoneCodes.id })
  return rows.length === 1
}

/** Why a code was not kept, for the words on the page. */
export async function codesToday(
  db: D1Database,
  id: string,
): Promise<{ sentAt: number; day: string; sent: number } | null> {
  const { sentAt, day, sent } = phoneCodes
  const rows = await drizzle(db)
    .select({ sentAt, day, sent })
    .from(phoneCodes)
    .where(eq(phoneCodes.id, id))
  return rows[0] ?? null
}

/** The message did not go out: the code is worth nothing and does not count for the day. */
export async function dropCode(db: D1Database, id: string, code: string): Promise<void> {
  await drizzle(db)
    .update(phoneCodes)
    .set({ code: null, sent: sql`max(0, ${phoneCodes.sent} - 1)` })
    .where(and(eq(phoneCodes.id, id), eq(phoneCodes.code, code)))
}

/** Counts a try before it is judged. null: no code waits, it is too late, or there were too many tries. */
export async function tryCode(
  db: D1Database,
  id: string,
  now: number,
): Promise<{ code: string; left: number } | null> {
  const [row] = await drizzle(db)
    .update(phoneCodes)
    .set({ tries: sql`${phoneCodes.tries} + 1` })
    .where(
      and(
        eq(phoneCodes.id, id),
        lt(phoneCodes.tries, CODE_TRIES),
        gt(phoneCodes.expiresAt, now),
        sql`${phoneCodes.code} IS NOT NULL`,
      ),
    )
    .returning({ code: phoneCodes.code, tries: phoneCodes.tries })
  return row?.code ? { code: row.code, left: CODE_TRIES - row.tries } : null
}

/** Uses a code up: of many who hold it, one gets in. */
export async function useCode(db: D1Database, id: string, code: string): Promise<boolean> {
  const rows = await drizzle(db)
    .update(phoneCodes)
    .set({ code: null })
    .where(and(eq(phoneCodes.id, id), eq(phoneCodes.code, code)))
    .returning({ id: phoneCodes.id })
  return rows.length === 1
}
