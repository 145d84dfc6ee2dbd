import { describe, expect, test } from 'vitest'
import { wishOf, type Key } from '../../web/lib/desk-keys'
import { deskAfter } from '../../web/lib/desk-state'
import { openDesk, type DeskAction, type DeskModel } from '../../web/views/desk/model'
import { folded, offersOf } from '../../web/views/desk/offers'
import { aDesk } from './desk-fixture'

const pressed = (key: string, part: Partial<Key> = {}): Key => ({
  key,
  shift: false,
  command: false,
  alt: false,
  composing: false,
  writing: false,
  ...part,
})
const after = (...actions: DeskAction[]): DeskModel => actions.reduce(deskAfter, openDesk(aDesk()))
const onPending = after({ do: 'select', column: 'pending', no: 13 })
const onAgenda = after({ do: 'select', column: 'agenda', no: 2 })
const offered = (model: DeskModel, key: string, part: Partial<Key> = {}) => {
  const wish = wishOf(model, pressed(key, part), 'me')
  return wish?.wish === 'offer' ? wish.offer.name : (wish?.wish ?? null)
}

describe('keys', () => {
  test('a approves, r rejects, m merges what waits for review', () => {
    expect(['a', 'r', 'm', 'e'].map((key) => offered(onPending, key))).toEqual([
      'approve',
      'reject',
      'merge',
      'note',
    ])
  })

  test('s puts on stage and h hands off what is listed; a does nothing to it', () => {
    expect(['s', 'h', 'x', 'a'].map((key) => offered(onAgenda, key))).toEqual([
      'stage',
      'hand_off',
      'take_down',
      null,
    ])
  })

  test('shift with j and k moves in the run-down, and marks a range elsewhere', () => {
    expect(offered(onAgenda, 'J', { shift: true })).toBe('down')
    expect(offered(onAgenda, 'K', { shift: true })).toBe('up')
    expect(wishOf(onPending, pressed('J', { shift: true }), 'me')).toEqual({
      wish: 'act',
      action: { do: 'step', by: 1, range: true },
    })
  })

  test('keys rest in fields, while composing, with a dialog open, and when switched off', () => {
    expect(offered(onPending, 'a', { writing: true })).toBeNull()
    expect(offered(onPending, 'a', { composing: true })).toBeNull()
    const open = deskAfter(onPending, { do: 'dialog', dialog: { kind: 'keys' } })
    expect(offered(open, 'a')).toBeNull()
    expect(offered(deskAfter(onPending, { do: 'keys', on: false }), 'a')).toBeNull()
  })

  test('the browser keeps its own shortcuts', () => {
    expect(offered(onPending, 'a', { command: true })).toBeNull()
    expect(offered(onPending, 'r', { command: true })).toBeNull()
  })

  test('Ctrl with Enter sends a finished answer from inside its field; Enter alone never does', () => {
    const draft = {
      speaker: '林某',
      office: '经理',
      unit: '供水公司',
      text: '12月20日通水',
      solved: 'no' as const,
    }
    const ready = after({ do: 'draft', no: 10, draft })
    const enter = { writing: true }
    expect(offered(ready, 'Enter', { ...enter, command: true })).toBe('answer')
    expect(offered(ready, 'Enter', enter)).toBeNull()
    expect(offered(ready, 'Enter', { ...enter, command: true, composing: true })).toBeNull()
    const unticked = after({ do: 'draft', no: 10, draft: { ...draft, solved: null } })
    expect(offered(unticked, 'Enter', { ...enter, command: true })).toBeNull()
  })

  test('z takes back only what can be taken back', () => {
    expect(offered(onPending, 'z')).toBeNull()
    const undo = { events: [1], label: '', until: 1 }
    expect(offered(deskAfter(onPending, { do: 'decided', nos: [], undo, notice: null }), 'z')).toBe(
      'undo',
    )
  })
})

describe('what is offered', () => {
  const names = (model: DeskModel, me = 'me') => offersOf(model, me).map((offer) => offer.name)

  test('several marked ones are approved, rejected and merged together', () => {
    const marked = deskAfter(onPending, { do: 'mark_all', nos: [13, 14, 15] })
    expect(offersOf(marked, 'me').map(({ name, n }) => [name, n])).toEqual([
      ['approve', 3],
      ['reject', 3],
      ['merge', 3],
    ])
  })

  test('in review a fold is approved by one key: its first line, and the others into it', () => {
    const review = after(
      { do: 'mode', mode: 'review' },
      { do: 'select', column: 'pending', no: 13 },
    )
    const group = folded(review, 13)
    expect(group.slice(0, 2)).toEqual([13, 14])
    expect(offered(review, 'g')).toBe('approve_group')
  })

  test('a redirection is confirmed by a second person, never by the first', () => {
    const desk = aDesk()
    const item = desk.questions.find((one) => one.no === 13)
    if (item) Object.assign(item, { redirectBy: 'li', reason: 'petition' })
    const model = deskAfter(openDesk(desk), { do: 'select', column: 'pending', no: 13 })
    expect(names(model, 'chen')).toContain('confirm_redirect')
    expect(names(model, 'li')).not.toContain('confirm_redirect')
  })

  test('an archived session can be corrected, and is otherwise left as it is', () => {
    const desk = aDesk(1, { state: 'archived' })
    const model = deskAfter(openDesk(desk), { do: 'select', column: 'settled', no: 11 })
    expect(names(model)).toEqual(['details'])
  })
})
