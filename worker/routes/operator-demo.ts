import { Hono } from 'hono'
import { heard, Refusal } from '../contract/refusals'
import type { DemoDeps } from '../demo/seed'
import type { AppEnv, Ctx } from '../http/app-env'
import { chained, notaryOf } from '../http/audit'
import { newId } from '../http/ids'
import { sha256Text } from '../http/keys'
import { receiptsOf } from '../http/receipts'
import { roomOf } from '../http/room-door'
import { sealText } from '../http/sealing'
import { forgetSnapshot } from '../http/snapshots'
import { demoStreamOf } from '../http/stream-door'
import { newStreamKey } from '../http/stream-key'
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
    projection: {
      stream: (slug) => demoStreamOf(env, slug),
      media: env.MEDIA,
      async film(file) {
        const answer = await env.ASSETS.fetch(`http://assets/demo/${file}`)
        return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null
      },
    },
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

const encoding = describe({
  tag: 'operator',
  summary: 'What the demonstration’s encoder is to push, with a new key; needs the operator token',
  answers: { 200: 'Session, key and film; or nothing to push' },
  no: [...no],
})

/** So long one start of the encoder may push. */
const KEY_MS = 7 * 24 * 3_600_000

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
  .post('/api/operator/demo/encoder', encoding, async (c) => {
    const deps = demoDeps(c)
    const { encoderWanted } = await demo()
    const order = await encoderWanted(deps)
    if (!order) return c.json({ order }, 200)
    const { key, hash } = newStreamKey()
    const facts = { slug: order.slug }
    const act = { actor: 'operator', role: 'operator', act: 'demo_encoder', facts } as const
    const given = async () => {
      const now = Date.now()
      return heard(await demoStreamOf(c.env, order.slug).setKey(hash, now + KEY_MS, now))
    }
    await chained(c.env, act, given)
    return c.json({ order: { ...order, key } }, 200)
  })
