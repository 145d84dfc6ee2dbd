import { appealByCode, appealOwn, report } from '../actions/fair'
import type { Reported } from '../contract/fairness'
import { Refusal } from '../contract/refusals'
import type { OwnQuestion } from '../contract/views'
import type { Ctx } from '../http/app-env'
import { macText } from '../http/keys'
import { inRoom } from '../http/not-open'
import { roomOf } from '../http/room-door'
import { askerOf, knownOrNewVisitor } from '../http/visitor'
import { findOwn, lookUp, ownDeps } from './deps'

/** Appeals and reports from a request, the same for the API and the forms. */

export async function appealFromDevice(c: Ctx, id: string, text: string): Promise<OwnQuestion> {
  const found = await findOwn(c, id)
  return appealOwn(found?.deps ?? ownDeps(c), found?.own, found?.asker ?? '', text)
}

export async function appealByReceipt(
  c: Ctx,
  typed: string,
  text: string,
  /** Of which question, where an address says it. */
  id?: string,
): Promise<OwnQuestion> {
  const found = await lookUp(c, typed)
  if (id !== undefined && found.own.id !== id) throw new Refusal('NOT_FOUND')
  return appealByCode(found.deps, found.own, found.code, text)
}

export async function reportFrom(
  c: Ctx,
  slug: string,
  about: Reported,
  given: { reason: string; note?: string | null | undefined },
): Promise<{ again: boolean }> {
  const visitor = knownOrNewVisitor(c, null)
  const deps = {
    room: roomOf(c.env, slug),
    keyed: (thing: string) =>
      macText(c.env, 'report', `${slug}|${thing}|${visitor.id}`).slice(0, 22),
    device: askerOf(c.env, visitor.id),
    now: Date.now(),
  }
  return inRoom(c.env, slug, () => report(deps, about, given))
}
