import type { DeskMute } from '../contract/room'
import type { RefusalFacts } from '../contract/refusals'
import { Refusal } from '../contract/refusals'
import type { Decided, Decision } from '../contract/room'
import type { MuteRecord } from '../domain/records'
import type { Hand } from './decision'
import type { RoomState } from './state'

/** 暂停发言: a device that may not ask or comment for a while. Its votes and its accusations go on. */

const HOUR_MS = 3_600_000

const holds = (mute: MuteRecord, now: number) =>
  mute.liftedAt === null && (mute.until === null || mute.until > now)

/** The mute under which a device is now, if any: of several the one that lasts longest. */
export function muteOf(state: RoomState, asker: string | null, now: number): MuteRecord | null {
  if (asker === null || state.mutes.size === 0) return null
  const mine = [...state.mutes.values()].filter((one) => one.asker === asker && holds(one, now))
  mine.sort((a, b) => (b.until ?? Infinity) - (a.until ?? Infinity))
  return mine[0] ?? null
}

/** What somebody who is muted is told. */
export const muteFacts = ({ reason, until }: MuteRecord): RefusalFacts => ({
  why: reason,
  ...(until !== null && { until }),
})

/** Mutes the device a question or comment came from. Whose it is nobody at the desk learns. */
export function mute(hand: Hand, decision: Extract<Decision, { act: 'mute' }>): Decided {
  const { state, actor, now } = hand
  const { no, of, reason, hours } = decision
  const row = of === 'question' ? hand.row(no) : state.comments.get(no)
  if (!row) throw new Refusal('NOT_FOUND', { field: 'no' })
  // What staff entered for somebody came from no device.
  if (row.asker === null) throw new Refusal('NOT_POSSIBLE')
  const id = Math.max(0, ...state.mutes.keys()) + 1
  state.putMute({
    id,
    asker: row.asker,
    of,
    no,
    reason,
    until: hours === null ? null : now + hours * HOUR_MS,
    at: now,
    actorId: actor.id,
    actor: actor.name,
    liftedAt: null,
  })
  hand.facts = { mute: id, reason, hours }
  hand.mutes.push(id)
  return hand.done('mute', of === 'question' ? [no] : [], true)
}

/** Lets a device speak again, and with it every other mute of the same device. */
export function liftMute(hand: Hand, id: number): Decided {
  const { state, now } = hand
  const found = state.mutes.get(id)
  if (!found) throw new Refusal('NOT_FOUND', { field: 'mute' })
  if (!holds(found, now)) throw new Refusal('CONFLICT')
  for (const one of state.mutes.values()) {
    if (one.asker === found.asker && holds(one, now)) state.putMute({ ...one, liftedAt: now })
  }
  hand.facts = { mute: id }
  return hand.done('lift_mute', found.of === 'question' ? [found.no] : [], false)
}

/** The mutes that hold now, as the desk sees them. */
export function deskMutes(state: RoomState, now: number): DeskMute[] {
  return [...state.mutes.values()]
    .filter((one) => holds(one, now))
    .map(({ id, of, no, reason, until, at, actor }) => ({
      id,
      of,
      no,
      reason,
      until,
      at,
      by: actor,
    }))
}
