import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addWorkdays,
  dayKind,
  hasNotice,
  isWorkday,
  withNotice,
} from '../../worker/domain/calendar'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import { addDays, shanghaiDay, startOfDay, weekdayOf } from '../../worker/domain/shanghai'

const day = fc
  .integer({ min: startOfDay('2004-01-01'), max: startOfDay('2026-12-31') })
  .map(shanghaiDay)

describe('the working calendar', () => {
  test('works on the make-up weekends of 2026', () => {
    for (const date of ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10']) {
      expect(dayKind(calendar, `2026-${date}`)).toBe('make_up_workday')
    }
  })

  test('rests on the holidays of 2026, which are workdays by their weekday', () => {
    for (const date of ['01-01', '02-16', '02-23', '04-06', '05-04', '06-19', '09-25', '10-07']) {
      expect(isWorkday(calendar, `2026-${date}`)).toBe(false)
    }
    expect(isWorkday(calendar, '2026-02-24')).toBe(true)
    expect(isWorkday(calendar, '2026-11-28')).toBe(false)
  })

  test('has a notice for every year from 2004 to 2026, and says so', () => {
    expect(Object.keys(calendar.years).map(Number)).toEqual(
      Array.from({ length: 23 }, (_, n) => 2004 + n),
    )
    expect(hasNotice(calendar, '2026-12-31')).toBe(true)
    expect(hasNotice(calendar, '2027-01-01')).toBe(false)
    expect(hasNotice(calendar, '1988-12-20')).toBe(false)
  })

  test('names each day once, in its own year, and makes up only on weekends', () => {
    for (const [year, { holidays, makeUpDays }] of Object.entries(calendar.years)) {
      const days = [...holidays, ...makeUpDays]
      expect(new Set(days).size).toBe(days.length)
      expect(days.filter((one) => !one.startsWith(year))).toEqual([])
      expect(makeUpDays.filter((one) => ![0, 6].includes(weekdayOf(one)))).toEqual([])
    }
  })

  test('learns a new notice without changing the old calendar', () => {
    const notice = { holidays: ['2027-01-01'], makeUpDays: ['2027-01-03'] }
    const next = withNotice(calendar, 2027, notice, 'notice-2027')
    expect(next.version).toBe('notice-2027')
    expect(isWorkday(next, '2027-01-01')).toBe(false)
    expect(isWorkday(next, '2027-01-03')).toBe(true)
    expect(isWorkday(calendar, '2027-01-01')).toBe(true)
    expect(isWorkday(next, '2026-10-10')).toBe(true)
  })
})

describe('counting working days', () => {
  test('from the eve of the National Day of 2026, three of them end on Saturday, 10 October', () => {
    expect(addWorkdays(calendar, '2026-09-30', 1)).toBe('2026-10-08')
    expect(addWorkdays(calendar, '2026-09-30', 3)).toBe('2026-10-10')
    expect(addWorkdays(calendar, '2026-09-30', 4)).toBe('2026-10-12')
  })

  test('n and then m are n + m', () => {
    fc.assert(
      fc.property(day, fc.nat(30), fc.nat(30), (from, n, m) => {
        const twice = addWorkdays(calendar, addWorkdays(calendar, from, n), m)
        expect(twice).toBe(addWorkdays(calendar, from, n + m))
      }),
    )
  })

  test('n of them lie in between, no more and no fewer', () => {
    fc.assert(
      fc.property(day, fc.nat(20), (from, n) => {
        const to = addWorkdays(calendar, from, n)
        let worked = 0
        for (let at = from; at < to;) {
          at = addDays(at, 1)
          if (isWorkday(calendar, at)) worked += 1
        }
        expect(worked).toBe(n)
      }),
    )
  })
})
