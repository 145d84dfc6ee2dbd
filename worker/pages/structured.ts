import { chaptersIn, isOver, type Reading } from '../http/picture'
import { linkSecond } from '../domain/timeline'

/** What search engines read of a recording: the film, and every answer in it as a clip of its own. */

/** 4,521.2 seconds as PT1H15M21S. */
export function isoDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const parts = [
    [Math.floor(whole / 3600), 'H'],
    [Math.floor(whole / 60) % 60, 'M'],
    [whole % 60, 'S'],
  ] as const
  const told = parts.flatMap(([n, unit]) => (n > 0 ? [`${n}${unit}`] : []))
  return `PT${told.join('') || '0S'}`
}

/** A VideoObject with its clips (schema.org); null while there is nothing to play for good. */
export function videoObject(reading: Reading, origin: string): object | null {
  const { picture, spans } = reading
  const { session, stream } = picture
  if (!stream || !isOver(stream) || stream.src === undefined || stream.expired) return null
  const last = spans.at(-1)
  const absolute = (path: string) => new URL(path, origin).href
  const page = absolute(`/s/${session.slug}`)
  const clips = chaptersIn(reading).flatMap(({ title, from, to }) =>
    title === '' || from === null || to === null || to <= from
      ? []
      : [
          {
            '@type': 'Clip',
            name: title,
            startOffset: linkSecond(from),
            endOffset: Math.ceil(to),
            url: `${page}?t=${linkSecond(from)}`,
          },
        ],
  )
  const began = stream.startedAt ?? session.liveAt ?? session.startsAt
  return {
    '@context': 'https://schema.org',
    '@type': 'VideoObject',
    name: session.title,
    description: session.topic || session.title,
    uploadDate: new Date(began).toISOString(),
    ...(last && { duration: isoDuration(last.media + last.dur) }),
    contentUrl: absolute(stream.src),
    embedUrl: page,
    ...(stream.poster !== undefined && { thumbnailUrl: absolute(stream.poster) }),
    ...(clips.length > 0 && { hasPart: clips }),
  }
}
