import { createMiddleware } from 'hono/factory'
import type { Compliance, ComplianceEntry } from '../contract/compliance'
import type { Env } from '../contract/env'
import type { AppEnv, Ctx } from './app-env'
import { sha256Text } from './keys'
import { networkOf } from './place'
import { wayOf } from './route-of'
import { isPush } from './stream-key'
import { askerOf } from './visitor'
import { Lately } from './lately'

/**
 * Tells the compliance log of every write and every socket, after it was answered: nobody waits for it. What
 * many requests say within a moment goes together.
 */

const GATHER_MS = 200
/** Whoever was to send these must have come to grief. */
const LATE_MS = 5_000
const WAITING_MAX = 5_000

let waiting: ComplianceEntry[] = []
let sending: number | null = null

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

export function complianceOf(env: Env): Compliance {
  return env.COMPLIANCE.getByName('portal') as unknown as Compliance
}

/** An encoder is written down when it comes and every ten minutes, not with every segment. */
const PUSHER_MS = 10 * 60_000
const pushers = new Lately<true>(500)

function newPusher(c: Ctx, now: number): boolean {
  const name = `${networkOf(c)} ${c.req.path.split('/')[2]} ${c.res.status}`
  return !pushers.find(name, now, PUSHER_MS) && pushers.keep(name, now, true)
}

function entryOf(c: Ctx, now: number): ComplianceEntry {
  const { TRUSTED_PORT_HEADER } = c.env
  const port = TRUSTED_PORT_HEADER ? Number(c.req.header(TRUSTED_PORT_HEADER)) : NaN
  const visitor = c.get('visitor')
  return {
    at: now,
    address: networkOf(c),
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : null,
    agent: sha256Text(c.req.header('user-agent') ?? '').slice(0, 16),
    route: wayOf(c),
    status: c.res.status,
    visitor: visitor === undefined ? '' : askerOf(c.env, visitor),
    staff: c.get('staff')?.id ?? '',
  }
}

async function send(env: Env): Promise<void> {
  await new Promise((done) => setTimeout(done, GATHER_MS))
  const entries = waiting
  waiting = []
  sending = null
  try {
    await complianceOf(env).take(entries)
  } catch {
    // They go along with the next; beyond what can wait, the log says how many are missing.
    waiting = [...entries, ...waiting].slice(-WAITING_MAX)
    const { log } = await import('./log')
    log('compliance_late', { count: waiting.length })
  }
}

export const comply = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  const reads = safe.has(c.req.method) && c.req.header('upgrade') === undefined
  if (reads || !c.env.COMPLIANCE_KEY) return
  const now = Date.now()
  if (isPush(c.req.path) && !newPusher(c, now)) return
  waiting.push(entryOf(c, now))
  if (sending !== null && now - sending < LATE_MS) return
  sending = now
  c.executionCtx.waitUntil(send(c.env))
})
