import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  dueNight,
  endedNights,
  nextNight,
  nightsOf,
  withoutRepeats,
} from '../../worker/domain/dump-nights'
import { DAY_MS, shanghaiDay, shanghaiParts, startOfDay } from '../../worker/domain/shanghai'

test.each([
  [undefined, undefined, null],
  ['0', '3', null],
  ['', '3', null],
  ['14', undefined, { days: 14, hour: 3 }],
  ['1', '0', { days: 1, hour: 0 }],
  ['400', '23', { days: 400, hour: 23 }],
  ['401', '3', null],
  ['7', '24', { days: 7, hour: 3 }],
  ['7', '3:30', { days: 7, hour: 3 }],
] as const)('DUMP_DAYS %s and DUMP_HOUR %s mean %o', (days, hour, meant) => {
  expect(nightsOf(days, hour)).toEqual(meant)
})

const moment = fc.integer({ min: startOfDay('2024-02-25'), max: startOfDay('2029-03-05') })
const hour = fc.integer({ min: 0, max: 23 })

test('the next night is the first moment after now at which the hour strikes in Shanghai', () => {
  fc.assert(
    fc.property(moment, hour, (now, at) => {
      const next = nextNight(now, at)
      expect(next > now && next - now <= DAY_MS).toBe(true)
      const { hour: struck, minute, second } = shanghaiParts(next)
      expect([struck, minute, second, next % 1000]).toEqual([at, 0, 0, 0])
    }),
  )
})

test('each night’s dump is due from its hour on, and the one before until then', () => {
  fc.assert(
    fc.property(moment, hour, (now, at) => {
      const next = nextNight(now, at)
      expect(dueNight(next, at)).toBe(shanghaiDay(next))
      expect(dueNight(next - 1, at)).toBe(shanghaiDay(next - DAY_MS))
      expect(dueNight(now, at)).toBe(dueNight(next - 1, at))
    }),
  )
})

test('of dumps every night there are as many as days, and never none', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 60 }),
      (days, nights) => {
        const today = startOfDay('2026-12-31')
        const kept = Array.from({ length: nights }, (_, i) => ({
          day: shanghaiDay(today - i * DAY_MS),
        }))
        const ended = endedNights(kept, '2026-12-31', days)
        expect(kept.length - ended.length).toBe(Math.min(days, nights))
        // No night succeeded for months: what there is stays.
        expect(endedNights(kept, '2027-12-31', days)).toHaveLength(nights - 1)
        expect(endedNights(kept, '2027-12-31', days)).not.toContain(kept[0]?.day)
      },
    ),
  )
})

test('a table is named once in its part, wherever its pages were cut', () => {
  const page = '{"table":"a","columns":["x"]}\n["1"]\n'
  const first = withoutRepeats(page, '')
  const second = withoutRepeats(`${page}{"table":"b","columns":["x"]}\n["2"]\n`, first.head)
  expect(first.text + second.text).toBe(
    '{"table":"a","columns":["x"]}\n["1"]\n["1"]\n{"table":"b","columns":["x"]}\n["2"]\n',
  )
})
