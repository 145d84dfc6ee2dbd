import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  formatDateTime,
  formatDay,
  formatTime,
  shanghaiDay,
  shanghaiParts,
  startOfDay,
  weekdayOf,
} from '../../worker/domain/shanghai'

// 2026-11-30 15:42:07 in Shanghai.
const at = Date.UTC(2026, 10, 30, 7, 42, 7)
const moment = fc.integer({ min: Date.UTC(1992, 0), max: Date.UTC(2099, 11) })

describe('the clock of Shanghai', () => {
  test('a day begins at midnight there, not in Greenwich', () => {
    expect(shanghaiDay(Date.UTC(2026, 10, 29, 15, 59, 59, 999))).toBe('2026-11-29')
    expect(shanghaiDay(Date.UTC(2026, 10, 29, 16))).toBe('2026-11-30')
    expect(startOfDay('2026-11-30')).toBe(Date.UTC(2026, 10, 29, 16))
  })

  test('a date is printed without leading zeros, and with the year only where it is another one', () => {
    expect(formatDay(at, 'zh')).toBe('11月30日')
    expect(formatDay(at, 'en')).toBe('30 Nov')
    expect(formatDay(at, 'zh', Date.UTC(2027, 0, 5))).toBe('2026年11月30日')
    expect(formatDay(at, 'en', Date.UTC(2027, 0, 5))).toBe('30 Nov 2026')
    expect(formatDay(at, 'zh', Date.UTC(2026, 0, 5))).toBe('11月30日')
  })

  test('a time has two digits each', () => {
    expect(formatTime(at)).toBe('15:42')
    expect(formatTime(startOfDay('2026-01-01'))).toBe('00:00')
    expect(formatDateTime(at, 'zh')).toBe('11月30日 15:42')
    expect(formatDateTime(at, 'en')).toBe('30 Nov, 15:42')
  })

  test('31 December 2026 in the evening of Greenwich is already the new year', () => {
    expect(formatDay(Date.UTC(2026, 11, 31, 20), 'zh', at)).toBe('2027年1月1日')
  })

  test('what is no day of the calendar is refused', () => {
    for (const day of ['2026-02-30', '2026-13-01', '2026-1-1', '20260101', '']) {
      expect(() => startOfDay(day)).toThrow(RangeError)
    }
  })

  test('it agrees with the time zone tables of the engine', () => {
    const tables = new Intl.DateTimeFormat('en-CA', {
      timeZone: 'Asia/Shanghai',
      dateStyle: 'short',
    })
    fc.assert(
      fc.property(moment, (ms) => {
        expect(shanghaiDay(ms)).toBe(tables.format(ms))
      }),
    )
  })

  test('the reception day of 20 December 1988 was a Tuesday', () => {
    expect(weekdayOf('1988-12-20')).toBe(2)
  })

  test('days can be counted forth and back', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    fc.assert(
      fc.property(moment, fc.integer({ min: -999, max: 999 }), (ms, n) => {
        const day = shanghaiDay(ms)
        expect(addDays(addDays(day, n), -n)).toBe(day)
        expect(startOfDay(day)).toBeLessThanOrEqual(ms)
        expect(shanghaiParts(startOfDay(day))).toMatchObject({ hour: 0, minute: 0, second: 0 })
      }),
    )
  })
})
