import type { AskedBy, VoteFrom } from '../contract/room'
import { VERIFIED } from '../contract/assurance'
import type { Ctx } from './app-env'
import { isSlug } from './ids'
import { log } from './log'
import { inRoom } from './not-open'
import { personOf } from './person'
import { roomOf } from './room-door'
import { learnRoomSecret } from './rotation'
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
 * Makes what this browser gave in a session the person's who has just verified to take part in it; `path` is
 * where they go on. What they gave in other sessions follows with the first thing they do there, as it does
 * here should the room be away: nobody's verification fails by it.
 */
export async function adoptAt(c: Ctx, path: string, person: { id: string }): Promise<void> {
  const visitor = visitorOf(c)
  const slug = /^\/s\/([a-z0-9-]{1,40})(?![^/?#])/.exec(path)?.[1]
  if (!visitor || slug === undefined || !isSlug(slug)) return
  try {
    await inRoom(c.env, slug, () => adoptHere(c, slug, visitor, person))
  } catch (error) {
    log('fault', { fault: error instanceof Error ? error.name : 'unknown' })
  }
}

async function adoptHere(c: Ctx, slug: string, visitor: Visitor, person: { id: string }) {
  await learnRoomSecret(c.env, slug, Date.now(), false)
  const names = { from: askerOf(c.env, visitor.id), to: askerOf(c.env, idOf(person)) }
  // A session that is over keeps what was published: that is no fault of whoever verifies.
  await roomOf(c.env, slug).adopt(
    voterOf(c.env, slug, visitor.id),
    voterOf(c.env, slug, idOf(person)),
    Date.now(),
    names,
  )
}
