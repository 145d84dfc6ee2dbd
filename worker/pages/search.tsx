import { Hono } from 'hono'
import { exportWords } from '../contract/words/exports'
import { searchWords } from '../contract/words/search'
import type { AppEnv } from '../http/app-env'
import { inTime } from '../http/patience'
import { askedIn, isBlank, search } from '../http/searching'
import { listSessions } from '../store/record'
import { feedOfSearch, SearchBox, SearchResults } from '../../web/views/search'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

const SEARCH_STYLES = [NETIZEN_STYLE, 'web/styles/search.css']

/** Where one can ask now: offered where nothing was found. */
async function sessionsThatCollect(db: D1Database, now: number) {
  const open = await inTime(listSessions(db, { states: ['collecting', 'live'], limit: 3 }, now))
  return open.sessions.map(({ session }) => session).filter(({ kind }) => kind !== 'mailbox')
}

/** Search over everything public, as plain HTML. */
export const searchPages = new Hono<AppEnv>().get('/search', async (c) => {
  const { lang } = readerOf(c)
  const t = searchWords[lang]
  const raw = c.req.query()
  const asked = { ...askedIn(raw), facets: '1' }
  const answer = isBlank(raw) ? null : await search(c.env, asked)
  const q = answer?.q ?? ''
  const now = Date.now()
  const nothing = answer !== null && answer.items.length === 0 && answer.next === null
  const asks = nothing ? await sessionsThatCollect(c.env.DB, now) : []
  return page(c, {
    title: q ? t.found(q) : t.title,
    description: t.describe,
    // What people look for is nobody's business, and no list of search engines.
    noindex: answer !== null,
    ...(answer === null && { canonical: '/search' }),
    ...(answer && {
      feed: { href: feedOfSearch(answer), title: exportWords[lang].searchFeed(q) },
    }),
    styles: SEARCH_STYLES,
    scripts: [PLAIN_SCRIPT],
    body: (
      <>
        <h1>{t.title}</h1>
        {!answer && <p class="muted">{t.describe}</p>}
        <SearchBox
          lang={lang}
          q={q}
          {...(answer && { filters: answer.filters, order: answer.order })}
        />
        {answer && (
          <SearchResults
            answer={answer}
            lang={lang}
            now={now}
            asks={asks}
            later={Boolean(raw['after'])}
          />
        )}
      </>
    ),
  })
})
