import {
  LEAST,
  type CountedThing,
  type FigureGroup,
  type FigureId,
  type MonthBy,
  type StatFigure,
} from '../contract/statistics'
import { isWorkday, type WorkCalendar } from './calendar'
import { addDays, shanghaiDay } from './shanghai'

/**
 * What every figure of the portal is made from, as data: which rows count, which make up the whole, and by
 * which day a row belongs to a month. The record counts by these conditions and lists rows by the same ones,
 * so that a figure and its rows cannot differ.
 */

/** Facts of a row, all of them words of short lists; a condition names those that count. */
export type Where = Readonly<Record<string, readonly string[]>>

export interface Figure {
  id: FigureId
  group: FigureGroup
  of: CountedThing
  is: 'count' | 'share' | 'median' | 'p90'
  /** Rows that count; of a share, its part. */
  where: Where
  /** Of a share: rows of the whole. */
  within?: Where
  by: MonthBy
  least: number
}

const count = (
  id: FigureId,
  group: FigureGroup,
  of: CountedThing,
  by: MonthBy,
  where: Where = {},
): Figure => ({ id, group, of, is: 'count', where, by, least: 0 })

const asked = (id: FigureId, where: Where = {}) => count(id, 'intake', 'questions', 'asked', where)
const term = (id: FigureId) => asked(id, { term: [id] })
/** Where matters stand now is told by when they were handed over. */
const handed = (id: FigureId, group: FigureGroup, where: Where = {}) =>
  count(id, group, 'cases', 'assigned', where)

/** Terms of 受理; the others were never taken in. */
export const acceptedTerms = [
  'answeredLive',
  'answeredWritten',
  'handedOff',
  'merged',
  'withdrawnLater',
  'redirectedLater',
  'takenDown',
  'open',
] as const

/** How a matter stands against its limit, and the two that have none: replied, and open. */
const late = ['overdue', 'long_overdue'] as const
const answered = ['met', 'met_late', 'replied'] as const
const waiting = ['on_track', 'due_soon', 'paused', 'open_ended', ...late] as const

const days = (id: 'medianDays' | 'p90Days', is: 'median' | 'p90'): Figure => ({
  id,
  is,
  group: 'time',
  of: 'cases',
  // Whoever leaves a matter lying does not get faster by it: what is overdue counts with the days so far.
  where: { due: [...answered, ...late] },
  by: 'assigned',
  least: LEAST,
})

/** Every figure, in the order it is told in. */
export const figures: readonly Figure[] = [
  asked('received'),
  asked('accepted', { term: acceptedTerms }),
  ...acceptedTerms.map(term),
  term('rejected'),
  term('redirected'),
  term('withdrawnBefore'),
  term('pending'),
  asked('followedUp', { term: ['answeredLive', 'answeredWritten'], followed: ['yes'] }),
  asked('longUnanswered', { waits: ['long'] }),

  handed('cases', 'ladder'),
  handed('replied', 'ladder', { due: answered }),
  handed('closed', 'ladder', { closed: ['yes'] }),
  handed('solved', 'ladder', { due: answered, outcome: ['solved'] }),
  handed('confirmed', 'ladder', { life: ['confirmed'] }),
  handed('partlySolved', 'ladder', { due: answered, outcome: ['partly_solved'] }),
  handed('notNow', 'ladder', { due: answered, outcome: ['not_now'] }),
  handed('explained', 'ladder', { due: answered, outcome: ['explained'] }),
  handed('refused', 'ladder', { due: answered, outcome: ['refused'] }),

  {
    id: 'onTime',
    group: 'time',
    of: 'cases',
    is: 'share',
    where: { due: ['met'] },
    // Open and overdue stays in the whole.
    within: { due: ['met', 'met_late', ...late] },
    by: 'assigned',
    least: LEAST,
  },
  days('medianDays', 'median'),
  days('p90Days', 'p90'),
  handed('overdue', 'time', { due: late }),
  handed('longOverdue', 'time', { due: ['long_overdue'] }),
  handed('dueSoon', 'time', { due: ['due_soon'] }),
  handed('paused', 'time', { due: ['paused'] }),
  handed('extended', 'time', { extended: ['yes'] }),
  handed('repliedLate', 'time', { due: ['met_late'] }),
  handed('unanswered', 'time', { due: waiting }),

  handed('objected', 'after', { life: ['objected'] }),
  handed('disputed', 'after', { life: ['disputed'] }),
  handed('reopened', 'after', { again: ['yes'] }),
  handed('lapsed', 'after', { life: ['lapsed'] }),
  {
    id: 'confirmedShare',
    group: 'after',
    of: 'cases',
    is: 'share',
    where: { life: ['confirmed'] },
    // Not rated in time is not satisfied: it stays in the whole.
    within: { life: ['confirmed', 'disputed', 'reopened', 'lapsed'] },
    by: 'assigned',
    least: LEAST,
  },

  count('rated', 'said', 'ratings', 'said'),
  count('ratedYes', 'said', 'ratings', 'said', { said: ['yes'] }),
  count('ratedPartly', 'said', 'ratings', 'said', { said: ['partly'] }),
  count('ratedNo', 'said', 'ratings', 'said', { said: ['no'] }),
  {
    id: 'ratedYesShare',
    group: 'said',
    of: 'ratings',
    is: 'share',
    where: { said: ['yes'] },
    within: {},
    by: 'said',
    least: LEAST,
  },

  count('promises', 'promises', 'promises', 'said'),
  count('promisesKept', 'promises', 'promises', 'said', { state: ['delivered', 'verified'] }),
  count('promisesDoing', 'promises', 'promises', 'said', {
    state: ['said', 'registered', 'planned', 'funded', 'doing'],
  }),
  count('promisesDelayed', 'promises', 'promises', 'said', { state: ['delayed'] }),
  count('promisesDropped', 'promises', 'promises', 'said', { state: ['dropped'] }),
  count('promisesLate', 'promises', 'promises', 'said', { late: ['yes'] }),
]

const byId = new Map(figures.map((figure) => [figure.id, figure]))

/** The definition of a figure; undefined where there is none of that name. */
export const figureOf = (id: string): Figure | undefined => byId.get(id as FigureId)

/** Rows that are alike in everything that is counted. Days are counted from 1970, in Shanghai. */
export interface Group {
  n: number
  facts: Readonly<Record<string, string>>
  /** The day of each date that puts rows into a month. */
  days: Readonly<Partial<Record<MonthBy, number | null>>>
}

export function counts(facts: Group['facts'], where: Where): boolean {
  for (const name in where) if (!where[name]?.includes(facts[name] ?? '')) return false
  return true
}

const EPOCH = '1970-01-01'
/** The day of a number, and the number of a day. */
export const dayOf = (n: number): string => addDays(EPOCH, n)
export const dayNumber = (day: string): number =>
  Math.round(Date.parse(`${day}T00:00Z`) / 86_400_000)

/**
 * Working days after one day up to and with another, both by their numbers; none is asked for before `first`.
 */
export function workdayCounter(
  calendar: WorkCalendar,
  first: number,
): (from: number, to: number) => number {
  /** Working days from `first` up to and with each day. */
  const sums: number[] = []
  const upTo = (day: number): number => {
    while (first + sums.length <= day) {
      sums.push((sums.at(-1) ?? 0) + (isWorkday(calendar, dayOf(first + sums.length)) ? 1 : 0))
    }
    return sums[day - first] ?? 0
  }
  return (from, to) => (to <= from ? 0 : upTo(to) - upTo(from))
}

/** How often each number of days occurs. */
export type Histogram = ReadonlyMap<number, number>

/** The value at a share of all, by nearest rank; the middle of two for the median of an even number. */
export function quantile(days: Histogram, is: 'median' | 'p90'): number | null {
  const sorted = [...days].sort(([a], [b]) => a - b)
  const n = sorted.reduce((sum, [, times]) => sum + times, 0)
  if (n === 0) return null
  const at = (rank: number): number => {
    let seen = 0
    for (const [value, times] of sorted) if ((seen += times) >= rank) return value
    return NaN
  }
  if (is === 'p90') return at(Math.ceil(0.9 * n))
  return n % 2 === 1 ? at((n + 1) / 2) : (at(n / 2) + at(n / 2 + 1)) / 2
}

/** First day of a month and of the one after it, by their numbers. */
export function monthDays(month: string): [number, number] {
  const [year = 0, of = 1] = month.split('-').map(Number)
  return [Date.UTC(year, of - 1, 1) / 86_400_000, Date.UTC(year, of, 1) / 86_400_000]
}

export const monthOfDay = (day: number): string => dayOf(day).slice(0, 7)

/** The months of the first and the last day there is anything of; null where there is nothing. */
export function monthsOf(
  groups: Readonly<Record<CountedThing, readonly Group[]>>,
): { first: string; last: string } | null {
  let [first, last] = [Infinity, -Infinity]
  for (const { days } of Object.values(groups).flat()) {
    for (const day of Object.values(days)) {
      if (day == null) continue
      if (day < first) first = day
      if (day > last) last = day
    }
  }
  return first === Infinity ? null : { first: monthOfDay(first), last: monthOfDay(last) }
}

/** What is counted on the way to a figure. */
interface Sum {
  n: number
  part: number
  days: Map<number, number>
}

export interface Reckoning {
  now: number
  workdays: (from: number, to: number) => number
  /** Only rows of this month, each by the day its figure goes by. */
  month?: string | undefined
}

function valued(figure: Figure, { n, part, days }: Sum): StatFigure {
  const { id, is, least } = figure
  if (is === 'count') return { id, value: n, n }
  if (is === 'share') return { id, value: n < least ? null : part / n, n, part }
  return { id, value: n < least ? null : quantile(days, is), n }
}

/**
 * Every figure of rows, apart by a key that says to which part a row belongs; null: to none. `every` names
 * the parts that are told even where nothing was counted.
 */
export function figuresBy<G extends Group>(
  groups: Readonly<Record<CountedThing, readonly G[]>>,
  keyOf: (group: G, by: MonthBy) => string | null,
  { now, workdays, month }: Reckoning,
  every: readonly string[] = [],
): Map<string, StatFigure[]> {
  const within = month === undefined ? undefined : monthDays(month)
  const today = dayNumber(shanghaiDay(now))
  const parts = new Map<string, Sum[]>()
  const part = (key: string): Sum[] => {
    const known = parts.get(key)
    if (known) return known
    const made = figures.map(() => ({ n: 0, part: 0, days: new Map<number, number>() }))
    parts.set(key, made)
    return made
  }
  every.forEach(part)
  for (const [at, figure] of figures.entries()) {
    const { by, is } = figure
    for (const group of groups[figure.of]) {
      const day = group.days[by]
      if (within && (day == null || day < within[0] || day >= within[1])) continue
      if (!counts(group.facts, is === 'share' ? (figure.within ?? {}) : figure.where)) continue
      const key = keyOf(group, by)
      const sum = key === null ? undefined : part(key)[at]
      if (!sum) continue
      sum.n += group.n
      if (is === 'share' && counts(group.facts, figure.where)) sum.part += group.n
      if (is === 'median' || is === 'p90') {
        const span = workdays(group.days.assigned ?? today, group.days.replied ?? today)
        sum.days.set(span, (sum.days.get(span) ?? 0) + group.n)
      }
    }
  }
  return new Map(
    [...parts].map(([key, sums]) => [
      key,
      sums.map((sum, at) => valued(figures[at] as Figure, sum)),
    ]),
  )
}

/** Every figure of some rows. */
export function figuresOf(
  groups: Readonly<Record<CountedThing, readonly Group[]>>,
  reckoning: Reckoning,
): StatFigure[] {
  return figuresBy(groups, () => '', reckoning, ['']).get('') ?? []
}
