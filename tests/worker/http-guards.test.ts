import { exports } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { RefusalBody } from '../../worker/contract/refusals'
import { access } from '../../worker/http/access'
import { ask, Browser, moderator, open, origin, signedIn } from './http-kit'

const TEXT = '请问我们小区的电梯什么时候能装好？'
const json = (value: unknown) => JSON.stringify(value)

// ASVS 15.2.2
test('a body that comes in chunks is counted too', async () => {
  const { api } = await open()
  const chunk = new TextEncoder().encode('问'.repeat(1_000))
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent++ < 1_000) controller.enqueue(chunk)
      else controller.close()
    },
  })
  const answer = await new Browser().send('POST', `${api}/questions`, {
    body,
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(413)
  expect(sent).toBeLessThan(50)
})

test('a body that says its length is read at once, and refused all the same where it is broken or too long', async () => {
  const { api } = await open()
  const post = (body: Uint8Array<ArrayBuffer>) =>
    new Browser().send('POST', `${api}/questions`, {
      body,
      headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
    })
  const whole = new TextEncoder().encode(json({ text: TEXT }))
  expect((await post(whole)).status).toBe(201)
  const broken = whole.slice()
  // In the middle of a character.
  broken.set([0x22], 11)
  const answer = await post(broken)
  expect(((await answer.json()) as RefusalBody).error.code).toBe('BAD_TEXT')
  expect((await post(new Uint8Array(17_000).fill(0x20))).status).toBe(413)
})

const sources: [string, Record<string, string>, boolean][] = [
  ['our own page', { 'sec-fetch-site': 'same-origin' }, true],
  ['the address bar', { 'sec-fetch-site': 'none' }, true],
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }, false],
  ['a page of a neighbour host', { 'sec-fetch-site': 'same-site' }, false],
  ['another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin }, false],
  ['an old browser on our page', { origin }, true],
  ['an old browser elsewhere', { origin: 'https://evil.example' }, false],
  ['an old browser in a sandbox', { origin: 'null' }, false],
  ['our host on another port', { origin: 'http://portal.test:8080' }, false],
  ['nobody knows where', {}, false],
  ['a word no browser says', { 'sec-fetch-site': 'sideways', origin }, false],
  ['our page by a name that only begins like ours', { origin: `${origin}.evil.example` }, false],
  ['an origin that is none', { origin: 'portal.test' }, false],
  ['a script with a token', { authorization: 'Bearer x' }, true],
  [
    'a page elsewhere with a token',
    { authorization: 'Bearer x', origin: 'https://evil.example' },
    false,
  ],
]

// ASVS 3.5.1, 3.5.2, 4.4.2
test('writes and sockets are accepted from our own pages only', async () => {
  const { api } = await open()
  for (const [who, headers, welcome] of sources) {
    const write = await exports.default.fetch(
      new Request(`${origin}${api}/comments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: json({ text: '支持！' }),
      }),
    )
    expect([who, write.status]).toEqual([who, welcome ? 201 : 403])
    await write.text()
    const socket = await exports.default.fetch(
      new Request(`${origin}${api}/live`, { headers: { upgrade: 'websocket', ...headers } }),
    )
    expect([who, socket.status]).toEqual([who, welcome ? 101 : 403])
    socket.webSocket?.accept()
    socket.webSocket?.close()
  }
})

// ASVS 3.5.1
test('no way to change anything is open to a page of another site', async () => {
  const writes = Object.keys(access).filter((way) => !way.startsWith('GET '))
  expect(writes.length).toBeGreaterThan(30)
  for (const way of writes) {
    const [method = '', pattern = ''] = way.split(' ')
    const path = pattern.replace(/:\w+/g, 'x')
    const headers = { 'sec-fetch-site': 'cross-site', authorization: 'Bearer test-operator-token' }
    const answer = await exports.default.fetch(
      new Request(origin + path, { method, headers, body: '{}', redirect: 'manual' }),
    )
    expect([way, answer.status]).toEqual([way, 403])
    await answer.text()
  }
})

// ASVS 15.2.2
test('JSON nested as deep as a body can be is answered, and quickly', async () => {
  const { api } = await open()
  const deep = `{"text":${'['.repeat(8_000)}${']'.repeat(8_000)}}`
  const started = Date.now()
  const answer = await new Browser().send('POST', `${api}/questions`, {
    headers: { 'content-type': 'application/json' },
    body: deep,
  })
  expect(answer.status).toBe(422)
  const deeper = await new Browser().send('POST', `${api}/questions`, {
    headers: { 'content-type': 'application/json' },
    body: '['.repeat(1_000_000),
  })
  expect(deeper.status).toBe(413)
  expect(Date.now() - started).toBeLessThan(2_000)
})

// ASVS 4.1.3, 15.3.4
test('what a client says about itself in our own headers is not believed', async () => {
  const { slug, desk } = await open()
  await ask(new Browser(), slug, TEXT)
  const socket = await new Browser().get(`/api/sessions/${slug}/live`, {
    upgrade: 'websocket',
    'x-kind': 'desk',
    'x-voter': '7',
    'x-actor': json({ id: 'm1', name: 'x', office: 'x', role: 'moderator' }),
  })
  const live = socket.webSocket as WebSocket
  live.accept()
  const said = new Promise<string>((resolve) => {
    live.addEventListener('message', (event) => resolve(String(event.data)), { once: true })
  })
  live.send(json({ t: 'hello', v: 1 }))
  expect(JSON.parse(await said)).toMatchObject({ t: 'welcome', voter: false })
  live.close()
  const state = await (await desk.get(`/api/desk/sessions/${slug}`)).json<{ staff: unknown[] }>()
  expect(state.staff).toEqual([])
  const stranger = await new Browser().get(`/api/desk/sessions/${slug}/live`, {
    upgrade: 'websocket',
  })
  expect(stranger.status).toBe(401)
  const seat = await desk.get(`/api/desk/sessions/${slug}/live`, { upgrade: 'websocket' })
  expect(seat.status).toBe(101)
  seat.webSocket?.accept()
  seat.webSocket?.close()
})

test('a method nobody offers is told which ones there are', async () => {
  const { api } = await open()
  const answer = await new Browser().send('DELETE', `${api}/questions`)
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
})

test('refusals speak the language of the reader', async () => {
  const english = await new Browser().get('/api/nowhere', {
    'accept-language': 'en-GB,en;q=0.9,zh;q=0.5',
  })
  expect((await english.json<RefusalBody>()).error.message).toContain('no such page')
  const asked = await new Browser().get('/api/nowhere?lang=zh', { 'accept-language': 'en' })
  expect((await asked.json<RefusalBody>()).error.message).toContain('没有找到')
  const french = await new Browser().get('/api/nowhere', { 'accept-language': 'fr' })
  expect((await french.json<RefusalBody>()).error.message).toContain('没有找到')
})

test('every answer carries its security headers', async () => {
  const { api } = await open()
  for (const path of ['/api/nowhere', `${api}/snapshot`, '/nowhere', '/healthz', '/feed.atom']) {
    const { headers } = await new Browser().get(path)
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff'])
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  }
})

// ASVS 8.3.1
test('nobody but staff gets through any route of the desk', async () => {
  await signedIn(moderator)
  const { app } = await import('../../worker/app')
  const routes = app.routes.filter(
    ({ path, method }) => path.startsWith('/api/desk/') && method !== 'ALL',
  )
  expect(new Set(routes.map(({ path }) => path)).size).toBeGreaterThan(8)
  for (const { path, method } of routes) {
    const at = path.replace(':slug', 'any').replace(':id', 'any')
    const answer = await new Browser().json(method === 'GET' ? 'POST' : method, at, {})
    const reading = method === 'GET' ? await new Browser().get(at) : answer
    expect([method, path, reading.status]).toEqual([method, path, 401])
    await answer.text()
  }
})
