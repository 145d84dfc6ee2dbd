import type { Lang } from '../../worker/contract/lang'
import type { BalanceLine, CasesLine } from '../../worker/contract/views'
import { sessionWords } from '../../worker/contract/words/session'
import { Bridge } from './bridge'

export interface LastEditionProps {
  last: { slug: string; title: string; line: BalanceLine; cases: CasesLine }
  lang: Lang
}

/** What an edition opens with: the one before, and what became of its questions. */
export function LastEdition({ last, lang }: LastEditionProps) {
  const base = `/s/${last.slug}`
  return (
    <section class="card last-edition">
      <h2>{sessionWords[lang].last}</h2>
      <p class="kicker">
        <a href={base}>{last.title}</a>
      </p>
      <Bridge line={last.line} cases={last.cases} lang={lang} base={base} id="last" brief />
    </section>
  )
}
