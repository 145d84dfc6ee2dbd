/** An end nobody knows yet. */
export const NEVER = '9e15'

/** When a case ended, of a row of cases by its name: closed, or let lapse by its asker, who then says nothing more. */
export const caseEnded = (row: string): string =>
  `CASE WHEN ${row}.closed_at IS NOT NULL THEN ${row}.closed_at
  WHEN ${row}.state = 'lapsed' THEN coalesce(${row}.follow_up_until, ${row}.replied_at) ELSE ${NEVER} END`
