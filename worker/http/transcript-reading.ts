import type { Env } from '../contract/env'
import type { Lang } from '../contract/lang'
import { Refusal } from '../contract/refusals'
import type { Authority } from '../contract/states'
import type { LinesRequest, TimedLine, Transcript } from '../contract/transcript'
import type { PublicSession } from '../contract/views'
import { transcriptWords } from '../contract/words/transcript'
import { formatDateTime, formatTime } from '../domain/shanghai'
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
  const spans = found.total === 0 ? [] : await spansOf(env, slug, now)
  const timed = found.lines.map((line) => ({ ...line, media: mediaAt(spans, line.at) }))
  return { ...found, session, authority, lines: timed, spans }
}

/** What stands above a record wherever it is taken: the session, by name and number. */
export function titleBlock(
  { session, lines }: TranscriptRead,
  origin: string,
  lang: Lang,
  now: number,
): { title: string; facts: [string, string][] } {
  const t = transcriptWords[lang]
  const from = session.liveAt ?? session.startsAt
  const until = session.wrappedAt ?? session.endsAt
  // A file outlives the year it was made in.
  const when = `${formatDateTime(from, lang, 0)}${until === null ? '' : `–${formatTime(until)}`}`
  const guests = session.guests
    .map(
      ({ name, office, unit }) =>
        `${name}（${office.startsWith(unit) ? office : `${unit}${office}`}）`,
    )
    .join('、')
  const facts: [string, string][] = [
    [t.facts.time, when],
    [t.facts.place, session.place],
    [t.facts.host, session.unit],
  ]
  if (guests) facts.push([t.facts.guests, guests])
  facts.push([t.facts.link, `${origin}/s/${session.slug}/transcript`])
  facts.push([t.facts.made, `${formatDateTime(now, lang, 0)}，${t.total(lines.length)}`])
  return { title: t.titleOf(session.title), facts }
}

/** Who said a line, and when, as it stands above its words. */
export function headOf(line: TimedLine, lang: Lang): string {
  const t = transcriptWords[lang]
  const marks = [
    line.question === undefined ? '' : t.question(line.question),
    line.late ? t.late : '',
    line.revised ? t.revised : '',
  ].filter(Boolean)
  const office = line.office ? `（${line.office}）` : ''
  return `${formatTime(line.at)} ${line.speaker}${office}${marks.length > 0 ? ` [${marks.join('，')}]` : ''}`
}
