import type { Fairness, Rejection, ReportState } from '../contract/fairness'
import {
  redirectRoutes,
  rejectReasons,
  takeDownReasons,
  type QuestionState,
} from '../contract/states'
import type { AppealRecord, MarkRecord, ReportRecord } from './fair-records'
import type { EventRecord } from './records'
import { shanghaiDay } from './shanghai'

/** What is told in public of rejections, appeals, reports and redirections; the same for the room and the record. */

interface Row {
  no: number
  state: QuestionState
  reason: string | null
  settledAt: number | null
  listedAt: number | null
}

/**
 * Numbers of questions that somebody at the desk took for an accusation (检举控告). Whatever became of them,
 * no list says that they were there.
 */
export function accusing(
  events: Iterable<Pick<EventRecord, 'act' | 'nos' | 'detail'>>,
): Set<number> {
  const nos = new Set<number>()
  for (const { act, nos: of, detail } of events) {
    if (act !== 'propose_redirect' && act !== 'redirect') continue
    const { facts } = JSON.parse(detail ?? '{}') as { facts?: { route?: string } }
    if (facts?.route === 'discipline') for (const no of of) nos.add(no)
  }
  return nos
}

const one = <T extends string>(list: readonly T[], code: string | null): T | undefined =>
  list.find((item) => item === code)

function add<K extends string>(sums: Partial<Record<K, number>>, key: K | undefined, n = 1): void {
  if (key !== undefined && n > 0) sums[key] = (sums[key] ?? 0) + n
}

export function fairnessOf(
  about: Pick<Fairness, 'slug' | 'title' | 'state' | 'at'>,
  rows: Iterable<Row>,
  appeals: Iterable<AppealRecord>,
  reports: Iterable<ReportRecord>,
  marks: Iterable<MarkRecord>,
  hidden: ReadonlySet<number>,
): Fairness {
  const out: Fairness = {
    ...about,
    rejections: [],
    rejectedBy: {},
    appeals: {},
    redirectedTo: {},
    takenDownFor: {},
    reports: {},
    reported: {},
    heldWords: {},
  }
  const heard = new Map<number, AppealRecord>()
  for (const appeal of appeals) if (!hidden.has(appeal.no)) heard.set(appeal.no, appeal)
  const rejections = new Map<number, Rejection>()
  const rejection = (no: number, reason: string | null, at: number | null) => {
    const code = one(rejectReasons, reason)
    if (code === undefined || hidden.has(no)) return
    rejections.set(no, { no, day: shanghaiDay(at ?? 0), reason: code })
  }
  // One that was listed on appeal had been rejected all the same.
  for (const { no, against, rejectedAt } of heard.values()) rejection(no, against, rejectedAt)
  for (const row of rows) {
    if (row.state === 'rejected') rejection(row.no, row.reason, row.settledAt)
    if (row.state === 'redirected') add(out.redirectedTo, one(redirectRoutes, row.reason))
    if (row.state === 'taken_down') add(out.takenDownFor, one(takeDownReasons, row.reason))
  }
  for (const [no, item] of rejections) {
    const appeal = heard.get(no)
    add(out.rejectedBy, item.reason)
    if (!appeal) continue
    add(out.appeals, appeal.state)
    item.appeal = { state: appeal.state, day: shanghaiDay(appeal.decidedAt ?? appeal.at) }
  }
  out.rejections = [...rejections.values()].sort((a, b) => a.no - b.no)
  for (const { counts, state } of reports) {
    add<ReportState>(out.reported, state)
    for (const [reason, n] of Object.entries(counts)) add(out.reports, reason as never, n)
  }
  for (const { categories } of marks)
    for (const category of categories) add(out.heldWords, category)
  return out
}
