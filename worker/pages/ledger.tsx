import { Hono } from 'hono'
import type { Lang } from '../contract/lang'
import type { LedgerPage, LedgerRow } from '../contract/record'
import { Refusal } from '../contract/refusals'
import { outcomes, type Outcome } from '../contract/states'
import { calendarWords } from '../contract/words/calendars'
import { commonWords } from '../contract/words/common'
import { exportWords } from '../contract/words/exports'
import { publicWords } from '../contract/words/public'
import { sessionWords } from '../contract/words/session'
import { statWords } from '../contract/words/statistics'
import { formatDay, shanghaiDay } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { csvStream } from '../http/csv-stream'
import { langOf } from '../http/lang'
import { inTime } from '../http/patience'
import { ownOrigin } from '../http/place'
import { scopeIn } from '../http/statistics-reading'
import {
  ledgerFacets,
  ledgerViews,
  publicCases,
  type LedgerFacets,
  type LedgerFilter,
  type LedgerView,
} from '../store/record'
import { dueWords, lastDay } from '../../web/views/due'
import { QuestionLink } from '../../web/views/question-card'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

/** Overdue and disputed come first, not last. */
const order: readonly LedgerView[] = [
  'overdue',
  'disputed',
  'all',
  'waiting',
  'due_soon',
  'paused',
  'replied',
  'closed',
  'confirmed',
  'reopened',
  'lapsed',
]
const always: readonly LedgerView[] = [
  'overdue',
  'disputed',
  'all',
  'waiting',
  'replied',
  'closed',
  'confirmed',
]

/** What an address asks for; a view nobody knows is all of it, as before. */
function filterIn(query: Partial<Record<string, string>>): LedgerFilter {
  const { unit, session } = scopeIn({ unit: query['unit'] ?? '', session: query['session'] ?? '' })
  const filter: LedgerFilter = {
    status: ledgerViews.find((view) => view === query['status']) ?? 'all',
  }
  if (unit !== undefined) filter.unitId = unit
  if (session !== undefined) filter.session = session
  const { outcome, year } = query
  if (outcome) {
    const found = outcomes.find((one) => one === outcome)
    if (!found) throw new Refusal('INVALID', { field: 'outcome' })
    filter.outcome = found
  }
  if (year) {
    if (!/^(19|20)\d\d$/.test(year)) throw new Refusal('INVALID', { field: 'year' })
    filter.year = year
  }
  return filter
}

/** The address of a view of the ledger. */
function hrefOf(
  filter: LedgerFilter,
  more: Partial<Record<string, string | null>> = {},
  path = '/ledger',
): string {
  const { status, unitId: unit, session, outcome, year } = filter
  const query = new URLSearchParams()
  const asked = { status: status === 'all' ? null : status, unit, session, outcome, year, ...more }
  for (const [name, value] of Object.entries(asked)) if (value) query.set(name, value)
  return query.size === 0 ? path : `${path}?${query}`
}

const kinds = ['unit', 'session', 'outcome', 'year'] as const
type Kind = (typeof kinds)[number]
const chosen = (filter: LedgerFilter, kind: Kind) =>
  kind === 'unit' ? filter.unitId : filter[kind]

/** What a choice is called. */
const nameOf = (kind: Kind, { key, name }: { key: string; name: string }, lang: Lang) =>
  kind === 'outcome' ? (commonWords[lang].outcome[key as Outcome] ?? key) : name

/** Ways to narrow the ledger down, each with how many matters it leaves. */
function Facets({
  facets,
  filter,
  lang,
}: {
  facets: LedgerFacets
  filter: LedgerFilter
  lang: Lang
}) {
  const t = publicWords[lang].ledger
  return (
    <div class="no-print">
      {kinds.map((kind) => {
        const now = chosen(filter, kind)
        const shown = facets[kind]
        if (now === undefined && shown.length < 2) return null
        return (
          <details key={kind} class="facets" open={now !== undefined}>
            <summary>{t.by[kind]}</summary>
            <nav class="chips" aria-label={t.by[kind]}>
              {now !== undefined && <a href={hrefOf(filter, { [kind]: null })}>{t.any}</a>}
              {shown.map((one) => (
                <a
                  key={one.key}
                  href={hrefOf(filter, { [kind]: one.key })}
                  aria-current={one.key === now ? 'true' : undefined}
                >
                  {nameOf(kind, one, lang)} {one.n}
                </a>
              ))}
            </nav>
          </details>
        )
      })}
    </div>
  )
}

/** 转办台账: every matter handed to a department, for anybody to see. */
export const ledgerPages = new Hono<AppEnv>()
  .get('/ledger', async (c) => {
    const now = Date.now()
    const { lang } = readerOf(c)
    const filter = filterIn(c.req.query())
    const before = c.req.query('before') ?? null
    const [found, facets] = await inTime(
      Promise.all([matters(c, filter, before, now), ledgerFacets(c.env.DB, filter, now)]),
    )
    const t = publicWords[lang].ledger
    const counts = new Map(facets.status.map(({ key, n }) => [key, n]))
    return page(c, {
      title: t.title,
      description: t.describe,
      canonical: hrefOf(filter),
      ...(filter.unitId !== undefined && {
        feed: {
          href: `/feed.atom?unit=${encodeURIComponent(filter.unitId)}`,
          title: exportWords[lang].feedTitle(t.title),
        },
      }),
      styles: [NETIZEN_STYLE, 'web/styles/stats.css'],
      scripts: [PLAIN_SCRIPT],
      body: (
        <>
          <h1>{t.title}</h1>
          <p>{t.intro}</p>
          <nav class="chips" aria-label={publicWords[lang].session.filters}>
            {order
              .filter((view) => always.includes(view) || (counts.get(view) ?? 0) > 0)
              .map((view) => (
                <a
                  key={view}
                  class={view === 'overdue' || view === 'disputed' ? 'bad' : undefined}
                  href={hrefOf(filter, { status: view === 'all' ? null : view })}
                  aria-current={view === filter.status ? 'true' : undefined}
                >
                  {t.views[view]} {counts.get(view) ?? 0}
                </a>
              ))}
          </nav>
          <Facets facets={facets} filter={filter} lang={lang} />
          {found.rows.length === 0 ? (
            <p class="empty">{t.empty}</p>
          ) : (
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{t.matter}</th>
                  <th scope="col">{t.unit}</th>
                  <th scope="col">{t.accepted}</th>
                  <th scope="col">{t.due}</th>
                  <th scope="col">{t.state}</th>
                </tr>
              </thead>
              <tbody>
                {found.rows.map((row) => (
                  <Row key={row.case.id} row={row} lang={lang} now={now} />
                ))}
              </tbody>
            </table>
          )}
          <nav class="pages" aria-label={sessionWords[lang].pages}>
            {found.next && (
              <a class="btn" rel="next" href={hrefOf(filter, { before: found.next })}>
                {t.more}
              </a>
            )}
          </nav>
          <p class="small muted">{t.definition}</p>
          <p class="small no-print">
            <a href={hrefOf(filter, {}, '/ledger.csv')}>{statWords[lang].csv}</a>{' '}
            <a href="/stats">{commonWords[lang].stats}</a>{' '}
            {filter.unitId !== undefined && (
              <a href={`/calendar.ics?unit=${encodeURIComponent(filter.unitId)}`}>
                {calendarWords[lang].subscribe}
              </a>
            )}
          </p>
        </>
      ),
    })
  })
  .get('/ledger.csv', (c) => {
    const now = Date.now()
    const lang = langOf(c)
    return csvStream(c, 'ledger', ledgerLines(c, filterIn(c.req.query()), lang, now))
  })

const CSV_PAGE = 200

/** The ledger as lines of a table, read page after page. */
async function* ledgerLines(c: Ctx, filter: LedgerFilter, lang: Lang, now: number) {
  const { columns } = publicWords[lang].ledger
  const common = commonWords[lang]
  const origin = ownOrigin(c)
  const day = (ms: number | null) => (ms === null ? '' : shanghaiDay(ms))
  yield Object.values(columns)
  for (let before: string | null = null; ;) {
    const { rows, next }: LedgerPage = await publicCases(
      c.env.DB,
      { ...filter, before, limit: CSV_PAGE },
      now,
    )
    for (const { case: item, due, question, session } of rows) {
      yield [
        question.no,
        question.text,
        session.title,
        item.unit,
        day(question.acceptedAt),
        day(item.assignedAt),
        // The last day itself: the moment its 24:00 is would read as the day after.
        item.dueAt === null ? '' : day(item.dueAt - 1),
        due === null ? '' : common.due[due],
        common.case[item.state],
        day(item.repliedAt),
        item.outcome === null ? '' : common.outcome[item.outcome],
        item.reply ?? '',
        session.demo ? common.demo : '',
        `${origin}/q/${question.id}`,
      ]
    }
    if (next === null) return
    before = next
  }
}

/** One page of the ledger; the first one of all begins with what is overdue and what is disputed. */
async function matters(
  c: Ctx,
  filter: LedgerFilter,
  before: string | null,
  now: number,
): Promise<LedgerPage> {
  const db = c.env.DB
  if (filter.status !== 'all' || before) return publicCases(db, { ...filter, before }, now)
  const [overdue, disputed, all] = await Promise.all([
    publicCases(db, { ...filter, status: 'overdue' }, now),
    publicCases(db, { ...filter, status: 'disputed' }, now),
    publicCases(db, filter, now),
  ])
  const first = [...overdue.rows, ...disputed.rows]
  const shown = new Set(first.map((row) => row.case.id))
  return { rows: [...first, ...all.rows.filter((row) => !shown.has(row.case.id))], next: all.next }
}

function Row({ row, lang, now }: { row: LedgerRow; lang: Lang; now: number }) {
  const { case: item, due, question, session } = row
  const common = commonWords[lang]
  const words = dueWords(item, lang, now)
  return (
    <tr>
      <td>
        <div class="q-text">
          <QuestionLink
            question={{ ...question, text: question.text || common.number(question.no) }}
            lang={lang}
          />
        </div>
        <span class="small muted">
          <a href={`/s/${session.slug}`}>{session.title}</a>
          {session.demo && common.dot + common.demo}
        </span>
      </td>
      <td>{item.unit}</td>
      <td class="nowrap">
        {question.acceptedAt !== null && (
          <>
            <span class="only-narrow-inline muted">{publicWords[lang].ledger.accepted} </span>
            {formatDay(question.acceptedAt, lang, now)}
          </>
        )}
      </td>
      <td class="nowrap">
        {item.dueAt !== null && (
          <>
            <span class="only-narrow-inline muted">{publicWords[lang].ledger.due} </span>
            {lastDay(item.dueAt, lang, now)}
          </>
        )}
      </td>
      <td>
        <span
          class={
            words.late || item.state === 'disputed'
              ? 'state cinnabar'
              : item.repliedAt
                ? 'state jade'
                : 'state ochre'
          }
        >
          {words.late ?? common.case[item.state]}
        </span>{' '}
        {item.repliedAt !== null && (
          <span class="small muted">
            {formatDay(item.repliedAt, lang, now)}
            {due === 'met_late' && common.dot + common.due.met_late}
            {item.outcome && common.dot + common.outcome[item.outcome]}
          </span>
        )}
      </td>
    </tr>
  )
}
