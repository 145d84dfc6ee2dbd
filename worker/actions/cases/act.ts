import type { Fact } from '../../contract/audit'
import type { Env } from '../../contract/env'
import { Refusal } from '../../contract/refusals'
import type { CaseAct } from '../../domain/case-acts'
import type { CaseChainAct, CaseDeps } from '../../store/case-deps'
import { messagesOf } from '../../domain/case-messages'
import type { MessageRecord } from '../../domain/case-records'
import {
  actOn,
  wholeAfter,
  type CaseBy,
  type CaseChange,
  type CaseClock,
  type CaseWhole,
} from '../../domain/cases'
import { readCalendar } from '../../domain/calendar-ready'
import { shanghaiDay } from '../../domain/shanghai'
import { archivedObjects } from '../../store/audit'
import { caseActStatements, readCase, writeActs } from '../../store/cases'
import { noticesInForce } from '../../store/calendar'
import { rulesInForce } from '../../store/deadline-rules'

/**
 * Everything that is done to a case after its hand-off goes through here: the machine says what comes of it,
 * the portal's chain has it first, one batch writes it, and then the room and the courier are told.
 */

/** Written in the same batch: ratings, visits, the search index. */
export type Beside = (whole: CaseWhole, changes: readonly CaseChange[]) => D1PreparedStatement[]

export interface ActOptions {
  /** The number of the last act that its actor had before them. */
  seen?: number | undefined
  beside?: Beside
}

/** The days and periods in force at a moment. */
export async function clockFor(env: Env, now: number, newId: () => string): Promise<CaseClock> {
  const [notices, rules] = await Promise.all([
    noticesInForce(env.DB),
    rulesInForce(env.DB, shanghaiDay(now)),
  ])
  const calendar = await readCalendar(notices)
  return { calendar, ...(rules && { rules }), newId }
}

/** A case, or that there is none. */
export async function caseOf(env: Env, id: string): Promise<CaseWhole> {
  const whole = await readCase(env.DB, id)
  if (!whole) throw new Refusal('NOT_FOUND')
  return whole
}

/** Somebody looked at less than there is now. */
function refuseStale(whole: CaseWhole, seen: number | undefined): void {
  if (seen === undefined || whole.file.seq <= seen) return
  const last = whole.events.at(-1)
  throw new Refusal('CONFLICT', last ? { by: last.actor, action: last.what, at: last.at } : {})
}

/** An act by somebody else than the rest: the second pair of eyes of a joint reply. */
export interface ActBy {
  act: CaseAct
  by: CaseBy
}

/** What is done to one case. */
export interface Deed {
  id: string
  /** Made from the case as it is; the new whole stands for what the act before left. */
  acts: (whole: CaseWhole) => readonly ActBy[]
  seen?: number | undefined
  beside?: Beside | undefined
}

/** One act, or several that belong together, on one case. */
export async function actOnCase(
  deps: CaseDeps,
  caseId: string,
  acts: CaseAct | readonly CaseAct[],
  by: CaseBy,
  now: number,
  { seen, beside }: ActOptions = {},
): Promise<CaseWhole> {
  const all = (Array.isArray(acts) ? acts : [acts]) as readonly CaseAct[]
  const deed = { id: caseId, acts: () => all.map((act) => ({ act, by })), seen, beside }
  const [whole] = await actOnCases(deps, [deed], now)
  if (!whole) throw new Error('A case was acted on and is not there')
  return whole
}

/** The same for several cases at once (并单, bulk): all of it is written, or none. */
export async function actOnCases(
  deps: CaseDeps,
  deeds: readonly Deed[],
  now: number,
  /** What else the chain keeps of it. */
  also: { [name: string]: Fact } = {},
): Promise<CaseWhole[]> {
  const { env } = deps
  const [firsts, clock] = await Promise.all([
    Promise.all(deeds.map(({ id }) => caseOf(env, id))),
    clockFor(env, now, deps.newId),
  ])
  const statements: D1PreparedStatement[] = []
  const entries: CaseChainAct[] = []
  const wholes: CaseWhole[] = []
  for (const [i, deed] of deeds.entries()) {
    const first = firsts[i] as CaseWhole
    refuseStale(first, deed.seen)
    let whole = first
    const changes: CaseChange[] = []
    const told: MessageRecord[] = []
    let last: CaseBy | undefined
    for (const { act, by } of deed.acts(first)) {
      const change = actOn(whole, act, by, now, clock)
      changes.push(change)
      told.push(...messagesOf(whole, change))
      whole = wholeAfter(whole, change)
      last = by
    }
    if (!last) continue
    statements.push(...caseActStatements(env.DB, first.file, changes, told))
    statements.push(...(deed.beside?.(whole, changes) ?? []))
    entries.push(await chainAct(env, first, whole, changes, last))
    wholes.push(whole)
  }
  const [entry, ...others] = entries
  if (!entry) return []
  const whole =
    others.length === 0
      ? entry
      : {
          ...entry,
          on: entries.flatMap(({ on }) => on),
          said: entries.map(({ said }) => said),
          facts: { cases: entries.map(({ facts }) => facts), right: entry.by.right },
        }
  whole.facts = { ...whole.facts, ...also }
  await deps.chained(whole, () => writeActs(env.DB, statements))
  for (const one of wholes) await tellOfCase(deps, one, now)
  return wholes
}

/** What stays to be said once it is written: nobody waits for an answer, and the courier says it again. */
export async function tellOfCase(deps: CaseDeps, whole: CaseWhole, now: number): Promise<void> {
  const { authority, slug } = whole.session
  await Promise.allSettled([
    ...(authority === 'room' ? [deps.tellRoom(slug, whole.file, now)] : []),
    deps.wakeCourier(now),
  ])
}

async function chainAct(
  env: Env,
  before: CaseWhole,
  after: CaseWhole,
  changes: readonly CaseChange[],
  by: CaseBy,
): Promise<CaseChainAct> {
  const said = changes.map(({ event }) => ({ text: event.text, inside: event.inside }))
  // While a room holds the session the case has its handle there, and the room chains what it is told.
  const on =
    before.session.authority === 'room'
      ? []
      : await archivedObjects(env.DB, before.session.slug, [
          [
            { kind: 'case', row: before.file },
            { kind: 'case', row: after.file },
          ],
        ])
  return {
    by,
    act: `case_${changes.map(({ event }) => event.what).join('_')}`,
    said: said.some(({ text, inside }) => (text ?? inside) !== null) ? said : null,
    on,
    facts: { case: after.file.id, seq: after.file.seq, right: by.right },
  }
}
