import type { Lang } from '../../../worker/contract/lang'
import type {
  Breakdown,
  FigureId,
  StatRow,
  StatRows,
  StatScope,
  StatSheet,
} from '../../../worker/contract/statistics'
import { commonWords } from '../../../worker/contract/words/common'
import { figureWords, statWords } from '../../../worker/contract/words/statistics'
import { figureOf } from '../../../worker/domain/statistics'
import { formatDay } from '../../../worker/domain/shanghai'
import { lastDay } from '../due'
import { bareValue, rowsHref, scopeQuery } from './figures'

/** Columns of a breakdown; of a unit only what units do. */
export const unitColumns = [
  'cases',
  'replied',
  'closed',
  'solved',
  'confirmed',
  'unanswered',
  'overdue',
  'disputed',
  'onTime',
  'medianDays',
] as const satisfies readonly FigureId[]
export const allColumns = [
  'received',
  'accepted',
  'answeredLive',
  'answeredWritten',
  'cases',
  'replied',
  'closed',
  'solved',
  'confirmed',
  'overdue',
  'onTime',
] as const satisfies readonly FigureId[]

/** Where a line of a breakdown leads. */
function sheetHref(what: Breakdown, key: string, scope: StatScope): string {
  if (what === 'month') {
    const { month: _, ...rest } = scope
    return `/stats/months/${key}${scopeQuery(rest)}`
  }
  return `/stats${scopeQuery({ ...scope, [what]: key })}`
}

/** Figures of the parts of a whole, a line each. On a narrow screen the table scrolls in its place. */
export function Breakdowns({
  what,
  sheets,
  columns,
  scope,
  lang,
  nameOf = (sheet) => sheet.name,
}: {
  what: Breakdown
  sheets: readonly StatSheet[]
  columns: readonly FigureId[]
  scope: StatScope
  lang: Lang
  nameOf?: (sheet: StatSheet) => string
}) {
  const t = statWords[lang]
  const head = { unit: t.unit, session: t.session, month: t.month, kind: t.kind }[what]
  if (sheets.length === 0) return <p class="empty">{t.none}</p>
  return (
    <div class="table-place">
      <table class="counts stat-table">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {columns.map((id) => (
              <th key={id} scope="col">
                {figureWords[lang][id].name}
              </th>
            ))}
          </tr>
        </thead>
        {sheets.map((sheet) => (
          <tbody key={sheet.key}>
            <tr>
              <th scope="row">
                <a href={sheetHref(what, sheet.key, scope)}>{nameOf(sheet)}</a>
              </th>
              {columns.map((id) => {
                const figure = sheet.figures.find((one) => one.id === id)
                const text = bareValue(figure)
                const whole = figureOf(id)?.is === 'share'
                return (
                  <td key={id} class="num">
                    {figure && figure.n > 0 && figure.value !== null ? (
                      <a href={rowsHref(id, { ...scope, [what]: sheet.key }, whole)}>{text}</a>
                    ) : (
                      text
                    )}
                  </td>
                )
              })}
            </tr>
          </tbody>
        ))}
      </table>
    </div>
  )
}

/** What a row's state is called, by what the figure counts. */
function stateWords(figure: FigureId, state: string, lang: Lang): string {
  const common = commonWords[lang]
  const of = figureOf(figure)?.of
  const known: Record<string, string> =
    of === 'questions' ? common.question : of === 'cases' ? common.case : common.solvedLater
  return known[state] ?? state
}

function Matter({ row, lang }: { row: StatRow; lang: Lang }) {
  return (
    <>
      <div class="q-text">
        <a href={row.href}>{row.title || statWords[lang].stub}</a>
      </div>
      <span class="small muted">
        <a href={`/s/${row.session.slug}`}>{row.session.title}</a>
      </span>
    </>
  )
}

/** The rows of a figure, newest first. */
export function FigureRows({ rows, lang, now }: { rows: StatRows; lang: Lang; now: number }) {
  const t = statWords[lang]
  const common = commonWords[lang]
  const ofUnits = rows.rows.some((row) => row.unit !== '')
  if (rows.rows.length === 0) return null
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{t.matter}</th>
          {ofUnits && <th scope="col">{t.unit}</th>}
          <th scope="col">{t.date}</th>
          <th scope="col">{t.state}</th>
        </tr>
      </thead>
      <tbody>
        {rows.rows.map((row) => (
          <tr key={row.id}>
            <td>
              <Matter row={row} lang={lang} />
            </td>
            {ofUnits && <td>{row.unit}</td>}
            <td class="nowrap">
              {formatDay(row.at, lang, now)}
              {row.dueAt != null && (
                <span class="small muted">
                  <br />
                  {t.due} {lastDay(row.dueAt, lang, now)}
                </span>
              )}
            </td>
            <td>
              <span class="state">{stateWords(rows.figure, row.state, lang)}</span>
              {row.repliedAt != null && (
                <span class="small muted">
                  {common.dot}
                  {t.replied} {formatDay(row.repliedAt, lang, now)}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
