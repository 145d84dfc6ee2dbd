import { Hono, type Context } from 'hono'
import type { Lang } from '../contract/lang'
import { Refusal } from '../contract/refusals'
import type { SessionKind } from '../contract/states'
import type { Removal, StatScope, StatSheet } from '../contract/statistics'
import { commonWords } from '../contract/words/common'
import { sessionWords } from '../contract/words/session'
import { figureWords, statWords } from '../contract/words/statistics'
import { addMonths } from '../domain/deadlines'
import { figureOf } from '../domain/statistics'
import { formatDateTime, shanghaiDay } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { inTime } from '../http/patience'
import { countingOf, readStatistics, scopeIn, type Statistics } from '../http/statistics-reading'
import { removals, rowsBehind } from '../store/statistics-rows'
import { Board, Removals } from '../../web/views/stats/board'
import { LadderChart, MonthsChart } from '../../web/views/stats/charts'
import { FigureGroups, scopeQuery } from '../../web/views/stats/figures'
import { allColumns, Breakdowns, FigureRows, unitColumns } from '../../web/views/stats/tables'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'
import { figuresTable, scopeWords } from './stats-table'

const STAT_STYLES = [NETIZEN_STYLE, 'web/styles/stats.css']
const MONTHS = 12
const frame = { styles: STAT_STYLES, scripts: [PLAIN_SCRIPT] }

function Head({ title, found, lang }: { title: string; found: Statistics; lang: Lang }) {
  const t = statWords[lang]
  return (
    <>
      <h1>{title}</h1>
      <p class="small muted">
        {t.scope}
        {commonWords[lang].colon}
        {scopeWords(found, lang)} · {t.asOf(formatDateTime(found.asOf, lang, 0))}
        {found.demo && ` · ${t.demoNote}`}
      </p>
    </>
  )
}

const monthOf = (ms: number) => shanghaiDay(ms).slice(0, 7)
const monthsFrom = (month: string, n: number) => addMonths(`${month}-01`, n).slice(0, 7)

function monthIn(c: Context<AppEnv>): string {
  const { month } = scopeIn({ month: c.req.param('month') ?? '' })
  if (month === undefined) throw new Refusal('NOT_FOUND')
  return month
}

/** The figures of a month; months before anything happened, and those to come with nothing yet, have no report. */
async function readMonth(c: Ctx, scope: StatScope & { month: string }, now: number) {
  const found = await readStatistics(c.env, scope, now)
  const all = [monthOf(now), ...(found.months ? Object.values(found.months) : [])].sort()
  const [first = '', last = ''] = [all[0], all.at(-1)]
  if (scope.month < first || scope.month > last) throw new Refusal('NOT_FOUND')
  return { found, first, last }
}

/** Months of a scope, and what is too old or too new to be one is left out. */
const lately = (found: Statistics) =>
  found
    .by('month')
    .filter(({ key }) => key <= monthOf(found.asOf))
    .slice(0, MONTHS)

async function readRemovals(c: Ctx, scope: StatScope, now: number): Promise<Removal[]> {
  // A unit does not review.
  if (scope.unit !== undefined) return []
  return inTime(removals(c.env.DB, await countingOf(c.env, scope), now))
}

const kindName = (lang: Lang) => (sheet: StatSheet) =>
  commonWords[lang].kind[sheet.key as SessionKind]

/** 统计: figures with their definitions, and every one of them leads to its rows. */
export const statPages = new Hono<AppEnv>()
  .get('/stats', async (c) => {
    const { lang } = readerOf(c)
    const now = Date.now()
    const scope = scopeIn(c.req.query())
    const [found, reasons] = await Promise.all([
      readStatistics(c.env, scope, now),
      readRemovals(c, scope, now),
    ])
    const t = statWords[lang]
    const months = scope.month === undefined ? lately(found) : []
    const portal = Object.keys(scope).length === 0
    const kinds = found.by('kind').filter(({ figures }) => figures.some(({ n }) => n > 0))
    return page(c, {
      ...frame,
      title: portal ? t.title : `${t.title} · ${scopeWords(found, lang)}`,
      description: t.describe,
      canonical: `/stats${scopeQuery(scope)}`,
      demo: found.demo,
      body: (
        <div class="stats">
          <Head title={t.title} found={found} lang={lang} />
          <p>{t.intro}</p>
          <nav class="chips" aria-label={t.title}>
            <a href="/stats/units">{t.byUnit}</a>
            <a href={`/stats/months/${monthOf(now)}`}>{t.months}</a>
            <a href="/ledger">{commonWords[lang].ledger}</a>
            {!portal && <a href="/stats">{t.all}</a>}
          </nav>
          <LadderChart figures={found.figures} lang={lang} />
          <FigureGroups
            figures={found.figures}
            scope={scope}
            lang={lang}
            without={scope.unit === undefined ? [] : ['intake']}
          />
          {portal && <Board kinds={found.by('kind')} lang={lang} />}
          {months.length > 0 && (
            <section id="months">
              <h2>{t.byMonth}</h2>
              <MonthsChart months={months} lang={lang} />
              <Breakdowns
                what="month"
                sheets={months}
                columns={scope.unit === undefined ? allColumns : unitColumns}
                scope={scope}
                lang={lang}
              />
            </section>
          )}
          {portal && (
            <>
              <section id="kinds">
                <h2>{t.byKind}</h2>
                <Breakdowns
                  what="kind"
                  sheets={kinds}
                  columns={allColumns}
                  scope={scope}
                  lang={lang}
                  nameOf={kindName(lang)}
                />
              </section>
              <section id="sessions">
                <h2>{t.bySession}</h2>
                <Breakdowns
                  what="session"
                  sheets={found.by('session').slice(0, 50)}
                  columns={allColumns}
                  scope={scope}
                  lang={lang}
                />
              </section>
            </>
          )}
          {scope.unit === undefined && <Removals rows={reasons} lang={lang} />}
          <Ways scope={scope} lang={lang} />
        </div>
      ),
    })
  })
  .get('/stats/units', async (c) => {
    const { lang } = readerOf(c)
    const scope = scopeIn(c.req.query())
    const found = await readStatistics(c.env, scope, Date.now())
    const t = statWords[lang]
    const sort = unitColumns.find((id) => id === c.req.query('sort'))
    const units = found.by('unit')
    const valueOf = (sheet: StatSheet) =>
      sheet.figures.find(({ id }) => id === sort)?.value ?? -Infinity
    if (sort) units.sort((a, b) => valueOf(b) - valueOf(a))
    return page(c, {
      ...frame,
      title: t.unitsTitle,
      description: t.unitsDescribe,
      canonical: '/stats/units',
      demo: found.demo,
      body: (
        <div class="stats">
          <Head title={t.unitsTitle} found={found} lang={lang} />
          <p class="notice">{sort ? t.sorted(figureWords[lang][sort].name) : t.unitsIntro}</p>
          <Breakdowns what="unit" sheets={units} columns={unitColumns} scope={scope} lang={lang} />
          <details class="facets no-print">
            <summary>{t.sortBy}</summary>
            <nav class="chips" aria-label={t.sortBy}>
              {sort && <a href={`/stats/units${scopeQuery(scope)}`}>{t.sortBack}</a>}
              {unitColumns.map((id) => (
                <a
                  key={id}
                  rel="nofollow"
                  href={`/stats/units${scopeQuery(scope, { sort: id })}`}
                  aria-current={id === sort ? 'true' : undefined}
                >
                  {figureWords[lang][id].name}
                </a>
              ))}
            </nav>
          </details>
          <dl class="means">
            {unitColumns.map((id) => (
              <div key={id}>
                <dt>{figureWords[lang][id].name}</dt>
                <dd>{figureWords[lang][id].means}</dd>
              </div>
            ))}
          </dl>
          <Ways scope={scope} lang={lang} />
        </div>
      ),
    })
  })
  .get('/stats/months/:month', async (c) => {
    const { lang } = readerOf(c)
    const now = Date.now()
    const month = monthIn(c)
    const scope = { ...scopeIn({ ...c.req.query(), month }), month }
    const { found, first, last } = await readMonth(c, scope, now)
    const reasons = await readRemovals(c, scope, now)
    const t = statWords[lang]
    const title = t.monthTitle(month)
    const { month: _, ...rest } = scope
    const to = (n: number) => `/stats/months/${monthsFrom(month, n)}${scopeQuery(rest)}`
    return page(c, {
      ...frame,
      title,
      description: t.monthDescribe(month),
      canonical: `/stats/months/${month}${scopeQuery(rest)}`,
      demo: found.demo,
      body: (
        <div class="stats">
          <Head title={title} found={found} lang={lang} />
          <p>{t.monthIntro}</p>
          {month >= monthOf(now) && <p class="notice">{t.monthOver}</p>}
          <nav class="chips" aria-label={t.months}>
            {month > first && (
              <a rel="prev" href={to(-1)}>
                {t.earlier}
              </a>
            )}
            {month < last && (
              <a rel="next" href={to(1)}>
                {t.later}
              </a>
            )}
            <a href={`/stats/months/${month}/table.csv${scopeQuery(rest)}`}>{t.csv}</a>
          </nav>
          <LadderChart figures={found.figures} lang={lang} />
          <FigureGroups
            figures={found.figures}
            scope={scope}
            lang={lang}
            without={scope.unit === undefined ? [] : ['intake']}
          />
          <section id="units">
            <h2>{t.byUnit}</h2>
            <Breakdowns
              what="unit"
              sheets={found.by('unit')}
              columns={unitColumns}
              scope={scope}
              lang={lang}
            />
          </section>
          {scope.unit === undefined && <Removals rows={reasons} lang={lang} />}
          <p class="small muted no-print">{t.print}</p>
        </div>
      ),
    })
  })
  .get('/stats/months/:month/table.csv', async (c) => {
    const now = Date.now()
    const month = monthIn(c)
    const scope = { ...scopeIn({ ...c.req.query(), month }), month }
    const { found } = await readMonth(c, scope, now)
    return figuresTable(c, found, await readRemovals(c, scope, now))
  })
  .get('/stats/rows', async (c) => {
    const { lang } = readerOf(c)
    const now = Date.now()
    const scope = scopeIn(c.req.query())
    const figure = figureOf(c.req.query('figure') ?? '')
    if (!figure) throw new Refusal('NOT_FOUND')
    const whole = figure.is === 'share' && c.req.query('whole') === '1'
    const before = c.req.query('before') ?? null
    const found = await readStatistics(c.env, scope, now)
    const counting = { ...scope, demo: found.demo }
    const rows = await inTime(rowsBehind(c.env.DB, figure, counting, now, { whole, before }))
    const t = statWords[lang]
    const { name, means } = figureWords[lang][figure.id]
    const here = (more: Record<string, string | undefined>) =>
      `/stats/rows${scopeQuery(scope, { figure: figure.id, ...more })}`
    const title = whole ? t.rowsWhole(name) : t.rowsTitle(name)
    return page(c, {
      ...frame,
      title,
      noindex: true,
      demo: found.demo,
      body: (
        <div class="stats">
          <Head title={title} found={found} lang={lang} />
          <p>{means}</p>
          <p>
            <b>{t.rowsSum(rows.total)}</b> {rows.hidden > 0 && t.rowsHidden(rows.hidden)}
          </p>
          {figure.is === 'share' && (
            <nav class="chips" aria-label={t.figure}>
              <a href={here({ whole: '1' })} aria-current={whole ? 'true' : undefined}>
                {t.rowsAll}
              </a>
              <a href={here({})} aria-current={whole ? undefined : 'true'}>
                {t.rowsPart}
              </a>
            </nav>
          )}
          <FigureRows rows={rows} lang={lang} now={now} />
          <nav class="pages" aria-label={sessionWords[lang].pages}>
            {rows.next && (
              <a
                class="btn"
                rel="next"
                href={here({ before: rows.next, ...(whole && { whole: '1' }) })}
              >
                {t.more}
              </a>
            )}
            <a class="btn" href={`/stats${scopeQuery(scope)}`}>
              {t.back}
            </a>
          </nav>
        </div>
      ),
    })
  })

/** The same as data, for whoever counts again. */
function Ways({ scope, lang }: { scope: StatScope; lang: Lang }) {
  const t = statWords[lang]
  return (
    <p class="small no-print">
      <a href={`/api/statistics${scopeQuery(scope)}`}>{t.json}</a>
    </p>
  )
}
