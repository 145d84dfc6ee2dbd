import { CONTACT_AT_MOST_MS, CONTACT_KEPT_MS } from '../contract/follow'
import type { ContactRecord } from '../domain/case-records'
import { caseEnded, NEVER } from './case-ends'

/** Contacts of askers, apart from everything that is ever projected. Plain SQL; erased ones keep nothing but that they were. */

export type KeptContact = Omit<ContactRecord, 'box' | 'erasedAt'> & { box: string }

const columns = 'c.session_id AS sessionId, c.no, c.key_id AS keyId, c.box, c.way, c.lookup, c.at'

/** Keeps a contact, in the place of the one before. */
export function keepContact(db: D1Database, row: KeptContact): Promise<unknown> {
  return db
    .prepare(
      `INSERT INTO contacts (session_id, no, key_id, box, way, lookup, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (session_id, no) DO UPDATE SET key_id = ?3, box = ?4, way = ?5, lookup = ?6, at = ?7, erased_at = NULL`,
    )
    .bind(row.sessionId, row.no, row.keyId, row.box, row.way, row.lookup, row.at)
    .run()
}

/** Letters about lost codes are addressed by the hash of a contact; they go with the last contact of that hash. */
const strayLetters = `DELETE FROM messages WHERE kind = 'asker_code' AND recipient NOT IN (
  SELECT lookup FROM contacts WHERE erased_at IS NULL)`

/** Erases the contact of a question, known by its session's address. */
export function contactErasure(
  db: D1Database,
  { slug, no }: { slug: string; no: number },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `UPDATE contacts SET box = NULL, key_id = '', lookup = '', erased_at = ?3 WHERE erased_at IS NULL
         AND session_id = (SELECT id FROM sessions WHERE slug = ?1) AND no = ?2`,
      )
      .bind(slug, no, now),
    db.prepare(strayLetters),
  ]
}

/** The contact of one question; null where none is kept. */
export function contactOf(
  db: D1Database,
  sessionId: string,
  no: number,
): Promise<KeptContact | null> {
  return db
    .prepare(
      `SELECT ${columns} FROM contacts c WHERE c.session_id = ?1 AND c.no = ?2 AND c.box IS NOT NULL`,
    )
    .bind(sessionId, no)
    .first<KeptContact>()
}

/**
 * Who is told of something about a question: its asker, and where it is an answer or a promise everybody whose
 * question was merged into it. `before`: how many others one contact had been left for within the day before.
 */
export async function contactsTold(
  db: D1Database,
  { sessionId, no, merged }: { sessionId: string; no: number; merged: boolean },
  until: number,
): Promise<(KeptContact & { before: number })[]> {
  const { results } = await db
    .prepare(
      `WITH RECURSIVE told (no, depth) AS (
         SELECT ?2, 0
         UNION SELECT q.no, t.depth + 1 FROM told t
           JOIN questions q ON q.session_id = ?1 AND q.merged_into = t.no AND q.state = 'merged'
           WHERE ?3 = 1 AND t.depth < 8)
       SELECT ${columns}, (SELECT count(*) FROM contacts o WHERE o.lookup = c.lookup AND o.erased_at IS NULL
           AND (o.at < c.at OR (o.at = c.at AND o.no < c.no)) AND o.at > c.at - 86400000) AS "before"
       FROM contacts c WHERE c.session_id = ?1 AND c.no IN (SELECT no FROM told)
         AND c.box IS NOT NULL AND c.at <= ?4 ORDER BY c.no`,
    )
    .bind(sessionId, no, merged ? 1 : 0, until)
    .all<KeptContact & { before: number }>()
  return results
}

/** The newest box of a contact known by its hash. */
export function contactByLookup(db: D1Database, lookup: string): Promise<KeptContact | null> {
  return db
    .prepare(
      `SELECT ${columns} FROM contacts c WHERE c.lookup = ?1 AND c.box IS NOT NULL ORDER BY c.at DESC LIMIT 1`,
    )
    .bind(lookup)
    .first<KeptContact>()
}

export interface FoundQuestion {
  id: string
  no: number
  text: string
  state: string
  receiptHash: string | null
  slug: string
  title: string
}

/** Questions that a contact was left for, the newest first. */
export async function questionsByLookup(
  db: D1Database,
  lookups: readonly string[],
): Promise<FoundQuestion[]> {
  const { results } = await db
    .prepare(
      `SELECT q.id, q.no, q.text, q.state, q.receipt_hash AS receiptHash, s.slug, s.title
       FROM contacts c JOIN questions q ON q.session_id = c.session_id AND q.no = c.no
       JOIN sessions s ON s.id = c.session_id
       WHERE c.lookup IN (SELECT value FROM json_each(?1)) AND c.box IS NOT NULL
       ORDER BY q.asked_at DESC LIMIT 50`,
    )
    .bind(JSON.stringify(lookups))
    .all<FoundQuestion>()
  return results
}

/** The contact of a case's question. */
export function contactOfCase(db: D1Database, caseId: string): Promise<KeptContact | null> {
  return db
    .prepare(
      `SELECT ${columns} FROM cases k JOIN contacts c ON c.session_id = k.session_id AND c.no = k.question_no
       WHERE k.id = ?1 AND c.box IS NOT NULL`,
    )
    .bind(caseId)
    .first<KeptContact>()
}

/** When a promise was settled; one that nobody registered is kept track of by nobody. */
const settled = `CASE WHEN p.state IN ('delivered', 'verified', 'dropped', 'said') THEN p.updated_at ELSE ${NEVER} END`
/** The question it was answered under: its own, or the one it was merged into. */
const head = `(WITH RECURSIVE up (no, depth) AS (SELECT c.no, 0 UNION ALL
  SELECT q.merged_into, u.depth + 1 FROM up u JOIN questions q ON q.session_id = c.session_id AND q.no = u.no
  WHERE q.state = 'merged' AND q.merged_into IS NOT NULL AND u.depth < 8)
  SELECT no FROM up ORDER BY depth DESC LIMIT 1)`

/**
 * Erases contacts whose time is over: thirty days after the last case of the question ended and the last promise
 * made to it was settled; without a case, after the session closed; of a question that was taken back at once; and
 * every one after two years.
 */
export async function eraseContacts(db: D1Database, now: number): Promise<number> {
  const [done] = await db.batch([
    db
      .prepare(
        `WITH kept AS (SELECT c.session_id AS sid, c.no, c.at, ${head} AS head,
             EXISTS (SELECT 1 FROM questions q WHERE q.session_id = c.session_id AND q.no = c.no
               AND q.state = 'withdrawn') AS taken_back FROM contacts c
           WHERE c.erased_at IS NULL)
         UPDATE contacts SET box = NULL, key_id = '', lookup = '', erased_at = ?1
         WHERE erased_at IS NULL AND (session_id, no) IN (SELECT h.sid, h.no FROM kept h
           WHERE h.taken_back OR ?1 >= h.at + ?3 OR ?1 >= ?2 + max(h.at,
             coalesce(
               (SELECT max(${caseEnded('k')}) FROM cases k
                 WHERE k.session_id = h.sid AND k.question_no = h.head AND k.state <> 'void'),
               (SELECT s.closed_at FROM sessions s WHERE s.id = h.sid), ${NEVER}),
             coalesce((SELECT max(${settled}) FROM commitments p
               WHERE p.session_id = h.sid AND p.question_no = h.head), 0)))`,
      )
      .bind(now, CONTACT_KEPT_MS, CONTACT_AT_MOST_MS),
    db.prepare(strayLetters),
    db.prepare("DELETE FROM messages WHERE kind = 'asker_code' AND at < ?1").bind(now - 86_400_000),
  ])
  return done?.meta.changes ?? 0
}
