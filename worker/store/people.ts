import { asc, eq, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { SignInWay, StaffRole } from '../contract/staff'
import { staff } from './schema'
import { absences, grants } from './schema-grants'
import type { StaffMember } from './staff'

/** Everybody who works here and what they hold, as administrators see and change it. */

export type GrantRow = typeof grants.$inferSelect
export type AbsenceRow = typeof absences.$inferSelect

export interface Person extends StaffMember {
  disabled: boolean
  /** Every role ever given, ended ones too. */
  grants: GrantRow[]
}

const MANY = 2_000

export async function listPeople(db: D1Database): Promise<Person[]> {
  const [people, given] = await Promise.all([
    drizzle(db)
      .select()
      .from(staff)
      .orderBy(asc(staff.unit), asc(staff.name), asc(staff.id))
      .limit(MANY),
    drizzle(db).select().from(grants).orderBy(asc(grants.givenAt), asc(grants.id)),
  ])
  return people.map((person) => ({
    ...person,
    grants: given.filter(({ staffId }) => staffId === person.id),
  }))
}

export async function personById(db: D1Database, id: string): Promise<Person | null> {
  const [rows, given] = await Promise.all([
    drizzle(db).select().from(staff).where(eq(staff.id, id)),
    drizzle(db)
      .select()
      .from(grants)
      .where(eq(grants.staffId, id))
      .orderBy(asc(grants.givenAt), asc(grants.id)),
  ])
  return rows[0] ? { ...rows[0], grants: given } : null
}

/** Names of people by id, disabled ones too. */
export async function namesOf(
  db: D1Database,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)]
  const names = new Map<string, string>()
  // D1 takes a hundred parameters at once.
  for (let at = 0; at < wanted.length; at += 90) {
    const rows = await drizzle(db)
      .select({ id: staff.id, name: staff.name })
      .from(staff)
      .where(inArray(staff.id, wanted.slice(at, at + 90)))
    for (const { id, name } of rows) names.set(id, name)
  }
  return names
}

/** Absences that have not ended before a day, of everybody. */
export async function listAbsences(db: D1Database): Promise<AbsenceRow[]> {
  return drizzle(db).select().from(absences).orderBy(asc(absences.fromDay), asc(absences.id))
}

/** The roles somebody holds at a moment; the one they are known by as long as nothing else was said of it. */
export function heldAt(
  person: Person,
  now: number,
): (GrantRow | { role: StaffRole; known: true })[] {
  const rows = person.grants.filter(
    ({ revokedAt, untilAt }) => revokedAt === null && (untilAt === null || untilAt > now),
  )
  const said = person.grants.some(({ role }) => role === person.role)
  return said ? rows : [{ role: person.role, known: true }, ...rows]
}

/** Somebody besides ?1 who administers the whole portal, without an end, and whose account is open. */
const otherAdmin = `EXISTS (
  SELECT 1 FROM staff s WHERE s.id <> ?1 AND s.disabled = 0 AND (
    (s.role = 'admin' AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.staff_id = s.id AND g.role = 'admin'))
    OR EXISTS (
      SELECT 1 FROM grants g WHERE g.staff_id = s.id AND g.role = 'admin' AND g.unit_id IS NULL
        AND g.session IS NULL AND g.revoked_at IS NULL AND g.from_at <= ?2 AND g.until_at IS NULL
    )
  )
)`

/** Whether the portal has an administrator besides this one. */
export async function hasOtherAdmin(db: D1Database, id: string, now: number): Promise<boolean> {
  const row = await db
    .prepare(`SELECT ${otherAdmin} AS other`)
    .bind(id, now)
    .first<{ other: number }>()
  return row?.other === 1
}

export function addPersonStatement(db: D1Database, member: StaffMember): D1PreparedStatement {
  const { id, name, office, unit, role } = member
  return db
    .prepare('INSERT INTO staff (id, name, office, unit, role, disabled) VALUES (?, ?, ?, ?, ?, 0)')
    .bind(id, name, office, unit, role)
}

/** Opens or closes an account; closes it only where somebody is left to administer the portal. */
export function disableStatement(
  db: D1Database,
  {
    id,
    disabled,
    needsOther,
    now,
  }: { id: string; disabled: boolean; needsOther: boolean; now: number },
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE staff SET disabled = ?3 WHERE id = ?1 AND disabled <> ?3 AND (?4 = 0 OR ${otherAdmin})`,
    )
    .bind(id, now, Number(disabled), Number(needsOther))
}

const columns = `(id, staff_id, role, unit_id, session, from_at, until_at, given_by, given_at, revoked_by, revoked_at)`

export function giveStatement(db: D1Database, row: GrantRow): D1PreparedStatement {
  const {
    id,
    staffId,
    role,
    unitId,
    session,
    fromAt,
    untilAt,
    givenBy,
    givenAt,
    revokedBy,
    revokedAt,
  } = row
  return db
    .prepare(`INSERT INTO grants ${columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .bind(
      id,
      staffId,
      role,
      unitId,
      session,
      fromAt,
      untilAt,
      givenBy,
      givenAt,
      revokedBy,
      revokedAt,
    )
}

/** Writes the role somebody is known by down as a row of its own, where none of that role was written yet. */
export function writeDownStatement(
  db: D1Database,
  row: Pick<GrantRow, 'id' | 'staffId' | 'role' | 'givenBy' | 'givenAt'>,
): D1PreparedStatement {
  const { id, staffId, role, givenBy, givenAt } = row
  return db
    .prepare(
      `INSERT INTO grants ${columns} SELECT ?1, ?2, ?3, NULL, NULL, 0, NULL, ?4, ?5, NULL, NULL
       WHERE NOT EXISTS (SELECT 1 FROM grants WHERE staff_id = ?2 AND role = ?3)`,
    )
    .bind(id, staffId, role, givenBy, givenAt)
}

/** Takes the role back that somebody is known by, where none of that role was written yet. */
export function revokeKnownStatement(
  db: D1Database,
  given: {
    id: string
    staffId: string
    role: StaffRole
    by: string
    now: number
    needsOther: boolean
  },
): D1PreparedStatement {
  const { id, staffId, role, by, now, needsOther } = given
  return db
    .prepare(
      `INSERT INTO grants ${columns} SELECT ?3, ?1, ?4, NULL, NULL, 0, NULL, ?5, ?2, ?5, ?2
       WHERE NOT EXISTS (SELECT 1 FROM grants WHERE staff_id = ?1 AND role = ?4)
         AND (?6 = 0 OR ${otherAdmin})`,
    )
    .bind(staffId, now, id, role, by, Number(needsOther))
}

/** Takes a role back; that of an administrator only where another one is left. */
export function revokeStatement(
  db: D1Database,
  given: { id: string; staffId: string; by: string; now: number; needsOther: boolean },
): D1PreparedStatement {
  const { id, staffId, by, now, needsOther } = given
  return db
    .prepare(
      `UPDATE grants SET revoked_by = ?3, revoked_at = ?2
       WHERE id = ?4 AND staff_id = ?1 AND revoked_at IS NULL AND (?5 = 0 OR ${otherAdmin})`,
    )
    .bind(staffId, now, by, id, Number(needsOther))
}

export function absenceStatement(db: D1Database, row: AbsenceRow): D1PreparedStatement {
  const { id, ofStaff, byStaff, fromDay, toDay, reason, givenBy, givenAt } = row
  return db
    .prepare(
      `INSERT INTO absences (id, of_staff, by_staff, from_day, to_day, reason, given_by, given_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .bind(id, ofStaff, byStaff, fromDay, toDay, reason, givenBy, givenAt)
}

export function endAbsenceStatement(
  db: D1Database,
  { id, ofStaff, by, now }: { id: string; ofStaff: string; by: string; now: number },
): D1PreparedStatement {
  return db
    .prepare(
      'UPDATE absences SET ended_by = ?, ended_at = ? WHERE id = ? AND of_staff = ? AND ended_at IS NULL',
    )
    .bind(by, now, id, ofStaff)
}

/** A signing-in that is not over, with whose it is. */
export interface OpenSignIn {
  id: string
  staffId: string
  name: string
  office: string
  how: SignInWay
  device: string
  startedAt: number
  seenAt: number
}

/** Who is signed in now, the latest seen first; of one person where they are named. */
export async function openSignIns(
  db: D1Database,
  now: number,
  staffId: string | null = null,
): Promise<OpenSignIn[]> {
  const { results } = await db
    .prepare(
      `SELECT s.id, s.staff_id AS staffId, p.name, p.office, s.how, s.device, s.started_at AS startedAt,
        s.seen_at AS seenAt
       FROM staff_sessions s JOIN staff p ON p.id = s.staff_id
       WHERE s.ends_at > ?1 AND (?2 IS NULL OR s.staff_id = ?2) ORDER BY s.seen_at DESC, s.id LIMIT 500`,
    )
    .bind(now, staffId)
    .all<OpenSignIn>()
  return results
}

/** Ends one signing-in of somebody, or with null all of them. */
export function endSignInStatement(
  db: D1Database,
  staffId: string,
  id: string | null,
): D1PreparedStatement {
  return db
    .prepare('DELETE FROM staff_sessions WHERE staff_id = ?1 AND (?2 IS NULL OR id = ?2)')
    .bind(staffId, id)
}
