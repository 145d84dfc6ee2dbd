import { Refusal } from '../contract/refusals'
import { chunks } from './bulk'

/** A message with its reply from another system, checked and cleaned. */
export interface ImportedMessage {
  externalId: string
  author: string | null
  title: string
  body: string
  submittedAt: number
  reply: string | null
  repliedAt: number | null
  likes: number | null
  /** Of everything above: the same digest means nothing to do. */
  digest: string
  /** Ids for the rows, should they be new. */
  ids: { question: string; answer: string; revision: string }
  /** Where it was collected, as it is to be shown; else the session's own source. */
  source?: string | null
}

export interface Imported {
  externalId: string
  result: 'imported' | 'unchanged'
}

/** What the statements read of a message. */
type Field = keyof ReturnType<typeof factsOf>

interface Statement {
  sql: string
  needs: readonly Field[]
}

/**
 * A statement over the messages as a table `j` of the fields it needs, opened once; `seq` keeps their order.
 * Only those fields travel: letters and replies are long.
 */
function over(needs: readonly Field[], sql: string): Statement {
  const columns = needs.map((name, i) => `json_extract(value, '$[${i}]') AS "${name}"`)
  const table = `SELECT key AS seq, ${columns.join(', ')} FROM json_each(?2)`
  return { sql: `WITH j AS MATERIALIZED (${table}) ${sql}`, needs }
}

// The plus keeps SQLite from walking through the whole session for each message.
const held = 'q.external_id = j.externalId AND +q.session_id = ?1'
const changed = `${held} AND q.digest IS NOT j.digest`
const answered = 'a.session_id = q.session_id AND a.question_no = q.no AND a.withdrawn = 0'

// The statements of changed messages stand in this order, because each reads what the next overwrites.
const keepWords = over(
  ['externalId', 'title', 'body', 'digest', 'revision'],
  'INSERT INTO revisions (id, session_id, entity, entity_id, why, before, after, by, at) ' +
    "SELECT j.revision || '-q', ?1, 'question', q.id, 'import', " +
    "q.text || char(10) || coalesce(q.details, ''), j.title || char(10) || j.body, 'import', ?3 " +
    `FROM j JOIN questions q ON ${changed} ` +
    "WHERE (q.text <> j.title OR coalesce(q.details, '') <> j.body) ON CONFLICT (id) DO NOTHING",
)

const keepReplies = over(
  ['externalId', 'reply', 'digest', 'revision'],
  'INSERT INTO revisions (id, session_id, entity, entity_id, why, before, after, by, at) ' +
    "SELECT j.revision || '-a', ?1, 'answer', a.id, 'import', a.text, coalesce(j.reply, ''), 'import', ?3 " +
    `FROM j JOIN questions q ON ${changed} JOIN answers a ON ${answered} ` +
    'WHERE a.text IS NOT j.reply ON CONFLICT (id) DO NOTHING',
)

const updateReplies = over(
  ['externalId', 'reply', 'repliedAt', 'digest'],
  'UPDATE answers AS a SET text = coalesce(j.reply, a.text), withdrawn = j.reply IS NULL, ' +
    "at = coalesce(j.repliedAt, a.at), revised_at = ?3, revised_why = 'import', " +
    `version = a.version + 1 FROM j JOIN questions q ON ${changed} WHERE ${answered} ` +
    'AND (a.text IS NOT j.reply OR a.at IS NOT coalesce(j.repliedAt, a.at))',
)

const updateQuestions = over(
  ['externalId', 'title', 'body', 'author', 'submittedAt', 'repliedAt', 'likes', 'digest'],
  "UPDATE questions AS q SET text = j.title, details = nullif(j.body, ''), name = j.author, " +
    "state = CASE WHEN j.repliedAt IS NULL THEN 'listed' ELSE 'answered' END, " +
    'asked_at = j.submittedAt, listed_at = j.submittedAt, settled_at = j.repliedAt, ' +
    "support = j.likes, edited = q.edited OR q.text <> j.title OR coalesce(q.details, '') <> j.body, " +
    'digest = j.digest, version = q.version + 1 ' +
    `FROM j WHERE ${changed} RETURNING external_id AS externalId`,
)

const insertQuestions = over(
  [
    'externalId',
    'title',
    'body',
    'author',
    'submittedAt',
    'repliedAt',
    'likes',
    'digest',
    'question',
    'source',
  ],
  'INSERT INTO questions (id, session_id, no, text, details, name, channel, state, part, asked_at, ' +
    'listed_at, settled_at, support, source, external_id, version, digest) ' +
    'SELECT j.question, ?1, (SELECT coalesce(max(no), 0) FROM questions WHERE session_id = ?1) ' +
    "+ row_number() OVER (ORDER BY j.seq), j.title, nullif(j.body, ''), j.author, 'import', " +
    "CASE WHEN j.repliedAt IS NULL THEN 'listed' ELSE 'answered' END, 1, j.submittedAt, j.submittedAt, " +
    'j.repliedAt, j.likes, coalesce(j.source, s.source), j.externalId, 1, j.digest ' +
    `FROM j JOIN sessions s ON s.id = ?1 WHERE NOT EXISTS (SELECT 1 FROM questions q WHERE ${held}) ` +
    'RETURNING external_id AS externalId',
)

// Every message with a reply and no answer yet: new ones, and those replied to since the last import.
const insertReplies = over(
  ['externalId', 'reply', 'repliedAt', 'digest', 'answer'],
  'INSERT INTO answers (id, session_id, question_no, mode, speaker, office, unit, text, at, version) ' +
    "SELECT j.answer, ?1, q.no, 'written', '', '', s.unit, j.reply, j.repliedAt, 1 " +
    `FROM j JOIN questions q ON ${held} AND q.digest = j.digest JOIN sessions s ON s.id = ?1 ` +
    `WHERE j.reply IS NOT NULL AND NOT EXISTS (SELECT 1 FROM answers a WHERE ${answered}) ` +
    // A reply that was taken away and has come back under its old id.
    'ON CONFLICT (id) DO UPDATE SET text = excluded.text, at = excluded.at, withdrawn = 0, ' +
    'version = answers.version + 1',
)

const digests = over(
  ['externalId'],
  `SELECT q.external_id AS externalId, q.digest AS digest FROM j JOIN questions q ON ${held}`,
)

function factsOf(m: ImportedMessage, now: number) {
  const { ids, source, ...facts } = m
  const repliedAt = m.reply === null ? null : (m.repliedAt ?? now)
  return { ...facts, ...ids, repliedAt, source: source ?? null }
}
export type Facts = ReturnType<typeof factsOf>

/** The statement, as often as its messages fill a parameter; `more` comes after the session and the messages. */
function bound(
  db: D1Database,
  { sql, needs }: Statement,
  messages: readonly Facts[],
  sessionId: string,
  ...more: number[]
): D1PreparedStatement[] {
  const rows = messages.map((facts) => needs.map((name) => facts[name]))
  return [...chunks(rows)].map((json) => db.prepare(sql).bind(sessionId, json, ...more))
}

/**
 * Digests of the messages already here, so that only what is new or changed has to travel; in the same
 * round whether they may go here at all.
 */
async function knownDigests(db: D1Database, sessionId: string, messages: readonly Facts[]) {
  const session = db.prepare('SELECT kind, authority FROM sessions WHERE id = ?1').bind(sessionId)
  const [about, ...found] = await db.batch<Record<string, string | null>>([
    session,
    ...bound(db, digests, messages, sessionId),
  ])
  const held = about?.results[0]
  if (!held) throw new Refusal('NOT_FOUND')
  if (held['kind'] !== 'mailbox' || held['authority'] !== 'record') {
    throw new Refusal('NOT_POSSIBLE')
  }
  return new Map(found.flatMap(({ results }) => results.map((r) => [r['externalId'], r['digest']])))
}

/**
 * Imports messages into a mailbox the record holds: one batch, all or nothing. The same message again is
 * `unchanged`; a changed one keeps its old words as a revision and counts as imported. Of one message sent
 * twice in a batch the last one counts.
 */
export async function importBatch(
  db: D1Database,
  sessionId: string,
  messages: readonly ImportedMessage[],
  now: number,
): Promise<Imported[]> {
  const byId = new Map(messages.map((message) => [message.externalId, message]))
  const last = [...byId.values()].map((message) => factsOf(message, now))
  const known = await knownDigests(db, sessionId, last)
  const fresh = last.filter(({ externalId }) => !known.has(externalId))
  const altered = last.filter(
    ({ externalId: id, digest }) => known.has(id) && known.get(id) !== digest,
  )
  const replied = [...altered, ...fresh].filter(({ reply }) => reply !== null)
  // The conditions are asked again in the statements: somebody may have imported in between.
  const statements = [
    ...bound(db, keepWords, altered, sessionId, now),
    ...bound(db, keepReplies, altered, sessionId, now),
    ...bound(db, updateReplies, altered, sessionId, now),
    ...bound(db, updateQuestions, altered, sessionId),
    ...bound(db, insertQuestions, fresh, sessionId),
    ...bound(db, insertReplies, replied, sessionId),
  ]
  if (statements.length === 0) {
    return messages.map(({ externalId }) => ({ externalId, result: 'unchanged' }))
  }
  const { importedIndex } = await import('./search-imports')
  const changed = [...altered, ...fresh]
  const { first, last: indexed } = await importedIndex(db, sessionId, changed)
  const done = await db.batch<{ externalId: string }>([...first, ...statements, ...indexed])
  const results = done.slice(first.length, first.length + statements.length)
  const touched = new Set(results.flatMap(({ results: found }) => found.map((r) => r.externalId)))
  return messages.map(({ externalId }) => ({
    externalId,
    result: touched.has(externalId) ? 'imported' : 'unchanged',
  }))
}
