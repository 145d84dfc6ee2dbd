import { isPublic } from '../domain/projection'
import type { Fact } from '../contract/audit'
import { sha256Hex } from '../store/chain'
import { BALLOT_LINES, ballotLine } from './counting'
import type { RoomState } from './state'

/** Acts after which the ballots are counted into the chain. Votes are not chained one by one. */
export const tallied: readonly string[] = ['wrapped', 'closed', 'cancelled']

/** One line a ballot: question, pairwise voter, level, and `held` or `voided` where it does not count. The first line says what it is. */
export function ballotLines(state: RoomState): { text: string; ballots: number } {
  const lines: string[] = []
  for (const row of state.sql.exec(BALLOT_LINES)) lines.push(ballotLine(row))
  const head = JSON.stringify({
    session: state.session.id,
    epoch: state.epoch,
    ballots: lines.length,
  })
  return { text: [head, ...lines, ''].join('\n'), ballots: lines.length }
}

/** How many ballots there are, a digest over every one of them, and the counts of what is public. */
export function tallyOf(state: RoomState): Fact {
  const { text, ballots } = ballotLines(state)
  const counts = [...state.questions.values()]
    .filter(isPublic)
    .map((row) => [row.no, state.votesOf(row.no)])
  return { ballots, digest: sha256Hex(text), counts }
}
