import type { MessageRecord } from '../domain/case-records'

/** What a unit is told of its promises: before the day, and after it. The courier delivers. */

function insert(d1: D1Database, row: MessageRecord): D1PreparedStatement {
  const { id, kind, audience, recipient, about, facts, at, dueAt } = row
  // Only where the promise is as this message says: the batch may have found somebody quicker.
  return d1
    .prepare(
      `INSERT INTO messages (id, kind, audience, recipient, about, facts, at, due_at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
       WHERE EXISTS (SELECT 1 FROM commitments WHERE id = ?5 AND due_day = ?9)
       ON CONFLICT (id) DO UPDATE SET done_at = NULL, due_at = excluded.due_at WHERE messages.done_at IS NOT NULL AND messages.told = '{}'`,
    )
    .bind(
      id,
      kind,
      audience,
      recipient,
      about,
      JSON.stringify(facts),
      at,
      dueAt,
      facts['day'] ?? null,
    )
}

/** Takes back what is not told yet of a promise, and puts down what is to be told from now on. */
export function promiseMessages(
  d1: D1Database,
  id: string,
  messages: readonly MessageRecord[],
  now: number,
): D1PreparedStatement[] {
  return [
    d1
      .prepare(
        `UPDATE messages SET done_at = ?2 WHERE about = ?1 AND done_at IS NULL
           AND kind IN ('commitment_due', 'commitment_overdue')`,
      )
      .bind(id, now),
    ...messages.map((message) => insert(d1, message)),
  ]
}
