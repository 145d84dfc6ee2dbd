import type { Level } from '../contract/assurance'
import type { Told } from '../contract/refusals'
import { addStanding, type Standing } from '../domain/assurance'
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
export type Voted = Told<{ no: number; on: boolean; votes: number; level?: Level; hidden?: true }>

/** Sets (never toggles) a voter's support; run inside a transaction. Sending it twice changes nothing. */
export function setVote(
  state: RoomState,
  no: number,
  voter: number,
  on: boolean,
  level: Level,
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
  if (group.length > 1 || state.heldNos.has(no)) setInGroup(state, group, ballot, on, origin)
  else if (on) cast(state, ballot, origin)
  else takeBack(state, no, voter)
  const votes = state.votesOf(no)
  const value = { no, on, votes, ...(level > 0 && { level }) }
  return { ok: true, value: countsHidden(session.state) ? { ...value, hidden: true } : value }
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
  level: Level
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

/** Moves a voter from how they stood to how they stand now, in what a question shows. */
function shift(state: RoomState, no: number, before: Standing, after: Standing): void {
  if (before === after) return
  const counts = state.counting(no)
  addStanding(counts, before, state.rank, -1)
  addStanding(counts, after, state.rank, 1)
}

/** A question alone, with nothing held: what was written tells how the count changes. */
function cast(state: RoomState, ballot: Ballot, origin: Origin | null): void {
  const { no, level } = ballot
  if (put(state, ballot)) {
    const why = origin?.judge(ballot) ?? null
    if (why !== null) hold(state, ballot, why, origin)
    shift(state, no, null, why === null ? level : 'held')
  } else if (level > 0) shift(state, no, ...raise(state, ballot))
}

/** Lifts a ballot that was there to a higher level; a level only ever rises. Tells both. */
function raise({ sql }: RoomState, { no, voter, level }: Ballot): [before: Level, after: Level] {
  const found = sql.exec('SELECT level FROM ballots WHERE question = ? AND voter = ?', no, voter)
  const before = Number(found.one()['level']) as Level
  if (before >= level) return [before, before]
  sql.exec('UPDATE ballots SET level = ? WHERE question = ? AND voter = ?', level, no, voter)
  return [before, level]
}

function takeBack(state: RoomState, no: number, voter: number): void {
  const gone = state.sql.exec(
    'DELETE FROM ballots WHERE question = ? AND voter = ? RETURNING level',
    no,
    voter,
  )
  for (const { level } of gone) shift(state, no, Number(level) as Level, null)
}

/** The same in a group, or among held ballots: how the voter stood before and after decides. */
function setInGroup(
  state: RoomState,
  group: number[],
  ballot: Ballot,
  on: boolean,
  origin: Origin | null,
): void {
  const { no, voter } = ballot
  const before = standingOf(state.sql, group, voter, state.anyHeld(group))
  if (on) {
    if (!put(state, ballot)) raise(state, ballot)
    // What was held stays held, also when it is taken back and given again, until somebody decides.
    else if (!wasHeld(state, no, voter)) {
      const why = origin?.judge(ballot) ?? null
      if (why !== null) hold(state, ballot, why, origin)
    }
  } else if (remove(state, group, voter)) {
    // Support taken back from a group is taken back from all of it: that is what its reader saw and meant.
    for (const other of group) if (other !== no) recount(state, other)
  }
  shift(state, no, before, standingOf(state.sql, group, voter, state.anyHeld(group)))
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

/** Numbers of all questions a voter has a ballot on. One look for all: there is no index by voter. */
export function ballotsOf(state: RoomState, voter: number, below: Level | 4 = 4): number[] {
  const rows = state.sql.exec(
    `SELECT j.value AS no FROM json_each(?) j JOIN ballots b ON b.question = j.value AND b.voter = ?
     WHERE b.level < ?`,
    JSON.stringify([...state.questions.keys()]),
    voter,
    below,
  )
  return Array.from(rows, ({ no }) => Number(no))
}

/** Changes ballots of a few voters on some questions, and brings every count they are part of in step. */
export function restand(
  state: RoomState,
  nos: number[],
  voters: number[],
  change: () => void,
): void {
  const shown = new Set(nos.flatMap((no) => state.lineOf(no)))
  const standings = () =>
    [...shown].flatMap((no) => {
      const group = state.groupOf(no)
      const anyHeld = state.anyHeld(group)
      return voters.map((one) => ({ no, now: standingOf(state.sql, group, one, anyHeld) }))
    })
  const before = standings()
  change()
  for (const [i, { no, now }] of standings().entries())
    shift(state, no, before[i]?.now ?? null, now)
}

/** A voter has proved more than before: what they gave meanwhile rises with them. Tells how many ballots did. */
export function raiseAll(state: RoomState, voter: number, level: Level): number {
  const nos = ballotsOf(state, voter, level)
  restand(state, nos, [voter], () => {
    for (const no of nos) raise(state, { no, voter, level, at: 0 })
  })
  return nos.length
}

/** Counts a group's distinct voters from the ballots; after every merge and un-merge. */
export function recount(state: RoomState, no: number): void {
  const group = state.groupOf(no)
  state.setCounts(no, countOf(state.sql, group, state.anyHeld(group), state.rank))
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

/** The name of the secret this room's voters are numbered under; the first one told stays. */
export function voterKeyOf(state: RoomState, current: string, before: string | null): string {
  const kept = state.getMeta('voterKey')
  if (kept !== null) return kept
  // Ballots that are here already were given before the key was exchanged.
  const voted = state.sql.exec('SELECT 1 FROM ballots LIMIT 1').toArray().length > 0
  const key = before !== null && voted ? before : current
  state.setMeta('voterKey', key)
  return key
}
