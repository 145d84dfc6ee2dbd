import { Refusal } from '../contract/refusals'
import type { Decided, Decision } from '../contract/room'
import type { CutKind } from '../contract/stream'
import { isTakenBack } from '../domain/stagings'
import { openCut } from '../domain/stream-projection'
import type { Hand } from './decision'
import { detailOf } from './event-detail'
import type { RoomState } from './state'

/** Decisions about the picture and the text: taking them off every screen, giving them back, moving a chapter. */

type Of<A extends Decision['act']> = Extract<Decision, { act: A }>

/** Off every screen. Pressed again while it is off: the same cut, which only ever grows. */
export function cut(hand: Hand, { kind, reason, note, from, keepOut }: Of<'cut'>): Decided {
  const { state, actor, now } = hand
  const fromAt = now - (from ?? 0) * 1000
  const open = openCut(state.cuts.values(), kind)
  if (open) {
    const earlier = Math.min(open.fromAt, fromAt)
    const event = lastOn(state, 'cut', kind)
    const grows = earlier < open.fromAt || (keepOut && !open.keepOut)
    if (!grows && event) return { event: event.id, nos: [] }
    state.putCut({ ...open, fromAt: earlier, keepOut: open.keepOut || keepOut })
    hand.facts = { cut: open.id, kind, reason: open.reason, again: true }
    return hand.done('cut', [], false)
  }
  const row = state.putCut({
    id: crypto.randomUUID(),
    sessionId: state.session.id,
    kind,
    at: now,
    fromAt,
    until: null,
    reason,
    note: note ?? null,
    keepOut,
    actorId: actor.id,
    actor: actor.name,
    version: 0,
  })
  hand.facts = { cut: row.id, kind, reason }
  return hand.done('cut', [], false)
}

/** Back on the screens. */
export function resume(hand: Hand, { kind }: Of<'resume'>): Decided {
  const { state, actor, now } = hand
  const open = openCut(state.cuts.values(), kind)
  if (!open) {
    const last = lastOn(state, 'resume', kind)
    if (!last || last.actorId === actor.id) throw new Refusal('NOT_POSSIBLE')
    throw new Refusal('CONFLICT', { by: last.actor, action: 'resume', at: last.at })
  }
  state.putCut({ ...open, until: Math.max(now, open.at) })
  hand.facts = { cut: open.id, kind }
  return hand.done('resume', [], false)
}

/** Moves the beginning of a chapter; when the question went on stage stays as it was. */
export function nudgeChapter(hand: Hand, { staging, seconds }: Of<'nudge_chapter'>): Decided {
  const { state } = hand
  const row = state.stagings.get(staging)
  if (!row || isTakenBack(row)) throw new Refusal('NOT_FOUND', { field: 'staging' })
  const nudge = seconds * 1000
  if (row.nudge !== nudge) state.putStaging({ ...row, nudge })
  hand.facts = { staging, seconds }
  return hand.done('nudge_chapter', [row.questionNo], false)
}

function lastOn(state: RoomState, act: string, kind: CutKind) {
  return [...state.events.values()]
    .reverse()
    .find((one) => one.act === act && detailOf(one).facts?.['kind'] === kind)
}
