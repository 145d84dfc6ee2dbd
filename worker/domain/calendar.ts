import type { CalendarNotices } from '../contract/deadlines'
import { addDays, weekdayOf } from './shanghai'

/** What the State Council's notice for a year says. Days as 'YYYY-MM-DD'. */
export interface YearNotice {
  /** Rest days the notice names, weekends within a holiday included. */
  holidays: readonly string[]
  /** Weekend days that are worked (调休). */
  makeUpDays: readonly string[]
}

/** Versioned data: a due date names the version it was computed with. */
export interface WorkCalendar {
  version: string
  years: Readonly<Record<number, YearNotice>>
}

/** Why a day is worked or not. */
export type DayKind = 'workday' | 'make_up_workday' | 'weekend' | 'holiday'

// A calendar is never changed in place (see withNotice), so its sets are made once.
const sets = new WeakMap<YearNotice, { holidays: Set<string>; makeUpDays: Set<string> }>()

function noticeOf(calendar: WorkCalendar, day: string) {
  const notice = calendar.years[Number(day.slice(0, 4))]
  if (!notice) return null
  const known = sets.get(notice)
  if (known) return known
  const made = { holidays: new Set(notice.holidays), makeUpDays: new Set(notice.makeUpDays) }
  sets.set(notice, made)
  return made
}

/** Whether the notice for a day's year is known. Without it a day is judged by its weekday alone, provisionally. */
export function hasNotice(calendar: WorkCalendar, day: string): boolean {
  return noticeOf(calendar, day) !== null
}

export function dayKind(calendar: WorkCalendar, day: string): DayKind {
  const weekday = weekdayOf(day)
  const notice = noticeOf(calendar, day)
  if (notice?.makeUpDays.has(day)) return 'make_up_workday'
  if (notice?.holidays.has(day)) return 'holiday'
  return weekday === 0 || weekday === 6 ? 'weekend' : 'workday'
}

export function isWorkday(calendar: WorkCalendar, day: string): boolean {
  const kind = dayKind(calendar, day)
  return kind === 'workday' || kind === 'make_up_workday'
}

/** The n-th working day after a day; the day itself does not count. */
export function addWorkdays(calendar: WorkCalendar, day: string, n: number): string {
  let at = day
  for (let left = n; left > 0;) {
    at = addDays(at, 1)
    if (isWorkday(calendar, at)) left -= 1
  }
  return at
}

/** The calendar with one more notice, or with a corrected one, under a version of its own. */
export function withNotice(
  calendar: WorkCalendar,
  year: number,
  notice: YearNotice,
  version: string,
): WorkCalendar {
  return { version, years: { ...calendar.years, [year]: notice } }
}

/** The calendar with the notices that an administrator entered laid over it. */
export function withNotices(calendar: WorkCalendar, notices?: CalendarNotices): WorkCalendar {
  if (!notices) return calendar
  return {
    version: calendar.version + notices.version,
    years: { ...calendar.years, ...notices.years },
  }
}
