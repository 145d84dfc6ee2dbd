import type { Lang } from '../../worker/contract/lang'
import type { TimelineFact } from '../../worker/contract/record'
import type { PublicQuestion } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { publicWords } from '../../worker/contract/words/public'
import { formatDateTime } from '../../worker/domain/shanghai'
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
