import { and, eq, gt, lte } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { keptDrafts, loginAttempts } from './schema-logins'

/** A login under way: everything but the provider and the way back as hashes. */
export interface LoginAttempt {
  id: string
  browser: string
  provider: string
  back: string
  expiresAt: number
}

/** Keeps a login that begins, and forgets those nobody came back from. */
export async function keepAttempt(
  db: D1Database,
  attempt: LoginAttempt,
  now: number,
): Promise<void> {
  const d = drizzle(db)
  await d.batch([
    d.delete(loginAttempts).where(lte(loginAttempts.expiresAt, now)),
    d.insert(loginAttempts).values(attempt),
  ])
}

/** Takes a login out: whatever comes back with the same state a second time, or from another browser, finds nothing. */
export async function takeAttempt(
  db: D1Database,
  { id, browser, provider }: Pick<LoginAttempt, 'id' | 'browser' | 'provider'>,
  now: number,
): Promise<{ back: string } | null> {
  const [taken] = await drizzle(db)
    .delete(loginAttempts)
    .where(
      and(
        eq(loginAttempts.id, id),
        eq(loginAttempts.browser, browser),
        eq(loginAttempts.provider, provider),
        gt(loginAttempts.expiresAt, now),
      ),
    )
    .returning({ back: loginAttempts.back })
  return taken ?? null
}

/** Words that wait; the last ones of a form are those that count. */
export async function keepDraft(
  db: D1Database,
  draft: { id: string; box: string; expiresAt: number },
  now: number,
): Promise<void> {
  const d = drizzle(db)
  const { box, expiresAt } = draft
  await d.batch([
    d.delete(keptDrafts).where(lte(keptDrafts.expiresAt, now)),
    d
      .insert(keptDrafts)
      .values(draft)
      .onConflictDoUpdate({ target: keptDrafts.id, set: { box, expiresAt } }),
  ])
}

export async function keptDraft(db: D1Database, id: string, now: number): Promise<string | null> {
  const [found] = await drizzle(db)
    .select({ box: keptDrafts.box })
    .from(keptDrafts)
    .where(and(eq(keptDrafts.id, id), gt(keptDrafts.expiresAt, now)))
  return found?.box ?? null
}

export async function dropDraft(db: D1Database, id: string): Promise<void> {
  await drizzle(db).delete(keptDrafts).where(eq(keptDrafts.id, id))
}
