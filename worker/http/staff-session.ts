import { STAFF_SESSION_MS } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import type { SignInWay } from '../contract/staff'
import { grantsOf } from '../store/grants'
import { findStaff } from '../store/staff'
import { endSessions, keepSession, renewSession } from '../store/staff-sessions'
import type { Ctx } from './app-env'
import { byStaff, chained, notaryOf } from './audit'
import { endDeskSockets } from './desk-sockets'
import { newId, randomText } from './ids'
import { sha256Text } from './keys'
import { giveCookie, type SignedIn } from './staff'

/** Beginning, renewing and ending the sessions of staff. Read when one of them comes. */

/** With a code from the sealed envelope somebody stays this long, and no longer. */
const BREAK_GLASS_MS = 30 * 60_000
/** A cookie has little room; the record knows all grants. */
const GRANTS_IN_COOKIE = 10

/** Ways of signing in that show a person is there, not only somebody who holds something. */
const proves: Record<SignInWay, boolean> = {
  passkey: true,
  password: true,
  link: false,
  oidc: false,
  break_glass: true,
}

/** Browser and system, as a person would name them; nothing of the header is kept. */
export function deviceOf(userAgent: string): string {
  const named = (list: [RegExp, string][]) => list.find(([sign]) => sign.test(userAgent))?.[1] ?? ''
  const browser = named([
    [/MicroMessenger/, '微信'],
    [/Edg\//, 'Edge'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ])
  const system = named([
    [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ])
  return [browser, system].filter(Boolean).join(' · ')
}

function cookieFor(
  c: Ctx,
  staff: Actor,
  session: Pick<SignedIn, 'grants' | 'pass' | 'until' | 'how' | 'provedAt'> & { key: string },
  now: number,
) {
  const { id, name, office, role } = staff
  const { grants, pass, until: exp, how, provedAt, key } = session
  const carried = grants.slice(0, GRANTS_IN_COOKIE)
  giveCookie(c, { id, name, office, role, grants: carried, exp, pass, key, how, provedAt }, now)
}

/**
 * Signs somebody in who has shown who they are: in the chain first, then in the record, then the cookie.
 * Whoever may not work here is refused.
 */
export async function beginStaffSession(
  c: Ctx,
  staffId: string,
  how: SignInWay,
  now: number,
): Promise<Actor> {
  const { DB } = c.env
  const [member, grants] = await Promise.all([findStaff(DB, staffId), grantsOf(DB, staffId, now)])
  if (!member) throw new Refusal('NOT_PROVEN')
  const { id, name, office, role } = member
  const actor: Actor = { id, name, office, role }
  const key = randomText(32)
  const pass = newId()
  const until = now + (how === 'break_glass' ? BREAK_GLASS_MS : STAFF_SESSION_MS)
  const provedAt = proves[how] ? now : null
  await chained(c.env, { ...byStaff(actor), act: 'sign_in', facts: { how } }, async () => {
    const device = deviceOf(c.req.header('user-agent') ?? '')
    const hash = sha256Text(key)
    const row = { hash, id: pass, staffId, how, device, now, endsAt: until, provedAt }
    if (!(await keepSession(DB, row))) throw new Refusal('NOT_PROVEN')
  })
  cookieFor(c, actor, { grants, pass, until, how, provedAt, key }, now)
  return actor
}

/** After somebody proved again who they are: the same session under a new token. */
export async function renewStaffSession(
  c: Ctx,
  signedIn: SignedIn,
  by: SignInWay,
  now: number,
): Promise<void> {
  const key = randomText(32)
  const { staff, pass } = signedIn
  await chained(c.env, { ...byStaff(staff), act: 'prove', facts: { how: by } }, async () => {
    const kept = await renewSession(c.env.DB, { id: pass, hash: sha256Text(key), now })
    if (!kept) throw new Refusal('SIGN_IN_FIRST')
  })
  cookieFor(c, staff, { ...signedIn, provedAt: now, key }, now)
}

/** Signing out: also where the record or the notary does not answer, for the cookie is gone anyway. */
export async function endOwnSession(
  env: Ctx['env'],
  { staff, pass }: SignedIn,
  now: number,
): Promise<void> {
  if (pass === '') return
  await endSessions(env.DB, staff.id, { only: pass }).catch(() => [])
  await notaryOf(env)
    .note({ ...byStaff(staff), act: 'sign_out' }, now)
    .catch(() => undefined)
  await endDeskSockets(env, { pass }, now)
}

/**
 * Ends sessions of somebody: one, all but one, or all; their desks' sockets end with them. `by` is whoever
 * does it, which may be themselves. Answers how many ended.
 */
export async function endStaffSessions(
  env: Ctx['env'],
  by: Actor,
  staffId: string,
  which: { only?: string; but?: string },
  now: number,
): Promise<number> {
  const ended = await chained(
    env,
    {
      ...byStaff(by),
      act: 'end_sessions',
      about: [{ kind: 'staff', key: `staff:${staffId}` }],
      facts: { which: which.only ? 'one' : which.but ? 'others' : 'all' },
    },
    () => endSessions(env.DB, staffId, which),
    (passes) => passes.length > 0,
  )
  const whole = !which.only && !which.but
  if (whole) await endDeskSockets(env, { staff: staffId }, now)
  else for (const pass of ended) await endDeskSockets(env, { pass }, now)
  return ended.length
}
