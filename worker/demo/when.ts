import { addDays, DAY_MS, shanghaiDay, startOfDay, weekdayOf } from '../domain/shanghai'
import type { Script } from './script'

const MINUTE = 60_000
const WEEKS_AGO: Record<number, number> = { 1: 9, 2: 4 }
/** Sessions of the past began on a Wednesday at three in the afternoon. */
const WEDNESDAY = 3
const THREE_O_CLOCK = 15 * 60 * MINUTE

/** The edition to come starts in a week, at three in the afternoon. */
export function startsNextWeek(now: number): number {
  return startOfDay(addDays(shanghaiDay(now), 7)) + THREE_O_CLOCK
}

/** The live edition began this long ago. */
export const LIVE_SINCE = 40 * MINUTE

/** The moment from which a script's minutes count. */
export function anchorOf({ role, edition }: Script, now: number): number {
  if (role === 'live') return startedAt(now)
  if (role === 'collecting') return now
  const day = shanghaiDay(now - (WEEKS_AGO[edition] ?? 4) * 7 * DAY_MS)
  const back = (weekdayOf(day) - WEDNESDAY + 7) % 7
  return startOfDay(addDays(day, -back)) + THREE_O_CLOCK
}

/** A start some forty minutes ago, on a full five minutes, as a programme is announced. */
export function startedAt(now: number): number {
  const step = 5 * MINUTE
  return Math.floor((now - LIVE_SINCE) / step) * step
}
