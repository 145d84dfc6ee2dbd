import type { CalendarNotices } from '../contract/deadlines'
import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { Breakdown, StatFigure, StatScope, StatSheet } from '../contract/statistics'
import { sessionKinds } from '../contract/states'
import { readCalendar } from '../domain/calendar-ready'
import { shanghaiDay } from '../domain/shanghai'
import {
  dayNumber,
  figuresBy,
  figuresOf,
  monthsOf,
  monthOfDay,
  workdayCounter,
  type Reckoning,
} from '../domain/statistics'
import { noticesInForce } from '../store/calendar'
import {
  countedGroups,
  countedSessions,
  hasRealSessions,
  unitTree,
  type Counted,
  type CountedGroups,
  type Counting,
} from '../store/statistics'
import { Lately } from './lately'
import { within } from '../store/patience'
import { inTime } from './patience'

/**
 * How old figures may be; pages and data say as of when they are. What took long to count is kept for longer:
 * counting takes no more than a sixtieth of an isolate's time.
 */
const KEEP_SECONDS = 30
const KEEP_FACTOR = 60
/** A count over everything may take longer than a page; whoever asks for it has time. */
const COUNT_MS = 20_000

const counted = <T>(work: Promise<T>): Promise<T> =>
  within(work, COUNT_MS, () => new Refusal('RECORD_AWAY', { retryAfter: 5 }))

interface Known {
  asOf: number
  /** What counting it took, in ms. */
  took: number
  groups: CountedGroups
  demo: boolean
  sessions: { slug: string; title: string; kind: string }[]
  units: { id: string; name: string }[]
  notices: CalendarNotices | undefined
}
const known = new Lately<Known>(8)

/** What an address asks for, and nothing it makes up. */
export function scopeIn(query: Partial<Record<string, string>>): StatScope {
  const scope: StatScope = {}
  const { unit, session, kind, month } = query
  const invalid = (field: string) => new Refusal('INVALID', { field })
  if (unit) {
    if (!/^[\w-]{1,64}$/.test(unit)) throw invalid('unit')
    scope.unit = unit
  }
  if (session) {
    if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(session)) throw invalid('session')
    scope.session = session
  }
  if (kind) {
    const found = sessionKinds.find((one) => one === kind)
    if (!found) throw invalid('kind')
    scope.kind = found
  }
  if (month) {
    if (!/^(19|20)\d\d-(0[1-9]|1[0-2])$/.test(month)) throw invalid('month')
    scope.month = month
  }
  return scope
}

async function read(env: Env, scope: StatScope, now: number): Promise<Known> {
  const { month: _, ...rows } = scope
  const { unit, session, kind } = rows
  const name = JSON.stringify([unit, session, kind])
  const last = known.last(name)
  const keep = Number(env.FIGURES_SECONDS || KEEP_SECONDS) * 1000
  const lately = last && known.find(name, now, keep && Math.max(keep, last.took * KEEP_FACTOR))
  if (lately) return lately
  const db = env.DB
  const counting = { ...rows, demo: !(await hasRealSessions(db)) }
  const [groups, sessions, units, notices] = await Promise.all([
    countedGroups(db, counting, now),
    countedSessions(db, counting, now),
    unitTree(db),
    noticesInForce(db),
  ])
  const took = Math.max(0, Date.now() - now)
  return known.keep(name, now, {
    asOf: now,
    took,
    groups,
    sessions,
    units,
    notices,
    demo: counting.demo,
  })
}

export interface Statistics {
  asOf: number
  /** They are those of the demonstration: no real session was held yet. */
  demo: boolean
  scope: StatScope
  figures: StatFigure[]
  /** The scope by name, as far as it has one. */
  unit?: string
  session?: string
  /** The first and the last month that have anything; null where there is nothing at all. */
  months: { first: string; last: string } | null
  by: (what: Breakdown) => StatSheet[]
}

/** The figures of a scope. */
export async function readStatistics(env: Env, scope: StatScope, now: number): Promise<Statistics> {
  const found = await counted(read(env, scope, now))
  const { groups, asOf, demo, sessions, units, notices } = found
  const calendar = await readCalendar(notices)
  const today = dayNumber(shanghaiDay(asOf))
  const first = groups.cases.reduce((min, { days }) => Math.min(min, days.assigned ?? min), today)
  const reckoning: Reckoning = {
    now: asOf,
    workdays: workdayCounter(calendar, first),
    month: scope.month,
  }
  // A unit that was merged away keeps its name where its matters are.
  const unit = units.find(({ id }) => id === scope.unit)?.name
  const session = sessions.find(({ slug }) => slug === scope.session)?.title
  if (scope.session !== undefined && session === undefined) throw new Refusal('NOT_FOUND')
  if (scope.unit !== undefined && unit === undefined && groups.cases.length === 0) {
    throw new Refusal('NOT_FOUND')
  }
  return {
    asOf,
    demo,
    scope,
    figures: figuresOf(groups, reckoning),
    ...(unit !== undefined && { unit }),
    ...(session !== undefined && { session }),
    months: monthsOf(groups),
    by: (what) => broken(what, found, reckoning),
  }
}

function broken(what: Breakdown, found: Known, reckoning: Reckoning): StatSheet[] {
  const { groups, sessions, units } = found
  const keyOf: Record<Breakdown, (group: Counted, by: keyof Counted['days']) => string | null> = {
    unit: (group) => group.unit || null,
    session: (group) => group.session,
    kind: (group) => group.kind,
    month: ({ days }, by) => (days[by] == null ? null : monthOfDay(days[by])),
  }
  const every: Record<Breakdown, readonly string[]> = {
    unit: [],
    session: sessions.map(({ slug }) => slug),
    kind: sessionKinds,
    month: [],
  }
  const parts = figuresBy(groups, keyOf[what], reckoning, every[what])
  const names = new Map<string, string>(
    what === 'unit'
      ? units.map(({ id, name }) => [id, name])
      : what === 'session'
        ? sessions.map(({ slug, title }) => [slug, title])
        : [],
  )
  // Units stand in the order of their tree, months from the newest on.
  const order = [...names.keys(), ...(what === 'kind' ? sessionKinds : [])]
  const place = new Map(order.map((key, at) => [key, at]))
  return [...parts]
    .map(([key, figures]) => ({ key, name: names.get(key) ?? key, figures }))
    .sort((a, b) =>
      what === 'month'
        ? b.key.localeCompare(a.key)
        : (place.get(a.key) ?? Infinity) - (place.get(b.key) ?? Infinity) ||
          (a.key < b.key ? -1 : 1),
    )
}

/** How rows behind a figure are asked for: the sessions are those its sheet counts. */
export async function countingOf(env: Env, scope: StatScope): Promise<Counting> {
  return { ...scope, demo: !(await inTime(hasRealSessions(env.DB))) }
}
