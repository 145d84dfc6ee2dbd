import type { Counts, Level } from '../contract/assurance'
import { VERIFIED } from '../contract/assurance'
import type { Standing } from '../domain/assurance'

/** Counting by the ballots themselves: what every shown count has to agree with. */

/** Whether a ballot's burst, if it is in one, lets it count; `held` and `bursts` joined as `h` and `u`. */
const JOINED = `FROM ballots b LEFT JOIN held h ON h.question = b.question AND h.voter = b.voter
  LEFT JOIN bursts u ON u.id = h.burst`

/** A group's distinct voters, each by the best ballot that counts; a voided one counts for nothing. */
export function countOf(sql: SqlStorage, group: number[], anyHeld: boolean, rank: Level): Counts {
  const best = anyHeld
    ? `SELECT max(CASE coalesce(u.state, 'counted') WHEN 'counted' THEN b.level WHEN 'held' THEN -1 ELSE -2 END)
       AS best ${JOINED}`
    : 'SELECT max(b.level) AS best FROM ballots b'
  const row = sql
    .exec(
      `SELECT count(CASE WHEN best >= ?2 THEN 1 END) AS votes, count(CASE WHEN best = ${VERIFIED} THEN 1 END) AS verified,
       count(CASE WHEN best >= 0 AND best < ?2 THEN 1 END) AS apart, count(CASE WHEN best = -1 THEN 1 END) AS held
       FROM (${best} WHERE b.question IN (SELECT value FROM json_each(?1)) GROUP BY b.voter)`,
      JSON.stringify(group),
      rank,
    )
    .one()
  const of = (name: string) => Number(row[name])
  return { votes: of('votes'), verified: of('verified'), apart: of('apart'), held: of('held') }
}

/** How one voter stands in a group. */
export function standingOf(
  sql: SqlStorage,
  group: number[],
  voter: number,
  anyHeld: boolean,
): Standing {
  let standing: Standing = null
  const rows = sql.exec(
    `SELECT b.level, ${anyHeld ? `coalesce(u.state, 'counted')` : `'counted'`} AS state
     ${anyHeld ? JOINED : 'FROM ballots b'}
     WHERE b.voter = ? AND b.question IN (SELECT value FROM json_each(?))`,
    voter,
    JSON.stringify(group),
  )
  for (const { state, level } of rows) {
    if (state === 'held') standing ??= 'held'
    if (state !== 'counted') continue
    const own = Number(level) as Level
    standing = typeof standing === 'number' && standing > own ? standing : own
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
