import { SEALED_MS } from '../contract/limits'
import type { Actor, SealedFound, SealedWanted } from '../contract/room'
import type { OwnKept, OwnQuestion } from '../contract/views'
import { nameOnly, saltPart } from '../domain/chain'
import { eraseAt } from '../domain/retention'
import { sha256Hex } from './chain'

/** Sealed originals and accusations in the record, once their room has let go. Rare: read when asked for. */

const STUB = `('submitted', 'rejected', 'redirected', 'withdrawn', 'taken_down')`

/**
 * When a seal's time is over, as domain/retention.ts says it for one. A promoted comment is looked up by its
 * id as the question it became.
 */
const over =
  'sealed.erased_at IS NULL AND EXISTS (SELECT 1 FROM sessions s WHERE s.id = sealed.session_id ' +
  "AND s.authority = 'record' AND ?1 >= ?2 + coalesce(" +
  '(SELECT max(CASE WHEN c.closed_at IS NULL THEN 9e15 ELSE c.closed_at END) FROM cases c ' +
  'JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no ' +
  "WHERE q.id = sealed.id AND c.state <> 'void'), s.closed_at, " +
  "CASE WHEN s.state = 'cancelled' THEN max(s.starts_at, sealed.at) ELSE 9e15 END))"

/** Erases what is due, of one session or of all. Answers how many seals are left there. */
export async function eraseSealed(
  db: D1Database,
  now: number,
  sessionId: string | null = null,
): Promise<number> {
  const [, left] = await db.batch<{ n: number }>([
    db
      .prepare(
        "UPDATE sealed SET box = NULL, erased_at = ?1, erased_why = 'time' " +
          `WHERE (?3 IS NULL OR session_id = ?3) AND ${over}`,
      )
      .bind(now, SEALED_MS, sessionId),
    db
      .prepare(
        'SELECT count(*) AS n FROM sealed WHERE erased_at IS NULL AND (?1 IS NULL OR session_id = ?1)',
      )
      .bind(sessionId),
  ])
  return left?.results[0]?.n ?? 0
}

interface Row {
  id: string
  slug: string
  title: string
  kind: 'question' | 'comment' | 'accusation'
  at: number
  box: string | null
  state: OwnQuestion['state']
  startsAt: number
  closedAt: number | null
  sessionState: 'cancelled'
}

const about =
  'SELECT sealed.id, sealed.kind, sealed.at, sealed.box, s.slug, s.title, s.starts_at AS startsAt, ' +
  's.closed_at AS closedAt, s.state AS sessionState FROM sealed JOIN sessions s ON s.id = sealed.session_id '

function originalFrom(
  row: Row | null,
  cases: { state: 'void' | 'closed'; closedAt: number | null }[],
): Pick<OwnKept, 'original' | 'originalUntil'> {
  if (!row) return { original: 'none', originalUntil: null }
  if (row.box === null) return { original: 'erased', originalUntil: null }
  const { startsAt, closedAt, sessionState } = row
  const originalUntil = eraseAt(row.at, cases, { state: sessionState, startsAt, closedAt })
  return { original: 'sealed', originalUntil }
}

/** What a receipt of an accusation stands for. */
export async function accusationByReceipt(
  db: D1Database,
  receiptHash: string,
): Promise<Omit<OwnQuestion, 'receipt'> | null> {
  const row = await db.prepare(`${about}WHERE receipt_hash = ?1`).bind(receiptHash).first<Row>()
  if (!row) return null
  return {
    id: row.id,
    slug: row.slug,
    sessionTitle: row.title,
    no: 0,
    kind: 'accusation',
    text: '',
    state: 'redirected',
    reason: 'discipline',
    askedAt: row.at,
    answers: [],
    cases: [],
    votes: 0,
    canWithdraw: false,
    kept: {
      text: false,
      details: false,
      name: false,
      device: false,
      public: false,
      ...originalFrom(row, []),
    },
  }
}

/** What the record keeps of a question or comment. */
export async function keptOf(db: D1Database, id: string): Promise<OwnKept | null> {
  const [words, seals, cases] = await db.batch([
    db
      .prepare(
        'SELECT text, details, name, asker, listed_at IS NOT NULL AND state NOT IN ' +
          `${STUB} AS public FROM questions WHERE id = ?1 UNION ALL ` +
          "SELECT text, NULL, name, asker, state = 'listed' FROM comments WHERE id = ?1",
      )
      .bind(id),
    db.prepare(`${about}WHERE sealed.id = ?1`).bind(id),
    db
      .prepare(
        'SELECT c.state AS state, c.closed_at AS closedAt FROM cases c JOIN questions q ' +
          'ON q.session_id = c.session_id AND q.no = c.question_no WHERE q.id = ?1',
      )
      .bind(id),
  ])
  const found = (words?.results ?? []) as {
    text: string
    details: string | null
    name: string | null
    asker: string | null
    public: number
  }[]
  // A promoted comment is there twice: as what it was, and as the question it became.
  const any = (has: (row: (typeof found)[number]) => boolean) => found.some(has)
  if (found.length === 0) return null
  const seal = ((seals?.results ?? []) as unknown as Row[])[0] ?? null
  const ended = (cases?.results ?? []) as { state: 'void' | 'closed'; closedAt: number | null }[]
  return {
    text: any((row) => row.text !== ''),
    details: any((row) => row.details !== null),
    name: any((row) => row.name !== null),
    device: any((row) => row.asker !== null),
    public: any((row) => row.public === 1),
    ...originalFrom(seal, ended),
  }
}

/**
 * Erases in the record what its author asked to be erased: every word of theirs. What was answered stays, with a
 * tombstone in the place of the question's words.
 */
export async function eraseInRecord(
  db: D1Database,
  { id }: { id: string },
  now: number,
): Promise<void> {
  const questions =
    "UPDATE questions SET text = '', details = NULL, reason_note = NULL, " +
    'name = NULL, asker = NULL, note = NULL WHERE id = ?1'
  const comments =
    "UPDATE comments SET text = '', name = NULL, asker = NULL, reason_note = NULL, " +
    "state = CASE WHEN state IN ('submitted', 'listed') THEN 'withdrawn' ELSE state END WHERE id = ?1"
  const words = "UPDATE revisions SET before = '', after = '' WHERE entity_id = ?1"
  const seal =
    "UPDATE sealed SET box = NULL, erased_at = ?2, erased_why = 'author' " +
    'WHERE id = ?1 AND erased_at IS NULL'
  // Without its salt nobody can open or guess what the audit chain committed to.
  const salts =
    'DELETE FROM audit_salts WHERE (chain, key) IN (' +
    "SELECT 'room:' || s.slug, 'question:' || q.no FROM questions q " +
    `JOIN sessions s ON s.id = q.session_id WHERE q.id = ?1 AND (q.listed_at IS NULL OR q.state IN ${STUB}) ` +
    "UNION ALL SELECT 'room:' || s.slug, 'comment:' || c.no FROM comments c " +
    'JOIN sessions s ON s.id = c.session_id WHERE c.id = ?1 ' +
    "UNION ALL SELECT 'room:' || s.slug, 'appeal:' || q.no FROM questions q " +
    'JOIN sessions s ON s.id = q.session_id WHERE q.id = ?1)'
  const appeal =
    "UPDATE appeals SET text = '' WHERE (session_id, no) IN " +
    '(SELECT session_id, no FROM questions WHERE id = ?1)'
  const statements = [
    db.prepare(salts).bind(id),
    ...(await tombstones(db, id)),
    db.prepare(appeal).bind(id),
    db.prepare(questions).bind(id),
    db.prepare(comments).bind(id),
    db.prepare(words).bind(id),
    db.prepare(seal).bind(id, now),
  ]
  const { indexedBatch } = await import('./search-index')
  await indexedBatch(db, statements, {
    questions: [id],
    after: (held) => {
      const row = held.questions.get(id)
      if (row) held.questions.set(id, { ...row, text: '', details: null, name: null })
    },
  })
}

/** Of what stays in public without its words the chain's name is kept: the record can still be compared with it. */
async function tombstones(db: D1Database, id: string): Promise<D1PreparedStatement[]> {
  const { results } = await db
    .prepare(
      'SELECT a.chain, a.key, a.salt FROM questions q JOIN sessions s ON s.id = q.session_id ' +
        "JOIN audit_salts a ON a.chain = 'room:' || s.slug AND a.key = 'question:' || q.no " +
        `WHERE q.id = ?1 AND q.listed_at IS NOT NULL AND q.state NOT IN ${STUB}`,
    )
    .bind(id)
    .all<{ chain: string; key: string; salt: string }>()
  return results.map(({ chain, key, salt }) =>
    db
      .prepare('UPDATE audit_salts SET salt = ?3 WHERE chain = ?1 AND key = ?2')
      .bind(chain, key, nameOnly(saltPart(sha256Hex, salt, 'object'))),
  )
}

/** Hands seals of an archived session out; who looked and why is on record first, in the same batch. */
export async function openSealedInRecord(
  db: D1Database,
  sessionId: string,
  wanted: SealedWanted,
  actor: Actor,
  reason: string,
  now: number,
): Promise<SealedFound[]> {
  const [which, value] =
    'id' in wanted ? ["kind <> 'accusation' AND id = ?2", wanted.id] : ['kind = ?2', 'accusation']
  const where = `WHERE session_id = ?1 AND box IS NOT NULL AND ${which}`
  const [, found] = await db.batch<SealedFound>([
    db
      .prepare(
        'INSERT INTO events (session_id, id, at, actor_id, actor, act, nos, detail, undone) ' +
          "SELECT ?1, (SELECT coalesce(max(id), 0) FROM events WHERE session_id = ?1) + row_number() OVER (), ?3, ?4, ?5, 'open_sealed', " +
          "CASE WHEN kind = 'question' THEN json_array(no) ELSE '[]' END, " +
          "json_object('v', 0, 'facts', json_object('kind', kind, 'reason', ?6)), 0 " +
          `FROM sealed ${where}`,
      )
      .bind(sessionId, value, now, actor.id, actor.name, reason),
    db.prepare(`SELECT id, key_id AS keyId, box, at FROM sealed ${where}`).bind(sessionId, value),
  ])
  return found?.results ?? []
}
