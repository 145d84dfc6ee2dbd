import type { MessageRecord } from '../domain/case-records'

/** Messages: what is to be told to whom, and that it was. Plain SQL: the courier asks again and again. */

/** By channel: when it was delivered there, how often it was tried, and what was wrong the last time. */
export type ToldBy = Record<string, { at: number | null; tries: number; error?: string }>

export interface KeptMessage extends MessageRecord {
  doneAt: number | null
  told: ToldBy
  readAt: number | null
  readBy: string | null
}

interface Row extends Omit<KeptMessage, 'facts' | 'told'> {
  facts: string
  told: string
}

const columns =
  'id, kind, audience, recipient, about, facts, at, due_at AS dueAt, done_at AS doneAt, told, ' +
  'read_at AS readAt, read_by AS readBy'
const opened = (row: Row): KeptMessage => ({
  ...row,
  facts: JSON.parse(row.facts) as KeptMessage['facts'],
  told: JSON.parse(row.told) as ToldBy,
})

/** Put into the batch of what it tells. The same one again is no second message. */
export function messageStatement(db: D1Database, row: MessageRecord): D1PreparedStatement {
  return db
    .prepare(
      `INSERT OR IGNORE INTO messages (id, kind, audience, recipient, about, facts, at, due_at, told)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, '{}')`,
    )
    .bind(
      row.id,
      row.kind,
      row.audience,
      row.recipient,
      row.about,
      JSON.stringify(row.facts),
      row.at,
      row.dueAt,
    )
}

/** Writes what was not written before. */
export async function putMessages(db: D1Database, rows: readonly MessageRecord[]): Promise<void> {
  if (rows.length > 0) await db.batch(rows.map((row) => messageStatement(db, row)))
}

/** Which of these ids are known already. */
export async function knownMessages(
  db: D1Database,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { results } = await db
    .prepare('SELECT id FROM messages WHERE id IN (SELECT value FROM json_each(?))')
    .bind(JSON.stringify(ids))
    .all<{ id: string }>()
  return new Set(results.map(({ id }) => id))
}

/** What is to be delivered now, the longest due first. */
export async function waitingMessages(
  db: D1Database,
  now: number,
  limit: number,
): Promise<KeptMessage[]> {
  const { results } = await db
    .prepare(
      `SELECT ${columns} FROM messages WHERE done_at IS NULL AND due_at <= ?
       ORDER BY due_at, id LIMIT ?`,
    )
    .bind(now, limit)
    .all<Row>()
  return results.map(opened)
}

/** When the next one is due; null: nothing waits. */
export async function nextWaiting(db: D1Database): Promise<number | null> {
  const row = await db
    .prepare('SELECT MIN(due_at) AS at FROM messages WHERE done_at IS NULL')
    .first<{ at: number | null }>()
  return row?.at ?? null
}

/** Keeps how far the delivery of one has come. */
export async function markMessage(
  db: D1Database,
  id: string,
  { told, doneAt, dueAt }: Pick<KeptMessage, 'told' | 'doneAt' | 'dueAt'>,
): Promise<void> {
  await db
    .prepare('UPDATE messages SET told = ?, done_at = ?, due_at = ? WHERE id = ?')
    .bind(JSON.stringify(told), doneAt, dueAt, id)
    .run()
}

/** Whose messages somebody reads at the desk: their own, those of whom they stand in for, and their units'. */
export interface Reads {
  staff: readonly string[]
  units: readonly string[]
  /** Also what goes to the moderators of sessions without a unit. */
  sessions: boolean
}

const theirs = `due_at <= ?1 AND (
  (audience = 'staff' AND recipient IN (SELECT value FROM json_each(?2)))
  OR (audience = 'unit' AND recipient IN (SELECT value FROM json_each(?3)))
  OR (?4 = 1 AND audience = 'unit' AND recipient LIKE 'session:%'))`

const bound = (now: number, { staff, units, sessions }: Reads) => [
  now,
  JSON.stringify(staff),
  JSON.stringify(units),
  sessions ? 1 : 0,
]

/** A page of somebody's messages, the newest first; `before` is the time of the last one seen. */
export async function inboxOf(
  db: D1Database,
  reads: Reads,
  now: number,
  { before, limit, unread }: { before: string | null; limit: number; unread: boolean },
): Promise<KeptMessage[]> {
  const [at = '', id = ''] = (before ?? '').split('~')
  const { results } = await db
    .prepare(
      `SELECT ${columns} FROM messages WHERE ${theirs}
       ${unread ? 'AND read_at IS NULL' : ''}
       AND (?5 = '' OR at < CAST(?5 AS INTEGER) OR (at = CAST(?5 AS INTEGER) AND id < ?6))
       ORDER BY at DESC, id DESC LIMIT ?7`,
    )
    .bind(...bound(now, reads), at, id, limit)
    .all<Row>()
  return results.map(opened)
}

/** How many of them nobody has read. */
export async function unreadOf(db: D1Database, reads: Reads, now: number): Promise<number> {
  const row = await db
    .prepare(`SELECT COUNT(*) AS n FROM messages WHERE ${theirs} AND read_at IS NULL`)
    .bind(...bound(now, reads))
    .first<{ n: number }>()
  return row?.n ?? 0
}

/** Marks messages of somebody as read; those of others stay as they are. Tells how many. */
export async function markRead(
  db: D1Database,
  reads: Reads,
  who: string,
  now: number,
  ids: readonly string[] | 'all',
): Promise<number> {
  const { meta } = await db
    .prepare(
      `UPDATE messages SET read_at = ?1, read_by = ?5 WHERE ${theirs} AND read_at IS NULL
       ${ids === 'all' ? '' : 'AND id IN (SELECT value FROM json_each(?6))'}`,
    )
    .bind(...bound(now, reads), who, ...(ids === 'all' ? [] : [JSON.stringify(ids)]))
    .run()
  return meta.changes
}

/** Titles of the sessions that messages are about, by slug. */
export async function titlesOf(
  db: D1Database,
  messages: readonly Pick<MessageRecord, 'facts'>[],
): Promise<Map<string, string>> {
  const slugs = [...new Set(messages.map(({ facts }) => facts['session']))].filter(
    (slug) => typeof slug === 'string',
  )
  if (slugs.length === 0) return new Map()
  const { results } = await db
    .prepare('SELECT slug, title FROM sessions WHERE slug IN (SELECT value FROM json_each(?))')
    .bind(JSON.stringify(slugs))
    .all<{ slug: string; title: string }>()
  return new Map(results.map(({ slug, title }) => [slug, title]))
}
