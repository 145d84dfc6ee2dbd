import { createMiddleware } from 'hono/factory'
import { isRehearsal } from '../contract/rehearsal'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import type { Grant } from '../contract/staff'
import {
  grantFor,
  may,
  needsProof,
  permissions,
  type About,
  type Action,
} from '../domain/permissions'
import { aboutCase, unitsOverSession } from '../store/grants'
import { access } from './access'
import type { AppEnv, Ctx } from './app-env'
import { bearerIs } from './bearer'
import { inTime } from './patience'
import { learnRoomSecret } from './rotation'
import { routeOf } from './route-of'
import { isProven, staffOf, type SignedIn } from './staff'

/** A part of an address. Parameters are told to the route itself only, so its pattern is laid beside the path. */
function partOf(c: Ctx, pattern: string, name: string): string | undefined {
  const at = pattern.split('/').indexOf(name)
  return at < 0 ? undefined : c.req.path.split('/')[at]
}

const sessionIn = (c: Ctx, pattern: string) => partOf(c, pattern, ':slug')

/** What a request is about. The units over a session are asked for only where somebody holds a role by one. */
async function aboutOf(c: Ctx, pattern: string, grants: readonly Grant[]): Promise<About> {
  const ofCase = partOf(c, pattern, ':case')
  // A case that is not there is nobody's: whoever may do it to any hears so from the handler.
  if (ofCase !== undefined) return (await inTime(aboutCase(c.env.DB, ofCase))) ?? {}
  const named = sessionIn(c, pattern)
  const narrow = grants.some(({ unit, session }) => unit !== undefined || session !== undefined)
  const session = narrow && named && isRehearsal(named) ? await rehearsed(c, named) : named
  if (session === undefined || !grants.some(({ unit }) => unit !== undefined)) return { session }
  return { session, units: await inTime(unitsOverSession(c.env.DB, session)) }
}

/** Somebody in a role of theirs, or of somebody absent whose work they do. */
function inRole({ id, name, office }: Actor, { role, for: absent }: Grant): Actor {
  return { id, name, office, role, ...(absent && { for: absent }) }
}

/** Whoever may work at a session may work at its rehearsal. */
async function rehearsed(c: Ctx, slug: string): Promise<string> {
  const { rehearsalBySlug } = await import('../store/rehearsals')
  return (await inTime(rehearsalBySlug(c.env.DB, slug, Date.now())))?.of ?? slug
}

/** With the record away a cookie may still carry a role that has ended. */
function heldNow(signedIn: SignedIn, now: number): SignedIn {
  const grants = signedIn.grants.filter(({ until }) => until === undefined || until > now)
  return { ...signedIn, grants }
}

async function admit(c: Ctx, action: Action, pattern: string): Promise<void> {
  const { who } = permissions[action]
  if (who === 'anyone') return
  if (who === 'operator' || who === 'importer') {
    const token = who === 'operator' ? c.env.OPERATOR_TOKEN : c.env.IMPORT_TOKEN
    if (!bearerIs(c, token)) throw new Refusal('NOT_ALLOWED')
    if (!may(action, { kind: who })) throw new Refusal('NOT_ALLOWED')
    return
  }
  const signedIn = heldNow(await staffOf(c), Date.now())
  const about = await aboutOf(c, pattern, signedIn.grants)
  const grant = grantFor(action, signedIn.grants, about)
  if (!grant) throw new Refusal('NOT_ALLOWED')
  if (needsProof(action) && !isProven(c, signedIn)) throw new Refusal('PROVE_AGAIN')
  // What they do is done in the role that allows it, and a socket ends with that role.
  c.set('staff', inRole(signedIn.staff, grant))
  c.set('signedIn', { ...signedIn, until: Math.min(signedIn.until, grant.until ?? Infinity) })
  c.set('about', about)
}

/** What knows no visitors: pictures, and whoever sends them. */
const unnumbered: readonly Action[] = ['watch', 'push_stream']

/** Goes on while the portal is frozen: what is only read, also where it is posted, and copying itself. */
const readsOnly = (method: string, way: string, action: Action): boolean =>
  way.includes('/oidc/:')
    ? false
    : method === 'GET' ||
      method === 'HEAD' ||
      /^(?:read|watch|copy_portal|read_compliance)$/.test(action) ||
      way.endsWith('/lookup')

/** Nobody gets further than the table of permissions lets them; a way that is not in it lets nobody in. */
export const guard = createMiddleware<AppEnv>(async (c, next) => {
  const route = routeOf(c)
  if (route) {
    const way = `${route.method} ${route.path}`
    const action = Object.hasOwn(access, way) ? access[way] : undefined
    if (action === undefined) throw new Refusal('NOT_ALLOWED')
    if (!readsOnly(c.req.method, way, action)) {
      await (await import('./read-only')).refuseWhileFrozen(c.env, Date.now())
    }
    await admit(c, action, route.path)
    // Visitors have numbers; of them, whoever is nobody yet and only reads is numbered nowhere.
    const numbered = permissions[action].who === 'anyone' && !unnumbered.includes(action)
    const session = numbered ? sessionIn(c, route.path) : undefined
    const reads = c.req.method === 'GET'
    if (session !== undefined && (!reads || c.req.header('cookie'))) {
      await learnRoomSecret(c.env, session, Date.now(), reads)
    }
  }
  await next()
})

/** Whether whoever was let in may do something else as well, about the same thing. */
export function alsoMay(c: Ctx, action: Action): boolean {
  return grantFor(action, c.var.signedIn.grants, c.var.about) !== null
}

/** Whoever was let in, in the role that allows this; refuses where none does. */
export function actingAs(c: Ctx, action: Action): Actor {
  const grant = grantFor(action, c.var.signedIn.grants, c.var.about)
  if (!grant) throw new Refusal('NOT_ALLOWED')
  if (needsProof(action) && !isProven(c, c.var.signedIn)) throw new Refusal('PROVE_AGAIN')
  return inRole(c.var.staff, grant)
}

/** Whoever was let in, in a role that allows this, and the unit they hold it over; null where none does. */
export function roleOver(
  c: Ctx,
  action: Action,
  about: About,
): { actor: Actor; unit: string | undefined } | null {
  const grant = grantFor(action, c.var.signedIn.grants, about)
  if (!grant) return null
  if (needsProof(action) && !isProven(c, c.var.signedIn)) throw new Refusal('PROVE_AGAIN')
  return { actor: inRole(c.var.staff, grant), unit: grant.unit }
}

/** The same about what the address says; refuses where no role allows it. */
export function roleFor(c: Ctx, action: Action): { actor: Actor; unit: string | undefined } {
  const held = roleOver(c, action, c.var.about)
  if (!held) throw new Refusal('NOT_ALLOWED')
  return held
}
