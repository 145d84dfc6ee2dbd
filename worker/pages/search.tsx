import { Hono } from 'hono'
import { outcomes, questionStates } from '../contract/states'
import { searchKinds, searchOrders } from '../contract/search'
import { Refusal } from '../contract/refusals'
import { searchWords } from '../contract/words/search'
import type { AppEnv } from '../http/app-env'
import { inTime } from '../http/patience'
import { search, type AskedRaw } from '../http/searching'
import { listSessions } from '../store/record'
import { SearchBox, SearchResults } from '../../web/views/search'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

const SEARCH_STYLES = [NETIZEN_STYLE, 'web/styles/search.css']

/** One of a list's own words; nothing where nothing was chosen. */
function oneOf<T extends string>(list: readonly T[], raw: string | undefined, field: string) {
  if (!raw) return undefined
  const found = list.find((one) => one === raw)
  if (!found) throw new Refusal('INVALID', { field })
  return found
}

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
  const asked: AskedRaw = {
    q: raw['q'],
    after: raw['after'],
    order: oneOf(searchOrders, raw['order'], 'order'),
    kind: oneOf(searchKinds, raw['kind'], 'kind'),
    session: raw['session'],
    unit: raw['unit'],
    state: oneOf(questionStates, raw['state'], 'state'),
    outcome: oneOf(outcomes, raw['outcome'], 'outcome'),
    year: raw['year'],
    facets: '1',
  }
  const blank = ['q', 'kind', 'session', 'unit', 'state', 'outcome', 'year'].every(
    (name) => !raw[name]?.trim(),
  )
  const answer = blank ? null : await search(c.env, asked)
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
