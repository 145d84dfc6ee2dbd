import type { Lang } from '../../../worker/contract/lang'
import {
  figureGroups,
  type FigureId,
  type StatFigure,
  type StatScope,
} from '../../../worker/contract/statistics'
import { figureWords, statWords } from '../../../worker/contract/words/statistics'
import { acceptedTerms, figureOf } from '../../../worker/domain/statistics'

/** One decimal at the most, and none where there is none. */
const short = (n: number) => String(Math.round(n * 10) / 10)

/** A figure as words; what is too few to compute says how many there are. */
export function valueWords(figure: StatFigure, lang: Lang): string {
  const t = statWords[lang]
  const is = figureOf(figure.id)?.is ?? 'count'
  if (is === 'count') return String(figure.value ?? 0)
  if (figure.value === null) return figure.n === 0 ? '—' : t.least(figure.n, 5)
  return is === 'share' ? t.percent(short(figure.value * 100)) : t.days(short(figure.value))
}

/** The same as a bare number, for tables of numbers. */
export function bareValue(figure: StatFigure | undefined): string {
  if (!figure || figure.value === null) return '—'
  return figureOf(figure.id)?.is === 'share' ? `${short(figure.value * 100)}%` : short(figure.value)
}

/** Query of a scope, with its parts in one order. */
export function scopeQuery(
  scope: StatScope,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  const query = new URLSearchParams()
  const { unit, session, kind, month } = scope
  for (const [name, value] of Object.entries({ ...more, unit, session, kind, month })) {
    if (value !== undefined && value !== '') query.set(name, value)
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** Where the rows of a figure stand. */
export const rowsHref = (id: FigureId, scope: StatScope, whole = false) =>
  `/stats/rows${scopeQuery(scope, { figure: id, ...(whole && { whole: '1' }) })}`

/** What nobody may read of: there is a number, and no list. */
const unlisted: readonly FigureId[] = ['pending', 'rejected', 'redirected', 'withdrawnBefore']
/** Told under the sum they are part of. */
const isPart = (id: FigureId) => acceptedTerms.some((term) => term === id)

const bad: readonly FigureId[] = [
  'overdue',
  'longOverdue',
  'disputed',
  'longUnanswered',
  'promisesLate',
]

export function Value({
  figure,
  scope,
  lang,
}: {
  figure: StatFigure
  scope: StatScope
  lang: Lang
}) {
  const words = valueWords(figure, lang)
  const share = figureOf(figure.id)?.is === 'share'
  if (figure.n === 0 || unlisted.includes(figure.id)) return <b class="num">{words}</b>
  const late = bad.includes(figure.id)
  return (
    <a class={late ? 'num bad' : 'num'} href={rowsHref(figure.id, scope, share)}>
      {words}
    </a>
  )
}

function FigureLine({ figure, scope, lang }: { figure: StatFigure; scope: StatScope; lang: Lang }) {
  const { name, means } = figureWords[lang][figure.id]
  const t = statWords[lang]
  const is = figureOf(figure.id)?.is
  return (
    <li class={isPart(figure.id) ? 'part' : undefined}>
      <details>
        <summary>
          {name} <span class="small muted">{t.definition}</span>
        </summary>
        <p class="small">
          {means}
          {is === 'share' && figure.n > 0 && ` ${t.of(figure.part ?? 0, figure.n)}`}
          {(is === 'median' || is === 'p90') && figure.n > 0 && ` ${t.ofDays(figure.n)}`}
        </p>
      </details>
      <Value figure={figure} scope={scope} lang={lang} />
    </li>
  )
}

/** Every figure, under the question it answers, each with its definition and the way to its rows. */
export function FigureGroups({
  figures,
  scope,
  lang,
  /** Questions belong to sessions, not to units. */
  without = [],
}: {
  figures: readonly StatFigure[]
  scope: StatScope
  lang: Lang
  without?: readonly string[]
}) {
  return (
    <>
      {figureGroups
        .filter((group) => !without.includes(group))
        .map((group) => {
          const shown = figures.filter(({ id }) => figureOf(id)?.group === group)
          // What has no rows at all is not said to be nought six times.
          if (group !== 'intake' && group !== 'ladder' && (shown[0]?.n ?? 0) === 0) {
            if (group === 'said' || group === 'promises') return null
          }
          return (
            <section key={group} id={group}>
              <h2>{statWords[lang].groups[group]}</h2>
              <ul class="plain stat-list">
                {shown.map((figure) => (
                  <FigureLine key={figure.id} figure={figure} scope={scope} lang={lang} />
                ))}
              </ul>
            </section>
          )
        })}
    </>
  )
}
