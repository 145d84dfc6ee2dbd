import { describe, expect, test } from 'vitest'
import type { DeskDelta } from '../../worker/contract/room'
import { applyDelta, deskAfter } from '../../web/lib/desk-state'
import { rowsOf } from '../../web/views/desk/lists'
import { draftOf, draftReady, openDesk, seenOf, type DeskAction } from '../../web/views/desk/model'
import { aDesk, aQuestion } from './desk-fixture'

const atDesk = (pending = 5) => openDesk(aDesk(pending))
const after = (model: ReturnType<typeof atDesk>, ...actions: DeskAction[]) =>
  actions.reduce(deskAfter, model)

const delta = (part: Partial<DeskDelta>): DeskDelta => ({
  t: 'desk',
  epoch: 'e1',
  from: 500,
  seq: 501,
  at: 1,
  ...part,
})

describe('what the room tells', () => {
  test('a changed question takes the place of the one held, a new one is added', () => {
    const changed = aQuestion(13, { state: 'listed', version: 501 })
    const fresh = aQuestion(99)
    const applied = applyDelta(aDesk(2), delta({ questions: [changed, fresh] }))
    if (applied.kind !== 'applied') throw new Error(applied.kind)
    expect(applied.desk.seq).toBe(501)
    expect(applied.desk.questions.find((one) => one.no === 13)?.state).toBe('listed')
    expect(applied.desk.questions.at(-1)?.no).toBe(99)
    expect(applied.desk.questions.filter((one) => one.no === 13)).toHaveLength(1)
  })

  test('telling the same twice does no harm', () => {
    const frame = delta({ questions: [aQuestion(99)], snapshot: { viewers: 7 } })
    const once = applyDelta(aDesk(2), frame)
    if (once.kind !== 'applied') throw new Error(once.kind)
    expect(applyDelta(once.desk, frame)).toEqual(once)
  })

  test('a gap, an old frame and another life of the room are told apart', () => {
    expect(applyDelta(aDesk(1), delta({ from: 502, seq: 503 })).kind).toBe('missed')
    expect(applyDelta(aDesk(1), delta({ from: 400, seq: 499 })).kind).toBe('old')
    expect(applyDelta(aDesk(1), delta({ epoch: 'e2' })).kind).toBe('other_life')
  })

  test('an empty stage is told as well', () => {
    const applied = applyDelta(aDesk(1), delta({ snapshot: { stage: null } }))
    expect(applied.kind === 'applied' && applied.desk.snapshot.stage).toBeNull()
  })
})

describe('moving through a list', () => {
  test('j begins at the top and stops at the end', () => {
    const down: DeskAction = { do: 'step', by: 1 }
    expect(after(atDesk(2), down).selected).toBe(13)
    expect(after(atDesk(2), down, down, down, down).selected).toBe(14)
  })

  test('after a decision the cursor stands on the next one that is not decided', () => {
    const chosen = after(atDesk(), { do: 'select', column: 'pending', no: 14 })
    expect(after(chosen, { do: 'sent', nos: [14] }).selected).toBe(15)
  })

  test('at the end of the queue it stands on the one before', () => {
    const chosen = after(atDesk(2), { do: 'select', column: 'pending', no: 14 })
    expect(after(chosen, { do: 'sent', nos: [14] }).selected).toBe(13)
  })

  test('an item that somebody else decided stays in hand until one moves on', () => {
    const chosen = after(atDesk(), { do: 'select', column: 'pending', no: 14 })
    const desk = aDesk(5)
    const item = desk.questions.find((one) => one.no === 14)
    if (item) item.state = 'rejected'
    const told = after(chosen, { do: 'state', desk })
    expect(told.selected).toBe(14)
    expect(after(told, { do: 'step', by: 1 }).selected).toBe(15)
    expect(after(told, { do: 'step', by: -1 }).selected).toBe(13)
  })

  test('with shift a range is marked', () => {
    const chosen = after(
      atDesk(),
      { do: 'select', column: 'pending', no: 13 },
      { do: 'select', column: 'pending', no: 15, range: true },
    )
    expect(chosen.marked).toEqual([13, 14, 15])
  })

  test('marks of what was decided meanwhile are dropped', () => {
    const chosen = after(
      atDesk(),
      { do: 'select', column: 'pending', no: 13 },
      { do: 'mark_all', nos: [13, 14] },
    )
    const desk = aDesk(5)
    const item = desk.questions.find((one) => one.no === 14)
    if (item) item.state = 'listed'
    expect(after(chosen, { do: 'state', desk }).marked).toEqual([13])
  })

  test('another list begins without a selection', () => {
    const chosen = after(
      atDesk(),
      { do: 'select', column: 'pending', no: 13 },
      { do: 'column', column: 'agenda' },
    )
    expect(chosen.selected).toBeNull()
    expect(rowsOf(chosen)[0]).toBe(1)
  })

  test('a number in the way is jumped to where it stands', () => {
    const open: DeskAction = { do: 'dialog', dialog: { kind: 'move', to: 'wrapped' } }
    const there = after(atDesk(), open, { do: 'jump', no: 3 })
    expect([there.column, there.selected, there.dialog]).toEqual(['agenda', 3, null])
  })
})

describe('what is typed and not sent', () => {
  test('an answer being written survives whatever the others do', () => {
    const written = after(atDesk(), { do: 'draft', no: 10, draft: { text: '周五前' } })
    const told = after(written, { do: 'state', desk: aDesk(9) }, { do: 'sent', nos: [13] })
    expect(draftOf(told, 10).text).toBe('周五前')
  })

  test('it goes only when the answer was taken', () => {
    const written = after(atDesk(), { do: 'draft', no: 10, draft: { text: '周五前' } })
    const noted = after(written, { do: 'decided', nos: [10], undo: null, notice: null })
    expect(draftOf(noted, 10).text).toBe('周五前')
    const taken = after(noted, { do: 'decided', nos: [10], undo: null, notice: null, drop: [10] })
    expect(draftOf(taken, 10).text).toBe('')
  })

  test('nothing is ticked beforehand, and without a tick nothing is sent', () => {
    const draft = {
      speaker: '林某',
      office: '经理',
      unit: '供水公司',
      text: '修好了',
      followUp: [],
    }
    expect(draftOf(atDesk(), 10).solved).toBeNull()
    expect(draftReady({ ...draft, solved: null })).toBe(false)
    expect(draftReady({ ...draft, solved: 'no' })).toBe(true)
  })
})

test('a decision names the version it was based on', () => {
  expect(seenOf(aDesk(2), [13, 14, 999])).toEqual({ 13: 13, 14: 14 })
})

test('undo is offered until its time is over', () => {
  const undo = { events: [7], label: '', until: 10_000 }
  const decided = after(atDesk(), { do: 'decided', nos: [13], undo, notice: null })
  expect(after(decided, { do: 'expire', now: 9_999 }).undo).toEqual(undo)
  expect(after(decided, { do: 'expire', now: 10_000 }).undo).toBeNull()
})
