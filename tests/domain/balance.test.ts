import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerModes, channels, questionStates } from '../../worker/contract/states'
import {
  addToBalance,
  balance,
  balances,
  emptyBalance,
  isDisposed,
  undisposed,
  type BalanceRow,
} from '../../worker/domain/balance'

const anyRow: fc.Arbitrary<BalanceRow> = fc.record({
  state: fc.constantFrom(...questionStates),
  channel: fc.constantFrom(...channels),
  answerMode: fc.constantFrom(...answerModes, null),
  cases: fc.nat(3),
  reviewed: fc.boolean(),
  part: fc.constantFrom(1, 2),
})

const row = (fields: Partial<BalanceRow>): BalanceRow => ({
  state: 'submitted',
  cases: 0,
  reviewed: false,
  part: 1,
  ...fields,
})

const many = (n: number, fields: Partial<BalanceRow>) =>
  Array.from({ length: n }, () => row(fields))

describe('the balance sheet', () => {
  test('reads 86 = 12 + 74 on the evening of the first reception day', () => {
    const { main, after, total } = balance([
      ...many(12, { state: 'answered', answerMode: 'live', reviewed: true }),
      ...many(74, { state: 'handed_off', cases: 1, reviewed: true }),
    ])
    expect(main).toMatchObject({ received: 86, accepted: 86, answeredLive: 12, handedOff: 74 })
    expect(main).toMatchObject({ pending: 0, open: 0 })
    expect(total).toEqual(main)
    expect(after).toEqual(emptyBalance().after)
  })

  test('knows whether a question was withdrawn or redirected before or after its review', () => {
    const { total } = balance([
      row({ state: 'withdrawn' }),
      row({ state: 'withdrawn', reviewed: true }),
      row({ state: 'redirected' }),
      row({ state: 'redirected', reviewed: true }),
    ])
    expect(total).toMatchObject({ received: 4, accepted: 2 })
    expect(total).toMatchObject({ withdrawnBefore: 1, withdrawnLater: 1 })
    expect(total).toMatchObject({ redirected: 1, redirectedLater: 1 })
  })

  test('says how many of the answered are followed up, once per question', () => {
    const { total } = balance([
      row({ state: 'answered', answerMode: 'live', cases: 2 }),
      row({ state: 'answered', answerMode: 'live' }),
      row({ state: 'handed_off', cases: 1 }),
    ])
    expect(total).toMatchObject({ answeredLive: 2, handedOff: 1, followedUp: 1 })
  })

  test('a question on stage still waits for its answer', () => {
    expect(balance([row({ state: 'on_stage', reviewed: true })]).total.open).toBe(1)
  })

  test('holds for any questions, in each part and in total', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        const sheet = balance(rows)
        for (const line of [sheet.main, sheet.after, sheet.total]) expect(balances(line)).toBe(true)
        expect(sheet.total.received).toBe(rows.length)
        for (const key of Object.keys(sheet.total) as (keyof typeof sheet.total)[]) {
          expect(sheet.total[key]).toBe(sheet.main[key] + sheet.after[key])
        }
      }),
    )
  })

  test('kept live, it equals the one counted anew', () => {
    const change = fc.tuple(fc.nat(), anyRow)
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1 }), fc.array(change), (rows, changes) => {
        const now = [...rows]
        let live = balance(rows)
        for (const [n, next] of changes) {
          const at = n % now.length
          live = addToBalance(addToBalance(live, now[at]!, -1), next, 1)
          now[at] = next
        }
        expect(live).toEqual(balance(now))
      }),
    )
  })

  test('does not change under the hands of whoever holds an older one', () => {
    const before = emptyBalance()
    addToBalance(before, row({}), 1)
    expect(before).toEqual(emptyBalance())
  })
})

describe('the summing-up', () => {
  test('waits for what is pending, listed or on stage in its part', () => {
    const rows = questionStates.flatMap((state) =>
      ([1, 2] as const).map((part) => ({ id: `${state} ${part}`, state, part })),
    )
    expect(undisposed(rows, 1)).toEqual(['submitted 1', 'listed 1', 'on_stage 1'])
    expect(undisposed(rows, 2)).toEqual(['submitted 2', 'listed 2', 'on_stage 2'])
  })

  test('waits for exactly what the sheet shows as pending and open', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        const withIds = rows.map((one, id) => ({ ...one, id }))
        const { main } = balance(rows)
        expect(undisposed(withIds, 1)).toHaveLength(main.pending + main.open)
      }),
    )
    expect(questionStates.filter((state) => !isDisposed(state))).toHaveLength(3)
  })
})
