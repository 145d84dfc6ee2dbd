import type { Lang } from '../../worker/contract/lang'
import { promiseWords } from '../../worker/contract/words/promises'

/** A sentence of the public record can be pointed out as a promise. A plain form; nobody is asked who they are. */

export interface PickedSentence {
  quote: string
  /** Who said it, when; empty where the page says it already. */
  said: string
  likely: boolean
  registered: string | null
  /** Where it stands, as fields of the form. */
  fields: Record<string, string>
}

export function ProposePage({
  lang,
  sentences,
  back,
}: {
  lang: Lang
  sentences: readonly PickedSentence[]
  back: string
}) {
  const t = promiseWords[lang].proposed
  return (
    <article class="narrow">
      <h1>{t.title}</h1>
      <p>{t.lead}</p>
      {sentences.length === 0 && <p class="empty">{t.none}</p>}
      <ul class="plain promises">
        {sentences.map(({ quote, said, likely, registered, fields }, i) => (
          <li key={i}>
            <p>“{quote}”</p>
            <p class="small muted">
              {said} {likely && <span class="state ochre">{t.likely}</span>}
            </p>
            {registered === null ? (
              <form method="post" action="/promises/propose">
                {Object.entries(fields).map(([name, value]) => (
                  <input key={name} type="hidden" name={name} value={value} />
                ))}
                <button class={likely ? 'btn main' : 'btn'} type="submit">
                  {t.submit}
                  <span class="sr-only">{quote}</span>
                </button>
              </form>
            ) : (
              <p>
                <a href={`/promises/${registered}`}>{t.registered}</a>
              </p>
            )}
          </li>
        ))}
      </ul>
      <p>
        <a href={back}>{t.back}</a>
      </p>
    </article>
  )
}

export function ProposedPage({
  lang,
  words,
  promise,
  back,
}: {
  lang: Lang
  words: string
  promise: string | null
  back: string
}) {
  const t = promiseWords[lang].proposed
  return (
    <article class="narrow">
      <h1>{t.doneTitle}</h1>
      <p class="lead">{words}</p>
      <p>
        {promise !== null && (
          <>
            <a href={`/promises/${promise}`}>{t.registered}</a>{' '}
          </>
        )}
        <a href={back}>{t.back}</a>
      </p>
    </article>
  )
}

/** How many sentences readers pointed out, and why some were not registered: never the words of those. */
export function ProposalCounts({
  lang,
  open,
  taken,
  declined,
  reasons,
}: {
  lang: Lang
  open: number
  taken: number
  declined: number
  reasons: readonly { count: number; day: string; reason: string }[]
}) {
  const t = promiseWords[lang].proposed
  if (open + taken + declined === 0) return null
  return (
    <div class="small">
      <p class="muted">{t.counts(open, taken, declined)}</p>
      {reasons.length > 0 && (
        <details class="pick">
          <summary>{t.declinedTitle}</summary>
          <ul>
            {reasons.map(({ count, day, reason }, i) => (
              <li key={i}>
                {t.declinedLine(count, day)}
                {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
