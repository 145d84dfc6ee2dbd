import { whileOpen } from './invites'

/** Public keys of staff, and the challenges their authenticators are to sign. */

export interface Passkey {
  id: string
  credentialId: string
  staffId: string
  publicKey: string
  counter: number
  transports: string[]
  name: string
  backedUp: boolean
  addedAt: number
  usedAt: number | null
}

type Row = Omit<Passkey, 'transports' | 'backedUp'> & { transports: string; backedUp: number }

const columns = `id, credential_id AS credentialId, staff_id AS staffId, public_key AS publicKey, counter,
  transports, name, backed_up AS backedUp, added_at AS addedAt, used_at AS usedAt`

const passkeyOf = ({ transports, backedUp, ...rest }: Row): Passkey => ({
  ...rest,
  transports: JSON.parse(transports) as string[],
  backedUp: backedUp === 1,
})

/** Keeps what an authenticator is to sign; those that are too old go. */
export async function keepChallenge(
  db: D1Database,
  {
    challenge,
    purpose,
    now,
    endsAt,
  }: Record<'challenge' | 'purpose', string> & Record<'now' | 'endsAt', number>,
): Promise<void> {
  await db.batch([
    db.prepare('DELETE FROM passkey_challenges WHERE ends_at <= ?').bind(now),
    db
      .prepare('INSERT INTO passkey_challenges (challenge, purpose, ends_at) VALUES (?, ?, ?)')
      .bind(challenge, purpose, endsAt),
  ])
}

/** Takes a challenge away: of any number who answer it, one finds it. */
export async function takeChallenge(
  db: D1Database,
  challenge: string,
  purpose: string,
  now: number,
): Promise<boolean> {
  const { results } = await db
    .prepare('DELETE FROM passkey_challenges WHERE challenge = ? AND purpose = ? RETURNING ends_at')
    .bind(challenge, purpose)
    .all<{ ends_at: number }>()
  return results.some(({ ends_at: endsAt }) => endsAt > now)
}

/** The passkey of somebody who may work here. */
export async function passkeyBy(db: D1Database, credentialId: string): Promise<Passkey | null> {
  const row = await db
    .prepare(
      `SELECT ${columns} FROM passkeys WHERE credential_id = ?
      AND EXISTS (SELECT 1 FROM staff s WHERE s.id = passkeys.staff_id AND s.disabled = 0)`,
    )
    .bind(credentialId)
    .first<Row>()
  return row && passkeyOf(row)
}

export async function passkeysOf(db: D1Database, staffId: string): Promise<Passkey[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} FROM passkeys WHERE staff_id = ? ORDER BY added_at, id`)
    .bind(staffId)
    .all<Row>()
  return results.map(passkeyOf)
}

/** Keeps a passkey for somebody on the list; of a credential known already the statement fails. */
export function keepPasskey(
  db: D1Database,
  key: Omit<Passkey, 'usedAt'>,
  /** Hash of the invitation it comes with: nothing is kept unless that is good. */
  invite: string | null = null,
): D1PreparedStatement {
  const { credentialId, id, staffId, publicKey, counter, transports, name, backedUp, addedAt } = key
  return db
    .prepare(
      `INSERT INTO passkeys (credential_id, id, staff_id, public_key, counter, transports, name, backed_up, added_at)
      SELECT ?1, ?2, id, ?4, ?5, ?6, ?7, ?8, ?9 FROM staff WHERE id = ?3 AND disabled = 0
      AND (?10 IS NULL OR ${whileOpen('?10', '?9')})`,
    )
    .bind(
      credentialId,
      id,
      staffId,
      publicKey,
      counter,
      JSON.stringify(transports),
      name,
      backedUp ? 1 : 0,
      addedAt,
      invite,
    )
}

/** Puts down a use; false where another use with the same or a later count came first. */
export async function usedPasskey(
  db: D1Database,
  credentialId: string,
  counter: number,
  now: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE passkeys SET counter = ?2, used_at = ?3
      WHERE credential_id = ?1 AND (counter < ?2 OR (counter = 0 AND ?2 = 0))`,
    )
    .bind(credentialId, counter, now)
    .run()
  return meta.changes === 1
}

export async function renamePasskey(
  db: D1Database,
  staffId: string,
  id: string,
  name: string,
): Promise<boolean> {
  const { meta } = await db
    .prepare('UPDATE passkeys SET name = ?3 WHERE staff_id = ?1 AND id = ?2')
    .bind(staffId, id, name)
    .run()
  return meta.changes === 1
}

/** Removes a passkey of somebody, but never the only way in they have. */
export async function removePasskey(
  db: D1Database,
  staffId: string,
  id: string,
  otherWay: boolean,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `DELETE FROM passkeys WHERE staff_id = ?1 AND id = ?2
      AND (?3 = 1 OR (SELECT count(*) FROM passkeys WHERE staff_id = ?1) > 1)`,
    )
    .bind(staffId, id, otherWay ? 1 : 0)
    .run()
  return meta.changes === 1
}
