import type { Lang } from '../../worker/contract/lang'
import type { PromiseCounts, PublicPromise } from '../../worker/contract/commitments'
import type { PreviousEdition } from '../../worker/contract/record'
import type { PublicQuestion } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { promiseWords } from '../../worker/contract/words/promises'
import { outcomeWords } from '../../worker/contract/words/outcomes'
import { worstFirst } from '../../worker/domain/fate'
import { Bridge } from './bridge'
import { Became, RowLink } from './outcomes'
import { DueLine, PromiseState } from './promises'

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

/** What of an edition was promised, and how it stands. */
export interface LastPromises {
  counts: PromiseCounts
  /** Late ones first. */
  promises: readonly PublicPromise[]
}

/** What went wrong first, and no term that is nothing. */
function promiseTerms(
  { open, late, silent, delivered, verified, dropped }: PromiseCounts,
  lang: Lang,
) {
  const t = outcomeWords[lang].last
  const of = t.promiseTerms
  const terms = [
    late > 0 && of.late(late, silent),
    open > late && of.open(open - late),
    delivered > 0 && of.delivered(delivered),
    verified > 0 && of.verified(verified),
    dropped > 0 && of.dropped(dropped),
  ]
  return t.promiseLine(terms.filter(Boolean).join(t.and))
}

function Promises({
  rows,
  lang,
  now,
}: {
  rows: readonly PublicPromise[]
  lang: Lang
  now: number
}) {
  return (
    <ul class="plain rows">
      {rows.map((promise) => (
        <li key={promise.id}>
          <a href={`/promises/${promise.id}`}>
            {promise.what || promise.quote || promiseWords[lang].goneQuote}
          </a>
          <span
            class={promise.due === 'late' || promise.due === 'silent' ? 'became wrong' : 'became'}
          >
            {promise.unit} <PromiseState promise={promise} lang={lang} />
            {commonWords[lang].dot}
            <DueLine promise={promise} lang={lang} now={now} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/**
 * What an edition opens with: the one before, what became of each question handed off then, and of what was
 * promised then, the worst first.
 */
export function LastEdition({
  last,
  promised,
  lang,
  now,
  id = 'last',
}: {
  last: PreviousEdition
  /** null: nothing was, or it could not be read. */
  promised: LastPromises | null
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
      {promised && promised.counts.total > 0 && (
        <>
          <h3 class="small">{t.promises(promised.counts.total)}</h3>
          <p class="small">{promiseTerms(promised.counts, lang)}</p>
          <Promises rows={promised.promises.slice(0, FIRST)} lang={lang} now={now} />
          {promised.promises.length > FIRST && (
            <details>
              <summary>{t.restPromises(promised.counts.total - FIRST)}</summary>
              <Promises rows={promised.promises.slice(FIRST)} lang={lang} now={now} />
              {promised.counts.total > promised.promises.length && (
                <p>
                  <a href={`${base}#promises`}>{t.allPromises}</a>
                </p>
              )}
            </details>
          )}
        </>
      )}
    </section>
  )
}
