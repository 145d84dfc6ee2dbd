import type { HoldReason } from '../contract/states'
import type { Cast } from '../domain/holding'
import type { BurstRecord } from '../domain/records'
import type { Networks } from './networks'
import type { RoomState } from './state'

/** Held votes: the ballot lies with the others, a row beside it says that it does not count yet. */

/** A burst this long over is a thing of its own: what comes later gets a card of its own. */
const BURST_MS = 10 * 60_000

type Ballot = Pick<Cast, 'voter' | 'level' | 'at'> & { no: number }

/** Where a vote came from, and what the rules say to it. */
export interface Origin {
  judge(ballot: Ballot): HoldReason | null
  /** Remembers that a ballot of this network is in a burst. */
  note(burst: number): void
}

/** The networks of each burst, in memory only: what a moderator counts makes its networks known. */
const netsOf = new WeakMap<RoomState, Map<number, Set<string>>>()

/** A vote's origin as the room sees it; the bucket is made only for a ballot that is new. */
export function originOf(
  state: RoomState,
  networks: Networks,
  from: { net: string | null; issued: number },
  bucketed: boolean,
): Origin {
  let net: string | null = null
  return {
    judge({ no, voter, level, at }) {
      net = bucketed ? from.net : networks.bucket(from.net, at)
      return networks.judge({ at, question: no, voter, net, issued: from.issued, level })
    },
    note(burst) {
      if (net === null) return
      const all = netsOf.get(state) ?? new Map<number, Set<string>>()
      netsOf.set(state, all)
      all.set(burst, (all.get(burst) ?? new Set()).add(net))
    },
  }
}

/** Lets the votes of a burst's networks pass from now on: a moderator has counted it. */
export function trustBurst(state: RoomState, networks: Networks, burst: number): void {
  networks.trust(netsOf.get(state)?.get(burst) ?? [])
}

/** Whether a ballot is or was held. */
export function wasHeld(state: RoomState, no: number, voter: number): boolean {
  const found = state.sql.exec('SELECT 1 FROM held WHERE question = ? AND voter = ?', no, voter)
  return !found.next().done
}

/** Holds a ballot that was just cast; inside a transaction. */
export function hold(
  state: RoomState,
  { no, voter, at }: Ballot,
  why: HoldReason,
  origin: Origin | null,
): void {
  const burst = burstFor(state, no, at)
  state.sql.exec('INSERT INTO held (question, voter, burst) VALUES (?, ?, ?)', no, voter, burst.id)
  burst.until = Math.max(burst.until, at)
  burst.ballots += 1
  burst.why = { ...burst.why, [why]: (burst.why[why] ?? 0) + 1 }
  state.growBurst(burst)
  origin?.note(burst.id)
}

/** The open burst of a question, or a new one. */
function burstFor(state: RoomState, no: number, at: number): BurstRecord {
  for (const burst of state.bursts.values()) {
    const open = burst.questionNo === no && burst.decidedAt === null
    if (open && at - burst.until <= BURST_MS) return burst
  }
  return state.putBurst({
    id: Math.max(0, ...state.bursts.keys()) + 1,
    sessionId: state.session.id,
    questionNo: no,
    since: at,
    until: at,
    ballots: 0,
    why: {},
    state: 'held',
    reason: null,
    actorId: null,
    actor: null,
    decidedAt: null,
    version: 0,
  })
}
