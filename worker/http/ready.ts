import type { Env } from '../contract/env'
import type { Ready } from '../contract/ready'
import { isRehearsal } from '../contract/rehearsal'
import type { DeskState } from '../contract/room'
import { readyLines } from '../domain/ready'
import { announcedAt } from '../store/ready'
import { inTime } from './patience'
import { readSnapshot } from './reading'

export { deskOf } from './desk-reading'

/** What is ready of a session before it starts, from what its desk knows. Asks, and changes nothing. */
export async function readyOf(env: Env, slug: string, desk: DeskState): Promise<Ready> {
  const { session } = desk.snapshot
  const rehearsal = isRehearsal(slug)
  const [announced, page] = await Promise.all([
    rehearsal ? null : inTime(announcedAt(env.DB, slug)).catch(() => 'away' as const),
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
      room: open ? { moderators, screens, scans } : null,
    }),
  }
}
