/**
 * When the pictures of a segment were taken, by our own clock. Only the first segment of a stretch is placed by
 * clocks; the others follow by their lengths, so that time never jumps or runs back inside of it. An
 * encoder's clock is believed in how it goes on, never in what it shows: the shortest way a segment ever took
 * tells how wrong it is. All times are microseconds, but for `pdt` and `at` in ms.
 */

const SECOND = 1e6
/** More than this is no drift: the picture stopped and went on. */
const JUMP = 1 * SECOND
/** Further from its arrival than this, the encoder's clock was set meanwhile. */
const BELIEVED = 10 * SECOND
/** Another start of the same encoder misses by less. */
const SAME_CLOCK = 2 * SECOND

export interface Clock {
  /** Our clock minus the encoder's, as the quickest segment showed it; null before the first date. */
  offset: number | null
  /** Where the next segment of this stretch begins, by our clock. */
  next: number | null
  /** The same by the encoder's own dates. */
  nextDate: number | null
  /** Our clock minus the encoder's at the beginning of this stretch. */
  stretch: number | null
  /** Lengths of segments that never came, since the last one that did. */
  missed: number
}

export const newClock = (): Clock => ({
  offset: null,
  next: null,
  nextDate: null,
  stretch: null,
  missed: 0,
})

export interface Timed {
  us: number
  pdt: number | null
  /** When it began to arrive. */
  at: number
}

/** Where a segment begins, and whether a new stretch does. `anew`: another run of the encoder. */
export function place(
  clock: Clock,
  { us, pdt, at }: Timed,
  disc: boolean,
  anew: boolean,
): { start: number; disc: boolean; clock: Clock } {
  const arrived = at * 1000
  const date = pdt === null ? null : pdt * 1000
  const offset = offsetOf(clock, date === null ? null : arrived - us - date, anew)
  const { next } = clock
  const jumped = next !== null && date !== null && !goesOn(clock, date, next)
  const begins = next === null || disc || anew || jumped || clock.missed > 0
  let start = next ?? arrived - us
  let kept = offset
  if (begins) {
    const after = (next ?? 0) + clock.missed
    if (date !== null && offset !== null) {
      start = date + offset
      // After a loss in the midst of a backlog it is late, and its date is right all the same.
      const expected = !anew && next !== null && Math.abs(start - after) <= JUMP
      if (!expected && Math.abs(start + us - arrived) > BELIEVED) {
        start = arrived - us
        kept = start - date
      }
    } else start = !anew && clock.missed > 0 ? after : arrived - us
    start = Math.round(Math.max(start, next ?? start))
  }
  return {
    start,
    disc: begins,
    clock: {
      offset: kept,
      next: start + us,
      nextDate: date === null ? null : date + us,
      stretch: begins ? (date === null ? null : start - date) : clock.stretch,
      missed: 0,
    },
  }
}

function offsetOf(clock: Clock, seen: number | null, anew: boolean): number | null {
  if (seen === null) return clock.offset
  if (clock.offset === null) return seen
  // Another machine, or one whose clock was set before it began anew.
  if (anew && Math.abs(seen - clock.offset) > SAME_CLOCK) return seen
  return Math.abs(seen - clock.offset) > BELIEVED ? clock.offset : Math.min(clock.offset, seen)
}

/** By the encoder's dates, and without drifting from where the stretch began. */
function goesOn(clock: Clock, date: number, next: number): boolean {
  if (clock.nextDate !== null && Math.abs(date - clock.nextDate) > JUMP) return false
  return clock.stretch === null || Math.abs(date + clock.stretch - next) <= JUMP
}
