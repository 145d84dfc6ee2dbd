import { and, asc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { StaffRole } from '../contract/staff'
import { signInLinks, staff } from './schema'

export interface StaffMember {
  id: string
  name: string
  office: string
  unit: string
  role: StaffRole
}

const shape = {
  id: staff.id,
  name: staff.name,
  office: staff.office,
  unit: staff.unit,
  role: staff.role,
}

/** Somebody who may work here now; a disabled account is found by nobody. */
export async function findStaff(db: D1Database, id: string): Promise<StaffMember | null> {
  const rows = await drizzle(db)
    .select(shape)
    .from(staff)
    .where(and(eq(staff.id, id), eq(staff.disabled, false)))
  return rows[0] ?? null
}

export async function listStaff(db: D1Database): Promise<StaffMember[]> {
  return drizzle(db)
    .select(shape)
    .from(staff)
    .where(eq(staff.disabled, false))
    .orderBy(asc(staff.name), asc(staff.id))
}

/** Adds somebody, or brings their name, office, unit and role up to date. Does not open a disabled account again. */
export async function ensureStaff(db: D1Database, member: StaffMember): Promise<void> {
  const { id, ...facts } = member
  await drizzle(db)
    .insert(staff)
    .values({ id, ...facts })
    .onConflictDoUpdate({ target: staff.id, set: facts })
}

/** Takes effect at the next request: sessions look their person up. */
export async function disableStaff(db: D1Database, id: string, disabled: boolean): Promise<void> {
  await drizzle(db).update(staff).set({ disabled }).where(eq(staff.id, id))
}

/** Keeps the hash of a sign-in link; the link itself is only shown to its person. */
export async function keepSignInLink(
  db: D1Database,
  hash: string,
  staffId: string,
  expiresAt: number,
): Promise<void> {
  await drizzle(db)
    .insert(signInLinks)
    .values({ hash, staffId, expiresAt })
    .onConflictDoNothing({ target: signInLinks.hash })
}

/** Claims a link: of two clicks at once, one gets in. null: unknown, used, expired, or its person may not work here. */
export async function useSignInLink(
  db: D1Database,
  hash: string,
  now: number,
): Promise<StaffMember | null> {
  const claimed = await drizzle(db)
    .update(signInLinks)
    .set({ usedAt: now })
    .where(
      and(
        eq(signInLinks.hash, hash),
        sql`${signInLinks.usedAt} IS NULL`,
        sql`${signInLinks.expiresAt} > ${now}`,
        sql`EXISTS (SELECT 1 FROM staff s WHERE s.id = ${signInLinks.staffId} AND s.disabled = 0)`,
      ),
    )
    .returning({ staffId: signInLinks.staffId })
  const staffId = claimed[0]?.staffId
  return staffId === undefined ? null : findStaff(db, staffId)
}
