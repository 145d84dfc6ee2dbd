import type { StaffRole } from '../contract/staff'

/** Invitations to work here. Of the link only its hash is kept; each is used once or not at all. */

export interface Invite {
  id: string
  staffId: string
  name: string
  office: string
  unit: string
  role: StaffRole
  invitedBy: string
  invitedByName: string
  invitedAt: number
  endsAt: number
  usedAt: number | null
  revokedAt: number | null
}

export interface NewInvite extends Omit<Invite, 'usedAt' | 'revokedAt'> {
  hash: string
}

const columns = `id, staff_id AS staffId, name, office, unit, role, invited_by AS invitedBy,
  invited_by_name AS invitedByName, invited_at AS invitedAt, ends_at AS endsAt, used_at AS usedAt,
  revoked_at AS revokedAt`

/** Still good: neither used nor taken back nor too old, and not for somebody who may not work here. */
const open = `used_at IS NULL AND revoked_at IS NULL AND ends_at > ?2
  AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.id = invites.staff_id AND s.disabled = 1)`

/** Keeps an invitation; an earlier one of the same person opens nothing any more. The last one keeps it. */
export function inviteStatements(db: D1Database, invite: NewInvite): D1PreparedStatement[] {
  const { hash, id, staffId, name, office, unit, role, invitedBy, invitedByName } = invite
  const { invitedAt, endsAt } = invite
  return [
    db
      .prepare(
        'UPDATE invites SET revoked_at = ?2 WHERE staff_id = ?1 AND used_at IS NULL AND revoked_at IS NULL',
      )
      .bind(staffId, invitedAt),
    db
      .prepare(
        `INSERT INTO invites (hash, id, staff_id, name, office, unit, role, invited_by, invited_by_name,
          invited_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .bind(
        hash,
        id,
        staffId,
        name,
        office,
        unit,
        role,
        invitedBy,
        invitedByName,
        invitedAt,
        endsAt,
      ),
  ]
}

export async function keepInvite(db: D1Database, invite: NewInvite): Promise<void> {
  await db.batch(inviteStatements(db, invite))
}

/** The newest first, used and revoked ones too. */
export async function listInvites(db: D1Database, limit = 100): Promise<Invite[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} FROM invites ORDER BY invited_at DESC, id LIMIT ?`)
    .bind(limit)
    .all<Invite>()
  return results
}

/** Takes an invitation back that nobody has used yet. */
export function revokeInviteStatement(
  db: D1Database,
  id: string,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(
      'UPDATE invites SET revoked_at = ?2 WHERE id = ?1 AND used_at IS NULL AND revoked_at IS NULL',
    )
    .bind(id, now)
}

/** The same; answers whether there was one. */
export async function revokeInvite(db: D1Database, id: string, now: number): Promise<boolean> {
  return (await revokeInviteStatement(db, id, now).run()).meta.changes === 1
}

/** The invitation of a link that is still good. */
export async function openInvite(
  db: D1Database,
  hash: string,
  now: number,
): Promise<Invite | null> {
  return db
    .prepare(`SELECT ${columns} FROM invites WHERE hash = ?1 AND ${open}`)
    .bind(hash, now)
    .first<Invite>()
}

/** What a statement asks for that keeps something only while an invitation is good: its hash, and now. */
export const whileOpen = (hash: string, now: string) =>
  `EXISTS (SELECT 1 FROM invites i WHERE i.hash = ${hash} AND i.used_at IS NULL AND i.revoked_at IS NULL
  AND i.ends_at > ${now})`

/**
 * Uses an invitation: its person is put on the list if they are not there yet, `credential` is kept, and the
 * link is used up, all or nothing. The statement must keep something only while the invitation is good and
 * its person may work here. Of two who use it at once one gets in; null for the other.
 */
export async function acceptInvite(
  db: D1Database,
  hash: string,
  now: number,
  credential: D1PreparedStatement,
): Promise<string | null> {
  const [, , claimed] = await db.batch([
    db
      .prepare(
        `INSERT INTO staff (id, name, office, unit, role, disabled)
        SELECT staff_id, name, office, unit, role, 0 FROM invites WHERE hash = ?1 AND ${open}
        ON CONFLICT (id) DO NOTHING`,
      )
      .bind(hash, now),
    credential,
    // Last of all: the second of two finds it used, and keeps nothing.
    db
      .prepare(
        `UPDATE invites SET used_at = ?2 WHERE hash = ?1 AND ${open} RETURNING staff_id AS id`,
      )
      .bind(hash, now),
  ])
  const row = claimed?.results[0] as { id: string } | undefined
  return row?.id ?? null
}
