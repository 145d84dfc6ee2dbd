import { Hono } from 'hono'
import { Refusal } from '../contract/refusals'
import type { DemoDeps } from '../demo/seed'
import type { AppEnv, Ctx } from '../http/app-env'
import { chained, notaryOf } from '../http/audit'
import { newId } from '../http/ids'
import { sha256Text } from '../http/keys'
import { receiptsOf } from '../http/receipts'
import { roomOf } from '../http/room-door'
import { sealText } from '../http/sealing'
import { forgetSnapshot } from '../http/snapshots'
import { describe } from './describe'

const SOCKET_CAP = 2_500

function demoDeps({ env }: Ctx): DemoDeps {
  // A portal that serves real people says so, and then has no fictitious county.
  if (env.PORTAL_DEMO === 'off') throw new Refusal('NOT_FOUND')
  return {
    db: env.DB,
    receipts: receiptsOf(env),
    newId,
    digest: sha256Text,
    seal: (id, text) => sealText(env, id, text),
    room: (slug) => roomOf(env, slug),
    socketCap: Number(env.SOCKET_CAP ?? SOCKET_CAP),
    note: (act) => notaryOf(env).note(act, Date.now()),
  }
}

/** A chapter of its own: a portal that serves real people never reads it. */
const demo = () => import('../demo/index')

const no = ['SIGN_IN_FIRST', 'NOT_ALLOWED', 'NOT_FOUND', 'CONFLICT', 'RECORD_AWAY'] as const
const seeding = describe({
  tag: 'operator',
  summary: 'Seeds the demonstration; needs the operator token',
  answers: { 200: 'What was seeded' },
  no: [...no],
})
const redating = describe({
  tag: 'operator',
  summary: 'Moves the demonstration to today; needs the operator token',
  answers: { 200: 'Its sessions' },
  no: [...no],
})

/** The demonstration: seeded once, and moved to today when the portal starts. */
export const operatorDemo = new Hono<AppEnv>()
  .post('/api/operator/demo', seeding, async (c) => {
    const { seedDemo } = await demo()
    const act = { actor: 'operator', role: 'operator', act: 'seed_demo' } as const
    const seed = () => seedDemo(demoDeps(c), Date.now())
    return c.json(await chained(c.env, act, seed, ({ seeded }) => seeded), 200)
  })
  .post('/api/operator/demo/redate', redating, async (c) => {
    const deps = demoDeps(c)
    const { demoSessions, redateDemo } = await demo()
    const moved = await redateDemo(deps, Date.now())
    for (const slug of moved) forgetSnapshot(slug)
    return c.json({ moved: moved.length > 0, sessions: await demoSessions(deps.db) }, 200)
  })
