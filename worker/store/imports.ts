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

const fields = [
  'externalId',
  'author',
  'title',
  'body',
  'submittedAt',
  'reply',
  'repliedAt',
  'likes',
  'digest',
  'question',
  'answer',
  'revision',
  'source',
] as const

/** The messages as a table `j`; `seq` keeps their order. */
const sent = `(SELECT key AS seq, ${fields
  .map((name, i) => `json_extract(value, '$[${i}]') AS "${name}"`)
  .join(', ')} FROM json_each(?2)) AS j`

const held = 'q.session_id = ?1 AND q.external_id = j.externalId'
const changed = `${held} AND q.digest IS NOT j.digest`

// In this order, because each reads what the next one overwrites.
const keepWords =
  'INSERT INTO revisions (id, session_id, entity, entity_id, why, before, after, by, at) ' +
  "SELECT j.revision || '-q', ?1, 'question', q.id, 'import', " +
  "q.text || char(10) || coalesce(q.details, ''), j.title || char(10) || j.body, 'import', ?3 " +
  `FROM ${sent} JOIN questions q ON ${changed} ` +
  "WHERE (q.text <> j.title OR coalesce(q.details, '') <> j.body) ON CONFLICT (id) DO NOTHING"

const keepReplies =
  'INSERT INTO revisions (id, session_id, entity, entity_id, why, before, after, by, at) ' +
  "SELECT j.revision || '-a', ?1, 'answer', a.id, 'import', a.text, coalesce(j.reply, ''), 'import', ?3 " +
  `FROM ${sent} JOIN questions q ON ${changed} ` +
  'JOIN answers a ON a.session_id = ?1 AND a.question_no = q.no AND a.withdrawn = 0 ' +
  'WHERE a.text IS NOT j.reply ON CONFLICT (id) DO NOTHING'

const updateReplies =
  'UPDATE answers SET text = coalesce(j.reply, answers.text), withdrawn = j.reply IS NULL, ' +
  'at = coalesce(j.repliedAt, answers.at), revised_at = ?3, revised_why = ' +
  "'import', version = answers.version + 1 " +
  `FROM ${sent} JOIN questions q ON ${changed} ` +
  'WHERE answers.session_id = ?1 AND answers.question_no = q.no AND answers.withdrawn = 0 ' +
  'AND (answers.text IS NOT j.reply OR answers.at IS NOT coalesce(j.repliedAt, answers.at))'

const updateQuestions =
  'UPDATE questions AS q SET text = j.title, details = nullif(j.body, \'\'), name = j.author, ' +
  "state = CASE WHEN j.reply IS NULL THEN 'listed' ELSE 'answered' END, " +
  'asked_at = j.submittedAt, listed_at = j.submittedAt, settled_at = j.repliedAt, ' +
  'support = j.likes, edited = q.edited OR q.text <> j.title OR coalesce(q.details, \'\') <> j.body, ' +
  'digest = j.digest, version = q.version + 1 ' +
  `FROM ${sent} WHERE ${changed} RETURNING external_id AS externalId`

const insertQuestions =
  'INSERT INTO questions (id, session_id, no, text, details, name, channel, state, part, asked_at, ' +
  'listed_at, settled_at, support, source, external_id, version, digest) ' +
  'SELECT j.question, ?1, (SELECT coalesce(max(no), 0) FROM questions WHERE session_id = ?1) ' +
  "+ row_number() OVER (ORDER BY j.seq), j.title, nullif(j.body, ''), j.author, 'import', " +
  "CASE WHEN j.reply IS NULL THEN 'listed' ELSE 'answered' END, 1, j.submittedAt, j.submittedAt, " +
  'j.repliedAt, j.likes, coalesce(j.source, s.source), j.externalId, 1, j.digest ' +
  `FROM ${sent} JOIN sessions s ON s.id = ?1 ` +
  `WHERE NOT EXISTS (SELECT 1 FROM questions q WHERE ${held}) RETURNING external_id AS externalId`

// Every message with a reply and no answer yet: new ones, and those replied to since the last import.
const insertReplies =
  'INSERT INTO answers (id, session_id, question_no, mode, speaker, office, unit, text, at, version) ' +
  "SELECT j.answer, ?1, q.no, 'written', '', '', s.unit, j.reply, coalesce(j.repliedAt, ?3), 1 " +
  `FROM ${sent} JOIN questions q ON ${held} JOIN sessions s ON s.id = ?1 ` +
  'WHERE j.reply IS NOT NULL AND NOT EXISTS (SELECT 1 FROM answers a ' +
  'WHERE a.session_id = ?1 AND a.question_no = q.no AND a.withdrawn = 0) ' +
  // A reply that was taken away and has come back under its old id.
  'ON CONFLICT (id) DO UPDATE SET text = excluded.text, at = excluded.at, withdrawn = 0, ' +
  'version = answers.version + 1'

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
  const session = await db
    .prepare('SELECT kind, authority FROM sessions WHERE id = ?1')
    .bind(sessionId)
    .first<{ kind: string; authority: string }>()
  if (!session) throw new Refusal('NOT_FOUND')
  if (session.kind !== 'mailbox' || session.authority !== 'record') {
    throw new Refusal('NOT_POSSIBLE')
  }
  const last = [...new Map(messages.map((message) => [message.externalId, message])).values()]
  const rows = last.map((m) => [
    m.externalId,
    m.author,
    m.title,
    m.body,
    m.submittedAt,
    m.reply,
    m.reply === null ? null : (m.repliedAt ?? now),
    m.likes,
    m.digest,
    m.ids.question,
    m.ids.answer,
    m.ids.revision,
    m.source ?? null,
  ])
  const statements = [...chunks(rows)].flatMap((json) => [
    db.prepare(keepWords).bind(sessionId, json, now),
    db.prepare(keepReplies).bind(sessionId, json, now),
    db.prepare(updateReplies).bind(sessionId, json, now),
    db.prepare(updateQuestions).bind(sessionId, json),
    db.prepare(insertQuestions).bind(sessionId, json),
    db.prepare(insertReplies).bind(sessionId, json, now),
  ])
  if (statements.length === 0) return []
  const results = await db.batch<{ externalId: string }>(statements)
  const touched = new Set(results.flatMap(({ results: found }) => found.map((r) => r.externalId)))
  return messages.map(({ externalId }) => ({
    externalId,
    result: touched.has(externalId) ? 'imported' : 'unchanged',
  }))
}
