import { shanghaiDay, startOfDay } from './shanghai'

/** Half past eight, when an office begins. */
export const MORNING_MS = 8.5 * 3_600_000

/** The next moment at which something may have come due: midnight, when periods end, and the morning. */
export function nextLook(now: number): number {
  const today = startOfDay(shanghaiDay(now))
  return [today + MORNING_MS, today + 24 * 3_600_000].find((at) => at > now) ?? now
}
