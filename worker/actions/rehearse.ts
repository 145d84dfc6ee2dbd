import { isRehearsal, REHEARSAL_MS, rehearsalName } from '../contract/rehearsal'
import { heard, Refusal } from '../contract/refusals'
import type { Room } from '../contract/room'
import type { PublicSession } from '../contract/views'
import { beginRehearsal, rehearsalOf } from '../store/rehearsals'
import { heldSessionBySlug } from '../store/session-reads'
import { shanghaiDay } from '../domain/shanghai'
import { noticesInForce } from '../store/calendar'
import { rulesInForce } from '../store/deadline-rules'
import { unitsForHandOff } from '../store/units'

interface Deps {
  db: D1Database
  room: (slug: string) => Pick<Room, 'open' | 'desk'>
  newId: () => string
  now: number
}

/** A room for practice is small: everybody in it is from the office. */
const SOCKETS = 200

/** What a session is like now, wherever its truth lies. */
async function rehearsable({ db, room, now }: Deps, slug: string): Promise<PublicSession> {
  if (isRehearsal(slug)) throw new Refusal('NOT_POSSIBLE')
  const held = await heldSessionBySlug(db, slug)
  if (!held) throw new Refusal('NOT_FOUND')
  const session =
    held.authority === 'room' ? heard(await room(slug).desk(now)).snapshot.session : held.session
  if (!['draft', 'announced', 'collecting'].includes(session.state)) {
    throw new Refusal('SESSION_MOVE')
  }
  if (session.kind === 'mailbox') throw new Refusal('SESSION_MOVE')
  return session
}

/** Begins a rehearsal of a session, or finds the one that runs; tells its name. */
export async function rehearse(deps: Deps, slug: string): Promise<string> {
  const { db, room, newId, now } = deps
  const session = await rehearsable(deps, slug)
  const [units, rules, notices] = await Promise.all([
    unitsForHandOff(db),
    rulesInForce(db, shanghaiDay(now)),
    noticesInForce(db),
  ])
  const wanted = { slug: rehearsalName(newId()), of: slug, endsAt: now + REHEARSAL_MS }
  const begun = (await rehearsalOf(db, slug, now)) ?? (await beginRehearsal(db, wanted, now))
  if (!begun) throw new Refusal('CONFLICT')
  // Opening what is open changes nothing, so a rehearsal that broke off here is mended by asking again.
  if ((await room(begun.slug).desk(now)).ok) return begun.slug
  const opening = {
    session: {
      ...session,
      id: newId(),
      slug: begun.slug,
      state: 'collecting' as const,
      demo: false,
      rehearsal: begun.endsAt,
      liveAt: null,
      wrappedAt: null,
      closesAt: null,
      closedAt: null,
      archivedAt: null,
    },
    units,
    socketCap: SOCKETS,
    ...(rules && { rules }),
    ...(notices && { notices }),
  }
  heard(await room(begun.slug).open(opening, now))
  return begun.slug
}
