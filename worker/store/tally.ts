import type { MailboxCounts } from '../contract/record'
import type { SessionKind } from '../contract/states'
import type { Balance, BalanceLine, CasesLine } from '../contract/views'
import { emptyBalance, termOf, type BalanceRow } from '../domain/balance'

/** Balances of many sessions at once: SQL counts rows that are alike, the domain says which term they are. */

const emptyCases = (): CasesLine => ({
  total: 0,
  overdue: 0,
  disputed: 0,
  replied: 0,
  closed: 0,
  solved: 0,
  confirmed: 0,
})

export interface Tally {
  balance: Balance
  cases: CasesLine
  mailbox: MailboxCounts
}

// The answer that disposed of a question is its first one that still stands.
const alike =
  'SELECT q.session_id AS session, q.part AS part, q.state AS state, ' +
  'q.listed_at IS NOT NULL AS reviewed, ' +
  '(SELECT a.mode FROM answers a WHERE a.session_id = q.session_id AND a.question_no = q.no ' +
  'AND a.withdrawn = 0 ORDER BY a.at, a.id LIMIT 1) AS mode, ' +
  'EXISTS (SELECT 1 FROM cases c WHERE c.session_id = q.session_id AND c.question_no = q.no ' +
  "AND c.state <> 'void') AS followed, count(*) AS n " +
  'FROM questions q WHERE q.session_id IN (SELECT value FROM json_each(?1)) ' +
  'GROUP BY 1, 2, 3, 4, 5, 6'

// A mailbox may hold tens of thousands: it is counted from the index alone. It has no stage and no parts.
const alikeInMailbox =
  'SELECT session_id AS session, 1 AS part, state, 1 AS reviewed, NULL AS mode, 0 AS followed, ' +
  'count(*) AS n FROM questions WHERE session_id IN (SELECT value FROM json_each(?1)) ' +
  'GROUP BY session_id, state'

// As the room counts them, with dueStatus of domain/deadlines: the moment of the deadline itself is too
// late. Replied, closed, solved and confirmed are four counters; a later step keeps the earlier ones.
const lines =
  'SELECT session_id AS session, count(*) AS total, ' +
  'sum(replied_at IS NULL AND due_at IS NOT NULL AND due_at <= ?2) AS overdue, ' +
  "sum(state = 'disputed') AS disputed, " +
  'sum(replied_at IS NOT NULL) AS replied, sum(closed_at IS NOT NULL) AS closed, ' +
  "sum(replied_at IS NOT NULL AND outcome = 'solved') AS solved, " +
  "sum(state = 'confirmed') AS confirmed " +
  "FROM cases WHERE state <> 'void' AND session_id IN (SELECT value FROM json_each(?1)) GROUP BY 1"

type Alike = {
  session: string
  part: 1 | 2
  state: BalanceRow['state']
  reviewed: number
  mode: BalanceRow['answerMode']
  followed: number
  n: number
}

/** A session, or its id alone: then a mailbox is counted too, only not from the index. */
type Counted = string | { id: string; kind: SessionKind }
const idOf = (session: Counted) => (typeof session === 'string' ? session : session.id)
const isMailbox = (session: Counted) => typeof session !== 'string' && session.kind === 'mailbox'

/** The bridge of each session, from its rows. */
export async function tallies(
  db: D1Database,
  sessions: readonly Counted[],
  now: number,
): Promise<Map<string, Tally>> {
  const held = new Map<string, Tally>(
    sessions.map((session) => [
      idOf(session),
      {
        balance: emptyBalance(),
        cases: emptyCases(),
        mailbox: { total: 0, answered: 0, unanswered: 0 },
      },
    ]),
  )
  if (sessions.length === 0) return held
  const ids = (mailbox: boolean) =>
    JSON.stringify(sessions.filter((session) => isMailbox(session) === mailbox).map(idOf))
  const [rows, mailRows, caseRows] = await db.batch([
    db.prepare(alike).bind(ids(false)),
    db.prepare(alikeInMailbox).bind(ids(true)),
    db.prepare(lines).bind(JSON.stringify(sessions.map(idOf)), now),
  ])
  for (const row of [...(rows?.results ?? []), ...(mailRows?.results ?? [])] as Alike[]) {
    const tally = held.get(row.session)
    if (!tally) continue
    addRows(tally.balance.total, row)
    addRows(row.part === 1 ? tally.balance.main : tally.balance.after, row)
  }
  for (const row of (caseRows?.results ?? []) as (CasesLine & { session: string })[]) {
    const { session, ...cases } = row
    const tally = held.get(session)
    if (tally) tally.cases = cases
  }
  for (const tally of held.values()) tally.mailbox = mailboxOf(tally.balance.total)
  return held
}

/** The bridge of one session. */
export async function tally(db: D1Database, session: Counted, now: number): Promise<Tally> {
  const found = (await tallies(db, [session], now)).get(idOf(session))
  if (!found) throw new Error('A tally was asked for and not made')
  return found
}

function addRows(line: BalanceLine, row: Alike) {
  const term = termOf({ state: row.state, answerMode: row.mode, reviewed: row.reviewed === 1 })
  line.received += row.n
  line[term] += row.n
  line.accepted =
    line.received - line.rejected - line.redirected - line.withdrawnBefore - line.pending
  if (row.state === 'answered' && row.followed === 1) line.followedUp += row.n
}

/** Handed on is not yet answered: it stays among the unanswered until somebody replies. */
function mailboxOf(line: BalanceLine): MailboxCounts {
  const answered = line.answeredLive + line.answeredWritten
  const total = answered + line.open + line.handedOff
  return { total, answered, unanswered: total - answered }
}
