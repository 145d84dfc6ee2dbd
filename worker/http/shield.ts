import { createMiddleware } from 'hono/factory'
import { SHIELD } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { networkPrefix } from '../domain/network'
import type { AppEnv, Ctx } from './app-env'
import { personOf } from './person'
import { networkOf, UNKNOWN_NETWORK } from './place'
import { signedInAs } from './staff'
import { isPush } from './stream-key'
import { seenVisitor } from './visitor'

/**
 * A shield against floods: so many writes and costly reads a minute, by the platform's own counters, or in memory on an own server. Exact
 * quotas are kept by the rooms. Somebody who is known (a verified person, staff, a device that has been here
 * for a while) is counted by themselves; only newcomers share the figure of their network, which a hall full
 * of them does not reach.
 */

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Reads that go to the record for every reader anew. */
const costly =
  /^\/(?:archive|ledger(?:\.csv)?|stats(?:\/.+)?|promises|units|feed\.(?:atom|json)|calendar\.ics|open311\/.+|api\/(?:data\/.+|statistics(?:\/rows)?|openapi\.json|audit\/.+|promises|sessions|sessions\/[^/]+\/questions(?:\.csv)?))$/

/** A device is known when its cookie is this old. */
const KNOWN_MS = 10 * 60_000
/** When it is worth trying again: the counters look back one minute. */
const RETRY_SECONDS = 30

/** Who somebody is to the counters; null where nobody can be told from anybody else. */
function counted(c: Ctx, now: number): { known: boolean; key: string } | null {
  const person = personOf(c, now)
  if (person) return { known: true, key: `person ${person.id}` }
  const staff = signedInAs(c, now)
  if (staff) return { known: true, key: `staff ${staff.staff.id}` }
  const visitor = seenVisitor(c)
  if (visitor && now - visitor.issued * 1000 > KNOWN_MS) {
    return { known: true, key: `visitor ${visitor.id}` }
  }
  const network = networkOf(c)
  if (network === UNKNOWN_NETWORK) return null
  return { known: false, key: `network ${networkPrefix(network) ?? network}` }
}

function pusher(c: Ctx): { known: boolean; key: string } | null {
  const network = networkOf(c)
  return network === UNKNOWN_NETWORK ? null : { known: false, key: `network ${network}` }
}

type Pace = keyof typeof SHIELD

export const shield = createMiddleware<AppEnv>(async (c, next) => {
  if (c.env.SHIELD === 'off') return next()
  const { method, path } = c.req
  const reads = safe.has(method) && c.req.header('upgrade') === undefined
  if (!reads || costly.test(path)) {
    const now = Date.now()
    // An encoder is counted by its network, apart from the visitors there.
    const push = isPush(path)
    const who = push ? pusher(c) : counted(c, now)
    const pace = who?.known ? 'PACE_KNOWN' : reads ? 'PACE_READS' : 'PACE_WRITES'
    // Sockets come back all at once after a deploy; they take nothing from the votes.
    const apart = push ? 'push ' : c.req.header('upgrade') === undefined ? '' : 'socket '
    const key = who && apart + who.key
    if (who && key && !(await within(c.env[pace], pace, key, now))) {
      throw new Refusal('SLOW_DOWN', { retryAfter: RETRY_SECONDS })
    }
  }
  await next()
})

/** A shield that fails lets through: the rooms have quotas of their own. */
async function within(
  bound: RateLimit | undefined,
  pace: Pace,
  key: string,
  now: number,
): Promise<boolean> {
  if (!bound) return withinHere(pace, key, now)
  try {
    return (await bound.limit({ key })).success
  } catch {
    return true
  }
}

const MINUTE_MS = 60_000
const COUNTED_MAX = 50_000
let minute = 0
const counts = new Map<string, number>()

/** An own server is one process: it counts in memory, and a vote pays nothing for it. */
function withinHere(pace: Pace, key: string, now: number): boolean {
  const current = Math.floor(now / MINUTE_MS)
  if (current !== minute || counts.size >= COUNTED_MAX) counts.clear()
  minute = current
  const name = `${pace} ${key}`
  const n = (counts.get(name) ?? 0) + 1
  counts.set(name, n)
  return n <= SHIELD[pace]
}
