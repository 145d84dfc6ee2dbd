import { heard } from '../contract/refusals'
import type { Room } from '../contract/room'
import type { PublicSession, Snapshot } from '../contract/views'
import { scripts, type DemoDeps } from './seed'
import { startedAt } from './when'

/** The live edition is moved when it began longer ago than this. */
const STALE = 3 * 3_600_000

/**
 * Moves the live and the collecting edition to today by the same step, so that a newcomer finds one that
 * is live. What visitors added moves along. Answers with the sessions moved.
 */
export async function redateDemo({ room }: Pick<DemoDeps, 'room'>, now: number): Promise<string[]> {
  const live = scripts.find(({ role }) => role === 'live')
  const session = live && (await inRoom(room(live.slug)))
  if (!session?.demo || session.liveAt === null) return []
  if (session.state !== 'live' && session.state !== 'paused') return []
  if (now - session.liveAt <= STALE) return []
  const step = startedAt(now) - session.liveAt
  const moved: string[] = []
  for (const { slug, role } of scripts) {
    if (role === 'archived' || !(await inRoom(room(slug)))?.demo) continue
    heard(await room(slug).redate(step, now))
    moved.push(slug)
  }
  return moved
}

/** A session as its room has it: the record follows a moment later. */
async function inRoom(room: Pick<Room, 'snapshot'>): Promise<PublicSession | null> {
  const taken = await room.snapshot()
  return taken && (JSON.parse(taken.body) as Snapshot).session
}
