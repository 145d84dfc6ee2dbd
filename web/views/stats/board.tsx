import type { Lang } from '../../../worker/contract/lang'
import type { FigureId, Removal, StatSheet } from '../../../worker/contract/statistics'
import { commonWords } from '../../../worker/contract/words/common'
import { figureWords, statWords } from '../../../worker/contract/words/statistics'
import { bareValue } from './figures'

const cells = ['reception', 'on_site_office', 'field_research', 'outreach'] as const

/** 四解四促: four kinds of going down, four aims, each with what came of it. */
export function Board({ kinds, lang }: { kinds: readonly StatSheet[]; lang: Lang }) {
  const t = statWords[lang]
  const told = ['received', 'answeredLive', 'cases', 'replied', 'confirmed', 'overdue'] as const
  return (
    <section id="board">
      <h2>{t.board}</h2>
      <p class="muted">{t.boardIntro}</p>
      <div class="board">
        {cells.map((kind) => {
          const sheet = kinds.find((one) => one.key === kind)
          const of = (id: FigureId) => sheet?.figures.find((one) => one.id === id)
          return (
            <div key={kind}>
              <h3>{t.cells[kind]}</h3>
              <p>
                <a href={`/stats?kind=${kind}`}>{commonWords[lang].kind[kind]}</a>
              </p>
              {(of('received')?.n ?? 0) === 0 ? (
                <p class="small muted">{t.cellNone}</p>
              ) : (
                <ul class="plain small num">
                  {told.map((id) => (
                    <li key={id}>
                      {figureWords[lang][id].name} {bareValue(of(id))}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          )
        })}
      </div>
    </section>
  )
}

/** The reason of a decision, in the words its asker reads. */
export function removalWords({ what, reason }: Removal, lang: Lang): string {
  const { reject, redirect, takeDown } = commonWords[lang]
  const known: Record<string, string> =
    what === 'rejected' ? reject : what === 'redirected' ? redirect : takeDown
  return known[reason] ?? statWords[lang].otherReason
}

/** Why things were not adopted, were taken down or redirected: how often for which reason. */
export function Removals({ rows, lang }: { rows: readonly Removal[]; lang: Lang }) {
  const t = statWords[lang]
  return (
    <section id="removals">
      <h2>{t.removals}</h2>
      {rows.length === 0 ? (
        <p>{t.removalsNone}</p>
      ) : (
        <table class="counts reasons">
          <thead>
            <tr>
              <th scope="col">{t.what}</th>
              <th scope="col">{t.reason}</th>
              <th scope="col">{t.number}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.what} ${row.reason}`}>
                <th scope="row">{figureWords[lang][row.what].name}</th>
                <td>{removalWords(row, lang)}</td>
                <td class="num">{row.n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="small muted">{t.removalsNote}</p>
    </section>
  )
}
