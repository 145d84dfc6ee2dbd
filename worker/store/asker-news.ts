import type { CarryLoad } from './carry-load'
import { READABLE } from './readable'

/**
 * What a room's load means for askers who left a contact: messages written in the batch of what they tell. Only
 * what happened after the contact was left is news; of a question without one nothing is written.
 */

const FACTS = `json_object('no', q.no, 'session', s.slug, 'stage', q.state, 'into', q.merged_into)`
const COLUMNS = '(id, kind, audience, recipient, about, facts, at, due_at, told)'
const ASKER = `'asker', q.session_id || ':' || q.no`

/** Approved: once for each question, whatever became of it since. Merged counts: it is taken up with another. */
const approved = `INSERT OR IGNORE INTO messages ${COLUMNS}
  SELECT 'asker_approved:' || q.id, 'asker_approved', ${ASKER}, q.id, ${FACTS}, q.listed_at, q.listed_at, '{}'
  FROM questions q JOIN sessions s ON s.id = q.session_id
  JOIN contacts c ON c.session_id = q.session_id AND c.no = q.no
  WHERE q.id IN (SELECT value FROM json_each(?1)) AND c.erased_at IS NULL AND q.listed_at >= c.at
  AND q.state IN ${READABLE}`

/** Not adopted, pointed elsewhere, or taken down: each time it is decided. */
const refused = `INSERT OR IGNORE INTO messages ${COLUMNS}
  SELECT 'asker_refused:' || q.id || ':' || q.settled_at, 'asker_refused', ${ASKER}, q.id, ${FACTS},
    q.settled_at, q.settled_at, '{}'
  FROM questions q JOIN sessions s ON s.id = q.session_id
  JOIN contacts c ON c.session_id = q.session_id AND c.no = q.no
  WHERE q.id IN (SELECT value FROM json_each(?1)) AND c.erased_at IS NULL AND q.settled_at >= c.at
  AND q.state IN ('rejected', 'redirected', 'taken_down')`

/** Answered: once for each answer. Who else was merged into the question the courier finds when it delivers. */
const answered = `INSERT OR IGNORE INTO messages ${COLUMNS}
  SELECT 'asker_answered:' || a.id, 'asker_answered', ${ASKER}, q.id, ${FACTS}, a.at, a.at, '{}'
  FROM answers a JOIN questions q ON q.session_id = a.session_id AND q.no = a.question_no
  JOIN sessions s ON s.id = q.session_id
  WHERE a.id IN (SELECT value FROM json_each(?1)) AND a.withdrawn = 0 AND EXISTS (
    SELECT 1 FROM contacts c WHERE c.session_id = a.session_id AND c.erased_at IS NULL AND c.at <= a.at)`

const settled = new Set(['rejected', 'redirected', 'taken_down'])

/** The statements for a load, after those that write it. */
export function askerNews(db: D1Database, load: CarryLoad): D1PreparedStatement[] {
  const ids = (rows: readonly { id: string }[]) => JSON.stringify(rows.map(({ id }) => id))
  const listed = load.questions.filter(({ listedAt }) => listedAt !== null)
  const refusals = load.questions.filter(({ state }) => settled.has(state))
  return [
    ...(listed.length > 0 ? [db.prepare(approved).bind(ids(listed))] : []),
    ...(refusals.length > 0 ? [db.prepare(refused).bind(ids(refusals))] : []),
    ...(load.answers.length > 0 ? [db.prepare(answered).bind(ids(load.answers))] : []),
  ]
}

/** That a promise made to a question was kept, once somebody outside verified it; in the batch that says so. */
export const promiseKeptNews = (
  db: D1Database,
  { id, version }: { id: string; version: number },
): D1PreparedStatement =>
  db
    .prepare(
      `INSERT OR IGNORE INTO messages ${COLUMNS}
       SELECT 'asker_promise_kept:' || p.id, 'asker_promise_kept', ${ASKER}, p.id, ${FACTS},
         p.updated_at, p.updated_at, '{}'
       FROM commitments p JOIN questions q ON q.session_id = p.session_id AND q.no = p.question_no
       JOIN sessions s ON s.id = q.session_id
       WHERE p.id = ?1 AND p.version = ?2 AND p.state = 'verified'`,
    )
    .bind(id, version)

/** That a further question was answered; in the batch of the answer. */
export const furtherNews = (db: D1Database, id: string, now: number): D1PreparedStatement =>
  db
    .prepare(
      `INSERT OR IGNORE INTO messages ${COLUMNS}
       SELECT 'asker_answered:further:' || f.id, 'asker_answered', ${ASKER}, q.id,
         json_object('no', q.no, 'session', s.slug, 'stage', 'further'), ?2, ?2, '{}'
       FROM follow_questions f JOIN questions q ON q.session_id = f.session_id AND q.no = f.question_no
       JOIN sessions s ON s.id = q.session_id
       WHERE f.id = ?1 AND f.state = 'answered' AND f.answered_at = ?2`,
    )
    .bind(id, now)
