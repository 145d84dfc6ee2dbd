import type { PublicCaseEvent } from '../../worker/contract/cases'
import type { Lang } from '../../worker/contract/lang'
import { caseWords } from '../../worker/contract/words/cases'
import { commonWords } from '../../worker/contract/words/common'
import { formatDateTime } from '../../worker/domain/shanghai'
import { lastDay } from './due'

/** How departments handled a question: each event with its time, its unit and its public words. */
export function CaseTimeline({
  events,
  files = [],
  lang,
  now,
}: {
  events: readonly PublicCaseEvent[]
  /** Published with a reply; one that was taken away leaves its dated stub. */
  files?: readonly { id: string; name: string; bytes: number; removedAt: number | null }[]
  lang: Lang
  now: number
}) {
  const t = caseWords[lang]
  const { dot } = commonWords[lang]
  if (events.length === 0) return null
  return (
    <section>
      <h2>{t.publicTimeline}</h2>
      <ol class="timeline">
        {events.map((event, i) => (
          <li key={i}>
            <time dateTime={new Date(event.at).toISOString()}>
              {formatDateTime(event.at, lang, now)}
            </time>
            {t.what[event.what]}
            {event.unit && dot + event.unit}
            {event.other && ` ${t.to(event.other)}`}
            {event.solved && dot + t.solvedSaid[event.solved]}
            {event.dueAt !== undefined && dot + t.newDue(lastDay(event.dueAt, lang, now))}
            {event.text && <span class="quiet"> {event.text}</span>}
          </li>
        ))}
      </ol>
      {files.length > 0 && (
        <ul>
          {files.map(({ id, name, bytes, removedAt }) => (
            <li key={id}>
              {removedAt === null ? (
                <a href={`/files/${id}`} download>
                  {name}
                </a>
              ) : (
                <s>{name}</s>
              )}{' '}
              <span class="small muted">
                {removedAt === null
                  ? `${Math.ceil(bytes / 1024)} KB`
                  : t.removedFile(formatDateTime(removedAt, lang, now))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
