import { createMiddleware } from 'hono/factory'
import type { Unfit } from '../domain/fitness'
import type { AppEnv, Ctx } from './app-env'
import { atEdge, isHttps, trustedAddress } from './place'
import { isProduction } from './production'

let checked: { env: object; faults: readonly Unfit[] } | null = null

/** What keeps this portal from being used for real; looked at once per isolate. */
export async function faultsOf(env: Ctx['env']): Promise<readonly Unfit[]> {
  if (!isProduction(env)) return []
  if (checked?.env !== env) {
    const { unfit } = await import('../domain/fitness')
    checked = { env, faults: unfit({ ...env }) }
    if (checked.faults.length > 0) {
      const { log } = await import('./log')
      for (const { setting } of checked.faults) log('unfit', { setting })
    }
  }
  return checked.faults
}

/** What is wrong with the way a request came: not encrypted, or without the one address that is believed. */
function wayFault(c: Ctx): Unfit | null {
  const proxied = c.env.BEHIND_PROXY === 'on'
  // Of a list the first word would be the client's own.
  if (proxied && c.req.header('x-forwarded-proto')?.trim().toLowerCase() !== 'https') {
    return { setting: 'X-Forwarded-Proto', fault: 'missing' }
  }
  if (!isHttps(c)) return { setting: 'BEHIND_PROXY', fault: 'missing' }
  if (!proxied || trustedAddress(c) !== null) return null
  return { setting: c.env.TRUSTED_ADDRESS_HEADER ?? '', fault: 'missing' }
}

/**
 * In production nobody is served by a portal with weak or example secrets, without encryption or without the
 * footer the law asks for: 503, and the name of what is wrong. /healthz goes on answering.
 */
export const fit = createMiddleware<AppEnv>(async (c, next) => {
  if (!isProduction(c.env) || c.req.path === '/healthz') return next()
  const faults = await faultsOf(c.env)
  if (faults.length === 0) {
    // At the edge whoever typed the address without its s is sent on; nothing is read of what they sent.
    if (atEdge(c) && !isHttps(c) && c.req.method === 'GET') {
      const { pathname, search } = new URL(c.req.url)
      return c.redirect(new URL(pathname + search, c.env.PUBLIC_URL).href, 308)
    }
    const fault = wayFault(c)
    if (fault === null) return next()
    return (await import('./unfit')).answerUnfit(c, [fault])
  }
  return (await import('./unfit')).answerUnfit(c, faults)
})
