import type { Lang } from '../../worker/contract/lang'
import type { TimelineFact } from '../../worker/contract/record'
import type { PublicQuestion } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { publicWords } from '../../worker/contract/words/public'
import type { DueDate } from '../../worker/domain/deadlines'
import { formatDateTime, formatDay, startOfDay } from '../../worker/domain/shanghai'
import { daysOverdue, dueWords, lastDay } from './due'

/** What happened to a question, with time and unit; what is still ahead stands last. */
export function Timeline({
  facts,
  question,
  lang,
  now,
  watch,
}: {
  facts: TimelineFact[]
  question: PublicQuestion
  /** Where it can be watched from the moment it first went on stage, and in whose words. */
  watch?: { url: string; word: string } | undefined
  lang: Lang
  now: number
}) {
  const t = publicWords[lang].question
  const ahead = question.cases.filter((item) => item.repliedAt === null && item.dueAt !== null)
  return (
    <ol class="timeline">
      {facts.map((fact, i) => (
        <li key={i}>
          <time dateTime={new Date(fact.at).toISOString()}>
            {formatDateTime(fact.at, lang, now)}
          </time>
          {t.what[fact.what]}
          {fact.unit && commonWords[lang].dot + fact.unit}
          {fact.what === 'staged' && watch && (
            <>
              {' '}
              <a href={watch.url}>{watch.word}</a>
            </>
          )}
        </li>
      ))}
      {ahead.map((item) => {
        const late = daysOverdue(item, now) > 0
        return (
          <li key={item.id} class={late ? 'late' : 'ahead'}>
            {t.dueAhead(item.unit, lastDay(item.dueAt ?? 0, lang, now))}
            {late && <b class="wrong nowrap"> {dueWords(item, lang, now).late}</b>}
          </li>
        )
      })}
    </ol>
  )
}

/** 怎么算的: rule, calendar and every step of a due date. */
export function DueSums({ due, lang, now }: { due: DueDate; lang: Lang; now: number }) {
  const t = publicWords[lang].question
  return (
    <details class="sums">
      <summary>{t.due(lastDay(due.dueAt, lang, now))}</summary>
      <p>{t.rule(t.period[due.unit](due.amount), due.basis)}</p>
      <ol>
        {due.steps.map((step, i) => (
          <li key={i}>
            {formatDay(startOfDay(step.day), lang, now)} {t.step[step.kind]}
            {due.unit === 'workday' &&
              step.n !== undefined &&
              commonWords[lang].dot + t.nth(step.n)}
          </li>
        ))}
      </ol>
      <p class="small muted">
        {t.calendar(due.calendarVersion)} {due.provisional && t.provisional}
      </p>
    </details>
  )
}
