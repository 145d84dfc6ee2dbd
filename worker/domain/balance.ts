import type { AnswerMode, Channel, QuestionState } from '../contract/states'
import type { Balance, BalanceLine } from '../contract/views'

/** What the balance sheet needs to know of a question. */
export interface BalanceRow {
  state: QuestionState
  channel?: Channel
  /** Of the answer that disposed of it; an answered row without a mode counts as written. */
  answerMode?: AnswerMode | null
  /** Cases opened for it, not counting void ones. */
  cases: number
  /** It has once passed review (it has a `listedAt`). */
  reviewed: boolean
  part: 1 | 2
}

const emptyLine = (): BalanceLine => ({
  received: 0,
  accepted: 0,
  rejected: 0,
  redirected: 0,
  withdrawnBefore: 0,
  pending: 0,
  answeredLive: 0,
  answeredWritten: 0,
  handedOff: 0,
  merged: 0,
  withdrawnLater: 0,
  redirectedLater: 0,
  takenDown: 0,
  open: 0,
  followedUp: 0,
})

export function emptyBalance(): Balance {
  return { total: emptyLine(), main: emptyLine(), after: emptyLine() }
}

/** Terms of the first identity besides `accepted`, and terms of the second. */
const outside = ['rejected', 'redirected', 'withdrawnBefore', 'pending'] as const
const inside = [
  'answeredLive',
  'answeredWritten',
  'handedOff',
  'merged',
  'withdrawnLater',
  'redirectedLater',
  'takenDown',
  'open',
] as const
type Outside = (typeof outside)[number]
type Term = Outside | (typeof inside)[number]

/** The one term a row counts in. Every state has exactly one, so the identities cannot fail. */
export function termOf(row: Pick<BalanceRow, 'state' | 'answerMode' | 'reviewed'>): Term {
  switch (row.state) {
    case 'submitted':
      return 'pending'
    case 'rejected':
      return 'rejected'
    case 'redirected':
      return row.reviewed ? 'redirectedLater' : 'redirected'
    case 'withdrawn':
      return row.reviewed ? 'withdrawnLater' : 'withdrawnBefore'
    case 'listed':
    case 'on_stage':
      return 'open'
    case 'answered':
      return row.answerMode === 'live' ? 'answeredLive' : 'answeredWritten'
    case 'handed_off':
      return 'handedOff'
    case 'merged':
      return 'merged'
    case 'taken_down':
      return 'takenDown'
  }
}

function count(line: BalanceLine, row: BalanceRow, sign: 1 | -1): BalanceLine {
  const term = termOf(row)
  const next = { ...line, received: line.received + sign, [term]: line[term] + sign }
  if (!(outside as readonly Term[]).includes(term)) next.accepted += sign
  if (row.state === 'answered' && row.cases > 0) next.followedUp += sign
  return next
}

/** The balance with one row more (+1) or less (-1): a room keeps it live by taking out the old row and adding the new. */
export function addToBalance(balance: Balance, row: BalanceRow, sign: 1 | -1): Balance {
  const part = row.part === 1 ? 'main' : 'after'
  return {
    ...balance,
    total: count(balance.total, row, sign),
    [part]: count(balance[part], row, sign),
  }
}

/** The balance sheet of a session, from its questions. */
export function balance(rows: Iterable<BalanceRow>): Balance {
  let sum = emptyBalance()
  for (const row of rows) sum = addToBalance(sum, row, 1)
  return sum
}

/** Whether both identities of the balance sheet hold in a line; the check behind every published figure. */
export function balances(line: BalanceLine): boolean {
  const sum = (terms: readonly Term[]) => terms.reduce((n, term) => n + line[term], 0)
  return line.received === line.accepted + sum(outside) && line.accepted === sum(inside)
}

/** Whether a question has found its disposition; a summing-up waits for all of them. */
export function isDisposed(state: QuestionState): boolean {
  return state !== 'submitted' && state !== 'listed' && state !== 'on_stage'
}

/** The ids a summing-up still waits for: pending and open questions of one part. */
export function undisposed<Id>(
  rows: Iterable<{ id: Id; state: QuestionState; part: 1 | 2 }>,
  part: 1 | 2,
): Id[] {
  const ids: Id[] = []
  for (const row of rows) if (row.part === part && !isDisposed(row.state)) ids.push(row.id)
  return ids
}
