import { matchedRoutes } from 'hono/route'
import type { Ctx } from './app-env'

/** The route that will answer, of several the one that was laid first; null where none does. */
export const routeOf = (c: Ctx) => matchedRoutes(c).find(({ method }) => method !== 'ALL') ?? null

/** Method and pattern, for logs: an address that is none of ours may hold anything. */
export function wayOf(c: Ctx): string {
  const route = routeOf(c)
  return route ? `${route.method} ${route.path}` : 'GET /*'
}
