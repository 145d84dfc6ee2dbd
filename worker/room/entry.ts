import type { Told } from '../contract/refusals'
import type { Actor, NewQuestion } from '../contract/room'
import type { Receipt } from '../contract/views'
import { stage } from './decide-questions'
import { Hand } from './decision'
import { keepKey, keepOriginal, newQuestionRow, no, receiptOf, replay, welcome } from './intake'
import type { RoomState } from './state'

/** Keeps a question that staff enter for somebody (代录); on the list or the stage at once if they say so. */
export function takeEntry(
  state: RoomState,
  input: NewQuestion,
  direct: 'pending' | 'list' | 'stage',
  actor: Actor,
  now: number,
): Told<Receipt> {
  const again = replay(state, input)
  if (again) return again
  if (!welcome(state, now)) return no('SESSION_NOT_OPEN')
  if (direct === 'stage' && state.session.state !== 'live') return no('SESSION_MOVE')
  if (direct === 'stage' && state.stage) return no('NOT_POSSIBLE', { open: [state.stage.no] })
  const row = newQuestionRow(state, input, actor.id, now)
  if (direct !== 'pending') {
    row.state = 'listed'
    row.listedAt = now
  }
  const { no: kept } = state.putQuestion(row)
  if (input.sealed) keepOriginal(state, 'question', { id: row.id, no: kept }, input.sealed, now)
  keepKey(state, input, 'question', kept, now)
  // In the same transaction: a question is not left on the list when it was meant for the stage.
  if (direct === 'stage') stage(new Hand(state, actor, now), { act: 'stage', no: kept })
  return { ok: true, value: receiptOf(state, state.question(kept)) }
}
