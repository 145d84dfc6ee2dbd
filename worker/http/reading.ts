import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { QuestionInRecord } from '../contract/record'
import type { ListRequest, RoomPage } from '../contract/room'
import type { PublicSession, Snapshot } from '../contract/views'
import { questionById, timelineOf } from '../store/question-page'
import { recordPage, recordSnapshot } from '../store/question-reads'
import { sha256Text } from './keys'
import { inTime } from './patience'
import { roomOf } from './room-door'
import { snapshotOf, type Ready } from './snapshots'
import { authorityOf, forgetAuthority } from './whereabouts'

/** Public reading of a session, wherever its truth is. What nobody may know of is simply not there. */

/** A whole session at one number, ready to be sent. */
export async function readSnapshot(env: Env, slug: string, now: number): Promise<Ready> {
  const ready = await snapshotOf(slug, now, () => either(env, slug, now, fromRoom, fromRecord))
  if (!ready) throw new Refusal('NOT_FOUND')
  return ready
}

const fromRoom = (env: Env, slug: string) => roomOf(env, slug).snapshot()

async function fromRecord(env: Env, slug: string, now: number): Promise<Ready | null> {
  const snapshot = await inTime(recordSnapshot(env.DB, slug, now))
  if (!snapshot) return null
  const { seq, epoch } = snapshot
  // Corrections and imports change a record without a number: its content is its tag.
  const tag = `${epoch}-${sha256Text(JSON.stringify({ ...snapshot, at: 0 }))}`
  return { seq, epoch, tag, body: JSON.stringify(snapshot) }
}

/** One page of a session's questions, with everything around them. */
export async function readPage(
  env: Env,
  slug: string,
  request: ListRequest,
  voter: number | null,
  now: number,
): Promise<RoomPage> {
  const found = await either(
    env,
    slug,
    now,
    () => roomOf(env, slug).page(request, voter),
    () => inTime(recordPage(env.DB, slug, request, now)),
  )
  if (!found) throw new Refusal('NOT_FOUND')
  return found
}

type Reads<T> = (env: Env, slug: string, now: number) => Promise<T | null>

/** Reads from who holds the session; if it was handed over in this very moment, from the other one. */
export async function either<T>(
  env: Env,
  slug: string,
  now: number,
  room: Reads<T>,
  record: Reads<T>,
): Promise<T | null> {
  const authority = await authorityOf(env, slug, now)
  if (!authority) return null
  const [first, second] = authority === 'room' ? [room, record] : [record, room]
  const found = await first(env, slug, now)
  if (found) return found
  forgetAuthority(slug)
  return second(env, slug, now)
}

/** One session as anybody may know it. */
export async function readSession(env: Env, slug: string, now: number): Promise<PublicSession> {
  const { body } = await readSnapshot(env, slug, now)
  return (JSON.parse(body) as Snapshot).session
}

/**
 * A question for good. While a room holds its session, the room has the last word on the question; the
 * record knows what led there.
 */
export async function readQuestion(env: Env, id: string): Promise<QuestionInRecord> {
  const found = await inTime(questionById(env.DB, id))
  if (!found) throw new Refusal('NOT_FOUND')
  if (found.authority !== 'room') return withMoments(env, found)
  const room = roomOf(env, found.session.slug)
  const fresh = await room.question(found.question.no, null)
  if (!fresh) {
    // Taken back meanwhile; or the room has just let go of the session, and the record is the last word.
    const last = (await room.health()).held ? null : await inTime(questionById(env.DB, id))
    if (!last) throw new Refusal('NOT_FOUND')
    return withMoments(env, last)
  }
  const { question, session } = fresh
  // The record may not know yet that the words are gone; its corrections quote them.
  const wordless = question.text === '' && {
    timeline: timelineOf(question, []),
    revisions: question.erased ? found.revisions.filter(({ entity }) => entity !== 'question') : [],
  }
  return withMoments(env, { ...found, question, session, ...wordless })
}

/** With the stretches of the picture in which it is answered; a question reads on without them. */
async function withMoments(env: Env, found: QuestionInRecord): Promise<QuestionInRecord> {
  const { question, session } = found
  if (question.stagedAt === undefined) return found
  const { momentsOf, readPicture } = await import('./picture')
  const reading = await readPicture(env, session.slug, Date.now()).catch(() => null)
  const moments = reading ? momentsOf(reading, question.id) : []
  return moments.length > 0 ? { ...found, moments } : found
}
