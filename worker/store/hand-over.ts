/** What a session amounts to in the record; the room compares it with its own before it lets go. */
export interface RecordCounts {
  questions: number
  answers: number
  cases: number
  comments: number
  prompts: number
  revisions: number
  events: number
  /** Sum of the votes shown on questions. */
  votes: number
  /** Sum of the ballots counted, over all levels of assurance. */
  counted: number
}

const counted = ['questions', 'answers', 'cases', 'comments', 'prompts', 'revisions', 'events']

/** Rows per table and sums of votes of one session. */
export async function snapshotCounts(db: D1Database, sessionId: string): Promise<RecordCounts> {
  const tables = counted.map(
    (name) => `(SELECT count(*) FROM ${name} WHERE session_id = ?1) AS ${name}`,
  )
  const found = await db
    .prepare(
      `SELECT ${tables.join(', ')}, ` +
        '(SELECT coalesce(sum(votes), 0) FROM questions WHERE session_id = ?1) AS votes, ' +
        '(SELECT coalesce(sum(c.counted), 0) FROM question_counts c ' +
        'JOIN questions q ON q.id = c.question_id WHERE q.session_id = ?1) AS counted',
    )
    .bind(sessionId)
    .first<RecordCounts>()
  if (!found) throw new Error('Counting always gives one row')
  return found
}
