import { createMiddleware } from 'hono/factory'
import { onRehearsalPath } from '../contract/rehearsal'
import { Refusal } from '../contract/refusals'
import { streamHosts } from '../domain/stream-hosts'
import type { AppEnv } from './app-env'
import { hasPlace, isHttps, ownHost } from './place'
import { answerRefusal } from './refuse'

const TWO_YEARS = 63_072_000

/** Pages that show a session's picture. */
const withPlayer =
  /^\/(?:s\/[^/]+(?:\/q\/\d+|\/transcript)?|q\/[^/]+|desk\/s\/[^/]+\/stream(?:\/\w+)?)$/

let hosts: { setting: string; sources: string } | null = null

/** The operator's hosts as sources of a policy, on the pages with a player; nothing elsewhere. */
export function mediaSources(path: string, setting = ''): string {
  if (setting === '' || !withPlayer.test(path)) return ''
  if (hosts?.setting !== setting) {
    const sources = streamHosts(setting).map((host) => `https://${host}`)
    hosts = { setting, sources: sources.join(' ') }
  }
  return hosts.sources
}

/** What a page may load: our own files, and a socket to our own host, which old Safari does not count as `self`. */
export function pagePolicy(host: string, https: boolean, check = '', media = ''): string {
  const also = media && ` ${media}`
  return [
    "default-src 'none'",
    `script-src 'self'${check && ` ${check}`}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `media-src 'self' blob:${also}`,
    `connect-src 'self' ${https ? 'wss' : 'ws'}://${host}${also}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    ...(check ? [`frame-src ${check}`] : []),
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}

const answerPolicy = "default-src 'none'; frame-ancestors 'none'"
const features =
  'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()'

/** Security headers on every answer; written before the handler runs, so that they cost no second response. */
export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  // Neither a policy nor a page can be written for a host that is none.
  if (!hasPlace(c)) {
    c.header('x-content-type-options', 'nosniff')
    c.header('content-security-policy', answerPolicy)
    c.header('x-frame-options', 'DENY')
    return answerRefusal(c, new Refusal('BAD_REQUEST'))
  }
  const https = isHttps(c)
  const set: [string, string][] = [
    ['x-content-type-options', 'nosniff'],
    // For browsers that do not know frame-ancestors.
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
  ]
  if (c.req.path.startsWith('/api/')) {
    set.push(['content-security-policy', answerPolicy])
  } else {
    set.push(
      [
        'content-security-policy',
        pagePolicy(ownHost(c), https, '', mediaSources(c.req.path, c.env.STREAM_HOSTS)),
      ],
      ['cross-origin-opener-policy', 'same-origin'],
      ['permissions-policy', features],
    )
  }
  if (onRehearsalPath(c.req.path)) set.push(['x-robots-tag', 'noindex, nofollow'])
  if (https) set.push(['strict-transport-security', `max-age=${TWO_YEARS}; includeSubDomains`])
  for (const [name, value] of set) c.header(name, value)
  await next()
  // An answer that came ready-made from elsewhere (a file, a room) does not have them yet.
  if (c.res.status === 101 || c.res.headers.has('content-security-policy')) return
  const headers = new Headers(c.res.headers)
  for (const [name, value] of set) headers.set(name, value)
  const { status, statusText, body } = c.res
  c.res = undefined
  c.res = new Response(body, { status, statusText, headers })
})
