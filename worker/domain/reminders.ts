import type { DeadlineRules, ProfileId } from '../contract/deadlines'
import type { CaseState, SessionKind } from '../contract/states'
import type { WorkCalendar } from './calendar'
import { addWorkdays, isWorkday } from './calendar'
import type { MessageRecord } from './case-records'
import { builtInRules, dueDate, hasPeriod, LONG_OVERDUE_MS } from './deadlines'
import { MORNING_MS } from './looks'
import { addDays, shanghaiDay, startOfDay } from './shanghai'

/**
 * When a unit is reminded of a case, and when whoever stands above it is told. Everything is told on the morning
 * of a working day; the id of a message names case, date, occasion and recipient, so that looking twice tells
 * nobody twice, and a date that moved is told anew.
 */

/** Working days before the last day. */
const SOON_WORKDAYS = 2
/** Working days between two reminders of what is overdue. */
const AGAIN_WORKDAYS = 5
/** What nobody was told for so long, because the portal stood still, is told no more. */
const STALE_MS = 14 * 24 * 3_600_000

/** What is known of a case that is not answered. */
export interface OpenCase {
  id: string
  slug: string
  no: number
  unitId: string
  unit: string
  /** Who stands above it: its parent; the session's moderators where there is none. */
  above: string
  state: CaseState
  /** Since when the unit has it. */
  since: number
  kind: SessionKind
  profile: ProfileId | null
  /** Of the table its dates were counted by; null: the one that is built in. */
  rulesVersion: number | null
  dueAt: number | null
  acceptDueAt: number | null
  objectionDueAt: number | null
  pausedAt: number | null
  officerId: string | null
  /** A draft that waits for the second pair of eyes. */
  review: { id: string; at: number } | null
}

/** What the messages of one look are, and to whom the matter is passed up. */
export interface Reminding {
  messages: MessageRecord[]
  /** The messages are sent along with this act on the case; null: they are only messages. */
  escalates: { to: string; facts: Record<string, string | number | null> } | null
}

const morning = (day: string) => startOfDay(day) + MORNING_MS
const lastDayOf = (dueAt: number) => shanghaiDay(dueAt - 1)

/** The working day so many before a day. */
function workdaysBefore(calendar: WorkCalendar, day: string, n: number): string {
  let at = day
  for (let left = n; left > 0;) {
    at = addDays(at, -1)
    if (isWorkday(calendar, at)) left -= 1
  }
  return at
}

type Stage = 'soon' | 'day' | 'over' | 'again' | 'long'
type Period = 'answer' | 'accept' | 'objection'

/** The occasions of a date in their order, each with its moment. */
function occasions(
  dueAt: number,
  calendar: WorkCalendar,
  now: number,
): { stage: Stage; at: number; n: number }[] {
  const last = lastDayOf(dueAt)
  const found: { stage: Stage; at: number; n: number }[] = [
    { stage: 'soon', at: morning(workdaysBefore(calendar, last, SOON_WORKDAYS)), n: 0 },
    { stage: 'day', at: morning(last), n: 0 },
  ]
  const longFrom = dueAt + LONG_OVERDUE_MS
  let day = addWorkdays(calendar, last, 1)
  for (let n = 0; morning(day) <= now && morning(day) < longFrom; n += 1) {
    found.push({ stage: n === 0 ? 'over' : 'again', at: morning(day), n })
    day = addWorkdays(calendar, day, AGAIN_WORKDAYS)
  }
  const late = shanghaiDay(longFrom)
  const worked = isWorkday(calendar, late) ? late : addWorkdays(calendar, late, 1)
  found.push({ stage: 'long', at: morning(worked), n: 0 })
  return found
}

/** The occasion that is to be told now: the last that has come, unless the unit did not have the case then. */
function occasionOf(dueAt: number, since: number, calendar: WorkCalendar, now: number) {
  const come = occasions(dueAt, calendar, now).filter(({ at }) => at <= now)
  const last = come.at(-1)
  if (!last || last.at <= since || now - last.at > STALE_MS) return null
  return last
}

/** A case that no department has touched yet has no date of acceptance on record: it is counted here. */
export function withEarlyDates(
  of: OpenCase,
  calendar: WorkCalendar,
  tables: readonly DeadlineRules[],
): OpenCase {
  if (of.acceptDueAt !== null || of.state !== 'assigned') return of
  const rules = tables.find(({ version }) => version === (of.rulesVersion ?? 0)) ?? builtInRules
  const profile = of.profile ?? (of.kind === 'reception' ? 'reception' : 'town_hall')
  const end = (name: 'accept' | 'objection') =>
    hasPeriod(profile, name, rules)
      ? dueDate(profile, name, of.since, calendar, {}, rules).dueAt
      : null
  return { ...of, acceptDueAt: end('accept'), objectionDueAt: end('objection') }
}

/** What is to be told of a case now, by the mornings that have come. */
export function remindersOf(of: OpenCase, calendar: WorkCalendar, now: number): Reminding {
  const messages: MessageRecord[] = []
  let escalates: Reminding['escalates'] = null
  const facts = { no: of.no, session: of.slug, unit: of.unit }
  const tell = (
    kind: MessageRecord['kind'],
    to: { audience: MessageRecord['audience']; recipient: string },
    occasion: string,
    more: MessageRecord['facts'],
    at: number,
  ) =>
    messages.push({
      id: `${kind}:${of.id}:${occasion}:${to.recipient}`,
      kind,
      ...to,
      about: of.id,
      facts: { ...facts, ...more },
      at,
      dueAt: at,
    })
  const unit = { audience: 'unit', recipient: of.unitId } as const
  const officer =
    of.officerId === null ? null : ({ audience: 'staff', recipient: of.officerId } as const)

  const remind = (period: Period, dueAt: number) => {
    const found = occasionOf(dueAt, of.since, calendar, now)
    if (!found) return
    const { stage, at, n } = found
    // What was not accepted in time is passed up once; the answer's own date goes on from there.
    if (period !== 'answer' && (stage === 'again' || stage === 'long' || stage === 'soon')) return
    if (period === 'objection' && stage !== 'day') return
    const before = stage === 'soon' || stage === 'day'
    const kind = before ? 'case_due_soon' : 'case_overdue'
    const occasion = `${period}:${dueAt}:${stage}${n > 0 ? n : ''}`
    const more = { period, stage, dueAt, day: lastDayOf(dueAt) }
    tell(kind, unit, occasion, more, at)
    if (officer && period === 'answer') tell(kind, officer, occasion, more, at)
    if (stage !== 'over' && stage !== 'long') return
    const above = of.above.startsWith('session:') ? 'session' : 'unit'
    tell('case_escalated', { audience: 'unit', recipient: of.above }, occasion, more, at)
    if (above === 'unit' && period === 'answer') escalates = { to: of.above, facts: more }
  }

  const { dueAt, acceptDueAt, objectionDueAt, pausedAt } = of
  if (of.state === 'assigned' || of.state === 'reopened') {
    if (acceptDueAt !== null) remind('accept', acceptDueAt)
    if (objectionDueAt !== null && of.state === 'assigned') remind('objection', objectionDueAt)
  }
  if (dueAt !== null && (pausedAt === null || pausedAt >= dueAt)) remind('answer', dueAt)
  if (of.review) {
    const at = morning(addWorkdays(calendar, shanghaiDay(of.review.at), 2))
    if (at <= now && now - at <= STALE_MS) {
      tell('case_review', unit, `${of.review.id}:${of.review.at}:waiting`, { waiting: 1 }, at)
    }
  }
  return { messages, escalates }
}
