import { Hono } from 'hono'
import type { Lang } from '../contract/lang'
import type { LedgerPage, LedgerRow } from '../contract/record'
import { commonWords } from '../contract/words/common'
import { publicWords } from '../contract/words/public'
import { sessionWords } from '../contract/words/session'
import { formatDay } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { inTime } from '../http/patience'
import { ledgerViews, publicCases, type LedgerView } from '../store/record'
import { dueWords, lastDay } from '../../web/views/due'
import { QuestionLink } from '../../web/views/question-card'
import { page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

/** Overdue and disputed come first, not last. */
const order: readonly LedgerView[] = [
  'overdue',
  'disputed',
  'all',
  'waiting',
  'replied',
  'closed',
  'confirmed',
]

/** 转办台账: every matter handed to a department, for anybody to see. */
export const ledgerPages = new Hono<AppEnv>().get('/ledger', async (c) => {
  const now = Date.now()
  const { lang } = readerOf(c)
  const status = ledgerViews.find((view) => view === c.req.query('status')) ?? 'all'
  const before = c.req.query('before') ?? null
  const found = await inTime(matters(c, status, before, now))
  const t = publicWords[lang].ledger
  return page(c, {
    title: t.title,
    description: t.describe,
    canonical: '/ledger',
    scripts: [PLAIN_SCRIPT],
    body: (
      <>
        <h1>{t.title}</h1>
        <p>{t.intro}</p>
        <nav class="chips" aria-label={publicWords[lang].session.filters}>
          {order.map((view) => (
            <a
              key={view}
              class={view === 'overdue' || view === 'disputed' ? 'bad' : undefined}
              href={view === 'all' ? '/ledger' : `/ledger?status=${view}`}
              aria-current={view === status ? 'true' : undefined}
            >
              {t.views[view]}
            </a>
          ))}
        </nav>
        {found.rows.length === 0 ? (
          <p class="empty">{t.empty}</p>
        ) : (
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t.matter}</th>
                <th scope="col">{t.unit}</th>
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
            <a
              class="btn"
              rel="next"
              href={`/ledger?status=${status}&before=${encodeURIComponent(found.next)}`}
            >
              {t.more}
            </a>
          )}
        </nav>
        <p class="small muted">{t.definition}</p>
      </>
    ),
  })
})

/** One page of the ledger; the first one of all begins with what is overdue and what is disputed. */
async function matters(
  c: Ctx,
  status: LedgerView,
  before: string | null,
  now: number,
): Promise<LedgerPage> {
  const db = c.env.DB
  if (status !== 'all' || before) return publicCases(db, { status, before }, now)
  const [overdue, disputed, all] = await Promise.all([
    publicCases(db, { status: 'overdue' }, now),
    publicCases(db, { status: 'disputed' }, now),
    publicCases(db, { status }, now),
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
