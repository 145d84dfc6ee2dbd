import { createMiddleware } from 'hono/factory'
import { Refusal } from '../contract/refusals'
import type { AppEnv, Ctx } from './app-env'
import { ownHost } from './place'
import { isPush } from './stream-key'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request was sent by our own pages. Browsers say so in Sec-Fetch-Site, older ones in Origin.
 * A script with a token says neither; a page of somebody else cannot send a token without asking first.
 */
export function fromOwnPages(c: Ctx): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = c.req.header('origin')
  if (origin !== undefined) return hostOf(origin) === ownHost(c)
  // An encoder brings its key along in the address.
  return isPush(c.req.path) || /^Bearer /i.test(c.req.header('authorization') ?? '')
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}

/** Refuses every write and every socket that somebody else's page started in a reader's name. */
export const sameOrigin = createMiddleware<AppEnv>(async (c, next) => {
  const asks = safe.has(c.req.method) && c.req.header('upgrade')?.toLowerCase() !== 'websocket'
  if (!asks && !fromOwnPages(c)) throw new Refusal('WRONG_ORIGIN')
  await next()
})
