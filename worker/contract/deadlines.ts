/** The table of deadlines, as it is kept, sent and shown. The rules that read it are domain/deadlines.ts. */

export const periodUnits = ['workday', 'month', 'day'] as const
export type PeriodUnit = (typeof periodUnits)[number]

export interface Period {
  amount: number
  unit: PeriodUnit
  /** Open for at least this long: the last day is the earliest end, not the latest. */
  atLeast?: true
  /** What a unit may set in its own rules instead (see `overrides` of dueDate). */
  unitMaySay?: number
}

export const periodNames = ['accept', 'objection', 'answer', 'extension'] as const
export type PeriodName = (typeof periodNames)[number]

export interface Profile {
  periods: Readonly<Partial<Record<PeriodName, Period>>>
  /** Where the numbers come from; printed as it is. */
  basis: string
}

export const profileIds = [
  'reception',
  'town_hall',
  'consult',
  'complaint',
  'policy_draft',
] as const
export type ProfileId = (typeof profileIds)[number]

/** One version of the table, whole. Version 0 is built in. */
export interface DeadlineRules {
  version: number
  profiles: Readonly<Record<ProfileId, Profile>>
}

/** Notices about rest days that are in the record, as they are laid over those that are built in. */
export interface CalendarNotices {
  /** What is added to the version of the built-in calendar: year and version of each, `+2027.1`. */
  version: string
  years: Readonly<Record<number, { holidays: readonly string[]; makeUpDays: readonly string[] }>>
}
