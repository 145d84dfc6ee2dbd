import { addDays, isDay, weekdayOf } from './shanghai'

/** A notice about rest days as somebody types it, and what may be wrong with it. */

export type NoticeFault = 'days' | 'year' | 'both' | 'weekday' | 'empty' | 'many'

const HOLIDAYS_MAX = 60
const MAKE_UP_MAX = 20

/** Days of a field: one a line, or from one to another (`2027-02-05 至 2027-02-12`). null: not understood. */
export function daysIn(text: string): string[] | null {
  const found = new Set<string>()
  for (const part of text.split(/[\n,，、;；]+/)) {
    const line = part.trim()
    if (line === '') continue
    const [from = '', to = from, ...more] = line.split(/\s*(?:至|到|~|～|\.\.)\s*|\s+/)
    if (more.length > 0 || !isDay(from) || !isDay(to) || to < from) return null
    for (let day = from; day <= to; day = addDays(day, 1)) {
      if (found.size > 400) return null
      found.add(day)
    }
  }
  return [...found].toSorted()
}

/** What is wrong with a notice, and in which field; null: nothing. */
export function noticeFault(
  year: number,
  holidays: readonly string[] | null,
  makeUpDays: readonly string[] | null,
): { field: 'holidays' | 'makeUpDays'; fault: NoticeFault } | null {
  if (holidays === null) return { field: 'holidays', fault: 'days' }
  if (makeUpDays === null) return { field: 'makeUpDays', fault: 'days' }
  if (holidays.length === 0) return { field: 'holidays', fault: 'empty' }
  if (holidays.length > HOLIDAYS_MAX) return { field: 'holidays', fault: 'many' }
  if (makeUpDays.length > MAKE_UP_MAX) return { field: 'makeUpDays', fault: 'many' }
  const within = (day: string) => Number(day.slice(0, 4)) === year
  if (!holidays.every(within)) return { field: 'holidays', fault: 'year' }
  if (!makeUpDays.every(within)) return { field: 'makeUpDays', fault: 'year' }
  if (makeUpDays.some((day) => holidays.includes(day)))
    return { field: 'makeUpDays', fault: 'both' }
  if (makeUpDays.some((day) => ![0, 6].includes(weekdayOf(day)))) {
    return { field: 'makeUpDays', fault: 'weekday' }
  }
  return null
}
