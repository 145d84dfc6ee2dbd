import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { questionStates, sessionStates } from '../../worker/contract/states'
import { isDisposed } from '../../worker/domain/balance'
import {
  canAct,
  canMove,
  mailboxMoves,
  questionActions,
  questionAfter,
  questionsOpen,
  sessionMoves,
} from '../../worker/domain/machine'

// ASVS 2.3.1
describe('a session', () => {
  test('goes from preparation to the archive in the order of the page', () => {
    const life = [
      'draft',
      'announced',
      'collecting',
      'live',
      'wrapped',
      'closed',
      'archived',
    ] as const
    for (const [i, state] of life.slice(1).entries()) expect(canMove(life[i]!, state)).toBe(true)
  })

  test('can pause and go on, and be summed up from a pause', () => {
    expect(canMove('live', 'paused')).toBe(true)
    expect(canMove('paused', 'live')).toBe(true)
    expect(canMove('paused', 'wrapped')).toBe(true)
  })

  test('cannot be cancelled once people have watched it', () => {
    for (const state of ['live', 'paused', 'wrapped', 'closed', 'archived'] as const) {
      expect(canMove(state, 'cancelled')).toBe(false)
    }
  })

  test('cannot be archived before it is closed, and never leaves the archive', () => {
    expect(canMove('wrapped', 'archived')).toBe(false)
    expect(sessionMoves.archived).toEqual([])
  })

  test('takes questions from collecting until it is closed', () => {
    expect(sessionStates.filter(questionsOpen)).toEqual(['collecting', 'live', 'paused', 'wrapped'])
  })

  test('a mailbox closes without a stage', () => {
    expect(canMove('collecting', 'closed', true)).toBe(true)
    expect(canMove('collecting', 'live', true)).toBe(false)
    expect(canMove('collecting', 'closed')).toBe(false)
  })

  test('every state can be reached from the draft', () => {
    const reach = (moves: typeof sessionMoves) => {
      const seen = new Set(['draft'])
      for (const state of seen) for (const to of moves[state as 'draft']) seen.add(to)
      return seen
    }
    expect([...reach(sessionMoves)].sort()).toEqual([...sessionStates].sort())
    expect(reach(mailboxMoves).has('live')).toBe(false)
    expect(reach(mailboxMoves).has('archived')).toBe(true)
  })
})

// ASVS 2.3.1
describe('a question', () => {
  test('is reviewed, listed, put on stage and answered', () => {
    expect(questionAfter('submitted', 'approve')).toBe('listed')
    expect(questionAfter('listed', 'stage')).toBe('on_stage')
    expect(questionAfter('on_stage', 'answer')).toBe('answered')
  })

  test('is not shown on stage before anybody has reviewed it', () => {
    expect(canAct('submitted', 'stage')).toBe(false)
    expect(canAct('submitted', 'answer')).toBe(false)
    expect(canAct('submitted', 'hand_off')).toBe(false)
  })

  test('goes back to the list from the stage', () => {
    expect(questionAfter('on_stage', 'unstage')).toBe('listed')
  })

  test('keeps its answer when a department follows it up', () => {
    expect(questionAfter('answered', 'hand_off')).toBe('answered')
  })

  test('is rejected only before it is public; afterwards it leaves a stub', () => {
    expect(questionStates.filter((state) => canAct(state, 'reject'))).toEqual(['submitted'])
    expect(questionAfter('listed', 'take_down')).toBe('taken_down')
  })

  test('can be appealed: a rejection goes back to review', () => {
    expect(questionAfter('rejected', 'reopen')).toBe('submitted')
  })

  test('stays withdrawn once its asker withdrew it', () => {
    for (const action of questionActions) expect(canAct('withdrawn', action)).toBe(false)
  })

  test('is merged into a listed one straight from review, but not from the stage', () => {
    expect(questionAfter('submitted', 'merge')).toBe('merged')
    expect(canAct('on_stage', 'merge')).toBe(false)
  })

  test('can be un-merged', () => {
    expect(questionAfter('merged', 'unmerge')).toBe('listed')
  })

  test('whatever the desk does, every question can still find its disposition', () => {
    const action = fc.constantFrom(...questionActions)
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        let state: (typeof questionStates)[number] = 'submitted'
        for (const act of actions) state = questionAfter(state, act) ?? state
        const ways = questionActions.map((act) => questionAfter(state, act) ?? state)
        expect(isDisposed(state) || ways.some(isDisposed)).toBe(true)
      }),
    )
  })
})
