import { rehearsalWords } from '../../../worker/contract/words/rehearsal'
import { formatTime } from '../../../worker/domain/shanghai'
import type { DeskProps } from './desk-props'

/** How many made-up questions one press puts in: a trickle, and the burst a desk has to stand. */
const portions = [20, 120] as const

/** What only a rehearsal's desk has: made-up questions, the link for colleagues, and the end. Plain forms. */
export function RehearsalBar({ model, lang }: DeskProps) {
  const t = rehearsalWords[lang]
  const { slug, rehearsal } = model.desk.snapshot.session
  return (
    <section class="dk-rehearsal" aria-label={t.tools}>
      {portions.map((n) => (
        <form key={n} method="post" action={`/desk/s/${slug}/rehearsal/fill`}>
          <input type="hidden" name="n" value={n} />
          <button type="submit" class="dk-small">
            {t.fill(n)}
          </button>
        </form>
      ))}
      <a href={`/s/${slug}`} target="_blank" rel="noopener">
        {t.link}
      </a>
      <span class="dk-rehearsal-ends num">{t.ends(formatTime(rehearsal ?? 0))}</span>
      <details>
        <summary class="dk-small">{t.end}</summary>
        <form method="post" action={`/desk/s/${slug}/rehearsal/end`}>
          <button type="submit" class="dk-small danger">
            {t.end_sure}
          </button>
        </form>
      </details>
    </section>
  )
}
