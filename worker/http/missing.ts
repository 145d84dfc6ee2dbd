import type { Hono } from 'hono'
import { Refusal, type RefusalCode } from '../contract/refusals'
import type { AppEnv, Ctx } from './app-env'
import { answerRefusal, type RefusalPage } from './refuse'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** For an address nothing answers: 404, or 405 with the methods that it does answer. */
export function answerMissing(app: Hono<AppEnv>, page?: RefusalPage) {
  return (c: Ctx) => {
    const allowed = methods.filter((method) =>
      app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method),
    )
    let code: RefusalCode = 'NOT_FOUND'
    // A HEAD that got here met a GET that said no.
    if (allowed.length > 0 && !allowed.some((method) => method === c.req.method)) {
      code = 'METHOD_NOT_ALLOWED'
      c.header('allow', allowed.flatMap((m) => (m === 'GET' ? ['GET', 'HEAD'] : [m])).join(', '))
    }
    return answerRefusal(c, new Refusal(code), page)
  }
}
