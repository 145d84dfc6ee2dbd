import type { Lang } from '../../worker/contract/lang'
import type { PublicRevision } from '../../worker/contract/record'
import { correctionWords } from '../../worker/contract/words/corrections'
import { formatDateTime } from '../../worker/domain/shanghai'
import { TextDiff } from './text-diff'

/** How a question and its answers were corrected: when, why, and the difference where both wordings may be read. */
export function Corrections({
  revisions,
  lang,
  now,
}: {
  revisions: readonly PublicRevision[]
  lang: Lang
  now: number
}) {
  if (revisions.length === 0) return null
  const t = correctionWords[lang]
  return (
    <section class="corrections">
      <h2>{t.title}</h2>
      <ol class="plain">
        {revisions.map(({ entity, at, why, before, after }, i) => (
          <li key={i}>
            <p>
              <time dateTime={new Date(at).toISOString()}>{formatDateTime(at, lang, now)}</time>{' '}
              {t.of[entity]}
              {t.why(why in t.whys ? t.whys[why as keyof typeof t.whys] : why)}
            </p>
            {before !== null && after !== null ? (
              <TextDiff before={before} after={after} lang={lang} />
            ) : (
              <p class="small muted">{t.sealed}</p>
            )}
          </li>
        ))}
      </ol>
      <p class="small muted">{t.key}</p>
    </section>
  )
}
