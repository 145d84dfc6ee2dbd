import type { KeptDump } from '../contract/keeper'
import { DAY_MS, shanghaiDay, startOfDay } from './shanghai'

/** When a nightly dump is due, and which of them are kept. */

const HOUR_MS = 3_600_000
const DAYS_MAX = 400
const HOUR_UNLESS_TOLD = 3

const whole = (text: string | undefined, most: number): number | null =>
  text !== undefined && /^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : null

/** What is set: how many days dumps are kept, and the hour they are made in Shanghai. Null: none are made. */
export function nightsOf(days?: string, hour?: string): { days: number; hour: number } | null {
  const kept = whole(days?.trim(), DAYS_MAX)
  return kept ? { days: kept, hour: whole(hour?.trim(), 23) ?? HOUR_UNLESS_TOLD } : null
}

/** The day whose dump is due by now: until the hour of a day it is that of the day before. */
export const dueNight = (now: number, hour: number): string => shanghaiDay(now - hour * HOUR_MS)

/** The next moment at which the hour strikes. */
export function nextNight(now: number, hour: number): number {
  const today = startOfDay(shanghaiDay(now)) + hour * HOUR_MS
  return today > now ? today : today + DAY_MS
}

/** Dumps whose time is over. The newest stays whatever its age: while none succeeds, it is all there is. */
export function endedNights(
  kept: readonly Pick<KeptDump, 'day'>[],
  today: string,
  days: number,
): string[] {
  const newest = kept.reduce((last, { day }) => (day > last ? day : last), '')
  const first = startOfDay(today) - (days - 1) * DAY_MS
  return kept.flatMap(({ day }) => (day !== newest && startOfDay(day) < first ? [day] : []))
}

/** How long to wait after so many failures in a row; one night is not given up for less. */
export const dumpBackOff = (tries: number): number =>
  Math.min(HOUR_MS, 60_000 * 2 ** Math.max(0, tries - 1))
/** Then this night is given up, and somebody is told. */
export const DUMP_TRIES = 6

/** Parts lie under names made from what they are. */
export const partName = (place: string): string => `parts/${place.replace('/', '.')}.ndjson`
export const blobName = (sha256: string): string => `${sha256.slice(0, 2)}/${sha256}`

/** Every page names the table it begins in; a part names it once. `head`: the table named last. */
export function withoutRepeats(lines: string, head: string): { text: string; head: string } {
  let last = head
  const kept = lines.split('\n').filter((line) => {
    if (!line.startsWith('{"table"')) return true
    const again = line === last
    last = line
    return !again
  })
  return { text: kept.join('\n'), head: last }
}
