import type { Env } from '../contract/env'
import type { Ready } from '../contract/ready'
import { isRehearsal } from '../contract/rehearsal'
import type { DeskState } from '../contract/room'
import { readyLines } from '../domain/ready'
import { announcedAt } from '../store/ready'
import type { PublicStream } from '../contract/stream'
import { inTime } from './patience'
import { readSnapshot } from './reading'
import { streamDeskOf } from './stream-door'

export { deskOf } from './desk-reading'

/** What is ready of a session before it starts, from what its desk knows. Asks, and changes nothing. */
export async function readyOf(env: Env, slug: string, desk: DeskState): Promise<Ready> {
  const { session } = desk.snapshot
  const rehearsal = isRehearsal(slug)
  const { stream, line } = desk.snapshot
  const [announced, signal, page] = await Promise.all([
    rehearsal ? null : inTime(announcedAt(env.DB, slug)).catch(() => 'away' as const),
    stream ? signalOf(env, slug, stream) : undefined,
    readSnapshot(env, slug, Date.now()).then(
      () => true,
      () => false,
    ),
  ])
  const away = announced === 'away'
  const open = desk.epoch !== 'record'
  const moderators = new Set(desk.staff.map(({ name }) => name)).size
  const { screens, scans = 0, outbox } = desk.health
  return {
    at: Date.now(),
    state: session.state,
    title: session.title,
    lines: readyLines({
      guests: session.guests.length,
      startsAt: session.startsAt,
      // Nobody has to be told of a rehearsal in time; and what cannot be read is not held against anybody.
      ...(!rehearsal && !away && { announcedAt: announced }),
      page,
      outbox: away ? null : outbox,
      ...(signal !== undefined && {
        signal,
        cutTried: (desk.cuts ?? []).some(({ until }) => until !== null),
      }),
      text: line !== undefined,
      room: open ? { moderators, screens, scans } : null,
    }),
  }
}

/** Without a segment for this long nothing is coming. */
const FRESH_MS = 15_000

/** What comes from the encoder, and whether somebody heard it; null where the stream does not answer. */
async function signalOf(env: Env, slug: string, { kind, state }: PublicStream) {
  const stream = streamDeskOf(env, slug)
  try {
    const now = Date.now()
    const [health, tried] = await inTime(Promise.all([stream.health(now), stream.tried()]))
    // A picture from elsewhere is not pushed here: that it is set up is all there is to see.
    const fresh = health.lastSegmentAt !== null && now - health.lastSegmentAt < FRESH_MS
    const pushing = kind === 'worker' ? fresh : state !== 'interrupted'
    return { pushing, sound: tried.soundAt === null ? null : true }
  } catch {
    return null
  }
}
