import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWorkday } from '../../worker/domain/calendar'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import {
  addMonths,
  builtInRules,
  dueAgain,
  dueDate,
  hasPeriod,
  periodNames,
  profileIds,
  type DueDate,
  type PeriodName,
  type ProfileId,
} from '../../worker/domain/deadlines'
import { addDays, DAY_MS, shanghaiDay, startOfDay } from '../../worker/domain/shanghai'

const at = (text: string) => startOfDay(text.slice(0, 10)) + 9 * 3_600_000

/** Reads what a page shows of the sums, knows no calendar, and comes to a day of its own; null: they contradict. */
function read(due: DueDate): string | null {
  let day = due.steps[0]?.day ?? ''
  let n = 0
  let stood = 0
  let sound = true
  let unit = due.unit
  const rolls = due.steps.some(({ kind }) => kind === 'roll')
  const holds = (fact: boolean) => {
    sound &&= fact
  }
  for (const step of due.steps.slice(1)) {
    const next = addDays(day, 1)
    const { kind, to = '' } = step
    if (kind === 'count' || kind === 'make_up_workday' || kind === 'month_end') {
      if (unit === 'workday') holds(step.day === next && step.n === ++n)
      const amount = step.n ?? 0
      day =
        unit === 'workday' ? next : unit === 'month' ? addMonths(day, amount) : addDays(day, amount)
      holds(step.day === day)
    } else if (kind === 'skip_holiday' || kind === 'skip_weekend') {
      // Of a period of months or days only its last day is looked at, and is moved on from.
      holds(step.day === (unit === 'workday' ? next : day))
      day = next
    } else if (kind === 'paused') {
      holds(due.pauses?.some((one) => one.from <= step.day && one.to === to) ?? false)
      if (unit === 'workday') {
        holds(step.day === next)
        day = to
      } else if (!due.steps.slice(due.steps.indexOf(step)).some((one) => one.kind === 'moved')) {
        // Met while rolling.
        holds(rolls && step.day === day)
        day = addDays(to, 1)
      } else {
        stood += (startOfDay(to) - startOfDay(step.day)) / DAY_MS + 1
      }
    } else if (kind === 'moved') {
      holds(step.n === stood)
      day = addDays(day, stood)
      holds(step.day === day)
    } else if (kind === 'extend') {
      holds(step.day === day)
      unit = due.extension?.unit ?? unit
      n = 0
    } else {
      holds((kind === 'roll' || kind === 'end') && step.day === day)
    }
  }
  if (unit === 'workday') {
    const last = due.extension && due.extension.unit !== due.unit ? due.extension : due
    holds(n === last.amount)
  }
  return sound ? day : null
}

describe('with pauses by chance', () => {
  const moment = fc.integer({ min: startOfDay('2024-01-01'), max: startOfDay('2026-06-30') })
  const pause = fc
    .tuple(fc.nat(60 * 24), fc.nat(20 * 24))
    .map(([after, hours]) => ({ after: after * 3_600_000, ms: hours * 3_600_000 }))
  const pauses = fc.array(pause, { maxLength: 4 })
  const placed = (from: number, list: { after: number; ms: number }[]) =>
    list.map(({ after, ms }) => ({ fromAt: from + after, untilAt: from + after + ms }))
  const every = profileIds.flatMap((profile) =>
    periodNames
      .filter((name) => hasPeriod(profile, name))
      .map((name) => [profile, name] as [ProfileId, PeriodName]),
  )
  const period = fc.constantFrom(...every)
  /** A table in which answers are counted in months and extensions in working days. */
  const mixed = {
    version: 3,
    profiles: {
      ...builtInRules.profiles,
      reception: {
        ...builtInRules.profiles.reception,
        periods: {
          ...builtInRules.profiles.reception.periods,
          extension: { amount: 5, unit: 'workday' as const },
        },
      },
    },
  }
  const rules = fc.constantFrom(builtInRules, mixed)

  test('what is explained is what was computed', () => {
    fc.assert(
      fc.property(moment, pauses, period, rules, (from, list, [profile, name], table) => {
        const due = dueDate(profile, name, from, calendar, {}, table, placed(from, list))
        expect(read(due)).toBe(due.dueDay)
      }),
    )
    const due = dueDate('reception', 'extension', at('2025-01-02 09:00'), calendar, {}, mixed)
    // 2 February is within Spring Festival, so 5; then 6, 7, Saturday 8 worked, 10 and 11.
    expect([due.dueDay, read(due)]).toEqual(['2025-02-11', '2025-02-11'])
  })

  test('a last day is worked, and the clock ran on it', () => {
    fc.assert(
      fc.property(moment, pauses, period, rules, (from, list, [profile, name], table) => {
        const due = dueDate(profile, name, from, calendar, {}, table, placed(from, list))
        expect(due.amount === 0 || isWorkday(calendar, due.dueDay)).toBe(true)
        const ran = !due.pauses?.some((one) => one.from <= due.dueDay && due.dueDay <= one.to)
        expect(due.amount === 0 || ran).toBe(true)
      }),
    )
  })

  test('one pause more, a longer one, or more days never bring a date forward', () => {
    fc.assert(
      fc.property(moment, pauses, pause, period, rules, (from, list, more, [profile, name], t) => {
        const day = (all: typeof list, own = {}) =>
          dueDate(profile, name, from, calendar, own, t, placed(from, all)).dueAt
        expect(day([...list, more])).toBeGreaterThanOrEqual(day(list))
        const longer = list.map((one) => ({ ...one, ms: one.ms + more.ms }))
        expect(day(longer)).toBeGreaterThanOrEqual(day(list))
        const longerPeriod = day(list, { answer: 40 }) > day(list, { answer: 2 })
        expect(name !== 'answer' || longerPeriod).toBe(true)
      }),
    )
  })

  test('what is received later, before any pause, is not due earlier', () => {
    fc.assert(
      fc.property(moment, fc.nat(5 * 24), pauses, period, (from, hours, list, [profile, name]) => {
        const later = from + hours * 3_600_000
        const same = placed(later, list)
        const day = (received: number) =>
          dueDate(profile, name, received, calendar, {}, builtInRules, same).dueAt
        expect(day(later)).toBeGreaterThanOrEqual(day(from))
      }),
    )
  })

  test('counted again from its sums it is the same, and so with a pause that ended since', () => {
    fc.assert(
      fc.property(
        moment,
        pauses,
        pauses,
        period,
        rules,
        (from, list, since, [profile, name], t) => {
          const due = (all: typeof list) =>
            dueDate(profile, name, from, calendar, {}, t, placed(from, all))
          const kept = JSON.parse(JSON.stringify(due(list))) as DueDate
          expect(dueAgain(kept, calendar)).toEqual(due(list))
          expect(dueAgain(kept, calendar, placed(from, since))).toEqual(due([...list, ...since]))
        },
      ),
    )
  })

  test('a pause that lasts, or ends before it begins, is left out', () => {
    const from = at('2026-11-23 09:00')
    const due = (list: { fromAt: number; untilAt: number | null }[]) =>
      dueDate('town_hall', 'answer', from, calendar, {}, builtInRules, list)
    expect(due([{ fromAt: from + DAY_MS, untilAt: null }])).toEqual(due([]))
    expect(due([{ fromAt: from + DAY_MS, untilAt: from }])).toEqual(due([]))
    expect(shanghaiDay(due([]).dueAt - 1)).toBe('2026-11-30')
  })
})
