import type { WorkCalendar } from './calendar'

let known: WorkCalendar | null = null

/** Reads the notices of all years, which only deadlines ask for; whoever computes one reads them first. */
export async function readCalendar(): Promise<WorkCalendar> {
  known ??= (await import('./calendar-notices')).calendarFromNotices
  return known
}

/** The same for rules that cannot wait, as inside a transaction. */
export function calendarAtHand(): WorkCalendar {
  if (!known) throw new Error('The calendar is read before a deadline is computed.')
  return known
}
