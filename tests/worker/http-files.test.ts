import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { ask, Browser, decide, open } from './http-kit'

// ASVS 16.5.2
test('the portal says that it is well, and which part is not', async () => {
  await open()
  const well = await new Browser().get('/healthz')
  expect([well.status, await well.json()]).toEqual([
    200,
    { ok: true, d1: true, room: true, assets: true, live: 0 },
  ])
  await env.DB.exec('ALTER TABLE sessions RENAME TO gone')
  const ill = await new Browser().get('/healthz')
  expect([ill.status, await ill.json()]).toMatchObject([503, { ok: false, d1: false, room: true }])
})

// ASVS 1.2.1
test('the newest answers are a feed that any reader can parse', async () => {
  const { slug, desk } = await open()
  const { no, id } = await ask(new Browser(), slug, '电梯 <加装> & "补贴" 什么时候发？')
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'written',
    speaker: '林局长',
    office: '住建局局长',
    unit: '住建局',
    text: '月底 ]]> 发放',
    solved: 'yes',
  })
  await expect
    .poll(async () => (await (await new Browser().get('/feed.atom')).text()).includes(id), {
      timeout: 5_000,
    })
    .toBe(true)
  const answer = await new Browser().get('/feed.atom')
  expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  const xml = await answer.text()
  expect(xml).toContain('<title>电梯 &lt;加装&gt; &amp; &quot;补贴&quot; 什么时候发？</title>')
  expect(xml).toContain('月底 ]]&gt; 发放')
  expect(xml).toContain(`<id>http://portal.test/q/${id}#a-`)
})

test('the API describes itself, with the refusals of every route', async () => {
  const answer = await new Browser().get('/api/openapi.json')
  const spec = await answer.json<{
    openapi: string
    paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>
    components: { schemas: Record<string, unknown> }
  }>()
  expect(spec.openapi).toBe('3.1.0')
  expect(Object.keys(spec.components.schemas)).toEqual(
    expect.arrayContaining(['Question', 'Snapshot', 'Refused']),
  )
  const vote = spec.paths['/api/sessions/{slug}/questions/{no}/vote']?.['put']
  expect(vote?.responses['409']?.description).toContain('QUESTION_PENDING')
  for (const [path, methods] of Object.entries(spec.paths)) {
    expect(path).toMatch(/^\/api\//)
    for (const [method, { responses }] of Object.entries(methods)) {
      expect([path, method, Object.keys(responses)]).toEqual([
        path,
        method,
        expect.arrayContaining(['500']),
      ])
    }
  }
})

test('a session has a QR code of its address', async () => {
  const { slug } = await open()
  for (const path of [`/s/${slug}/qr.svg`, `/api/sessions/${slug}/qr.svg`]) {
    const answer = await new Browser().get(path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
    ])
    expect(await answer.text()).toMatch(/^<svg /)
  }
})

test('a session goes on while the record knows nothing of it', async () => {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, '请问我们小区的电梯什么时候能装好？')
  await env.DB.exec('ALTER TABLE sessions RENAME TO gone')
  const state = await desk.get(`/api/desk/sessions/${slug}`)
  expect(state.status).toBe(200)
  expect((await decide(desk, slug, { act: 'approve', nos: [no] })).status).toBe(200)
  const voter = new Browser()
  expect((await voter.json('PUT', `${api}/questions/${no}/vote`, { on: true })).status).toBe(200)
  expect((await voter.get(`${api}/snapshot`)).status).toBe(200)
  await ask(voter, slug, '另外一个问题：停车位够不够？')
})
