import { DurableObject } from 'cloudflare:workers'
import { Hono } from 'hono'

const app = new Hono<{ Bindings: Env }>()
  .get('/', (c) => c.text('网友面对面', 200))
  .get('/healthz', (c) => c.json({ ok: true }, 200))
  .get('/assets/*', (c) => c.env.ASSETS.fetch(c.req.raw))

export default app

export class SessionRoom extends DurableObject<Env> {}
export class Doorman extends DurableObject<Env> {}
