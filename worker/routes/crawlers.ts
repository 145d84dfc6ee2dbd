import { Refusal } from '../contract/refusals'
import { robotsTxt, sitemapIndex, urlSet, type SitemapEntry } from '../domain/sitemap'
import type { Ctx } from '../http/app-env'
import { Lately } from '../http/lately'
import { inTime } from '../http/patience'
import { ownOrigin } from '../http/place'
import { readCursor } from '../store/cursor'
import { questionSitemaps, sitemapQuestions, sitemapSessions } from '../store/sitemap'

/** For crawlers: what there is, and where they have no business. */

const HOUR_S = 3600
/** Pages that belong to no session. */
const fixed = [
  '/',
  '/archive',
  '/ledger',
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
const starts = new Lately<(string | null)[]>(4)

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
    starts.find('', now, HOUR_S * 1000) ??
    starts.keep('', now, await inTime(questionSitemaps(c.env.DB)))
  const parts = ['pages', ...known.map((after) => `questions-${after ?? 'first'}`)]
  const body = sitemapIndex(
    parts.map((name) => ({ loc: `${origin}/sitemap/${name}.xml`, at: null })),
  )
  return c.body(body, 200, xmlHeaders)
}

async function pages(c: Ctx): Promise<SitemapEntry[]> {
  const found = await inTime(sitemapSessions(c.env.DB))
  return [
    ...fixed.map((loc) => ({ loc, at: null })),
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

/** `pages.xml`, or `questions-….xml` from a place of the list on. */
export async function part(c: Ctx, name: string): Promise<Response> {
  const after = /^questions-(first|-?\d{1,15}\.[\w-]{1,64})\.xml$/.exec(name)?.[1]
  if (after === undefined && name !== 'pages.xml') throw new Refusal('NOT_FOUND')
  const entries = after === undefined ? await pages(c) : await questions(c, after)
  const origin = ownOrigin(c)
  const body = urlSet(entries.map(({ loc, at }) => ({ loc: origin + loc, at })))
  return c.body(body, 200, xmlHeaders)
}
