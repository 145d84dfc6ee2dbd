import type { AskedBy, VoteFrom } from '../contract/room'
import { VERIFIED } from '../contract/assurance'
import type { Ctx } from './app-env'
import { personOf } from './person'
import { roomOf } from './room-door'
import { fromOf } from './vote-from'
import { askerOf, visitorOf, voterOf, type Visitor } from './visitor'

/** Who takes part in a session: the verified person at this browser, or the browser by itself. */
export interface TakingPart {
  voter: number
  asker: string
  from: VoteFrom
  by: AskedBy
}

/** No visitor's id has a colon in it. */
const idOf = (person: { id: string }) => `p:${person.id}`

export function takingPart(c: Ctx, slug: string, visitor: Visitor): TakingPart {
  const device = voterOf(c.env, slug, visitor.id)
  const asker = askerOf(c.env, visitor.id)
  const from = fromOf(c, visitor)
  const person = personOf(c)
  if (!person) return { voter: device, asker, from, by: { voter: device } }
  const voter = voterOf(c.env, slug, idOf(person))
  return {
    voter,
    asker: askerOf(c.env, idOf(person)),
    from: { ...from, level: VERIFIED, until: person.until, device },
    by: { voter, level: VERIFIED, device, from: asker },
  }
}

/** The number a reader's own ballots lie under in a session, if this browser ever wrote or its person is known. */
export function voterHere(c: Ctx, slug: string): number | null {
  const person = personOf(c)
  if (person) return voterOf(c.env, slug, idOf(person))
  const visitor = visitorOf(c)
  return visitor && voterOf(c.env, slug, visitor.id)
}

/** Who a reader is: the verified person, and the browser. Their own questions are found by a name made of each. */
export function readerIds(c: Ctx): string[] {
  const visitor = visitorOf(c)
  const person = personOf(c)
  return [...(person ? [idOf(person)] : []), ...(visitor ? [visitor.id] : [])]
}

/**
 * Makes what this browser gave in a session the person's; to be called when somebody has just verified. What
 * they gave in other sessions follows with the first thing they do there.
 */
export async function adoptHere(c: Ctx, slug: string, person: { id: string }): Promise<void> {
  const visitor = visitorOf(c)
  if (!visitor) return
  const names = { from: askerOf(c.env, visitor.id), to: askerOf(c.env, idOf(person)) }
  // A session that is over keeps what was published: that is no fault of whoever verifies.
  await roomOf(c.env, slug).adopt(
    voterOf(c.env, slug, visitor.id),
    voterOf(c.env, slug, idOf(person)),
    Date.now(),
    names,
  )
}
