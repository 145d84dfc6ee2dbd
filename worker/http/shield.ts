import { createMiddleware } from 'hono/factory'
import { Refusal } from '../contract/refusals'
import { networkPrefix } from '../domain/network'
import type { AppEnv, Ctx } from './app-env'
import { personOf } from './person'
import { networkOf, UNKNOWN_NETWORK } from './place'
import { signedInAs } from './staff'
import { seenVisitor } from './visitor'

/**
 * A shield against floods: so many writes and costly reads a minute, by the platform's own counters. Exact
 * quotas are kept by the rooms. Somebody who is known (a verified person, staff, a device that has been here
 * for a while) is counted by themselves; only newcomers share the figure of their network, which a hall full
 * of them does not reach.
 */

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Reads that go to the record for every reader anew. */
const costly =
  /^\/(?:archive|ledger|feed\.atom|api\/(?:openapi\.json|audit\/.+|sessions|sessions\/[^/]+\/questions(?:\.csv)?))$/

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

export const shield = createMiddleware<AppEnv>(async (c, next) => {
  const { env, method, path } = { env: c.env, method: c.req.method, path: c.req.path }
  const reads = safe.has(method) && c.req.header('upgrade') === undefined
  if (env.PACE_WRITES && (!reads || costly.test(path))) {
    const who = counted(c, Date.now())
    const pace = who?.known ? env.PACE_KNOWN : reads ? env.PACE_READS : env.PACE_WRITES
    if (who && pace && !(await within(pace, who.key))) {
      throw new Refusal('SLOW_DOWN', { retryAfter: RETRY_SECONDS })
    }
  }
  await next()
})

/** A shield that fails lets through: the rooms have quotas of their own. */
async function within(pace: RateLimit, key: string): Promise<boolean> {
  try {
    return (await pace.limit({ key })).success
  } catch {
    return true
  }
}
