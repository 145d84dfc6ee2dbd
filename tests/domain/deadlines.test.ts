import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWorkday, withNotice } from '../../worker/domain/calendar'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import {
  addMonths,
  dueDate,
  dueStatus,
  hasPeriod,
  periodNames,
  profileIds,
  profiles,
} from '../../worker/domain/deadlines'
import { DAY_MS, shanghaiDay, startOfDay } from '../../worker/domain/shanghai'

const HOUR = 3_600_000
const noon = (day: string) => startOfDay(day) + 12 * HOUR
const moment = fc.integer({ min: startOfDay('2004-01-01'), max: startOfDay('2027-12-31') })
const every = profileIds.flatMap((profile) =>
  periodNames.filter((name) => hasPeriod(profile, name)).map((name) => ({ profile, name })),
)
const anyPeriod = fc.constantFrom(...every)

describe('a reception day', () => {
  test('of 20 December 1988 promises its answers by 24:00 of 20 January 1989', () => {
    const due = dueDate('reception', 'answer', noon('1988-12-20'), calendar)
    expect(due).toMatchObject({ dueDay: '1989-01-20', amount: 1, unit: 'month', rule: 'reception' })
    expect(due.dueAt).toBe(startOfDay('1989-01-21'))
    expect(due.basis).toContain('民法典')
    expect(due.steps).toEqual([
      { kind: 'start', day: '1988-12-20' },
      { kind: 'count', day: '1989-01-20', n: 1 },
      { kind: 'end', day: '1989-01-20' },
    ])
  })

  test('accepts the same evening, also on a Sunday', () => {
    const due = dueDate('reception', 'accept', noon('2026-12-20'), calendar)
    expect(due.dueAt).toBe(startOfDay('2026-12-21'))
    expect(due.provisional).toBe(false)
  })

  test('knows no extension', () => {
    expect(hasPeriod('reception', 'extension')).toBe(false)
    expect(() => dueDate('reception', 'extension', 0, calendar)).toThrow(RangeError)
  })
})

describe('a month', () => {
  const due = (day: string) => dueDate('reception', 'answer', noon(day), calendar)

  test('ends with the month where the day does not exist', () => {
    expect(addMonths('2025-01-31', 1)).toBe('2025-02-28')
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2025-12-31', 2)).toBe('2026-02-28')
    expect(addMonths('2025-11-30', 1)).toBe('2025-12-30')
    expect(due('2025-01-31').dueDay).toBe('2025-02-28')
    expect(due('2024-01-31').steps).toContainEqual({ kind: 'month_end', day: '2024-02-29', n: 1 })
  })

  test('that ends on a weekend ends on the Monday', () => {
    expect(due('2026-10-21').dueDay).toBe('2026-11-23')
    expect(due('2026-10-21').steps.slice(1)).toEqual([
      { kind: 'count', day: '2026-11-21', n: 1 },
      { kind: 'skip_weekend', day: '2026-11-21' },
      { kind: 'skip_weekend', day: '2026-11-22' },
      { kind: 'roll', day: '2026-11-23' },
      { kind: 'end', day: '2026-11-23' },
    ])
  })

  test('that ends on a holiday ends when work begins again', () => {
    expect(due('2026-01-16').dueDay).toBe('2026-02-24')
    expect(due('2026-09-02').dueDay).toBe('2026-10-08')
  })

  test('that ends on a weekend which is worked ends there', () => {
    expect(due('2026-01-14').dueDay).toBe('2026-02-14')
    expect(due('2026-01-31').dueDay).toBe('2026-02-28')
    expect(due('2026-08-20').dueDay).toBe('2026-09-20')
  })
})

describe('working days', () => {
  test('a town hall answers within five of them', () => {
    const due = dueDate('town_hall', 'answer', noon('2026-11-23'), calendar)
    expect(due).toMatchObject({ dueDay: '2026-11-30', amount: 5, unit: 'workday' })
    expect(due.dueAt).toBe(startOfDay('2026-12-01'))
  })

  test('or seven, where the unit says so', () => {
    expect(profiles.town_hall.periods.answer?.unitMaySay).toBe(7)
    const due = dueDate('town_hall', 'answer', noon('2026-11-23'), calendar, { answer: 7 })
    expect(due).toMatchObject({ dueDay: '2026-12-02', amount: 7 })
  })

  test('every one of the make-up weekends of 2026 is counted', () => {
    const eves = { '01-03': '01-04', '02-13': '02-14', '02-27': '02-28', '05-08': '05-09' }
    const more = { '09-19': '09-20', '10-09': '10-10' }
    for (const [eve, worked] of Object.entries({ ...eves, ...more })) {
      const due = dueDate('town_hall', 'accept', noon(`2026-${eve}`), calendar)
      expect(due.dueDay).toBe(`2026-${worked}`)
      expect(due.steps).toContainEqual({ kind: 'make_up_workday', day: `2026-${worked}`, n: 1 })
    }
  })

  test('over the National Day the page can tell how it was counted', () => {
    const due = dueDate('town_hall', 'answer', noon('2026-09-30'), calendar)
    expect(due.dueDay).toBe('2026-10-13')
    const kinds = due.steps.map((step) => step.kind)
    expect(kinds.filter((kind) => kind === 'skip_holiday')).toHaveLength(7)
    expect(kinds.filter((kind) => kind === 'skip_weekend')).toHaveLength(1)
    expect(due.steps.filter((step) => step.n).map((step) => [step.kind, step.day])).toEqual([
      ['count', '2026-10-08'],
      ['count', '2026-10-09'],
      ['make_up_workday', '2026-10-10'],
      ['count', '2026-10-12'],
      ['count', '2026-10-13'],
    ])
  })

  test('an extension counts on from the answer', () => {
    const due = dueDate('consult', 'extension', noon('2026-11-23'), calendar)
    expect(due).toMatchObject({ amount: 15, dueDay: '2026-12-14' })
    const seven = dueDate('town_hall', 'extension', noon('2026-11-23'), calendar, { answer: 7 })
    expect(seven.amount).toBe(12)
  })

  test('one minute to midnight is still the same day, midnight is the next', () => {
    const before = dueDate('consult', 'accept', startOfDay('2026-11-24') - 60_000, calendar)
    const after = dueDate('consult', 'accept', startOfDay('2026-11-24'), calendar)
    expect([before.dueDay, after.dueDay]).toEqual(['2026-11-24', '2026-11-25'])
  })

  test('no unit can set a negative number of days', () => {
    expect(() => dueDate('consult', 'answer', 0, calendar, { answer: -1 })).toThrow(RangeError)
    expect(() => dueDate('consult', 'answer', 0, calendar, { answer: 0.5 })).toThrow(RangeError)
  })
})

describe('a draft policy', () => {
  test('is open for at least thirty days', () => {
    expect(profiles.policy_draft.periods.answer).toMatchObject({ amount: 30, atLeast: true })
    const due = dueDate('policy_draft', 'answer', noon('2026-11-02'), calendar)
    expect(due.dueDay).toBe('2026-12-02')
  })
})

describe('a year without a notice', () => {
  test('makes a due date provisional, until the notice is out', () => {
    const received = noon('2026-12-29')
    const due = dueDate('town_hall', 'answer', received, calendar)
    expect(due).toMatchObject({ provisional: true, dueDay: '2027-01-05' })
    const notice = { holidays: ['2027-01-01', '2027-01-02', '2027-01-03'], makeUpDays: [] }
    const next = withNotice(calendar, 2027, notice, 'notice-2027')
    expect(dueDate('town_hall', 'answer', received, next)).toMatchObject({
      provisional: false,
      dueDay: '2027-01-06',
      calendarVersion: 'notice-2027',
    })
  })

  test('does not matter to what is due before it begins', () => {
    expect(dueDate('town_hall', 'answer', noon('2026-12-24'), calendar).provisional).toBe(false)
    expect(dueDate('reception', 'answer', noon('1988-12-20'), calendar).provisional).toBe(true)
  })
})

describe('any due date', () => {
  test('is not before its beginning, and names both in its steps', () => {
    fc.assert(
      fc.property(moment, anyPeriod, (received, { profile, name }) => {
        const due = dueDate(profile, name, received, calendar)
        expect(due.dueAt).toBeGreaterThan(received)
        expect(due.steps[0]).toEqual({ kind: 'start', day: shanghaiDay(received) })
        expect(due.steps.slice(-1)).toEqual([{ kind: 'end', day: due.dueDay }])
        expect(due.dueAt).toBe(startOfDay(due.dueDay) + DAY_MS)
      }),
    )
  })

  test('is a working day, unless it is the same evening', () => {
    fc.assert(
      fc.property(moment, anyPeriod, (received, { profile, name }) => {
        const due = dueDate(profile, name, received, calendar)
        expect(due.amount === 0 || isWorkday(calendar, due.dueDay)).toBe(true)
      }),
    )
  })

  test('does not come earlier for what is received later, or for more days', () => {
    fc.assert(
      fc.property(moment, moment, anyPeriod, (a, b, { profile, name }) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map(
          (at) => dueDate(profile, name, at, calendar).dueAt,
        )
        expect(early!).toBeLessThanOrEqual(late!)
      }),
    )
    fc.assert(
      fc.property(moment, fc.nat(20), (at, answer) => {
        const days = (n: number) =>
          dueDate('complaint', 'answer', at, calendar, { answer: n }).dueAt
        expect(days(answer)).toBeLessThan(days(answer + 1))
      }),
    )
  })
})

describe('how a matter stands', () => {
  const dueAt = startOfDay('2026-12-01')
  const at = (now: number, fields = {}) => dueStatus({ dueAt, now, ...fields })

  test('on track, due soon, overdue, long overdue', () => {
    expect(at(dueAt - 3 * DAY_MS)).toBe('on_track')
    expect(at(dueAt - 2 * DAY_MS)).toBe('due_soon')
    expect(at(dueAt - 1)).toBe('due_soon')
    expect(at(dueAt)).toBe('overdue')
    expect(at(dueAt + 92 * DAY_MS)).toBe('long_overdue')
  })

  test('three months unanswered are long overdue, counted from the receipt where it is known', () => {
    const receivedAt = dueAt - 7 * DAY_MS
    expect(at(dueAt + 84 * DAY_MS, { receivedAt })).toBe('overdue')
    expect(at(dueAt + 85 * DAY_MS, { receivedAt })).toBe('long_overdue')
  })

  test('met until 24:00 of the last day, and met late afterwards, for good', () => {
    const now = dueAt + 200 * DAY_MS
    expect(at(now, { answeredAt: dueAt - 1 })).toBe('met')
    expect(at(now, { answeredAt: dueAt })).toBe('met_late')
  })

  test('waiting for the asker is neither in time nor late', () => {
    expect(at(dueAt + DAY_MS, { pausedAt: dueAt - DAY_MS })).toBe('paused')
  })

  test('a pause begun too late hides nothing', () => {
    expect(at(dueAt + DAY_MS, { pausedAt: dueAt })).toBe('overdue')
  })

  test('time alone makes it only worse', () => {
    const order = ['on_track', 'due_soon', 'overdue', 'long_overdue']
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const early = order.indexOf(at(Math.min(a, b)))
        expect(early).toBeLessThanOrEqual(order.indexOf(at(Math.max(a, b))))
      }),
    )
  })
})
