import { createHash } from 'node:crypto'
import type { TallyRecord } from '../domain/records'
import { BALLOT_LINES, ballotLine } from './counting'
import type { RoomState } from './state'

/** One question's ballots as they are added up. */
export type Tally = Omit<TallyRecord, 'digest'>

/**
 * Counts every question anew from its ballots. `digest` is over one line a ballot, in the order of the voters'
 * numbers: question, voter, level, and `held` or `voided` where it does not count. The numbers are pairwise and stay sealed, so the digest
 * tells nobody who voted, and whoever opens the seal can tell that nothing was changed.
 */
export function tallies(state: RoomState, now: number): Map<number, TallyRecord> {
  const found = new Map<number, { tally: Tally; lines: string[] }>()
  const of = (no: number) => {
    let one = found.get(no)
    if (!one) {
      const tally: Tally = {
        sessionId: state.session.id,
        questionNo: no,
        byLevel: [0, 0, 0, 0],
        held: 0,
        voided: 0,
        at: now,
      }
      one = { tally, lines: [] }
      found.set(no, one)
    }
    return one
  }
  for (const row of state.questions.values()) if (row.listedAt !== null) of(row.no)
  for (const row of state.sql.exec(BALLOT_LINES)) {
    const { tally, lines } = of(Number(row['question']))
    lines.push(ballotLine(row))
    if (row['state'] === 'held') tally.held += 1
    else if (row['state'] === 'voided') tally.voided += 1
    else tally.byLevel[Number(row['level']) as 0 | 1 | 2 | 3] += 1
  }
  const out = new Map<number, TallyRecord>()
  for (const [no, { tally, lines }] of found) {
    const digest = createHash('sha256')
      .update([...lines, ''].join('\n'))
      .digest('hex')
    out.set(no, { ...tally, digest })
  }
  return out
}

/** Publishes every question's tally, in the transaction that closes the session. */
export function publishTallies(state: RoomState, now: number): void {
  for (const tally of tallies(state, now).values()) state.putTally(tally)
}
