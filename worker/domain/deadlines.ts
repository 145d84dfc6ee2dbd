import type {
  DeadlineRules,
  Period,
  PeriodName,
  PeriodUnit,
  Profile,
  ProfileId,
} from '../contract/deadlines'
import type { DueStatus } from '../contract/states'
import { dayKind, hasNotice, type WorkCalendar } from './calendar'
import { daysStoodStill, joined, type StoodStill } from './pauses'
import { addDays, DAY_MS, shanghaiDay, startOfDay } from './shanghai'

export { periodNames, profileIds } from '../contract/deadlines'
export type { Period, PeriodName, PeriodUnit, Profile, ProfileId } from '../contract/deadlines'

const workdays = (amount: number): Period => ({ amount, unit: 'workday' })

/**
 * The source of these numbers until an administrator puts another version of the table in force. An extension
 * is given once, and counts on from the answer's period.
 */
export const profiles: Readonly<Record<ProfileId, Profile>> = {
  reception: {
    periods: {
      // The same evening: the day itself.
      accept: { amount: 0, unit: 'day' },
      objection: workdays(5),
      answer: { amount: 1, unit: 'month' },
    },
    basis: '1988年信访接待日的做法；《民法典》第201–203条',
  },
  town_hall: {
    periods: {
      accept: workdays(1),
      objection: workdays(2),
      answer: { ...workdays(5), unitMaySay: 7 },
      extension: workdays(5),
    },
    basis: '地方规定（宣城5个工作日，温州、青岛7个工作日）',
  },
  consult: {
    periods: {
      accept: workdays(1),
      objection: workdays(2),
      answer: workdays(5),
      extension: workdays(10),
    },
    basis: '12345热线的做法（咨询）',
  },
  complaint: {
    periods: {
      accept: workdays(1),
      objection: workdays(2),
      answer: workdays(15),
      extension: workdays(15),
    },
    basis: '12345热线的做法（投诉）',
  },
  policy_draft: {
    periods: { answer: { amount: 30, unit: 'day', atLeast: true } },
    basis: '《重大行政决策程序暂行条例》第15条',
  },
}

/** The table as it is built in. */
export const builtInRules: DeadlineRules = { version: 0, profiles }

/** One line of 怎么算的. `n` is the running number of a counted day, or the length of a counted period. */
export interface Step {
  kind:
    | 'start'
    | 'skip_holiday'
    | 'skip_weekend'
    | 'make_up_workday'
    | 'count'
    | 'month_end'
    | 'roll'
    /** The clock stood still from `day` to `to`. */
    | 'paused'
    /** A period of months or days moved on by `n` days that were not counted. */
    | 'moved'
    /** An extension in another unit than the answer counts on from here. */
    | 'extend'
    | 'end'
  day: string
  n?: number
  to?: string
}

/** So many days or months. */
export interface Amount {
  amount: number
  unit: PeriodUnit
}

export interface DueDate {
  /** 24:00 of the last day, which is 00:00 of the next one. */
  dueAt: number
  dueDay: string
  rule: ProfileId
  /** The whole period; an extension in another unit is not in it. */
  amount: number
  unit: PeriodUnit
  extension?: Amount
  /** The clock stood still. */
  pauses?: StoodStill[]
  basis: string
  /** Version of the table; the one that is built in is not named. */
  rulesVersion?: number
  calendarVersion: string
  /** A day was judged without a notice for its year; to be computed again when the notice is out. */
  provisional: boolean
  steps: Step[]
}

/** Whether a profile knows a period: a reception day has no extension, a draft no acceptance. */
export function hasPeriod(
  profile: ProfileId,
  name: PeriodName,
  rules: DeadlineRules = builtInRules,
): boolean {
  return rules.profiles[profile].periods[name] !== undefined
}

function amountOf(
  profile: ProfileId,
  name: PeriodName,
  overrides: Readonly<Partial<Record<PeriodName, number>>>,
  rules: DeadlineRules,
): Amount {
  const period = rules.profiles[profile].periods[name]
  if (!period) throw new RangeError(`${profile} has no period for ${name}.`)
  const amount = overrides[name] ?? period.amount
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new RangeError(`Not a number of days or months: ${amount}`)
  }
  return { amount, unit: period.unit }
}

/** The corresponding day n months later, or the last day of that month (民法典 202). */
export function addMonths(day: string, n: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + n + 1, 0))
  const to = Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate()))
  return new Date(to).toISOString().slice(0, 10)
}

/**
 * When a period that begins with the day of `receivedAt` ends. The first day does not count (民法典 201);
 * a period in days or months that would end on a rest day ends on the first day after it (民法典 203).
 * `overrides` are a unit's own numbers, by the name of the period; `rules` the version of the table; `pauses`
 * those that ended (domain/pauses.ts). Dates of 1986–1991 are taken at +8.
 */
export function dueDate(
  profile: ProfileId,
  name: PeriodName,
  receivedAt: number,
  calendar: WorkCalendar,
  overrides: Readonly<Partial<Record<PeriodName, number>>> = {},
  rules: DeadlineRules = builtInRules,
  pauses: readonly { fromAt: number; untilAt: number | null }[] = [],
): DueDate {
  const own = amountOf(profile, name, overrides, rules)
  const sums = {
    rule: profile,
    basis: rules.profiles[profile].basis,
    ...(rules.version > 0 && { rulesVersion: rules.version }),
  }
  const start = shanghaiDay(receivedAt)
  const still = daysStoodStill(pauses)
  if (name !== 'extension') return counted({ ...sums, ...own }, start, still, calendar)
  const answer = amountOf(profile, 'answer', overrides, rules)
  // Counted from the day of receipt, so that the second part is not counted from a day that was no workday.
  const whole = answer.unit === own.unit ? { ...own, amount: answer.amount + own.amount } : answer
  return counted({ ...sums, ...whole, extension: own }, start, still, calendar)
}

/** The same period counted again, from what its sums say: by another calendar, or with pauses that ended since. */
export function dueAgain(
  { rule, basis, rulesVersion, amount, unit, extension, pauses, steps }: DueDate,
  calendar: WorkCalendar,
  more: readonly { fromAt: number; untilAt: number | null }[] = [],
): DueDate {
  const start = steps[0]?.day
  if (start === undefined) throw new RangeError('Sums without a beginning.')
  const still = joined([...(pauses ?? []), ...daysStoodStill(more)])
  const version = rulesVersion === undefined ? {} : { rulesVersion }
  const longer = extension === undefined ? {} : { extension }
  return counted({ rule, basis, ...version, amount, unit, ...longer }, start, still, calendar)
}

/** Sums as they were written with a date; nothing where they cannot be read. */
export function openedSums(kept: string | null): DueDate | null {
  if (kept === null) return null
  try {
    const sums = JSON.parse(kept) as DueDate
    return Array.isArray(sums.steps) && sums.steps.length > 0 ? sums : null
  } catch {
    return null
  }
}

type Rule = Pick<DueDate, 'rule' | 'basis' | 'rulesVersion' | 'amount' | 'unit' | 'extension'>

function counted(
  rule: Rule,
  start: string,
  pauses: readonly StoodStill[],
  calendar: WorkCalendar,
): DueDate {
  const steps: Step[] = [{ kind: 'start', day: start }]
  let provisional = false
  let day = start

  const rests = () => {
    provisional ||= !hasNotice(calendar, day)
    const kind = dayKind(calendar, day)
    if (kind === 'holiday') steps.push({ kind: 'skip_holiday', day })
    if (kind === 'weekend') steps.push({ kind: 'skip_weekend', day })
    return kind
  }
  /** Goes to the last day of a pause that today is in. */
  const stands = () => {
    const pause = pauses.find(({ from, to }) => from <= day && day <= to)
    if (pause === undefined) return false
    steps.push({ kind: 'paused', day, to: pause.to })
    day = pause.to
    return true
  }

  const workdays = (amount: number) => {
    for (let n = 0; n < amount;) {
      day = addDays(day, 1)
      if (stands()) continue
      const kind = rests()
      if (kind === 'workday') steps.push({ kind: 'count', day, n: ++n })
      if (kind === 'make_up_workday') steps.push({ kind: 'make_up_workday', day, n: ++n })
    }
  }
  const calendarDays = ({ amount, unit }: Amount) => {
    const first = day
    day = unit === 'month' ? addMonths(first, amount) : addDays(first, amount)
    const shortened = unit === 'month' && day.slice(8) !== first.slice(8)
    steps.push({ kind: shortened ? 'month_end' : 'count', day, n: amount })
    let stood = 0
    for (const pause of pauses) {
      const from = pause.from < first ? first : pause.from
      if (pause.to < first || from > day) continue
      steps.push({ kind: 'paused', day: from, to: pause.to })
      const days = (startOfDay(pause.to) - startOfDay(from)) / DAY_MS + 1
      stood += days
      day = addDays(day, days)
    }
    if (stood > 0) steps.push({ kind: 'moved', day, n: stood })
    const last = day
    while (stands() || ['holiday', 'weekend'].includes(rests())) day = addDays(day, 1)
    if (day !== last) steps.push({ kind: 'roll', day })
  }
  const count = (part: Amount) => {
    if (part.unit === 'workday') workdays(part.amount)
    else if (part.amount > 0) calendarDays(part)
  }

  count(rule)
  if (rule.extension && rule.extension.unit !== rule.unit) {
    steps.push({ kind: 'extend', day })
    count(rule.extension)
  }
  steps.push({ kind: 'end', day })
  return {
    dueAt: startOfDay(addDays(day, 1)),
    dueDay: day,
    ...rule,
    ...(pauses.length > 0 && { pauses: [...pauses] }),
    calendarVersion: calendar.version,
    provisional,
    steps,
  }
}

/** The last two days of a period count as 临期. */
export const DUE_SOON_MS = 2 * DAY_MS
/** Three months, at their longest: what inspectors look for first. */
export const LONG_OVERDUE_MS = 92 * DAY_MS

/**
 * How a matter stands against its deadline, computed and never stored. `dueAt` is the date as the pauses that
 * ended have moved it; one that begins after the deadline does not hide that it was missed. The moment `dueAt`
 * itself is too late.
 */
export function dueStatus(of: {
  dueAt: number
  answeredAt?: number | null
  /** Begin of a pause that still lasts. */
  pausedAt?: number | null
  /** With it, long overdue is counted from the receipt, otherwise from the deadline. */
  receivedAt?: number
  now: number
}): DueStatus {
  const { dueAt } = of
  if (of.answeredAt != null) return of.answeredAt < dueAt ? 'met' : 'met_late'
  if (of.pausedAt != null && of.pausedAt < dueAt) return 'paused'
  if (of.now < dueAt) return dueAt - of.now <= DUE_SOON_MS ? 'due_soon' : 'on_track'
  return of.now >= (of.receivedAt ?? dueAt) + LONG_OVERDUE_MS ? 'long_overdue' : 'overdue'
}
