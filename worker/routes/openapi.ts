import { Hono } from 'hono'
import { openAPIRouteHandler } from 'hono-openapi'
import type { AppEnv } from '../http/app-env'
import { lazyApis } from './lazily'

/** The API's own description, made from the routes themselves; those that wait to be asked for are read for it. */
export function openapi(app: Hono<AppEnv>) {
  let whole: Promise<Hono<AppEnv>> | null = null
  const everything = async () => {
    const late = await Promise.all(lazyApis.map(({ load }) => load()))
    // Only looked at, never asked: what describes a route hangs on its handlers.
    const all = new Hono<AppEnv>()
    all.routes = [...app.routes, ...late.flatMap(({ routes }) => routes)]
    return all
  }
  return new Hono<AppEnv>().get('/api/openapi.json', async (c, next) => {
    whole ??= everything()
    const describe = openAPIRouteHandler(await whole, {
      documentation: {
        info: {
          title: '网友面对面',
          version: '1',
          description:
            'Questions to those who govern, their votes, answers and what became of them.',
        },
        components: {
          securitySchemes: {
            token: { type: 'http', scheme: 'bearer' },
          },
        },
      },
      defaultValidationErrorResponse: false,
      exclude: [/^\/(?!api\/)/],
    })
    return describe(c, next)
  })
}
