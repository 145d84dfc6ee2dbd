import type { PublicCaseEvent } from '../../worker/contract/cases'
import type { Lang } from '../../worker/contract/lang'
import { caseWords } from '../../worker/contract/words/cases'
import { commonWords } from '../../worker/contract/words/common'
import { formatDateTime } from '../../worker/domain/shanghai'
import { lastDay } from './due'

/** How departments handled a question: each event with its time, its unit and its public words. */
export function CaseTimeline({
  events,
  lang,
  now,
}: {
  events: readonly PublicCaseEvent[]
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
    </section>
  )
}
