import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { beforeEach, expect, test } from 'vitest'
import { liveEdition } from '../../worker/demo/edition-live'
import { seedDemo } from '../../worker/demo/seed'
import { sealText } from '../../worker/http/sealing'
import type { AppEnv } from '../../worker/http/app-env'
import { newId } from '../../worker/http/ids'
import { sha256Text } from '../../worker/http/keys'
import { overlayPath } from '../../worker/http/overlay'
import { receiptsOf } from '../../worker/http/receipts'
import { answerErrors } from '../../worker/http/refuse'
import { roomOf } from '../../worker/http/room-door'
import { screenPages } from '../../worker/pages/screen'

const app = new Hono<AppEnv>().route('/', screenPages)
app.onError(answerErrors())
const get = (path: string) => app.request(`http://portal${path}`, {}, env)

beforeEach(async () => {
  const deps = {
    db: env.DB,
    room: (slug: string) => roomOf(env, slug),
    receipts: receiptsOf(env),
    newId,
    digest: sha256Text,
    seal: (id: string, text: string) => sealText(env, id, text),
    socketCap: 10,
    crowd: 0.01,
    only: ['xw-3'],
  }
  await seedDemo(deps, Date.now())
})

test('the wall shows the question now, who answers by name and office, and what is next', async () => {
  const html = await (await get('/s/xw-3/screen')).text()
  expect(html).toContain('城东三期从五楼往上')
  expect(html).toContain('县供水公司经理 林某')
  expect(html).toContain('主持人议程')
  expect(html).toContain('portal/s/xw-3')
  expect(html).toContain('class="qr"')
  expect(html).not.toMatch(/ style=/)
})

test('neither wall nor overlay ever carries a pending word', async () => {
  const wall = await (await get('/s/xw-3/screen')).text()
  const overlay = await (await get(await overlayPath(env, 'xw-3', false))).text()
  const hidden = liveEdition.questions.filter(({ fate }) =>
    ['pending', 'rejected', 'redirected', 'withdrawn_early'].includes(fate.is),
  )
  expect(hidden.length).toBeGreaterThan(4)
  expect(hidden.filter(({ text }) => wall.includes(text) || overlay.includes(text))).toEqual([])
})

test('the overlay opens by its link alone, and not by one that was revoked', async () => {
  const first = await overlayPath(env, 'xw-3', false)
  expect((await get(first)).status).toBe(200)
  expect((await get('/s/xw-3/overlay')).status).toBe(403)
  expect((await get(`${first.slice(0, -2)}xx`)).status).toBe(403)
  // A link of one session opens no other.
  expect((await get(first.replace('xw-3', 'xw-4'))).status).toBe(403)
  const second = await overlayPath(env, 'xw-3', true)
  expect((await get(second)).status).toBe(200)
  expect((await get(first)).status).toBe(403)
})

test('a wall for a session that is not there is not there either', async () => {
  expect((await get('/s/no-such-session/screen')).status).toBe(404)
})
