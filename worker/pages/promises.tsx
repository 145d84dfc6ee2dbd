import { Hono } from 'hono'
import { commitmentStates } from '../contract/cases'
import { PROMISES_PAGE } from '../contract/commitments'
import { Refusal } from '../contract/refusals'
import { exportWords } from '../contract/words/exports'
import { promiseWords } from '../contract/words/promises'
import { sessionWords } from '../contract/words/session'
import type { AppEnv, Ctx } from '../http/app-env'
import { isId } from '../http/ids'
import { inTime } from '../http/patience'
import { readPromise } from '../http/promise-reading'
import { listPromises, promiseCounts, promisingUnits } from '../store/commitments'
import { officialOfPromise } from '../store/unit-pages'
import { PromiseFigures, PromiseList, PromisePage } from '../../web/views/promises'
import { PROMISE_STYLE } from './promise-section'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT } from './render'
import { houseOf, readerOf } from './reader'
import { breadcrumbs, promiseFacts } from './structured-record'

/** What an address asks of the list. */
export function promisesAsked(query: Record<string, string>) {
  const { unit, state, late, page: raw } = query
  return {
    unitId: unit && unit.length <= 64 ? unit : undefined,
    state: commitmentStates.find((one) => one === state),
    late: late === '1' ? true : undefined,
    page: raw && /^[1-9]\d{0,3}$/.test(raw) ? Number(raw) : 1,
  }
}

type Asked = ReturnType<typeof promisesAsked>

function address(asked: Partial<Asked>): string {
  const query = new URLSearchParams()
  if (asked.unitId !== undefined) query.set('unit', asked.unitId)
  if (asked.state !== undefined) query.set('state', asked.state)
  if (asked.late) query.set('late', '1')
  if (asked.page !== undefined && asked.page > 1) query.set('page', String(asked.page))
  const text = query.toString()
  return text === '' ? '/promises' : `/promises?${text}`
}

/** 承诺台账: every promise kept track of, late ones first. */
async function list(c: Ctx): Promise<Response> {
  const now = Date.now()
  const { lang } = readerOf(c)
  const t = promiseWords[lang]
  const asked = promisesAsked(c.req.query())
  const { DB } = c.env
  const [found, counts, units] = await inTime(
    Promise.all([
      listPromises(DB, asked, now),
      promiseCounts(DB, { unitId: asked.unitId }, now),
      promisingUnits(DB),
    ]),
  )
  const pages = Math.max(1, Math.ceil(found.total / PROMISES_PAGE))
  const { unitId, state, late } = asked
  const feed = `/feed.atom?${new URLSearchParams({ of: 'promises', ...(unitId && { unit: unitId }) })}`
  const name = units.find(({ id }) => id === unitId)?.name
  const here = (on: boolean) => (on ? ('true' as const) : undefined)
  return page(c, {
    title: t.title,
    description: t.describe,
    canonical: address(asked),
    jsonLd: breadcrumbs(houseOf(c), [[t.title, '/promises']]),
    scripts: [PLAIN_SCRIPT],
    styles: [NETIZEN_STYLE, PROMISE_STYLE],
    feed: { href: feed, title: exportWords[lang].promiseFeed(name ?? t.title) },
    body: (
      <>
        <h1>{t.title}</h1>
        <p>{t.intro}</p>
        <PromiseFigures counts={counts} lang={lang} now={now} />
        <nav class="chips" aria-label={t.byState}>
          <a href={address({ unitId })} aria-current={here(state === undefined && !late)}>
            {t.all}
          </a>
          <a class="bad" href={address({ unitId, late: true })} aria-current={here(late === true)}>
            {`${t.lateOnly} ${counts.late}`}
          </a>
          {[...commitmentStates.slice(1), 'said' as const].map((one) => (
            <a key={one} href={address({ unitId, state: one })} aria-current={here(state === one)}>
              {t.state[one]}
            </a>
          ))}
        </nav>
        {units.length > 1 && (
          <details class="facets" open={unitId !== undefined}>
            <summary>{t.byUnit}</summary>
            <nav class="chips" aria-label={t.byUnit}>
              <a href={address({ state, late })} aria-current={here(unitId === undefined)}>
                {t.all}
              </a>
              {units.map(({ id, name, count }) => (
                <a
                  key={id}
                  href={address({ unitId: id, state, late })}
                  aria-current={here(unitId === id)}
                >
                  {`${name} ${count}`}
                </a>
              ))}
            </nav>
          </details>
        )}
        <p class="small muted">{t.counts(found.total)}</p>
        {found.promises.length === 0 ? (
          <p class="empty">{t.empty}</p>
        ) : (
          <PromiseList promises={found.promises} lang={lang} now={now} />
        )}
        {pages > 1 && (
          <nav class="pages" aria-label={sessionWords[lang].pages}>
            {asked.page > 1 && (
              <a rel="prev" href={address({ ...asked, page: asked.page - 1 })}>
                {t.proposed.previous}
              </a>
            )}
            <span class="num">
              {asked.page} / {pages}
            </span>
            {asked.page < pages && (
              <a rel="next" href={address({ ...asked, page: asked.page + 1 })}>
                {t.proposed.next}
              </a>
            )}
          </nav>
        )}
        <p class="small">
          <a href={feed}>{exportWords[lang].subscribe}</a>{' '}
          <a href={`/api${address(asked)}`}>{t.csv}</a>
        </p>
      </>
    ),
  })
}

async function one(c: Ctx): Promise<Response> {
  const id = c.req.param('id') ?? ''
  if (!isId(id) && !/^[a-z0-9-]{1,60}$/.test(id)) throw new Refusal('NOT_FOUND')
  const now = Date.now()
  const { lang } = readerOf(c)
  const [promise, official] = await Promise.all([
    readPromise(c.env, id, now),
    inTime(officialOfPromise(c.env.DB, id)),
  ])
  const t = promiseWords[lang]
  const title = promise.what || t.section
  const house = houseOf(c)
  return page(c, {
    title: title.length > 60 ? `${title.slice(0, 60)}…` : title,
    description: promise.quote || t.describe,
    canonical: `/promises/${id}`,
    demo: promise.session.demo,
    scripts: [PLAIN_SCRIPT],
    styles: [NETIZEN_STYLE, PROMISE_STYLE],
    noindex: promise.quote === '',
    jsonLd: [
      promiseFacts(promise, official, house),
      breadcrumbs(house, [
        [t.title, '/promises'],
        [title, `/promises/${id}`],
      ]),
    ],
    body: <PromisePage promise={promise} official={official} lang={lang} now={now} />,
  })
}

export const promisePages = new Hono<AppEnv>().get('/promises', list).get('/promises/:id', one)
