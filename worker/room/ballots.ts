import type { Told } from '../contract/refusals'
import { countsHidden, questionsOpen } from '../domain/machine'
import { COUNTED_BY_LEVEL, countOf, standingOf } from './counting'
import type { Origin } from './held'
import { hold, wasHeld } from './held'
import type { RoomState } from './state'

/**
 * Ballots are a set per question and never move: a merge only changes over which questions the
 * distinct voters are counted, so un-merging finds every ballot where it was cast.
 */

/** `hidden`: the count is for the room alone as yet. */
export type Voted = Told<{ no: number; on: boolean; votes: number; hidden?: true }>

/** Sets (never toggles) a voter's support; run inside a transaction. Sending it twice changes nothing. */
export function setVote(
  state: RoomState,
  no: number,
  voter: number,
  on: boolean,
  level: number,
  now: number,
  origin: Origin | null = null,
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
  const ballot = { no, voter, level, at: now }
  if (group.some((one) => state.heldNos.has(one))) setAmongHeld(state, group, ballot, on, origin)
  else if (on) cast(state, group, ballot, origin)
  else takeBack(state, group, no, voter)
  const votes = state.votesOf(no)
  if (countsHidden(session.state)) return { ok: true, value: { no, on, votes, hidden: true } }
  return { ok: true, value: { no, on, votes } }
}

function no_(
  code: 'NOT_FOUND' | 'SESSION_NOT_OPEN' | 'QUESTION_PENDING' | 'QUESTION_CLOSED',
): Voted {
  return { ok: false, code, facts: {} }
}

/** A vote as it comes in. */
interface Ballot {
  no: number
  voter: number
  level: number
  at: number
}

/** Whether this ballot was not there before. */
function put(state: RoomState, { no, voter, level }: Ballot): boolean {
  const { rowsWritten } = state.sql.exec(
    'INSERT OR IGNORE INTO ballots (question, voter, level) VALUES (?, ?, ?)',
    no,
    voter,
    level,
  )
  return rowsWritten > 0
}

function cast(state: RoomState, group: number[], ballot: Ballot, origin: Origin | null): void {
  const { no, voter } = ballot
  const elsewhere = group.some((other) => other !== no && holds(state, other, voter))
  let votes = state.votesOf(no)
  if (put(state, ballot)) {
    const held = origin?.judge(ballot) ?? null
    if (held !== null) hold(state, ballot, held, origin)
    if (!elsewhere && held === null) votes += 1
    if (!elsewhere && held !== null) state.setHeld(no, state.heldOf(no) + 1)
  }
  state.setVotes(no, votes)
}

/** The same where the question or its group has held ballots: how the voter stood before and after decides. */
function setAmongHeld(
  state: RoomState,
  group: number[],
  ballot: Ballot,
  on: boolean,
  origin: Origin | null,
): void {
  const { no, voter } = ballot
  const before = standingOf(state.sql, group, voter)
  if (on) {
    // What was held stays held, also when it is taken back and given again, until somebody decides.
    if (put(state, ballot) && !wasHeld(state, no, voter)) {
      const why = origin?.judge(ballot) ?? null
      if (why !== null) hold(state, ballot, why, origin)
    }
  } else if (remove(state, group, voter)) {
    for (const other of group) if (other !== no) recount(state, other)
  }
  const after = standingOf(state.sql, group, voter)
  const one = (is: boolean) => (is ? 1 : 0)
  state.setVotes(no, state.votesOf(no) + one(after === 'counted') - one(before === 'counted'))
  state.setHeld(no, state.heldOf(no) + one(after === 'held') - one(before === 'held'))
}

/** Support taken back from a group is taken back from all of it: that is what its reader saw and meant. */
function takeBack(state: RoomState, group: number[], no: number, voter: number): void {
  const given = remove(state, group, voter)
  if (given) for (const other of group) if (other !== no) recount(state, other)
  state.setVotes(no, state.votesOf(no) - (given ? 1 : 0))
}

/** Takes a voter's ballots out of a group; tells whether there were any. */
function remove(state: RoomState, group: number[], voter: number): boolean {
  let given = false
  for (const other of group) {
    const { rowsWritten } = state.sql.exec(
      'DELETE FROM ballots WHERE question = ? AND voter = ?',
      other,
      voter,
    )
    given ||= rowsWritten > 0
  }
  return given
}

function holds(state: RoomState, no: number, voter: number): boolean {
  const found = state.sql.exec('SELECT 1 FROM ballots WHERE question = ? AND voter = ?', no, voter)
  return !found.next().done
}

/** Counts a group's distinct voters from the ballots; after every merge and un-merge. */
export function recount(state: RoomState, no: number): void {
  const group = state.groupOf(no)
  const anyHeld = group.some((one) => state.heldNos.has(one))
  const { votes, held } = countOf(state.sql, group, anyHeld)
  state.setVotes(no, votes)
  state.setHeld(no, held)
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

/** Counted ballots of a question by level of assurance, for the record. */
export function countsByLevel(
  state: RoomState,
  nos: number[],
): Map<number, [number, number, number, number]> {
  const counts = new Map<number, [number, number, number, number]>()
  for (const no of nos) counts.set(no, [0, 0, 0, 0])
  const rows = state.sql.exec(COUNTED_BY_LEVEL, JSON.stringify(nos))
  for (const row of rows) {
    const of = counts.get(Number(row['question']))
    if (of) of[Number(row['level']) as 0 | 1 | 2 | 3] = Number(row['n'])
  }
  return counts
}
