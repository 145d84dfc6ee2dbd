import type { DeadlineRules } from '../contract/deadlines'
import type { CaseState, SessionKind } from '../contract/states'
import type { WorkCalendar } from './calendar'
import type { CaseFile } from './case-records'
import { builtInRules, dueAgain, dueDate, hasPeriod, type DueDate } from './deadlines'

/** What counting an open case again needs to know. */
export interface Countable {
  id: string
  kind: SessionKind
  state: CaseState
  profile: CaseFile['profile']
  since: number
  dueAt: number | null
  sums: DueDate | null
  provisional: boolean
  acceptDueAt: number | null
  objectionDueAt: number | null
}

export interface Recounted {
  dueAt: number
  sums: DueDate
  acceptDueAt?: number
  objectionDueAt?: number
}

/**
 * The dates of an open case by another calendar; null where neither a date nor its certainty changes. Numbers
 * are those of the table its sums name: a new table is for new cases.
 */
export function recounted(
  of: Countable,
  calendar: WorkCalendar,
  tables: readonly DeadlineRules[],
): Recounted | null {
  if (of.sums === null || of.dueAt === null) return null
  const sums = dueAgain(of.sums, calendar)
  // A date that does not follow from its sums was set otherwise, and is left alone.
  if (of.sums.dueAt !== of.dueAt) return null
  const rules =
    tables.find(({ version }) => version === (of.sums?.rulesVersion ?? 0)) ?? builtInRules
  const profile = of.profile ?? (of.kind === 'reception' ? 'reception' : 'town_hall')
  const early = (name: 'accept' | 'objection', was: number | null): number | null => {
    if (was === null || of.state !== 'assigned' || !hasPeriod(profile, name, rules)) return null
    const { dueAt } = dueDate(profile, name, of.since, calendar, {}, rules)
    return dueAt === was ? null : dueAt
  }
  const acceptDueAt = early('accept', of.acceptDueAt)
  const objectionDueAt = early('objection', of.objectionDueAt)
  const same = sums.dueAt === of.dueAt && sums.provisional === of.provisional
  if (same && acceptDueAt === null && objectionDueAt === null) return null
  return {
    dueAt: sums.dueAt,
    sums,
    ...(acceptDueAt !== null && { acceptDueAt }),
    ...(objectionDueAt !== null && { objectionDueAt }),
  }
}
