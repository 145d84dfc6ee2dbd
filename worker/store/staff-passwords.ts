import { whileOpen } from './invites'

/** Passwords of staff, where the operator allows them: hashed, each with the sealed secret of its codes. */

export interface StaffPassword {
  staffId: string
  login: string
  salt: string
  hash: string
  totpKeyId: string
  totpBox: string
  /** The last code that counted. */
  lastStep: number
}

const columns = `staff_id AS staffId, login, salt, hash, totp_key_id AS totpKeyId, totp_box AS totpBox,
  last_step AS lastStep`

/** By the name somebody signs in with, if they may work here. */
export async function passwordBy(db: D1Database, login: string): Promise<StaffPassword | null> {
  return db
    .prepare(
      `SELECT ${columns} FROM staff_passwords WHERE login = ?
      AND EXISTS (SELECT 1 FROM staff s WHERE s.id = staff_id AND s.disabled = 0)`,
    )
    .bind(login)
    .first<StaffPassword>()
}

export async function passwordOf(db: D1Database, staffId: string): Promise<StaffPassword | null> {
  return db
    .prepare(`SELECT ${columns} FROM staff_passwords WHERE staff_id = ?`)
    .bind(staffId)
    .first<StaffPassword>()
}

/** Claims a code by its half minute: of any number who bring the same one, one gets in. */
export async function claimStep(db: D1Database, staffId: string, step: number): Promise<boolean> {
  const { meta } = await db
    .prepare('UPDATE staff_passwords SET last_step = ?2 WHERE staff_id = ?1 AND last_step < ?2')
    .bind(staffId, step)
    .run()
  return meta.changes === 1
}

/** Keeps somebody's password in place of the one before. */
export function keepPassword(
  db: D1Database,
  { staffId, login, salt, hash, totpKeyId, totpBox, lastStep }: StaffPassword,
  now: number,
  /** Hash of the invitation it comes with: nothing is kept unless that is good. */
  invite: string | null = null,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO staff_passwords (staff_id, login, salt, hash, totp_key_id, totp_box, last_step, set_at)
      SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM staff WHERE id = ?1 AND disabled = 0
      AND (?9 IS NULL OR ${whileOpen('?9', '?8')})
      ON CONFLICT (staff_id) DO UPDATE SET login = excluded.login, salt = excluded.salt, hash = excluded.hash,
        totp_key_id = excluded.totp_key_id, totp_box = excluded.totp_box, last_step = excluded.last_step,
        set_at = excluded.set_at`,
    )
    .bind(staffId, login, salt, hash, totpKeyId, totpBox, lastStep, now, invite)
}
