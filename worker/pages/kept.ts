import { getCookie } from 'hono/cookie'
import type { Ctx } from '../http/app-env'
import { sha256Text } from '../http/keys'
import { keptPages, timesForgotten, type KeptPage } from '../http/kept-pages'
import { langOf } from '../http/lang'
import { isHttps, ownHost, settingsCookieName } from '../http/place'
import { knownFrozen } from '../store/read-only'

/**
 * Pages of the archive change seldom and are read often: what was drawn for a reader whom the portal does not
 * know is kept in this isolate for everybody else like that.
 */

/** So long a page is answered from memory without another thought. */
const FRESH_MS = 5_000
/** So long the one before is answered while a new one is drawn. Beyond, a reader waits for the new one. */
const STALE_MS = 30_000
/** Letters of the longest page that is kept. */
const LONGEST = 400_000

/** How long caches between the portal and its readers may hold a page of the archive. */
export const SHARED_S = 60

/** Pages that are being drawn anew behind somebody's back. */
const drawing = new Set<string>()

/** Of an address only what a page of the record can be asked for; anything else is drawn and not kept. */
const asksLittle = /^(?:\?(?:(?:tab|order|show|page|lang|all|before)=[\w.-]{1,80}&?){1,3})?$/

/** What a page depends on besides the record; null for a reader who is somebody. */
function nameOf(c: Ctx): string | null {
  const { pathname, search } = new URL(c.req.url)
  const mine = settingsCookieName(c)
  const cookies = getCookie(c)
  if (!asksLittle.test(search) || Object.keys(cookies).some((name) => name !== mine)) return null
  const scheme = isHttps(c) ? 'https' : 'http'
  const frozen = knownFrozen() === null ? '' : 'frozen'
  return [scheme, ownHost(c), pathname + search, langOf(c), cookies[mine] ?? '', frozen].join(' ')
}

/** Whether a page may be the same for others: asked for by somebody the portal does not know. */
export const isForAnybody = (c: Ctx): boolean => nameOf(c) !== null

/** The one thing of a page that goes on changing while the page does not: the head of the audit chain. */
const unheaded = (html: string) => html.replace(/<p class="small audit-line">.*?<\/p>/s, '')

/** What tells this page from another one at its address. */
export const tagOf = (html: string): string => `W/"${sha256Text(unheaded(html)).slice(0, 27)}"`

/** If-None-Match, compared weakly: marks before a tag do not matter. */
function hasAlready(c: Ctx, etag: string): boolean {
  const given = c.req.header('if-none-match')
  if (given === undefined) return false
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return given.trim() === '*' || given.split(',').some((tag) => bare(tag) === bare(etag))
}

/** How a page of the archive is handed out: again and again, but never older than a minute. */
export function recordHeaders(c: Ctx, etag: string): Record<string, string> {
  return {
    ETag: etag,
    'Cache-Control': c.req.header('cookie')
      ? 'private, no-cache'
      : `public, max-age=0, s-maxage=${SHARED_S}`,
    Vary: 'Cookie, Accept-Language',
  }
}

/** A page of the archive, or nothing where the reader has this very one. */
export function answerRecord(c: Ctx, { html, etag }: KeptPage): Response {
  const headers = recordHeaders(c, etag)
  if (hasAlready(c, etag)) return c.body(null, 304, headers)
  return c.body(html, 200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' })
}

/** Draws a page and keeps it where it says that it may be kept, unless the record changed meanwhile. */
async function drawAndKeep(
  name: string,
  draw: () => Promise<Response>,
): Promise<{ drawn: Response; page: KeptPage | null }> {
  const before = timesForgotten()
  const drawn = await draw()
  const etag = drawn.headers.get('etag')
  if (drawn.status !== 200 || etag === null) {
    keptPages().forget(name)
    return { drawn, page: null }
  }
  const page = { html: await drawn.clone().text(), etag }
  if (page.html.length <= LONGEST && before === timesForgotten()) {
    keptPages().keep(name, Date.now(), page)
  }
  return { drawn, page }
}

async function redraw(name: string, draw: () => Promise<Response>): Promise<void> {
  if (drawing.has(name)) return
  drawing.add(name)
  try {
    await drawAndKeep(name, draw)
  } catch {
    // Away, or gone: the next reader is told so.
    keptPages().forget(name)
  } finally {
    drawing.delete(name)
  }
}

/** Answers from what is kept, or draws; only pages that were marked as the archive's are kept. */
export async function keptOrDrawn(c: Ctx, draw: () => Promise<Response>): Promise<Response> {
  const name = nameOf(c)
  if (name === null) return draw()
  const now = Date.now()
  const found = keptPages().find(name, now, STALE_MS)
  if (found) {
    if (keptPages().find(name, now, FRESH_MS) === undefined) {
      c.executionCtx.waitUntil(redraw(name, draw))
    }
    return answerRecord(c, found)
  }
  const { drawn, page } = await drawAndKeep(name, draw)
  return page ? answerRecord(c, page) : drawn
}
