import { SETTINGS_COOKIE } from '../contract/settings'
import type { Ctx } from './app-env'

/** Whether the reader's connection is encrypted; a proxy's word counts only where the operator says there is one. */
export function isHttps(c: Ctx): boolean {
  if (c.env.BEHIND_PROXY === 'on') {
    const proto = c.req.header('x-forwarded-proto')
    if (proto) return proto.split(',')[0]?.trim() === 'https'
  }
  return c.req.url.startsWith('https:')
}

/** The cookie of somebody's way of reading; tied to this host like the others. */
export function settingsCookieName(c: Ctx): string {
  return isHttps(c) ? `__Host-${SETTINGS_COOKIE}` : SETTINGS_COOKIE
}

/** The host this portal is reached under, as the reader's browser names it. */
export function ownHost(c: Ctx): string {
  return c.req.header('host') ?? new URL(c.req.url).host
}

/** A name or an address, and perhaps a port; a name may end with its dot. */
const hostShape = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9.])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/** The last place found right: almost every request goes where the one before went. */
let known = ''

/** Whether a request says where it goes in a way that addresses can be made of. */
export function hasPlace(c: Ctx): boolean {
  const host = c.req.header('host')
  const { url } = c.req
  const place = `${host} ${url.slice(0, url.indexOf('/', 'https://'.length))}`
  if (place === known) return true
  if (host !== undefined && !hostShape.test(host)) return false
  try {
    if (new URL(url).host === '') return false
  } catch {
    return false
  }
  known = place
  return true
}

/** Start of absolute links: in feeds, QR codes and sign-in links. */
export function ownOrigin(c: Ctx): string {
  const configured = c.env.PUBLIC_URL
  if (configured) return new URL(configured).origin
  return `${isHttps(c) ? 'https' : 'http'}://${ownHost(c)}`
}

/** What an address looks like; a port or a name is none. */
const addressShape = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:.]{0,45}:[0-9a-f:.]{0,45})$/i

/** The one header that is a list. */
const LISTED = 'x-forwarded-for'

/**
 * The reader's address as the office's own proxy tells it, in the one header the operator named; null where it
 * is not there. Of a list the proxy appended the last: what stands before it is the client's own claim.
 */
export function trustedAddress(c: Ctx): string | null {
  const header = (c.env.TRUSTED_ADDRESS_HEADER || LISTED).toLowerCase()
  const said = c.req.header(header) ?? ''
  // Two of a header that is no list: one of them is not the proxy's.
  const seen = header === LISTED ? (said.split(',').pop() ?? '').trim() : said.trim()
  return seen.length <= 45 && addressShape.test(seen) ? seen : null
}

/** Whether the platform's edge handed the request over; without it, its headers are the client's own claim. */
export function atEdge(c: Ctx): boolean {
  return 'cf' in c.req.raw && c.req.raw.cf !== undefined
}

/** Where a request comes from, for counting only; it goes no further than the doorman, who forgets it. */
export function networkOf(c: Ctx): string {
  if (c.env.BEHIND_PROXY === 'on') return trustedAddress(c) ?? UNKNOWN_NETWORK
  return (atEdge(c) && c.req.header('cf-connecting-ip')) || UNKNOWN_NETWORK
}

/** Everybody, where nobody says who is who: a laptop without a proxy. */
export const UNKNOWN_NETWORK = 'local'

/** A path on this portal to go back to; anything else becomes the fallback, so that no form leads elsewhere. */
export function samePath(raw: string | null | undefined, fallback: string): string {
  if (!raw || raw.length > 300 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(raw) || raw.includes('\\')) {
    return fallback
  }
  const url = new URL(raw, 'http://here.invalid')
  // `/x/..//there` is a path of ours only until the browser puts it in order.
  const ours = url.origin === 'http://here.invalid' && !url.pathname.startsWith('//')
  return ours ? url.pathname + url.search + url.hash : fallback
}
