import { getCookie, setCookie } from 'hono/cookie'
import { Refusal } from '../contract/refusals'
import type { Ctx } from './app-env'
import { randomText } from './ids'
import { mac, macText, madeWith, type Secret, type Secrets } from './keys'
import { isHttps } from './place'
import { roomSecret } from './rotation'

/** Somebody's browser: no name, no account, a random number that we signed. */
export interface Visitor {
  id: string
  /** When the cookie was given, epoch seconds. */
  issued: number
}

/** A visitor by a cookie; `old` where it is still signed with the secret before the last rotation. */
interface Known extends Visitor {
  old: boolean
}

const DAYS = 180
const MAX_AGE = DAYS * 86_400
/** 128 bits, seconds and a SHA-256 code, in base64url. */
const shape = /^v1\.([\w-]{22})\.(\d{10})\.([\w-]{43})$/

/** Cookies found good before: a vote then costs a look-up instead of a signature. */
const known = new Map<string, Known>()
const KNOWN_MAX = 20_000

/** `__Host-` ties the cookie to this host; browsers accept that prefix on encrypted connections only. */
export function visitorCookieName(c: Ctx): string {
  return isHttps(c) ? '__Host-mdm' : 'mdm'
}

function read(c: Ctx, value: string): Known | null {
  const name = `${c.env.PORTAL_KEY} ${c.env.PORTAL_KEY_BEFORE ?? ''} ${value}`
  const found = known.get(name)
  if (found) return stillGood(found) ? found : null
  const parts = shape.exec(value)
  if (!parts) return null
  const [, id = '', issued = '', code = ''] = parts
  const secret = madeWith(c.env, 'visitor', `v1.${id}.${issued}`, code)
  if (!secret) return null
  const visitor = { id, issued: Number(issued), old: secret.PORTAL_KEY !== c.env.PORTAL_KEY }
  if (!stillGood(visitor)) return null
  if (known.size >= KNOWN_MAX) known.delete(known.keys().next().value ?? '')
  known.set(name, visitor)
  return visitor
}

function stillGood({ issued }: Visitor): boolean {
  const age = Date.now() / 1000 - issued
  return age < MAX_AGE && age > -86_400
}

/** The visitor a cookie names, and nothing done about it. */
export function seenVisitor(c: Ctx): Visitor | null {
  const value = getCookie(c, visitorCookieName(c))
  return value ? read(c, value) : null
}

/** Who reads, if this browser has ever written; a forged or foreign cookie counts as none. */
export function visitorOf(c: Ctx): Visitor | null {
  const value = getCookie(c, visitorCookieName(c))
  const visitor = value ? read(c, value) : null
  if (visitor?.old) give(c, visitor)
  if (visitor) c.set('visitor', visitor.id)
  return visitor
}

/**
 * Who writes. The first write gives the cookie, so that reading stays the same for everybody. Its id is
 * made from the key of the submission, where there is one: a form sent twice before any cookie arrived
 * then makes one visitor, not two.
 */
export function knownOrNewVisitor(c: Ctx, key: string | null): Visitor {
  const name = visitorCookieName(c)
  const value = getCookie(c, name)
  if (value) {
    const visitor = read(c, value)
    if (visitor?.old) give(c, visitor)
    if (visitor) {
      c.set('visitor', visitor.id)
      return visitor
    }
    setCookie(c, name, '', { ...attributes(c), maxAge: 0 })
    throw new Refusal('BAD_COOKIE')
  }
  const id = key ? macText(c.env, 'visitor', `new|${key}`).slice(0, 22) : randomText(16)
  const visitor = { id, issued: Math.floor(Date.now() / 1000) }
  give(c, visitor)
  c.set('visitor', id)
  return visitor
}

/** Gives the cookie, signed with the secret in force; one given anew ends when the first would have. */
function give(c: Ctx, { id, issued }: Visitor) {
  const signed = `v1.${id}.${issued}`
  setCookie(c, visitorCookieName(c), `${signed}.${macText(c.env, 'visitor', signed)}`, {
    ...attributes(c),
    maxAge: Math.max(1, issued + MAX_AGE - Math.floor(Date.now() / 1000)),
  })
}

function attributes(c: Ctx) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(c) } as const
}

const numbers = new Map<string, number>()
const NUMBERS_MAX = 20_000

/** The number a visitor's ballots are kept under: another one in every session, so that they cannot be put together. */
export function voterOf(env: Secrets, slug: string, visitorId: string): number {
  const secret = roomSecret(env, slug)
  const name = `${secret.PORTAL_KEY} ${slug}|${visitorId}`
  const found = numbers.get(name)
  if (found !== undefined) return found
  const bytes = mac(secret, 'voter', `${slug}|${visitorId}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8)
  // 53 bits: the most that a number holds exactly.
  const voter = (view.getUint32(0) & 0x1f_ffff) * 2 ** 32 + view.getUint32(4)
  if (numbers.size >= NUMBERS_MAX) numbers.delete(numbers.keys().next().value ?? '')
  numbers.set(name, voter)
  return voter
}

const askers = new Map<string, string>()
const ASKERS_MAX = 20_000

/** The name an asker's own questions are found by: one for the whole portal, so that `/my` shows all of them. */
export function askerOf(env: Secret, visitorId: string): string {
  const name = `${env.PORTAL_KEY} ${visitorId}`
  const found = askers.get(name)
  if (found !== undefined) return found
  const asker = macText(env, 'asker', visitorId).slice(0, 22)
  if (askers.size >= ASKERS_MAX) askers.delete(askers.keys().next().value ?? '')
  askers.set(name, asker)
  return asker
}
