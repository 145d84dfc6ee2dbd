import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { Authority } from '../contract/states'
import type { LinesRequest, TimedLine, Transcript } from '../contract/transcript'
import type { PublicSession } from '../contract/views'
import { mediaAt } from '../domain/timeline'
import { recordLines } from '../store/transcript'
import { inTime } from './patience'
import { readSession } from './reading'
import { roomOf } from './room-door'
import { spansOf } from './spans'
import { authorityOf } from './whereabouts'

/** The text record of a session, wherever its truth is, with its session and its place in the picture. */
export interface TranscriptRead extends Omit<Transcript, 'lines'> {
  session: PublicSession
  authority: Authority
  lines: TimedLine[]
}

/** Reads a session's text record; of a session nobody may know of there is none. */
export async function readTranscript(
  env: Env,
  slug: string,
  request: LinesRequest,
  now: number,
): Promise<TranscriptRead> {
  const [session, authority] = await Promise.all([
    readSession(env, slug, now),
    authorityOf(env, slug, now),
  ])
  if (!authority) throw new Refusal('NOT_FOUND')
  const live = authority === 'room' ? await roomOf(env, slug).lines(request) : null
  const found = live ?? (await inTime(recordLines(env.DB, session.id, request)))
  const spans = found.total === 0 ? [] : await spansOf(env, session, authority, now)
  const timed = found.lines.map((line) => ({ ...line, media: mediaAt(spans, line.at) }))
  return { ...found, session, authority, lines: timed, spans }
}
