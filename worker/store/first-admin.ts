import { keepPasskey, type Passkey } from './passkeys'

/** The first administrator of a portal: there is one once, whatever becomes of them. */

const KEY = 'admin_bootstrap'

/** Nobody came in by this token yet, and no administrator has a passkey. */
const vacant = `NOT EXISTS (SELECT 1 FROM settings WHERE key = '${KEY}' AND value = ?)
  AND NOT EXISTS (SELECT 1 FROM passkeys k JOIN staff s ON s.id = k.staff_id WHERE s.role = 'admin')`

export async function firstAdminIsThere(db: D1Database, tokenHash: string): Promise<boolean> {
  const row = await db
    .prepare(`SELECT 1 AS yes WHERE ${vacant}`)
    .bind(tokenHash)
    .first<{ yes: number }>()
  return row === null
}

/** Puts the first administrator on the list with their passkey; of two at once, one. */
export async function keepFirstAdmin(
  db: D1Database,
  tokenHash: string,
  person: { id: string; name: string; office: string; unit: string },
  key: Omit<Passkey, 'usedAt' | 'staffId'>,
): Promise<boolean> {
  const { id, name, office, unit } = person
  const [made] = await db.batch([
    db
      .prepare(
        `INSERT INTO staff (id, name, office, unit, role, disabled) SELECT ?, ?, ?, ?, 'admin', 0 WHERE ${vacant}`,
      )
      .bind(id, name, office, unit, tokenHash),
    // Only for somebody on the list: nothing for the second of two.
    keepPasskey(db, { ...key, staffId: id }),
    db
      .prepare(
        `INSERT INTO settings (key, value) SELECT '${KEY}', ?1 WHERE EXISTS (SELECT 1 FROM staff WHERE id = ?2)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      )
      .bind(tokenHash, id),
  ])
  return made?.meta.changes === 1
}
