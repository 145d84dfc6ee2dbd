import { addDays, shanghaiDay } from './shanghai'

/** Days on which a clock stood still, the first and the last of them, both counted in. */
export interface StoodStill {
  from: string
  to: string
}

/**
 * Pauses as days. A period counts whole days, so a day on which the clock stood still for any part of it is
 * not counted: neither the day a pause begins nor the day it ends. One that still lasts is left out until it ends.
 */
export function daysStoodStill(
  pauses: readonly { fromAt: number; untilAt: number | null }[],
): StoodStill[] {
  const ended = pauses.flatMap(({ fromAt, untilAt }) =>
    untilAt === null || untilAt < fromAt
      ? []
      : [{ from: shanghaiDay(fromAt), to: shanghaiDay(untilAt) }],
  )
  return joined(ended)
}

/** In order, those that overlap or follow upon each other made one. */
export function joined(days: readonly StoodStill[]): StoodStill[] {
  const found: StoodStill[] = []
  for (const one of days.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = found.at(-1)
    if (last === undefined || one.from > addDays(last.to, 1)) found.push({ ...one })
    else if (one.to > last.to) last.to = one.to
  }
  return found
}
