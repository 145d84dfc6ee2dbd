import { Refusal } from '../../contract/refusals'
import type { Actor } from '../../contract/room'
import type { Grant } from '../../contract/staff'
import { promiseGrant, type PromiseAct, type PromisePlace } from '../../domain/commitments'

/** Whoever does something with a promise, in the role that allows it. */
export function inPromiseRole(
  act: PromiseAct,
  staff: Actor,
  grants: readonly Grant[],
  about: PromisePlace,
): Actor {
  const grant = promiseGrant(act, grants, about)
  if (!grant) throw new Refusal('NOT_ALLOWED')
  const { id, name, office } = staff
  return { id, name, office, role: grant.role, ...(grant.for && { for: grant.for }) }
}
