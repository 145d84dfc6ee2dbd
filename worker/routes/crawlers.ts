import { Refusal } from '../contract/refusals'
import { robotsTxt, sitemapIndex, urlSet, type SitemapEntry } from '../domain/sitemap'
import type { Ctx } from '../http/app-env'
import { Lately } from '../http/lately'
import { inTime } from '../http/patience'
import { ownOrigin } from '../http/place'
import { readCursor } from '../store/cursor'
import { promisesAfter } from '../store/commitments'
import {
  promiseSitemaps,
  questionSitemaps,
  SITEMAP_PROMISES,
  sitemapPeople,
  sitemapQuestions,
  sitemapSessions,
} from '../store/sitemap'

/** For crawlers: what there is, and where they have no business. */

const HOUR_S = 3600
/** Pages that belong to no session. */
const fixed = [
  '/',
  '/archive',
  '/ledger',
  '/promises',
  '/units',
  '/stats',
  '/data',
  '/about',
  '/api',
  '/integrity',
] as const

const xmlHeaders = {
  'content-type': 'application/xml; charset=utf-8',
  'cache-control': `public, max-age=${HOUR_S}`,
}

/** Walking the whole list is worth remembering for a while. */
const starts = new Lately<string[]>(4)

/** The names of all sitemaps but the first. */
async function listed(db: D1Database): Promise<string[]> {
  const [questionsAfter, promisesFrom] = await Promise.all([
    questionSitemaps(db),
    promiseSitemaps(db),
  ])
  return [
    ...questionsAfter.map((after) => `questions-${after ?? 'first'}`),
    ...promisesFrom.map((after) => `promises-${after ?? 'first'}`),
  ]
}

export function robots(c: Ctx): Response {
  return c.body(robotsTxt(`${ownOrigin(c)}/sitemap.xml`), 200, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': `public, max-age=${HOUR_S}`,
  })
}

export async function index(c: Ctx): Promise<Response> {
  const now = Date.now()
  const origin = ownOrigin(c)
  const known =
    starts.find('', now, HOUR_S * 1000) ?? starts.keep('', now, await inTime(listed(c.env.DB)))
  const parts = ['pages', ...known]
  const body = sitemapIndex(
    parts.map((name) => ({ loc: `${origin}/sitemap/${name}.xml`, at: null })),
  )
  return c.body(body, 200, xmlHeaders)
}

async function pages(c: Ctx): Promise<SitemapEntry[]> {
  const [found, { units, officials }] = await inTime(
    Promise.all([sitemapSessions(c.env.DB), sitemapPeople(c.env.DB)]),
  )
  return [
    ...fixed.map((loc) => ({ loc, at: null })),
    ...units.map((id) => ({ loc: `/units/${id}`, at: null })),
    ...officials.map((id) => ({ loc: `/officials/${id}`, at: null })),
    ...found.flatMap(({ slug, changed, transcript }) => [
      { loc: `/s/${slug}`, at: changed },
      ...(transcript ? [{ loc: `/s/${slug}/transcript`, at: changed }] : []),
    ]),
  ]
}

async function questions(c: Ctx, after: string): Promise<SitemapEntry[]> {
  const place = after === 'first' ? null : readCursor(after, 'part')
  const found = await inTime(sitemapQuestions(c.env.DB, place))
  return found.map(({ id, changed }) => ({ loc: `/q/${id}`, at: changed }))
}

/** Promises whose words still stand; of others there is a page, and nothing on it for whoever searches. */
async function promises(c: Ctx, after: string): Promise<SitemapEntry[]> {
  const from = after === 'first' ? '' : after
  const found = await inTime(promisesAfter(c.env.DB, from, SITEMAP_PROMISES, Date.now()))
  return found.promises.flatMap(({ id, quote, updatedAt }) =>
    quote === '' ? [] : [{ loc: `/promises/${id}`, at: updatedAt }],
  )
}

const cut = /^(?:questions-(first|-?\d{1,15}\.[\w-]{1,64})|promises-(first|[\w-]{1,64}))\.xml$/

/** `pages.xml`, or `questions-….xml` and `promises-….xml` from a place of their list on. */
export async function part(c: Ctx, name: string): Promise<Response> {
  const [, question, promise] = cut.exec(name) ?? []
  if (question === undefined && promise === undefined && name !== 'pages.xml') {
    throw new Refusal('NOT_FOUND')
  }
  const entries =
    question !== undefined
      ? await questions(c, question)
      : promise !== undefined
        ? await promises(c, promise)
        : await pages(c)
  const origin = ownOrigin(c)
  const body = urlSet(entries.map(({ loc, at }) => ({ loc: origin + loc, at })))
  return c.body(body, 200, xmlHeaders)
}
