import type { Lang } from '../../worker/contract/lang'
import type { Chapter, PublicStream } from '../../worker/contract/stream'
import { recordingWords } from '../../worker/contract/words/recording'
import { within, type RecordingPart } from '../../worker/domain/recording-parts'
import { formatDay } from '../../worker/domain/shanghai'
import { clockWords } from '../../worker/domain/moment'

interface RecordingProps {
  session: { slug: string; title: string }
  stream: PublicStream | null
  parts: RecordingPart[]
  chapters: Chapter[]
  /** Bytes of the film, where one was handed in. */
  film: number | null
  lang: Lang
  now: number
}

const MB = 1024 * 1024

const round = (n: number) => Math.round(n * 1000) / 1000

/** 下载录像: the whole of it, and each answer by itself. */
export function RecordingView(props: RecordingProps) {
  const { session, stream, parts, chapters, film, lang, now } = props
  const t = recordingWords[lang]
  const size = (bytes: number) => t.about((bytes / MB).toFixed(bytes < 10 * MB ? 1 : 0))
  const stretch = ({ from, to }: { from: number; to: number }) =>
    `/live/${session.slug}/download?from=${round(from)}&to=${round(to)}`
  const answers = chapters.flatMap((chapter) => {
    const { from, to } = chapter
    const part = from === null || to === null ? null : within(parts, from, to)
    return part ? [{ ...chapter, part }] : []
  })
  const outside = stream?.src?.startsWith('https:') ? stream.src : null
  return (
    <div class="card">
      <p>
        <a href={`/s/${session.slug}`}>{t.back}</a>
      </p>
      <h1>{t.title}</h1>
      <p class="muted">{session.title}</p>
      {stream?.expired ? (
        <p>{t.gone(formatDay(stream.expired.at, lang, now))}</p>
      ) : outside ? (
        <p>
          {t.outside} <a href={outside}>{new URL(outside).host}</a>
        </p>
      ) : film === null && parts.length === 0 ? (
        <p>{t.none}</p>
      ) : (
        <>
          <p>{t.lead}</p>
          <ul class="plain">
            {film !== null && (
              <li>
                <a href={`/live/${session.slug}/film.mp4?download`}>{t.whole}</a>{' '}
                <span class="muted">{size(film)}</span>
              </li>
            )}
            {film === null &&
              parts.map((part, i) => (
                <li key={part.from}>
                  <a href={stretch(part)}>
                    {parts.length === 1
                      ? t.whole
                      : t.part(i + 1, clockWords(part.from), clockWords(part.to))}
                  </a>{' '}
                  <span class="muted">{size(part.bytes)}</span>
                </li>
              ))}
          </ul>
          {film === null && answers.length > 0 && (
            <>
              <h2>{t.answers}</h2>
              <ul class="plain">
                {answers.map(({ id, no, title, part }) => (
                  <li key={id}>
                    <a href={stretch(part)}>{t.answer(no, title)}</a>{' '}
                    <span class="muted">
                      {t.from(clockWords(part.from))} · {size(part.bytes)}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </div>
  )
}
