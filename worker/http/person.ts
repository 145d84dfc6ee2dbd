import { getCookie, setCookie } from 'hono/cookie'
import type { Ctx } from './app-env'
import { macText, madeWith, secretsOf, type Secrets } from './keys'
import { isHttps } from './place'

/**
 * A verified person (level 3): a pseudonym made from what a provider or a telephone company vouches for. The
 * cookie is all there is; neither the subject nor the number is in it or kept anywhere.
 */
export interface Person {
  /** Names the person on this portal; made with a key, so that nobody can try numbers out. */
  id: string
  via: PersonVia
  /** Epoch ms. */
  until: number
}

const vias = ['oidc', 'phone'] as const
export type PersonVia = (typeof vias)[number]

const DAY = 86_400
/** Verified for 30 days at most; `PERSON_DAYS` shortens it. */
const DAYS_MAX = 30
/** The pseudonym, how, until when (epoch s), and a SHA-256 code, in base64url. */
const shape = /^v1\.([\w-]{43})\.(oidc|phone)\.(\d{10})\.([\w-]{43})$/

function personCookieName(c: Ctx): string {
  return isHttps(c) ? '__Host-mdm-person' : 'mdm-person'
}

function attributes(c: Ctx) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(c) } as const
}

/**
 * The pseudonym of somebody: by a provider's subject, or by a telephone number. Without the portal's key it
 * leads back to neither, and another portal's is another.
 */
export function personId(
  env: Secrets,
  of: { issuer: string; sub: string } | { tel: string },
): string {
  // As JSON: no issuer and subject run together into those of somebody else.
  const parts = 'tel' in of ? ['tel', of.tel] : ['oidc', of.issuer, of.sub]
  // With the oldest secret still kept: whoever verifies again after a rotation is the same person.
  const secret = secretsOf(env).at(-1) ?? env
  return macText(secret, 'person', JSON.stringify(['id', ...parts]))
}

/** The verified person a request comes from; a forged, foreign or late cookie counts as none. */
export function personOf(c: Ctx, now = Date.now()): Person | null {
  const value = getCookie(c, personCookieName(c))
  const parts = value && shape.exec(value)
  if (!parts) return null
  const [, id = '', via = '', seconds = '', code = ''] = parts
  if (!madeWith(c.env, 'person', `cookie|${id}.${via}.${seconds}`, code)) return null
  const until = Number(seconds) * 1000
  return until > now ? { id, via: via === 'oidc' ? 'oidc' : 'phone', until } : null
}

/** How long somebody stays verified, in seconds. */
export function personSeconds({ PERSON_DAYS }: { PERSON_DAYS?: string }): number {
  const days = Number(PERSON_DAYS ?? DAYS_MAX)
  return Math.floor((days > 0 && days < DAYS_MAX ? days : DAYS_MAX) * DAY)
}

/** From now on this browser is that person's. */
export function rememberPerson(c: Ctx, id: string, via: PersonVia, now: number): Person {
  const maxAge = personSeconds(c.env)
  const seconds = Math.floor(now / 1000) + maxAge
  const signed = `${id}.${via}.${seconds}`
  const code = macText(c.env, 'person', `cookie|${signed}`)
  setCookie(c, personCookieName(c), `v1.${signed}.${code}`, { ...attributes(c), maxAge })
  return { id, via, until: seconds * 1000 }
}

/** On a computer that others use as well: nobody in particular again. */
export function forgetPerson(c: Ctx): void {
  setCookie(c, personCookieName(c), '', { ...attributes(c), maxAge: 0 })
}
