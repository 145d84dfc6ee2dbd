import type { Lang } from '../contract/lang'

/**
 * Dates and times of Asia/Shanghai by plain arithmetic, so that every engine prints the same. UTC+8 is
 * taken as fixed. China had summer time from 1986 to 1991; days of those years are still counted at +8,
 * because only the calendar day of such dates is on record, never the hour.
 */

export const DAY_MS = 86_400_000
export const OFFSET_MS = 8 * 3_600_000

const two = (n: number) => String(n).padStart(2, '0')

export interface ShanghaiParts {
  year: number
  /** 1 to 12. */
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** 0 is Sunday. */
  weekday: number
}

export function shanghaiParts(ms: number): ShanghaiParts {
  const at = new Date(ms + OFFSET_MS)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    weekday: at.getUTCDay(),
  }
}

/** The calendar day of a moment, 'YYYY-MM-DD'. */
export function shanghaiDay(ms: number): string {
  const { year, month, day } = shanghaiParts(ms)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** 00:00 of a day. Refuses what is not a day of the calendar, such as 2026-02-30. */
export function startOfDay(day: string): number {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  const ms = found
    ? Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])) - OFFSET_MS
    : NaN
  if (Number.isNaN(ms) || shanghaiDay(ms) !== day) throw new RangeError(`Not a day: ${day}`)
  return ms
}

/** Whether a text is a day of the calendar, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  try {
    startOfDay(text)
    return true
  } catch {
    return false
  }
}

/** The day n days later (or earlier, with a negative n). */
export function addDays(day: string, n: number): string {
  return shanghaiDay(startOfDay(day) + n * DAY_MS)
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return shanghaiParts(startOfDay(day)).weekday
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** '11月30日' or '30 Nov'; with the year where it is not the year of `now`. */
export function formatDay(ms: number, lang: Lang, now?: number): string {
  const { year, month, day } = shanghaiParts(ms)
  const sameYear = now === undefined || shanghaiParts(now).year === year
  if (lang === 'en') return `${day} ${months[month - 1]}${sameYear ? '' : ` ${year}`}`
  return `${sameYear ? '' : `${year}年`}${month}月${day}日`
}

/** '15:42' */
export function formatTime(ms: number): string {
  const { hour, minute } = shanghaiParts(ms)
  return `${two(hour)}:${two(minute)}`
}

/** '11月30日 15:42' or '30 Nov, 15:42'. */
export function formatDateTime(ms: number, lang: Lang, now?: number): string {
  return `${formatDay(ms, lang, now)}${lang === 'en' ? ',' : ''} ${formatTime(ms)}`
}

/** The year a moment lies in. */
export function yearOf(ms: number): number {
  return shanghaiParts(ms).year
}
