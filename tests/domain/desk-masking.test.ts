import type { PublicSession } from '../../worker/contract/views'
import { expect, test, vi } from 'vitest'
import { maskPersonal } from '../../worker/domain/masking'
import { deskState } from '../../worker/room/deltas'
import { RoomState } from '../../worker/room/state'
import { aQuestion, anAnswer, aCase } from '../worker/store-rows'

vi.mock('../../worker/domain/masking', async (original) => {
  const real = await original<typeof import('../../worker/domain/masking')>()
  return { ...real, maskPersonal: vi.fn<typeof real.maskPersonal>(real.maskPersonal) }
})

/** Masking is the dear part of a desk with thousands of questions: no word is looked through twice. */

const nobody = { viewers: 0, votesPerMinute: 0, screens: 0, outbox: 0, staff: [] }

function stateOf(rows: ReturnType<typeof aQuestion>[]): RoomState {
  const state = new RoomState({} as DurableObjectStorage, {} as SqlStorage)
  state.session = { state: 'live' } as PublicSession
  for (const row of rows) state.questions.set(row.no, row)
  return state
}

test('the desk looks through the words of a question once, and anew only when they change', () => {
  const looks = vi.mocked(maskPersonal)
  const words = { text: '请回电 13800138000', details: '我家住东街 3 号' }
  const state = stateOf([aQuestion(1, words), aQuestion(2, { ...words, state: 'submitted' })])
  looks.mockClear()
  const first = deskState(state, nobody, 0)
  expect(looks).toHaveBeenCalledTimes(4)
  expect(first.questions.map(({ found }) => found)).toEqual([['phone'], ['phone']])
  looks.mockClear()
  expect(deskState(state, nobody, 0)).toEqual(first)
  expect(looks).not.toHaveBeenCalled()
  state.questions.set(1, aQuestion(1, { ...words, text: '请尽快回复' }))
  expect(deskState(state, nobody, 0).questions[0]?.found).toEqual([])
  expect(looks).toHaveBeenCalledTimes(2)
})

test('what was said and handed on is there as before; of what is no longer public nothing is', () => {
  const state = stateOf([
    aQuestion(1, { state: 'answered' }),
    aQuestion(2, { state: 'taken_down' }),
    aQuestion(3, { state: 'submitted', listedAt: null }),
  ])
  for (const no of [1, 2, 3]) {
    state.answers.set(no, [anAnswer(no), anAnswer(no, { id: `b${no}`, withdrawn: true })])
    state.cases.set(no, [aCase(no), aCase(no, { id: `d${no}`, state: 'void' })])
  }
  const seen = deskState(state, nobody, 0).questions
  expect(
    seen.map(({ answers, cases }) => [answers.map((a) => a.id), cases.map((c) => c.id)]),
  ).toEqual([
    [['a1'], ['c1']],
    [[], []],
    [[], []],
  ])
})
