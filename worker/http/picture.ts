import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { Moment } from '../contract/record'
import type { Chapter, Picture, PublicStream, Span } from '../contract/stream'
import { chaptersOf, linkSecond } from '../domain/timeline'
import { keptStream, pictureInRecord } from '../store/stream-reads'
import { inTime } from './patience'
import { either } from './reading'
import { roomOf } from './room-door'
import { streamOf } from './stream-door'

/** What is known of a session's picture, wherever the truth of the session is. */

export interface Reading {
  picture: Picture
  spans: Span[]
}

/** Picture, stage and playlist of a session; refuses where there is no such session anybody may know of. */
export async function readPicture(env: Env, slug: string, now: number): Promise<Reading> {
  const found = await either(env, slug, now, fromRoom, fromRecord)
  if (!found) throw new Refusal('NOT_FOUND')
  return found
}

async function fromRoom(env: Env, slug: string): Promise<Reading | null> {
  const picture = await roomOf(env, slug).picture()
  if (!picture) return null
  return { picture, spans: picture.stream ? await spansOf(env, slug, picture.session.id) : [] }
}

const fromRecord = (env: Env, slug: string): Promise<Reading | null> =>
  inTime(pictureInRecord(env.DB, slug))

/** Where the playlist stands; with the stream away, where the record knows it stood. */
async function spansOf(env: Env, slug: string, sessionId: string): Promise<Span[]> {
  try {
    return await inTime(streamOf(env, slug).spans())
  } catch {
    const kept = await inTime(keptStream(env.DB, sessionId)).catch(() => null)
    return kept?.stream?.spans ?? []
  }
}

/** Whether nothing more will come. */
export const isOver = (stream: PublicStream | null): boolean =>
  stream !== null && (stream.state === 'ended' || stream.state === 'archived')

/** The chapters of a session by the clock of its playlist. */
export function chaptersIn({ picture, spans }: Reading): Chapter[] {
  return chaptersOf(picture.stagings, spans, isOver(picture.stream))
}

/** Where one question is answered in the picture, as links; without those the picture has not come to. */
export function momentsOf(reading: Reading, questionId: string): Moment[] {
  const { slug } = reading.picture.session
  if (!reading.picture.stream || reading.picture.stream.expired) return []
  return chaptersIn(reading).flatMap(({ question, from, to, at }) =>
    question !== questionId || from === null
      ? []
      : [{ from, to, at, url: `/s/${slug}?t=${linkSecond(from)}` }],
  )
}
