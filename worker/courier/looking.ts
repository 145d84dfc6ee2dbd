import type { Env } from '../contract/env'
import { courierWords } from '../contract/words/courier'
import { readCalendar } from '../domain/calendar-ready'
import type { MessageRecord } from '../domain/case-records'
import { builtInRules } from '../domain/deadlines'
import { recounted } from '../domain/recount'
import { remindersOf, withEarlyDates } from '../domain/reminders'
import { noticesInForce } from '../store/calendar'
import { allRules } from '../store/deadline-rules'
import { knownMessages, putMessages } from '../store/messages'
import {
  countableCases,
  lapsedDetails,
  lapsedFollowUps,
  openCases,
  untoldCases,
} from '../store/open-cases'
import { unitNames } from '../store/units'
import { formatDay } from '../domain/shanghai'
import type { DoesAct } from './acts'

/** What has come due since the courier last looked: becomes messages and acts, each once. */

const PAGE = 200
/** A case whose room told nobody is told of within these days, or not at all. */
const UNTOLD_MS = 7 * 24 * 3_600_000

/** Tells units of what rooms handed to them. */
export async function tellAssigned({ DB }: Env, now: number): Promise<void> {
  for (;;) {
    const found = await untoldCases(DB, now - UNTOLD_MS, PAGE)
    await putMessages(
      DB,
      found.map(({ id, unitId, slug, no, since, dueAt }) => ({
        id: `case_assigned:${id}:0:${unitId}`,
        kind: 'case_assigned',
        audience: 'unit',
        recipient: unitId,
        about: id,
        facts: { seq: 0, no, session: slug, dueAt },
        at: since,
        dueAt: since,
      })),
    )
    if (found.length < PAGE) return
  }
}

/** Reminders and what is passed up, of every case that is open. */
export async function remind(env: Env, does: DoesAct, now: number): Promise<void> {
  const { DB } = env
  const calendar = await readCalendar(await noticesInForce(DB))
  const tables = await allRules(DB)
  for (let after = ''; ;) {
    const page = await openCases(DB, after, PAGE)
    const due = page.map((one) => ({
      one,
      ...remindersOf(withEarlyDates(one, calendar, tables), calendar, now),
    }))
    const known = await knownMessages(
      DB,
      due.flatMap(({ messages }) => messages.map(({ id }) => id)),
    )
    const plain: MessageRecord[] = []
    for (const { one, messages, escalates } of due) {
      const fresh = messages.filter(({ id }) => !known.has(id))
      const up = fresh.some(({ kind }) => kind === 'case_escalated')
      if (escalates && up) {
        const names = await unitNames(DB, [escalates.to])
        const to = { id: escalates.to, name: names.get(escalates.to) ?? '' }
        // The act and what is told of it are one batch: looking again finds both or neither.
        await does(one.id, { act: 'escalated', to, facts: escalates.facts }, fresh, now)
      } else {
        plain.push(...fresh)
      }
    }
    await putMessages(DB, plain)
    const last = page.at(-1)
    if (page.length < PAGE || !last) return
    after = last.id
  }
}

/** What ends by itself: waiting for details, and for what an asker says of a reply. */
export async function lapse({ DB }: Env, does: DoesAct, now: number): Promise<void> {
  for (const id of await lapsedDetails(DB, now, PAGE)) {
    await does(id, { act: 'details_lapsed' }, [], now)
  }
  for (const id of await lapsedFollowUps(DB, now, PAGE)) {
    await does(id, { act: 'lapsed' }, [], now)
  }
}

/** How far counting again has come: the calendar it is for, and the last case. */
export interface Counting {
  version: string
  after: string
  done: boolean
}

/**
 * Counts a page of open cases by the calendar in force and writes an event for each that changes. Tells how far
 * it came; a calendar that was counted through is not counted again.
 */
export async function recount(
  env: Env,
  does: DoesAct,
  before: Counting | null,
  now: number,
): Promise<Counting> {
  const { DB } = env
  const calendar = await readCalendar(await noticesInForce(DB))
  const same = before?.version === calendar.version
  if (before && same && before.done) return before
  const page = await countableCases(DB, before && same ? before.after : '', PAGE)
  const tables = page.length > 0 ? [...(await allRules(DB)), builtInRules] : []
  for (const one of page) {
    const found = recounted(one, calendar, tables)
    if (!found) continue
    const { dueAt, sums, ...early } = found
    const text = courierWords.zh.recounted(
      one.dueAt === dueAt ? null : formatDay(dueAt - 1, 'zh'),
      calendar.version,
    )
    const { provisional } = sums
    const dueSums = JSON.stringify(sums)
    await does(
      one.id,
      { act: 'due_recomputed', dueAt, dueSums, provisional, text, ...early },
      [],
      now,
    )
  }
  const last = page.at(-1)
  return {
    version: calendar.version,
    after: last?.id ?? '',
    done: page.length < PAGE || !last,
  }
}
