import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commitmentStates } from '../../worker/contract/cases'
import { promiseDues } from '../../worker/contract/commitments'
import type { Grant } from '../../worker/contract/staff'
import {
  askersWord,
  confirmedByAsker,
  dueOf,
  isOutside,
  isOver,
  isStepBack,
  mayFollow,
  mayTakeOff,
  nextStates,
  promiseGrant,
  suggestedBy,
} from '../../worker/domain/commitments'
import { addDays, startOfDay } from '../../worker/domain/shanghai'

const at = (day: string, hour = 12) => startOfDay(day) + hour * 3_600_000
const DAY = '2026-11-30'
const due = (day: string, updated: string, state: (typeof commitmentStates)[number] = 'doing') =>
  dueOf({ state, dueDay: DAY, updatedAt: at(updated) }, at(day))

describe('a promise', () => {
  test('goes forward, may leave a step out, and ends only where it is kept or given up', () => {
    expect(mayFollow('registered', 'doing')).toBe(true)
    expect(mayFollow('planned', 'delivered')).toBe(true)
    expect(mayFollow('registered', 'verified')).toBe(false)
    expect(mayFollow('doing', 'planned')).toBe(false)
    expect(mayFollow('funded', 'registered')).toBe(false)
    expect(nextStates('delivered')).toEqual(['verified', 'doing'])
    expect(commitmentStates.filter(isOver)).toEqual(['delivered', 'verified', 'dropped'])
  })

  test('is verified only after it was delivered, whatever way it took', () => {
    const path = fc.array(fc.nat({ max: 20 }), { maxLength: 30 })
    fc.assert(
      fc.property(path, (picks) => {
        let state: (typeof commitmentStates)[number] = 'registered'
        for (const pick of picks) {
          const open = nextStates(state)
          const next: (typeof commitmentStates)[number] = open[pick % open.length] ?? state
          const from = { verified: ['delivered'], registered: ['registered', 'dropped'] }
          const before: readonly string[] = Object.hasOwn(from, next)
            ? from[next as keyof typeof from]
            : [state]
          expect(before).toContain(state)
          state = next
        }
      }),
    )
  })

  test('that goes back says so', () => {
    expect(isStepBack('delivered', 'doing')).toBe(true)
    expect(isStepBack('dropped', 'registered')).toBe(true)
    expect(isStepBack('registered', 'planned')).toBe(false)
    expect(isStepBack('doing', 'doing')).toBe(false)
    expect(isStepBack('delayed', 'doing')).toBe(false)
  })

  test('is late from the midnight after its day on, silent until a word is said after it', () => {
    expect(due('2026-11-01', '2026-10-01')).toBe('ahead')
    expect(due('2026-11-16', '2026-10-01')).toBe('soon')
    expect(due(DAY, '2026-10-01')).toBe('soon')
    expect(dueOf({ state: 'doing', dueDay: DAY, updatedAt: 0 }, startOfDay('2026-12-01') - 1)).toBe(
      'soon',
    )
    expect(dueOf({ state: 'doing', dueDay: DAY, updatedAt: 0 }, startOfDay('2026-12-01'))).toBe(
      'silent',
    )
    expect(due('2026-12-05', DAY)).toBe('silent')
    expect(due('2026-12-05', '2026-12-01')).toBe('late')
    expect(due('2026-12-05', '2026-10-01', 'delivered')).toBe('over')
    expect(dueOf({ state: 'doing', dueDay: null, updatedAt: 0 }, at(DAY))).toBe('none')
  })

  test('never becomes punctual again by waiting', () => {
    const day = fc.integer({ min: 0, max: 400 }).map((n) => addDays('2026-06-01', n))
    fc.assert(
      fc.property(day, day, day, (dueDay, updated, now) => {
        const row = { state: 'doing' as const, dueDay, updatedAt: at(updated) }
        const place = (when: string) => promiseDues.indexOf(dueOf(row, at(when)))
        expect(place(addDays(now, 1))).toBeGreaterThanOrEqual(place(now))
      }),
    )
  })
})

describe('who may do what with a promise', () => {
  const about = { session: 'evening', sessionUnits: ['county'], units: ['housing', 'county'] }
  const may = (act: Parameters<typeof promiseGrant>[0], ...grants: Grant[]) =>
    promiseGrant(act, grants, about) !== null

  test('whoever presides registers and settles; officers of the unit register and update', () => {
    expect(may('register', { role: 'moderator', session: 'evening' })).toBe(true)
    expect(may('register', { role: 'moderator', session: 'another' })).toBe(false)
    expect(may('register', { role: 'moderator', unit: 'county' })).toBe(true)
    expect(may('register', { role: 'officer', unit: 'housing' })).toBe(true)
    expect(may('register', { role: 'officer', unit: 'roads' })).toBe(false)
    // A role for one session is none over a unit.
    expect(may('update', { role: 'officer', unit: 'housing', session: 'evening' })).toBe(false)
    expect(may('update', { role: 'approver', unit: 'county' })).toBe(true)
    expect(may('settle', { role: 'officer', unit: 'housing' })).toBe(false)
    expect(may('settle', { role: 'moderator' })).toBe(true)
    expect(may('update', { role: 'official' }, { role: 'supervisor' }, { role: 'admin' })).toBe(
      false,
    )
  })

  test('supervisors and whoever presides verify, and none of the unit that delivered', () => {
    expect(may('verify', { role: 'supervisor' })).toBe(true)
    expect(may('verify', { role: 'supervisor', unit: 'roads' })).toBe(false)
    expect(may('verify', { role: 'officer', unit: 'housing' })).toBe(false)
    const promise = { unit: '县住建局', unitId: 'housing' }
    const who = (unit: string, unitIds: string[], id = 'p1') => ({ id, unit, unitIds })
    expect(isOutside(who('督查室', []), promise, 'p2')).toBe(true)
    expect(isOutside(who('县住建局', []), promise, 'p2')).toBe(false)
    expect(isOutside(who('借调', ['housing']), promise, 'p2')).toBe(false)
    expect(isOutside(who('督查室', []), promise, 'p1')).toBe(false)
  })
})

describe('the word of whoever asked', () => {
  const said = { saidAt: 10, state: 'delivered', updatedAt: 50 } as const
  const word = (solved: 'yes' | 'partly' | 'no', when: number) => ({ solved, at: when })

  test('is the last one after the promise was made', () => {
    expect(askersWord(said, [word('yes', 5)])).toBeNull()
    expect(askersWord(said, [])).toBeNull()
    expect(askersWord(said, [word('yes', 60), word('no', 70)])).toEqual(word('no', 70))
    expect(askersWord(said, [word('no', 70), word('yes', 60)])).toEqual(word('no', 70))
  })

  test('confirms what the unit reported before it, and never keeps a promise by itself', () => {
    expect(confirmedByAsker(said, word('yes', 60))).toBe(true)
    expect(confirmedByAsker(said, word('yes', 49))).toBe(false)
    expect(confirmedByAsker(said, word('partly', 60))).toBe(false)
    expect(confirmedByAsker(said, null)).toBe(false)
    fc.assert(
      fc.property(fc.constantFrom(...commitmentStates), fc.nat(), (state, when) => {
        const confirmed = confirmedByAsker({ state, updatedAt: 50 }, word('yes', when))
        expect(confirmed).toBe(state === 'delivered' && when >= 50)
      }),
    )
  })

  test('suggests to the unit that it may report, and to whoever verifies that they go and see', () => {
    const of = (state: (typeof commitmentStates)[number], asker: ReturnType<typeof word> | null) =>
      suggestedBy({ state, updatedAt: 50, asker })
    expect(of('doing', word('yes', 60))).toBe('yes')
    expect(of('doing', word('no', 60))).toBeNull()
    expect(of('delivered', word('no', 60))).toBe('no')
    expect(of('delivered', word('partly', 60))).toBe('partly')
    expect(of('delivered', word('no', 40))).toBeNull()
    expect(of('delivered', word('yes', 60))).toBeNull()
    expect(of('verified', word('no', 60))).toBeNull()
    expect(of('said', word('yes', 60))).toBeNull()
    expect(of('doing', null)).toBeNull()
  })
})

test('evidence is taken off by who presides or who added it, not by the unit it speaks against', () => {
  const about = { session: 's', sessionUnits: ['county'], units: ['water', 'county'] }
  const officer: Grant = { role: 'officer', unit: 'water' }
  const supervisor: Grant = { role: 'supervisor' }
  expect(mayTakeOff({ id: 'a', grants: [officer] }, 'a', about)).toBe(true)
  expect(mayTakeOff({ id: 'a', grants: [officer] }, 'su', about)).toBe(false)
  expect(mayTakeOff({ id: 'su', grants: [supervisor] }, 'su', about)).toBe(true)
  expect(mayTakeOff({ id: 'm', grants: [{ role: 'moderator', session: 's' }] }, 'su', about)).toBe(
    true,
  )
  // Who works there no longer takes nothing away either.
  expect(mayTakeOff({ id: 'a', grants: [{ role: 'officer', unit: 'roads' }] }, 'a', about)).toBe(
    false,
  )
})
