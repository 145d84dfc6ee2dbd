import { heard } from '../contract/refusals'
import type { Room } from '../contract/room'
import type { PublicSession, Snapshot } from '../contract/views'
import { DAY_MS } from '../domain/shanghai'
import { encoderOrder, films, layFilm, type EncoderOrder } from './picture'
import { scripts, type DemoDeps } from './seed'
import { startedAt, startsNextWeek } from './when'

/** The live edition is moved when it began longer ago than this. */
const STALE = 3 * 3_600_000

/**
 * Moves the live and the collecting edition to today, so that a newcomer finds one that is live and one a
 * week ahead; what visitors added moves along. Answers with the sessions moved.
 */
export async function redateDemo(
  { room, projection }: Pick<DemoDeps, 'room' | 'projection'>,
  now: number,
): Promise<string[]> {
  const moved: string[] = []
  for (const { slug, film } of scripts) {
    const session = await inRoom(room(slug))
    const step = session?.demo ? stepFor(session, now) : 0
    if (step <= 0) continue
    heard(await room(slug).redate(step, now))
    moved.push(slug)
    const from = session?.liveAt ?? null
    if (projection && film && from !== null) {
      // A picture cannot be moved; drawn anew it is the same, and ends where it is now.
      await layFilm(projection, slug, films[film], { from: from + step, until: now })
    }
  }
  return moved
}

/** What the demonstration's encoder should push now, if anything. */
export async function encoderWanted({
  room,
  projection,
}: Pick<DemoDeps, 'room' | 'projection'>): Promise<EncoderOrder | null> {
  for (const { slug, film } of scripts) {
    if (!projection || !film) continue
    const session = await inRoom(room(slug))
    if (!session?.demo || session.liveAt === null) continue
    const order = await encoderOrder(projection, slug, films[film], session.liveAt)
    if (order) return order
  }
  return null
}

/** How far a session is behind; what is announced for three in the afternoon moves by whole days. */
function stepFor({ state, liveAt, startsAt }: PublicSession, now: number): number {
  if ((state === 'live' || state === 'paused') && liveAt !== null) {
    return now - liveAt > STALE ? startedAt(now) - liveAt : 0
  }
  return state === 'collecting' ? Math.round((startsNextWeek(now) - startsAt) / DAY_MS) * DAY_MS : 0
}

/** A session as its room has it: the record follows a moment later. */
async function inRoom(room: Pick<Room, 'snapshot'>): Promise<PublicSession | null> {
  const taken = await room.snapshot()
  return taken && (JSON.parse(taken.body) as Snapshot).session
}
