import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { lookRound } from '../../worker/courier/round'
import { permissions } from '../../worker/domain/permissions'
import { access } from '../../worker/http/access'
import { notaryOf } from '../../worker/http/audit'
import { frozenNow, LOOK_MS, setFrozen } from '../../worker/store/read-only'
import { digestNow, dumpAll, emptyPortal, importAll } from './dump-kit'
import { announced, ask, Browser, codeOf, open, script } from './http-kit'
import { openRoom } from './room-kit'

/** A portal that is moved to another place: read by everybody, written by nobody. */

const ASK = '公交车能不能晚一点收班？'
const say = (on: boolean, token = 'test-operator-token') =>
  script('/api/operator/read-only', token, JSON.stringify({ on }))

describe('while the portal is frozen', () => {
  test('everything that writes is refused alike, whoever asks, and told when to try again', async () => {
    await say(true)
    const writes = Object.entries(access)
      .filter(([way]) => !way.startsWith('GET ') || way.includes('/oidc/:'))
      .filter(([way]) => !way.endsWith('/lookup'))
      .filter(([, action]) => !/^(read|watch|copy_portal|read_compliance)$/.test(action))
    expect(writes.length).toBeGreaterThan(120)
    const told = new Set<string>()
    for (const [way, action] of writes) {
      const [method = '', pattern = ''] = way.split(' ')
      const address = pattern.replace(/:\w+/g, 'one')
      const token =
        permissions[action].who === 'importer' ? 'test-import-token' : 'test-operator-token'
      const answer = await new Browser().send(method, address, {
        headers: { authorization: `Bearer ${token}` },
      })
      told.add(`${answer.status} ${answer.headers.get('retry-after')}`)
      const said = await answer.text()
      if (answer.status !== 503 || !/READ_ONLY|搬迁/.test(said))
        told.add(`${way}: ${said.slice(0, 80)}`)
    }
    expect([...told]).toEqual(['503 60'])
  })

  test('pages and figures are read as before, and say in the reader’s language that nothing can be handed in', async () => {
    const { slug } = await open()
    const { receipt } = await ask(new Browser(), slug, ASK)
    await say(true)
    for (const path of ['/', `/s/${slug}`, '/about', '/ledger', `/api/sessions/${slug}/snapshot`]) {
      expect([path, (await new Browser().get(path)).status]).toEqual([path, 200])
    }
    const page = async (lang: string) =>
      (await new Browser().get('/about', { 'accept-language': lang })).text()
    expect(await page('zh-CN')).toContain('平台正在搬迁：可以浏览')
    expect(await page('en')).toContain('The portal is moving')
    const own = await new Browser().json('POST', '/api/receipts/lookup', { receipt })
    expect(own.status).toBe(200)
    await say(false)
    expect(await page('zh-CN')).not.toContain('平台正在搬迁')
  })

  test('an open room takes no vote by its socket either, and takes them in their order once it is thawed', async () => {
    const room = await openRoom()
    await room.listed(ASK)
    const socket = await room.socket({ 'x-voter': '7' })
    await setFrozen(env.DB, true, Date.now())
    socket.say({ t: 'vote', r: 1, q: 1, on: true })
    expect(await socket.hear('no')).toEqual({
      t: 'no',
      r: 1,
      code: 'READ_ONLY',
      facts: { retryAfter: 60 },
    })
    await setFrozen(env.DB, false, Date.now())
    for (const [i, on] of [true, false, true].entries())
      socket.say({ t: 'vote', r: 2 + i, q: 1, on })
    expect(await socket.hear((frame) => frame['r'] === 4)).toMatchObject({ t: 'voted', on: true })
    const order = socket.heard.flatMap(({ t, r }) => (t === 'voted' ? [r] : []))
    expect(order).toEqual([2, 3, 4])
    socket.leave()
  })

  test('the courier tells nobody anything: the copy in the other place does', async () => {
    const now = Date.now()
    await env.DB.prepare(
      `INSERT INTO messages (id, kind, audience, recipient, about, facts, at, due_at, told)
       VALUES ('m1', 'case_assigned', 'unit', 'roads', 'c1', '{}', 1, 1, '{}')`,
    ).run()
    const done = async () =>
      (await env.DB.prepare('SELECT done_at AS at FROM messages').first<{ at: number | null }>())
        ?.at
    const kept = new Map<string, unknown>()
    const kv = {
      get: (name: string) => kept.get(name),
      put: (name: string, value: unknown) => void kept.set(name, value),
    }
    await setFrozen(env.DB, true, now)
    await lookRound(env, kv as unknown as SyncKvStorage, now)
    expect(await done()).toBe(null)
    await setFrozen(env.DB, false, now)
    await lookRound(env, kv as unknown as SyncKvStorage, now + LOOK_MS)
    expect(await done()).toBe(now + LOOK_MS)
  })

  test('it is copied, and what is restored elsewhere is the same and not frozen', async () => {
    await announced()
    await say(true)
    const before = await digestNow()
    const dump = await dumpAll()
    expect(dump.manifest.digest).toBe(before)
    expect(await frozenNow(env.DB, Date.now() + LOOK_MS)).not.toBe(null)
    await emptyPortal()
    await importAll(dump)
    expect(await frozenNow(env.DB, Date.now() + 2 * LOOK_MS)).toBe(null)
    expect(await digestNow()).toBe(before)
  })
})

describe('freezing', () => {
  test('is the operator’s, is on record, and twice is once', async () => {
    expect((await say(true, 'test-import-token')).status).toBe(403)
    expect(
      (await script('/api/operator/read-only', 'test-operator-token', '{"on":1}')).status,
    ).toBe(422)
    const first = (await (await say(true)).json()) as { since: number; within: number }
    const second = (await (await say(true)).json()) as { since: number }
    expect(first.since).toBeGreaterThan(0)
    expect(second.since).toBe(first.since)
    expect(await (await say(false)).json()).toMatchObject({ since: null })
    const acts = (await notaryOf(env).rows(1, 100)).map(
      ({ entry }) => (JSON.parse(entry) as { act: string }).act,
    )
    expect(acts).toEqual(expect.arrayContaining(['freeze_portal', 'thaw_portal']))
  })

  test('is heard in every isolate within seconds, and a record that is away freezes and thaws nobody', async () => {
    const now = Date.now() + 100_000
    await setFrozen(env.DB, false, now)
    const facts = `CREATE TABLE IF NOT EXISTS port_facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)`
    await env.DB.batch([
      env.DB.prepare(facts),
      env.DB.prepare(`INSERT OR REPLACE INTO port_facts VALUES ('frozen', '5')`),
    ])
    expect(await frozenNow(env.DB, now + LOOK_MS - 1)).toBe(null)
    expect(await frozenNow(env.DB, now + LOOK_MS)).toBe(5)
    const away = {
      prepare: () => {
        throw new Error('D1_ERROR: Network connection lost')
      },
    } as unknown as D1Database
    expect(await frozenNow(away, now + 9 * LOOK_MS)).toBe(5)
    await setFrozen(env.DB, false, now + 10 * LOOK_MS)
    expect(
      await codeOf(await new Browser().json('POST', '/api/receipts/withdraw', { receipt: 'x' })),
    ).not.toBe('READ_ONLY')
  })
})
