import type { CalendarNotices } from '../contract/deadlines'
import { withNotices, type WorkCalendar } from './calendar'

let known: WorkCalendar | null = null

/**
 * Reads the notices of all years, which only deadlines ask for; whoever computes one reads them first. `notices`
 * are those of the record (store/calendar.ts).
 */
export async function readCalendar(notices?: CalendarNotices): Promise<WorkCalendar> {
  known ??= (await import('./calendar-notices')).calendarFromNotices
  return withNotices(known, notices)
}

/** The same for rules that cannot wait, as inside a transaction. */
export function calendarAtHand(notices?: CalendarNotices): WorkCalendar {
  if (!known) throw new Error('The calendar is read before a deadline is computed.')
  return withNotices(known, notices)
}
