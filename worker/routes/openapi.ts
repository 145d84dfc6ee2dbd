import { Hono } from 'hono'
import { openAPIRouteHandler } from 'hono-openapi'
import type { AppEnv } from '../http/app-env'

/** The API's own description, made from the routes themselves. */
export function openapi(app: Hono<AppEnv>) {
  return new Hono<AppEnv>().get(
    '/api/openapi.json',
    openAPIRouteHandler(app, {
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
    }),
  )
}
