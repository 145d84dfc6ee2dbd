import type { Counts } from '../contract/assurance'
import type { Integrity } from '../contract/integrity'
import { isPublic } from '../domain/projection'
import { actsOf, burstsOf, questionOf } from '../domain/integrity'
import { countOf } from './counting'
import { pastedCount, type GivenAnswer } from '../domain/pasted'
import type { QuestionRecord } from '../domain/records'
import type { RoomState } from './state'
import { readAll, tallies as published } from './tables'
import { tallies } from './tallies'

/** The integrity report of an open session: everything is counted anew from the ballots for it. */
export function report(state: RoomState, floor: string | undefined, now: number): Integrity {
  const { session } = state
  const counted = tallies(state, now)
  const digests = new Map(readAll(state.sql, published).map((row) => [row.questionNo, row.digest]))
  // Before the session nobody sees how many votes a question has.
  const early = session.state === 'collecting'
  const rows = early ? [] : [...state.questions.values()].filter(isPublic)
  const differing = rows.filter((row) => {
    const group = state.groupOf(row.no)
    const shown = state.countsOf(row.no)
    const anew = countOf(state.sql, group, true, state.rank)
    return (Object.keys(anew) as (keyof Counts)[]).some((name) => anew[name] !== shown[name])
  })
  const merged = (no: number) => [...(state.members.get(no) ?? [])].sort((a, b) => a - b)
  const out: Integrity = {
    slug: session.slug,
    title: session.title,
    state: session.state,
    at: now,
    closedAt: session.closedAt,
    questions: rows.map((row) =>
      questionOf(row, counted.get(row.no), digests.get(row.no), merged(row.no)),
    ),
    bursts: early ? [] : burstsOf([...state.bursts.values()]),
    pasted: early ? 0 : pastedCount(givenAnswers(rows, state)),
    acts: actsOf(state.events.values()),
    differing: differing.map((row) => row.no),
  }
  if (state.rank > 0) out.rank = state.rank
  if (floor) out.floor = Number(floor)
  return out
}

/** What was answered under public questions and still stands, in the order it was given. */
function givenAnswers(rows: readonly QuestionRecord[], state: RoomState): GivenAnswer[] {
  return rows
    .flatMap((row) => state.answers.get(row.no) ?? [])
    .filter((answer) => !answer.withdrawn)
    .sort((a, b) => a.at - b.at)
    .map(({ questionNo, text, joint }) => ({ no: questionNo, text, joint }))
}
