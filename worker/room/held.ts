import { Refusal } from '../contract/refusals'
import type { Decided, Decision } from '../contract/room'
import type { HoldReason } from '../contract/states'
import type { Cast } from '../domain/holding'
import type { BurstRecord } from '../domain/records'
import { recount } from './ballots'
import { told, type Hand } from './decision'
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

/** Counts a burst, voids it, or holds it again: nothing of it is ever thrown away. */
export function settleBurst(
  hand: Hand,
  decision: Extract<Decision, { act: 'settle_burst' }>,
): Decided {
  const { state, actor, now } = hand
  const burst = state.bursts.get(decision.burst)
  if (!burst) throw new Refusal('NOT_FOUND', { field: 'burst' })
  // What was published at the close stays as it was published.
  const { state: at } = state.session
  if (at === 'closed' || at === 'cancelled') throw new Refusal('SESSION_MOVE')
  if (burst.state !== decision.was) throw settledBefore(state, burst)
  if (burst.state === decision.to) throw new Refusal('NOT_POSSIBLE', { open: [burst.questionNo] })
  const back = decision.to === 'held'
  state.putBurst({
    ...burst,
    state: decision.to,
    reason: decision.reason,
    actorId: actor.id,
    actor: actor.name,
    decidedAt: now,
  })
  // A burst held again collects no more: what comes now is judged for itself.
  for (const no of state.lineOf(burst.questionNo)) recount(state, no)
  hand.facts = {
    burst: burst.id,
    was: burst.state,
    to: decision.to,
    reason: decision.reason,
    ballots: burst.ballots,
  }
  return hand.done(back ? 'hold_burst' : `${decision.to}_burst`, [burst.questionNo], false)
}

function settledBefore(state: RoomState, burst: BurstRecord): Refusal {
  const event = [...state.events.values()]
    .reverse()
    .find((one) => one.act.endsWith('_burst') && one.nos[0] === burst.questionNo)
  return new Refusal('CONFLICT', event ? told(burst.questionNo, event) : {})
}
