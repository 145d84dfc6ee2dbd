/** Counting by the ballots themselves: what every shown count has to agree with. */

/** Whether a ballot's burst, if it is in one, lets it count; `held` and `bursts` joined as `h` and `u`. */
const JOINED = `FROM ballots b LEFT JOIN held h ON h.question = b.question AND h.voter = b.voter
  LEFT JOIN bursts u ON u.id = h.burst`

/** How a voter's support of a group stands: one ballot that counts is enough. */
export type Standing = 'counted' | 'held' | null

/** A group's distinct voters: those who count, and those with nothing but held ballots. */
export function countOf(
  sql: SqlStorage,
  group: number[],
  anyHeld: boolean,
): { votes: number; held: number } {
  const nos = JSON.stringify(group)
  if (!anyHeld) {
    const row = sql
      .exec(
        `SELECT count(DISTINCT voter) AS n FROM ballots WHERE question IN (SELECT value FROM json_each(?))`,
        nos,
      )
      .one()
    return { votes: Number(row['n']), held: 0 }
  }
  const row = sql
    .exec(
      `SELECT count(DISTINCT CASE WHEN coalesce(u.state, 'counted') = 'counted' THEN b.voter END) AS votes,
       count(DISTINCT CASE WHEN coalesce(u.state, 'counted') <> 'voided' THEN b.voter END) AS given
       ${JOINED} WHERE b.question IN (SELECT value FROM json_each(?))`,
      nos,
    )
    .one()
  const votes = Number(row['votes'])
  return { votes, held: Number(row['given']) - votes }
}

/** How one voter stands in a group. */
export function standingOf(sql: SqlStorage, group: number[], voter: number): Standing {
  let standing: Standing = null
  const rows = sql.exec(
    `SELECT coalesce(u.state, 'counted') AS state ${JOINED}
     WHERE b.voter = ? AND b.question IN (SELECT value FROM json_each(?))`,
    voter,
    JSON.stringify(group),
  )
  for (const { state } of rows) {
    if (state === 'counted') standing = 'counted'
    else if (state === 'held') standing ??= 'held'
  }
  return standing
}

/** Ballots of questions by level, of those that count: what the record is told. */
export const COUNTED_BY_LEVEL = `SELECT b.question, b.level, count(*) AS n ${JOINED}
  WHERE coalesce(u.state, 'counted') = 'counted' AND b.question IN (SELECT value FROM json_each(?))
  GROUP BY b.question, b.level`

/** How many ballots count, over all questions. */
export const COUNTED = `SELECT count(*) AS n ${JOINED} WHERE coalesce(u.state, 'counted') = 'counted'`

/** All ballots with what became of them, in the order they are sealed in. */
export const BALLOT_LINES = `SELECT b.question, b.voter, b.level, coalesce(u.state, 'counted') AS state ${JOINED}
  ORDER BY b.question, b.voter`

/** One ballot as it is sealed and digested; only what does not count says so. */
export function ballotLine(row: Record<string, SqlStorageValue>): string {
  const { question, voter, level, state } = row
  return [question, voter, level, ...(state === 'counted' ? [] : [state])].join(',')
}
