import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { PROOF_MS, STAFF_IDLE_MS } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import { staffRoles, type Grant, type SignInWay } from '../contract/staff'
import { grantsOf } from '../store/grants'
import { findStaff } from '../store/staff'
import { endSessions, sessionOf, touchSession } from '../store/staff-sessions'
import type { Ctx } from './app-env'
import { endDeskSockets } from './desk-sockets'
import { macText, madeWith, sameSecret, sha256Text } from './keys'
import { inTime } from './patience'
import { isHttps } from './place'
import { isProduction } from './production'
import { asRefusal } from './refuse'
import { fromBase64url, toBase64url } from '../domain/bytes'

/**
 * The staff cookie carries the token of a session in the record, and beside it, signed, who its holder is and
 * until when. The record has the last word on every request; what is signed is believed only while the record
 * does not answer, for during a session nobody's work may depend on it.
 */
export interface StaffToken extends Actor {
  /** Epoch ms. */
  exp: number
  /** What they might do when the cookie was given. */
  grants?: readonly Grant[]
  /** Names this signing-in, among others of the same person. */
  pass?: string
  /** Opens the session of the record: 256 random bits, of which the record has the hash. */
  key?: string
  how?: SignInWay
  provedAt?: number | null
}

/** Who is signed in, by which signing-in, and until when. */
export interface SignedIn {
  staff: Actor
  grants: readonly Grant[]
  pass: string
  until: number
  how: SignInWay
  /** When they last proved to be themselves. */
  provedAt: number | null
}

export function staffCookieName(c: Ctx): string {
  return isHttps(c) ? '__Host-mdm-staff' : 'mdm-staff'
}

function attributes(c: Ctx) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(c) } as const
}

export function giveCookie(c: Ctx, token: StaffToken, now: number) {
  setCookie(c, staffCookieName(c), writeToken(c.env, token), {
    ...attributes(c),
    maxAge: Math.max(1, Math.floor((token.exp - now) / 1000)),
  })
}

/** The value of the cookie. */
export function writeToken(env: { PORTAL_KEY: string }, token: StaffToken): string {
  const body = toBase64url(new TextEncoder().encode(JSON.stringify(token)))
  return `v1.${body}.${macText(env, 'staff', body)}`
}

export function signOut(c: Ctx) {
  deleteCookie(c, staffCookieName(c), attributes(c))
}

/** Who is signed in, by the cookie alone. */
export function signedInAs(c: Ctx, now = Date.now()): (SignedIn & { key: string }) | null {
  const value = getCookie(c, staffCookieName(c))
  const parts = value && /^v1\.([\w-]{1,3000})\.([\w-]{43})$/.exec(value)
  if (!parts) return null
  const [, body = '', code = ''] = parts
  if (!madeWith(c.env, 'staff', body, code)) return null
  const token = JSON.parse(new TextDecoder().decode(fromBase64url(body))) as StaffToken
  const { id, name, office, role, exp, pass = '', key = '', grants = [{ role }] } = token
  const { how = 'link', provedAt = null } = token
  if (exp <= now || !staffRoles.includes(role)) return null
  return { staff: { id, name, office, role }, grants, pass, key, until: exp, how, provedAt }
}

/** After the record did not answer, it is not asked again for this long. */
const REST_MS = 2_000
/** Last-seen is written at most this often. */
const TOUCH_MS = 60_000
const REMEMBERED = 5_000

let restsUntil = 0
/** When each signing-in was last seen here, which the record may not know yet. */
const seen = new Map<string, number>()
const touched = new Map<string, number>()
/** Signing-ins the record has said are over: not believed either while it is away. */
const ended = new Set<string>()

function remember(map: Map<string, number>, pass: string, now: number) {
  map.delete(pass)
  if (map.size >= REMEMBERED) map.delete(map.keys().next().value ?? '')
  map.set(pass, now)
}

type Word = SignedIn | 'ended' | 'renewed' | 'away'

/** What the record says of a signing-in, on every request anew. */
async function word(c: Ctx, { key, pass, staff }: SignedIn & { key: string }): Promise<Word> {
  const now = Date.now()
  if (ended.has(pass)) return 'ended'
  if (now < restsUntil) return 'away'
  const { DB } = c.env
  let answer
  try {
    const asked = Promise.all([sessionOf(DB, pass), grantsOf(DB, staff.id, now)])
    answer = await inTime(asked)
  } catch (error) {
    if (asRefusal(error).code !== 'RECORD_AWAY') throw error
    restsUntil = now + REST_MS
    return 'away'
  }
  const [row, grants] = answer
  if (!row || row.staff.id !== staff.id || row.endsAt <= now) return 'ended'
  // Another tab has proved who its person is and got a new token; the old one opens nothing any more.
  if (!sameSecret(row.hash, sha256Text(key))) return 'renewed'
  const lastSeen = Math.max(row.seenAt, seen.get(pass) ?? 0)
  if (lastSeen + STAFF_IDLE_MS <= now) return 'ended'
  remember(seen, pass, now)
  if (now - row.seenAt > TOUCH_MS && now - (touched.get(pass) ?? 0) > TOUCH_MS) {
    remember(touched, pass, now)
    // Nobody waits for it, and an away record misses nothing that cannot be said later.
    c.executionCtx.waitUntil(touchSession(DB, pass, now).catch(() => undefined))
  }
  const { how, provedAt, endsAt: until } = row
  return { staff: row.staff, grants, pass, until, how, provedAt }
}

/** Who is signed in and may still work here; everybody else is asked to sign in. */
export async function staffOf(c: Ctx): Promise<SignedIn> {
  const claims = signedInAs(c)
  if (!claims) throw new Refusal('SIGN_IN_FIRST')
  const said = await word(c, claims)
  if (said === 'away') {
    const { key: _key, grants, ...believed } = claims
    return { ...believed, grants: grants.filter(({ until = Infinity }) => until > Date.now()) }
  }
  if (said !== 'ended' && said !== 'renewed') return said
  if (said === 'ended') await turnAway(c, claims)
  throw new Refusal('SIGN_IN_FIRST')
}

/** Takes the cookie back, and the first time ends the sockets: of that signing-in, or of a disabled person. */
async function turnAway(c: Ctx, { pass, staff }: SignedIn): Promise<void> {
  signOut(c)
  if (pass === '' || ended.has(pass)) return
  if (ended.size >= REMEMBERED) ended.clear()
  ended.add(pass)
  const { DB } = c.env
  const known = await inTime(findStaff(DB, staff.id)).catch(() => staff)
  // One that was idle for too long is in the record still.
  await endSessions(DB, staff.id, { only: pass }).catch(() => [])
  await endDeskSockets(c.env, known ? { pass } : { staff: staff.id }, Date.now())
}

/**
 * Whether somebody has lately proved to be who they are. A printed link proves it for as long as it lasts
 * where nobody's real data is at stake, and so does a code from the sealed envelope, which lasts half an hour.
 */
export function isProven(c: Ctx, { how, provedAt }: SignedIn, now = Date.now()): boolean {
  if (how === 'break_glass' || (how === 'link' && !isProduction(c.env))) return true
  return provedAt !== null && now - provedAt < PROOF_MS
}
