import type { ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Lang } from '../contract/lang'
import { Refusal, refusals, type RefusalBody } from '../contract/refusals'
import type { AppEnv, Ctx } from './app-env'
import { newId } from './ids'
import { langOf } from './lang'
import { wayOf } from './route-of'

/** Draws a refusal as a page; the pages bring it, so that middleware knows nothing of views. */
export type RefusalPage = (
  c: Ctx,
  refusal: Refusal,
  status: ContentfulStatusCode,
  message: string,
  lang: Lang,
) => Response | Promise<Response>

/** Whatever was thrown, as a refusal: ours, the record being away, or a fault of ours without details. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof HTTPException && error.status < 500) return new Refusal('BAD_REQUEST')
  if (isRecordAway(error)) return new Refusal('RECORD_AWAY', { retryAfter: 5 })
  return new Refusal('BROKEN')
}

const away = /network connection lost|D1_ERROR|D1 DB|storage caused object to be reset|overloaded/i
/** Faults of a query, which trying again does not mend. */
const ownFault = /constraint|no such (table|column)|syntax error|datatype mismatch|SQLITE_MISMATCH/i

export function isRecordAway(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (ownFault.test(e.message)) return false
    // The ORM puts the query, and with it what people wrote, into its own message: look below it.
    if (!(e.cause instanceof Error) && away.test(e.message)) return true
  }
  return false
}

/** Answers everything that was thrown: JSON for the API, a page for people. */
export function answerErrors(page?: RefusalPage): ErrorHandler<AppEnv> {
  return async (error, c) => {
    const refusal = asRefusal(error)
    // Refusals are the exception: what writes them down is read with the first of them.
    const { logFault, logRefusal } = await import('./log')
    if (refusal.code !== 'BROKEN') {
      logRefusal(refusal.code, refusals[refusal.code], wayOf(c), Date.now())
      return answerRefusal(c, refusal, page)
    }
    // The reader is shown a number, and the log says what happened under it.
    const ref = newId()
    logFault(error, { route: wayOf(c), ref })
    return answerRefusal(c, new Refusal('BROKEN', { ref }), page)
  }
}

export async function answerRefusal(c: Ctx, refusal: Refusal, page?: RefusalPage) {
  const status = refusals[refusal.code]
  const lang = langOf(c)
  // Most requests are not refused, and a whole dictionary is more than the rest of this file.
  const { refusalMessage } = await import('../contract/words/refusals')
  const message = refusalMessage(lang, refusal.code, refusal.facts)
  c.header('cache-control', 'no-store')
  if (refusal.facts.retryAfter) c.header('retry-after', String(refusal.facts.retryAfter))
  // Neither an encoder nor a player reads pages.
  if (!page || /^\/(?:api|ingest|live)\//.test(c.req.path)) {
    const body: RefusalBody = { error: { ...refusal.facts, code: refusal.code, message } }
    c.header('content-language', lang === 'zh' ? 'zh-CN' : 'en')
    return c.json(body, status)
  }
  // A member of staff without a cookie needs to know how to get in, not that the page is closed.
  if (refusal.code === 'SIGN_IN_FIRST' && c.req.method === 'GET')
    return c.redirect('/desk/sign-in', 303)
  if (refusal.code === 'PROVE_AGAIN' && c.req.method === 'GET') {
    const { pathname, search } = new URL(c.req.url)
    return c.redirect(`/desk/prove?back=${encodeURIComponent(pathname + search)}`, 303)
  }
  return page(c, refusal, status, message, lang)
}
