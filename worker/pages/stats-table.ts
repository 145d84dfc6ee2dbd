import type { Lang } from '../contract/lang'
import type { FigureId, Removal } from '../contract/statistics'
import { commonWords } from '../contract/words/common'
import { figureWords, statWords } from '../contract/words/statistics'
import { toCsv } from '../domain/csv'
import { formatDateTime, shanghaiDay } from '../domain/shanghai'
import { figureOf } from '../domain/statistics'
import type { Ctx } from '../http/app-env'
import { langOf } from '../http/lang'
import type { Statistics } from '../http/statistics-reading'
import { removalWords } from '../../web/views/stats/board'
import { bareValue, valueWords } from '../../web/views/stats/figures'
import { unitColumns } from '../../web/views/stats/tables'

/** What the figures are about, by name. */
export function scopeWords(found: Statistics, lang: Lang): string {
  const { scope, unit, session } = found
  const t = statWords[lang]
  const parts = [
    scope.kind && commonWords[lang].kind[scope.kind],
    session,
    scope.unit && (unit ?? scope.unit),
    scope.month && t.monthName(scope.month),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? t.all : parts.join(commonWords[lang].dot)
}

/** A report of a month, or of everything, as a table. */
export function figuresTable(c: Ctx, found: Statistics, rows: readonly Removal[]) {
  const lang = langOf(c)
  const t = statWords[lang]
  const value = (n: number | null) => n ?? ''
  const lines: (string | number)[][] = [
    [t.title, scopeWords(found, lang)],
    [t.asOf(formatDateTime(found.asOf, lang, 0)), found.demo ? t.demoNote : ''],
    [],
    [t.figure, t.value, t.number, t.definition],
    ...found.figures.map((figure) => [
      figureWords[lang][figure.id].name,
      // A share as it is shown; a spreadsheet rounds no other way.
      figureOf(figure.id)?.is === 'share' ? valueWords(figure, lang) : value(figure.value),
      figure.n,
      figureWords[lang][figure.id].means,
    ]),
    [],
    [t.what, t.reason, t.number],
    ...rows.map((row) => [figureWords[lang][row.what].name, removalWords(row, lang), row.n]),
  ]
  const units = found.by('unit')
  if (units.length > 0) {
    lines.push([], [t.unit, ...unitColumns.map((id) => figureWords[lang][id].name)])
    for (const unit of units) {
      const cell = (id: FigureId) => {
        const figure = unit.figures.find((one) => one.id === id)
        if (!figure) return ''
        return figureOf(id)?.is === 'share' ? bareValue(figure) : value(figure.value)
      }
      lines.push([unit.name, ...unitColumns.map(cell)])
    }
  }
  const name = found.scope.month ?? shanghaiDay(found.asOf)
  return c.body(toCsv(lines), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="figures-${name}.csv"`,
    'cache-control': 'public, max-age=60',
    vary: 'Accept-Language, Cookie',
  })
}
