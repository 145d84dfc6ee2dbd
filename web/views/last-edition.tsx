import type { Lang } from '../../worker/contract/lang'
import type { PreviousEdition } from '../../worker/contract/record'
import type { PublicQuestion } from '../../worker/contract/views'
import { outcomeWords } from '../../worker/contract/words/outcomes'
import { worstFirst } from '../../worker/domain/fate'
import { Bridge } from './bridge'
import { Became, RowLink } from './outcomes'

/** Matters that stand open; the others fold. */
const FIRST = 3

function Matters({ rows, lang, now }: { rows: PublicQuestion[]; lang: Lang; now: number }) {
  return (
    <ol class="plain rows">
      {rows.map((question) => (
        <li key={question.no}>
          <RowLink question={question} lang={lang} />
          <Became question={question} lang={lang} now={now} />
        </li>
      ))}
    </ol>
  )
}

/** What an edition opens with: the one before, and what became of each question handed off then, the worst first. */
export function LastEdition({
  last,
  lang,
  now,
  id = 'last',
}: {
  last: PreviousEdition
  lang: Lang
  now: number
  /** Prefix of the bridge's pattern ids: it may stand twice on a page. */
  id?: string
}) {
  const t = outcomeWords[lang].last
  const base = `/s/${last.session.slug}`
  const rows = worstFirst(last.handedOff, now)
  return (
    <section class="card last-edition">
      <h2>{t.title}</h2>
      <p class="kicker">
        <a href={base}>{last.session.title}</a>
      </p>
      <Bridge line={last.balance.total} cases={last.cases} lang={lang} base={base} id={id} brief />
      {rows.length === 0 ? (
        <p class="small muted">{t.none}</p>
      ) : (
        <>
          <h3 class="small">{t.matters(rows.length)}</h3>
          <Matters rows={rows.slice(0, FIRST)} lang={lang} now={now} />
          {rows.length > FIRST && (
            <details>
              <summary>{t.rest(rows.length - FIRST)}</summary>
              <Matters rows={rows.slice(FIRST)} lang={lang} now={now} />
            </details>
          )}
        </>
      )}
    </section>
  )
}
