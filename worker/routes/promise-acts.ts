import type { PromiseDeps, Quoted } from '../actions/commitments/register'
import { inPromiseRole } from '../actions/commitments/rights'
import { isSlug } from '../http/ids'
import { Refusal } from '../contract/refusals'
import type { Env } from '../contract/env'
import type { PromiseAct, PromisePlace } from '../domain/commitments'
import { promiseGrant } from '../domain/commitments'
import { unitsOverSession, unitsOver } from '../store/grants'
import { findStaff } from '../store/staff'
import type { Ctx } from '../http/app-env'
import { chained } from '../http/audit'
import { courierOf } from '../http/courier-door'
import { inTime } from '../http/patience'
import type { PromisePointer, PromiseSource } from '../http/promise-source'

/** What acts on promises need, from a request of staff. */

const idShape = /^[\w-]{1,64}$/
const numberIn = (raw: string | undefined) =>
  raw !== undefined && /^[1-9]\d{0,5}$/.test(raw) ? Number(raw) : null

/** Where an address or a form says a sentence stands: s, and l, or q with a or c. */
export function pointerIn(given: (name: string) => string | undefined): {
  slug: string
  pointer: PromisePointer
} {
  const slug = given('s') ?? ''
  const [l, a, c] = ['l', 'a', 'c'].map((name) => given(name) || undefined)
  const no = numberIn(given('q'))
  const id = l ?? a ?? c ?? ''
  if (!isSlug(slug) || !idShape.test(id)) throw new Refusal('NOT_FOUND')
  if (l !== undefined) return { slug, pointer: { kind: 'line', id } }
  if (no === null) throw new Refusal('NOT_FOUND')
  return { slug, pointer: { kind: a === undefined ? 'reply' : 'answer', no, id } }
}

/** The same as a query, so that a page can lead to it. */
export function pointerQuery(slug: string, pointer: PromisePointer): string {
  const query = new URLSearchParams({ s: slug })
  if (pointer.kind === 'line') query.set('l', pointer.id)
  else {
    query.set('q', String(pointer.no))
    query.set(pointer.kind === 'answer' ? 'a' : 'c', pointer.id)
  }
  return query.toString()
}

/** What a promise is about, for whoever asks whether they may. */
export async function promisePlace(
  c: Ctx,
  slug: string,
  unitId: string | null,
): Promise<PromisePlace> {
  const { DB } = c.env
  const [sessionUnits, units] = await inTime(
    Promise.all([unitsOverSession(DB, slug), unitId === null ? [] : unitsOver(DB, unitId)]),
  )
  return { session: slug, sessionUnits, units }
}

export const mayWithPromise = (c: Ctx, act: PromiseAct, place: PromisePlace): boolean =>
  promiseGrant(act, c.var.signedIn.grants, place) !== null

/** Units somebody works for, by the roles they hold there. */
export const unitIdsOf = (c: Ctx): string[] =>
  c.var.signedIn.grants.flatMap(({ role, unit }) =>
    unit !== undefined && role !== 'supervisor' && role !== 'moderator' ? [unit] : [],
  )

export async function promiseDeps(
  c: Ctx,
  act: PromiseAct,
  place: PromisePlace,
): Promise<PromiseDeps> {
  const { staff, signedIn } = c.var
  const actor = inPromiseRole(act, staff, signedIn.grants, place)
  const member = await inTime(findStaff(c.env.DB, staff.id))
  return {
    db: c.env.DB,
    actor,
    actorUnit: member?.unit ?? '',
    chained: (portalAct, work, took) => chained(c.env, portalAct, work, took),
    now: Date.now(),
  }
}

/** Tells the courier that something was written that may be due. Nobody waits for it: its own alarm comes in time. */
export function wakeCourier(c: Ctx, env: Env = c.env): void {
  c.executionCtx.waitUntil(
    courierOf(env)
      .wake(Date.now())
      .catch(() => undefined),
  )
}

/** Where the words stand, as a row names it. */
export function quotedOf({ session, pointer, text, saidAt, questionNo }: PromiseSource): Quoted {
  return {
    sessionId: session.id,
    questionNo,
    answerId: pointer.kind === 'answer' ? pointer.id : null,
    lineId: pointer.kind === 'line' ? pointer.id : null,
    caseId: pointer.kind === 'reply' ? pointer.id : null,
    replyId: null,
    text,
    saidAt,
  }
}
