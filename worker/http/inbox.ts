import { caseUnitsBelow, unitWorkedIn } from '../store/desk-units'
import { unreadOf, type Reads } from '../store/messages'
import type { Ctx } from './app-env'

/** Roles by which somebody reads what their units are told. */
const readers = ['officer', 'approver', 'moderator', 'supervisor']

/** Whose messages somebody signed in reads: by the same grants that let them act, those they stand in for included. */
export async function readsOf(c: Ctx): Promise<Reads> {
  const { grants } = c.var.signedIn
  const { staff } = c.var
  const held = grants.filter(({ role }) => readers.includes(role))
  const named = held.flatMap(({ unit }) => (unit === undefined ? [] : [unit]))
  const whole = held.some(({ unit, session }) => unit === undefined && session === undefined)
  return {
    staff: [
      ...new Set([staff.id, ...grants.flatMap((grant) => (grant.for ? [grant.for.id] : []))]),
    ],
    // Whoever holds a role over the whole portal reads those of the unit they work in.
    units: [...new Set([...named, ...(whole ? await unitWorkedIn(c.env.DB, staff.id) : [])])],
    sessions: held.some(
      ({ role, unit, session }) =>
        role === 'moderator' && unit === undefined && session === undefined,
    ),
  }
}

/** Units whose cases somebody may look at, with all below them; null: all there are. */
export async function unitsLookedAt(c: Ctx): Promise<string[] | null> {
  const held = c.var.signedIn.grants.filter(({ role }) => [...readers, 'admin'].includes(role))
  if (held.some(({ unit, session }) => unit === undefined && session === undefined)) return null
  return caseUnitsBelow(
    c.env.DB,
    held.flatMap(({ unit }) => (unit === undefined ? [] : [unit])),
  )
}

/** How many messages of theirs nobody has read. */
export const unreadHere = async (c: Ctx, now: number): Promise<number> =>
  unreadOf(c.env.DB, await readsOf(c), now)
