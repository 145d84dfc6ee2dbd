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

/** Gives an account to somebody; changes nothing where it is somebody's already. */
export function linkStatement(
  db: D1Database,
  staffId: string,
  { code, linkedBy, linkedAt }: StaffIdentity,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO staff_identities (code, staff_id, linked_by, linked_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (code) DO NOTHING`,
    )
    .bind(code, staffId, linkedBy, linkedAt)
}

/** Takes an account away; changes nothing where it was not theirs. */
export function unlinkStatement(db: D1Database, staffId: string, code: string) {
  return db
    .prepare('DELETE FROM staff_identities WHERE code = ? AND staff_id = ?')
    .bind(code, staffId)
}

export async function identitiesOf(db: D1Database, staffId: string): Promise<StaffIdentity[]> {
  const { code, linkedBy, linkedAt } = staffIdentities
  return drizzle(db)
    .select({ code, linkedBy, linkedAt })
    .from(staffIdentities)
    .where(eq(staffIdentities.staffId, staffId))
    .orderBy(asc(linkedAt), asc(code))
}
