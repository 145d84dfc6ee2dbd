import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { STAFF_SESSION_MS } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import { staffRoles, type Grant } from '../contract/staff'
import type { Ctx } from './app-env'
import { endDeskSockets } from './desk-sockets'
import { newId } from './ids'
import { macText, sameSecret } from './keys'
import { isHttps } from './place'
import { isDisabled } from './staff-list'

/**
 * The staff cookie carries who its holder is and until when, signed: during a session nobody's work may
 * depend on the record being reachable. Where the record answers, it has the last word.
 */
export interface StaffToken extends Actor {
  /** Epoch ms. */
  exp: number
  /** Roles besides the one they are known by; cookies of older days have none. */
  grants?: readonly Grant[]
  /** Names this signing-in, among others of the same person; cookies of older days have none. */
  pass?: string
}

/** Who is signed in, by which signing-in, and until when. */
export interface SignedIn {
  staff: Actor
  grants: readonly Grant[]
  pass: string
  until: number
}

export function staffCookieName(c: Ctx): string {
  return isHttps(c) ? '__Host-mdm-staff' : 'mdm-staff'
}

function attributes(c: Ctx) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(c) } as const
}

/** Gives the cookie of a working day. */
export function signInAs(c: Ctx, { id, name, office, role }: Actor, now: number) {
  const exp = now + STAFF_SESSION_MS
  const token: StaffToken = { id, name, office, role, grants: [{ role }], exp, pass: newId() }
  setCookie(c, staffCookieName(c), writeToken(c.env, token), {
    ...attributes(c),
    maxAge: STAFF_SESSION_MS / 1000,
  })
}

/** The value of the cookie. */
export function writeToken(env: { PORTAL_KEY: string }, token: StaffToken): string {
  const body = toBase64url(JSON.stringify(token))
  return `v1.${body}.${macText(env, 'staff', body)}`
}

export function signOut(c: Ctx) {
  deleteCookie(c, staffCookieName(c), attributes(c))
}

/** Who is signed in, by the cookie alone. */
export function signedInAs(c: Ctx, now = Date.now()): SignedIn | null {
  const value = getCookie(c, staffCookieName(c))
  const parts = value && /^v1\.([\w-]{1,2000})\.([\w-]{43})$/.exec(value)
  if (!parts) return null
  const [, body = '', code = ''] = parts
  if (!sameSecret(code, macText(c.env, 'staff', body))) return null
  const token = JSON.parse(fromBase64url(body)) as StaffToken
  const { id, name, office, role, exp, pass = '', grants = [{ role }] } = token
  if (exp <= now || !staffRoles.includes(role)) return null
  return { staff: { id, name, office, role }, grants, pass, until: exp }
}

/** Who is signed in and may still work here; everybody else is asked to sign in. */
export async function staffOf(c: Ctx): Promise<SignedIn> {
  const signedIn = signedInAs(c)
  if (!signedIn) throw new Refusal('SIGN_IN_FIRST')
  if (await isDisabled(c.env, signedIn.staff.id, Date.now())) {
    signOut(c)
    await endDeskSockets(c.env, { staff: signedIn.staff.id }, Date.now())
    throw new Refusal('SIGN_IN_FIRST')
  }
  return signedIn
}

function toBase64url(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
}

function fromBase64url(text: string): string {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return new TextDecoder().decode(Uint8Array.from(raw, (sign) => sign.charCodeAt(0)))
}
