import { and, asc, eq, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { staff } from './schema'
import { staffIdentities } from './schema-logins'
import type { StaffMember } from './staff'

/** Accounts at a provider that belong to members of staff. */

export interface StaffIdentity {
  code: string
  linkedBy: string
  linkedAt: number
}

/** Whose account it is, if they may work here. Several codes: of the keys before and after a rotation. */
export async function staffByIdentity(
  db: D1Database,
  codes: readonly string[],
): Promise<StaffMember | null> {
  const { id, name, office, unit, role } = staff
  const [found] = await drizzle(db)
    .select({ id, name, office, unit, role })
    .from(staffIdentities)
    .innerJoin(staff, eq(staff.id, staffIdentities.staffId))
    .where(and(inArray(staffIdentities.code, [...codes]), eq(staff.disabled, false)))
  return found ?? null
}

/** Gives an account to somebody. false: it is somebody's already. */
export async function linkIdentity(
  db: D1Database,
  staffId: string,
  { code, linkedBy, linkedAt }: StaffIdentity,
): Promise<boolean> {
  const rows = await drizzle(db)
    .insert(staffIdentities)
    .values({ code, staffId, linkedBy, linkedAt })
    .onConflictDoNothing({ target: staffIdentities.code })
    .returning({ code: staffIdentities.code })
  return rows.length === 1
}

/** Takes an account away. false: it was not theirs. */
export async function unlinkIdentity(
  db: D1Database,
  staffId: string,
  code: string,
): Promise<boolean> {
  const rows = await drizzle(db)
    .delete(staffIdentities)
    .where(and(eq(staffIdentities.code, code), eq(staffIdentities.staffId, staffId)))
    .returning({ code: staffIdentities.code })
  return rows.length === 1
}

export async function identitiesOf(db: D1Database, staffId: string): Promise<StaffIdentity[]> {
  const { code, linkedBy, linkedAt } = staffIdentities
  return drizzle(db)
    .select({ code, linkedBy, linkedAt })
    .from(staffIdentities)
    .where(eq(staffIdentities.staffId, staffId))
    .orderBy(asc(linkedAt), asc(code))
}
