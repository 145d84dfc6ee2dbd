import type { Actor } from '../contract/room'
import type { SignInWay } from '../contract/staff'

/** Who is signed in, where and since when. Asked with every request of staff, so it is plain SQL. */

/** A signing-in as its row says, with the person as they are on record now. */
export interface StaffSession {
  /** Of the token that opens it now. */
  hash: string
  staff: Actor
  how: SignInWay
  seenAt: number
  endsAt: number
  provedAt: number | null
}

/** One of somebody's own, for their list. */
export interface OwnSession {
  id: string
  how: SignInWay
  device: string
  startedAt: number
  seenAt: number
}

interface Row extends Actor {
  hash: string
  how: SignInWay
  seenAt: number
  endsAt: number
  provedAt: number | null
}

/** A session by its name; null where it was ended, or its person may not work here any more. */
export async function sessionOf(db: D1Database, session: string): Promise<StaffSession | null> {
  const row = await db
    .prepare(
      `SELECT s.hash, s.how, s.seen_at AS seenAt, s.ends_at AS endsAt, s.proved_at AS provedAt,
        p.id, p.name, p.office, p.role
      FROM staff_sessions s JOIN staff p ON p.id = s.staff_id AND p.disabled = 0 WHERE s.id = ?`,
    )
    .bind(session)
    .first<Row>()
  if (!row) return null
  const { hash, how, seenAt, endsAt, provedAt, id, name, office, role } = row
  return { hash, staff: { id, name, office, role }, how, seenAt, endsAt, provedAt }
}

/** Puts down that somebody is here; only ever forward. */
export async function touchSession(db: D1Database, id: string, now: number): Promise<void> {
  await db
    .prepare('UPDATE staff_sessions SET seen_at = ?1 WHERE id = ?2 AND seen_at < ?1')
    .bind(now, id)
    .run()
}

export interface NewSession {
  hash: string
  id: string
  staffId: string
  how: SignInWay
  device: string
  now: number
  endsAt: number
  provedAt: number | null
}

/** Keeps a new signing-in, and forgets those that are over. False where that person may not work here. */
export async function keepSession(db: D1Database, given: NewSession): Promise<boolean> {
  const { hash, id, staffId, how, device, now, endsAt, provedAt } = given
  const [, kept] = await db.batch([
    db.prepare('DELETE FROM staff_sessions WHERE ends_at <= ?').bind(now),
    db
      .prepare(
        `INSERT INTO staff_sessions (hash, id, staff_id, how, device, started_at, seen_at, ends_at, proved_at)
        SELECT ?1, ?2, id, ?4, ?5, ?6, ?6, ?7, ?8 FROM staff WHERE id = ?3 AND disabled = 0`,
      )
      .bind(hash, id, staffId, how, device, now, endsAt, provedAt),
  ])
  return kept?.meta.changes === 1
}

/** Another token for the same signing-in, after its person proved who they are. */
export async function renewSession(
  db: D1Database,
  { id, hash, now }: { id: string; hash: string; now: number },
): Promise<boolean> {
  const { meta } = await db
    .prepare('UPDATE staff_sessions SET hash = ?1, proved_at = ?2, seen_at = ?2 WHERE id = ?3')
    .bind(hash, now, id)
    .run()
  return meta.changes === 1
}

export async function sessionsOf(
  db: D1Database,
  staffId: string,
  now: number,
): Promise<OwnSession[]> {
  const { results } = await db
    .prepare(
      `SELECT id, how, device, started_at AS startedAt, seen_at AS seenAt FROM staff_sessions
      WHERE staff_id = ? AND ends_at > ? ORDER BY seen_at DESC, id`,
    )
    .bind(staffId, now)
    .all<OwnSession>()
  return results
}

/** Ends somebody's sessions: one, all but one, or all. Answers which ones ended. */
export async function endSessions(
  db: D1Database,
  staffId: string,
  which: { only?: string; but?: string } = {},
): Promise<string[]> {
  const { results } = await db
    .prepare(
      `DELETE FROM staff_sessions WHERE staff_id = ?1 AND (?2 IS NULL OR id = ?2) AND (?3 IS NULL OR id <> ?3)
      RETURNING id`,
    )
    .bind(staffId, which.only ?? null, which.but ?? null)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}
