import { Refusal } from '../contract/refusals'
import type { Decided, Decision } from '../contract/room'
import type { BurstRecord } from '../domain/records'
import { recount } from './ballots'
import { told, type Hand } from './decision'
import type { RoomState } from './state'

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
  // Enough to move a question in the order: one person alone does not put that much into a count.
  if (decision.to === 'counted' && weighs(state, burst)) {
    if (burst.proposedBy == null) return propose(hand, burst, decision.reason)
    if (burst.proposedBy === actor.id) throw new Refusal('SECOND_PERSON')
  }
  const back = decision.to === 'held'
  state.putBurst({
    ...burst,
    state: decision.to,
    reason: decision.reason,
    actorId: actor.id,
    actor: actor.name,
    decidedAt: now,
    proposedBy: null,
    proposed: null,
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

/** More than one vote in so many of what a question shows needs a second person. */
const SECOND_FROM = 100

function weighs(state: RoomState, { questionNo, ballots }: BurstRecord): boolean {
  const root = state.rootOf(questionNo)
  return ballots * SECOND_FROM > state.votesOf(root)
}

/** The first of two moderators says that a burst should count; nothing is counted yet. */
function propose(hand: Hand, burst: BurstRecord, reason: string): Decided {
  const { state, actor } = hand
  state.putBurst({ ...burst, proposedBy: actor.id, proposed: actor.name, reason })
  hand.facts = { burst: burst.id, was: burst.state, reason, ballots: burst.ballots }
  return hand.done('propose_count', [burst.questionNo], false)
}

function settledBefore(state: RoomState, burst: BurstRecord): Refusal {
  const event = [...state.events.values()]
    .reverse()
    .find((one) => one.act.endsWith('_burst') && one.nos[0] === burst.questionNo)
  return new Refusal('CONFLICT', event ? told(burst.questionNo, event) : {})
}
