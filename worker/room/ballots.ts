import type { Told } from '../contract/refusals'
import { questionsOpen } from '../domain/machine'
import type { RoomState } from './state'

/**
 * Ballots are a set per question and never move: a merge only changes over which questions the
 * distinct voters are counted, so un-merging finds every ballot where it was cast.
 */

export type Voted = Told<{ no: number; on: boolean; votes: number }>

/** Sets (never toggles) a voter's support; run inside a transaction. Sending it twice changes nothing. */
export function setVote(
  state: RoomState,
  no: number,
  voter: number,
  on: boolean,
  level: number,
  now: number,
): Voted {
  const row = state.questions.get(no)
  if (!row) return no_('NOT_FOUND')
  const { session } = state
  const over = session.closesAt !== null && now >= session.closesAt
  if (!questionsOpen(session.state) || over) return no_('SESSION_NOT_OPEN')
  if (row.state === 'submitted' || row.state === 'rejected' || row.listedAt === null) {
    // The same words for all that is not public, so that nobody learns which numbers were rejected.
    return no_('QUESTION_PENDING')
  }
  if (row.state === 'merged') {
    return { ok: false, code: 'QUESTION_MERGED', facts: { mergedInto: state.rootOf(no) } }
  }
  if (row.state !== 'listed' && row.state !== 'on_stage') return no_('QUESTION_CLOSED')

  const group = state.members.has(no) ? state.groupOf(no) : [no]
  const votes = on ? cast(state, group, no, voter, level) : takeBack(state, group, no, voter)
  state.setVotes(no, votes)
  return { ok: true, value: { no, on, votes } }
}

function no_(
  code: 'NOT_FOUND' | 'SESSION_NOT_OPEN' | 'QUESTION_PENDING' | 'QUESTION_CLOSED',
): Voted {
  return { ok: false, code, facts: {} }
}

function cast(state: RoomState, group: number[], no: number, voter: number, level: number): number {
  const elsewhere = group.some((other) => other !== no && holds(state, other, voter))
  const { rowsWritten } = state.sql.exec(
    'INSERT OR IGNORE INTO ballots (question, voter, level) VALUES (?, ?, ?)',
    no,
    voter,
    level,
  )
  return state.votesOf(no) + (rowsWritten > 0 && !elsewhere ? 1 : 0)
}

/** Support taken back from a group is taken back from all of it: that is what its reader saw and meant. */
function takeBack(state: RoomState, group: number[], no: number, voter: number): number {
  let held = false
  for (const other of group) {
    const { rowsWritten } = state.sql.exec(
      'DELETE FROM ballots WHERE question = ? AND voter = ?',
      other,
      voter,
    )
    held ||= rowsWritten > 0
  }
  if (held) for (const other of group) if (other !== no) recount(state, other)
  return state.votesOf(no) - (held ? 1 : 0)
}

function holds(state: RoomState, no: number, voter: number): boolean {
  const found = state.sql.exec('SELECT 1 FROM ballots WHERE question = ? AND voter = ?', no, voter)
  return !found.next().done
}

/** Counts a group's distinct voters from the ballots; after every merge and un-merge. */
export function recount(state: RoomState, no: number): void {
  const group = state.groupOf(no)
  const row = state.sql
    .exec(
      `SELECT count(DISTINCT voter) AS n FROM ballots WHERE question IN (SELECT value FROM json_each(?))`,
      JSON.stringify(group),
    )
    .one()
  state.setVotes(no, Number(row['n']))
}

/** Which of the given questions a voter supports, by a ballot on it or on anything merged into it. */
export function supportedBy(state: RoomState, voter: number, nos: Iterable<number>): number[] {
  const asked = [...nos]
  // One look for all: a look for each of 20,000 questions keeps everybody else waiting.
  const rows = state.sql.exec(
    `SELECT value AS no FROM json_each(?) WHERE EXISTS
     (SELECT 1 FROM ballots WHERE question = value AND voter = ?)`,
    JSON.stringify(asked),
    voter,
  )
  const held = new Set<number>()
  for (const row of rows) held.add(Number(row['no']))
  return asked.filter(
    (no) =>
      held.has(no) ||
      (state.members.has(no) && state.groupOf(no).some((one) => holds(state, one, voter))),
  )
}

/** Ballots of a question by level of assurance, for the record. */
export function countsByLevel(
  state: RoomState,
  nos: number[],
): Map<number, [number, number, number, number]> {
  const counts = new Map<number, [number, number, number, number]>()
  for (const no of nos) counts.set(no, [0, 0, 0, 0])
  const rows = state.sql.exec(
    `SELECT question, level, count(*) AS n FROM ballots
     WHERE question IN (SELECT value FROM json_each(?)) GROUP BY question, level`,
    JSON.stringify(nos),
  )
  for (const row of rows) {
    const of = counts.get(Number(row['question']))
    if (of) of[Number(row['level']) as 0 | 1 | 2 | 3] = Number(row['n'])
  }
  return counts
}
