import { expect, test } from 'vitest'
import type { Snapshot } from '../../worker/contract/views'
import { ask, Browser, codeOf, decide, freshSlug, announced, open } from './http-kit'

const TEXT = '请问我们小区的电梯什么时候能装好？'
const key = () => crypto.randomUUID()

test('reading gives no cookie, and the first write gives one that lasts', async () => {
  const { slug, api } = await open()
  const reader = new Browser()
  expect((await reader.get(`${api}/snapshot`)).headers.get('set-cookie')).toBeNull()
  await ask(reader, slug, TEXT)
  const [name] = [...reader.cookies.keys()]
  expect(name).toBe('mdm')
  const again = await reader.json('POST', `${api}/questions`, {
    text: '另外一个问题：停车位够不够？',
  })
  expect(again.headers.get('set-cookie')).toBeNull()
})

// ASVS 3.3.1, 3.3.2, 3.3.3, 3.3.4
test('over an encrypted connection the cookie is tied to the host', async () => {
  const { slug } = await open()
  const { exports } = await import('cloudflare:workers')
  const answer = await exports.default.fetch(
    new Request(`https://portal.test/api/sessions/${slug}/questions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://portal.test' },
      body: JSON.stringify({ text: TEXT }),
    }),
  )
  expect(answer.status).toBe(201)
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^__Host-mdm=v1\.[\w-]{22}\.\d{10}\.[\w-]{43};/)
  for (const part of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
    expect(cookie).toContain(part)
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=63072000')
})

// ASVS 7.2.1, 9.1.1
test('a forged cookie counts for nothing when reading and is refused and cleared when writing', async () => {
  const { slug, api } = await open()
  const good = new Browser()
  await ask(good, slug, TEXT)
  const value = good.cookies.get('mdm') ?? ''
  const forged = new Browser()
  forged.cookies.set('mdm', `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`)
  expect(await (await forged.get('/api/my')).json()).toEqual({ items: [] })
  const refused = await forged.json('POST', `${api}/questions`, {
    text: '另外一个问题：停车位够不够？',
  })
  expect([refused.status, await codeOf(refused)]).toEqual([403, 'BAD_COOKIE'])
  expect(forged.cookies.size).toBe(0)
  const { totalQuestions } = (await (await forged.get(`${api}/snapshot`)).json()) as Snapshot
  expect(totalQuestions).toBe(0)
})

test('a question gets its receipt, and the same submission the same one', async () => {
  const { slug, api } = await open()
  const netizen = new Browser()
  const headers = { 'idempotency-key': key() }
  const first = await netizen.json('POST', `${api}/questions`, { text: TEXT }, headers)
  expect(first.status).toBe(201)
  const receipt = (await first.json()) as { receipt: string }
  expect(receipt.receipt).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  const again = await netizen.json('POST', `${api}/questions`, { text: TEXT }, headers)
  expect([again.status, await again.json()]).toEqual([200, receipt])
  const other = await netizen.json('POST', `${api}/questions`, { text: `${TEXT}还有别的` }, headers)
  expect([other.status, await codeOf(other)]).toEqual([422, 'KEY_REUSED'])
  expect(slug).toBeTruthy()
})

// ASVS 2.3.4
test('a form sent twice before any cookie arrived makes one visitor and one question', async () => {
  const { api } = await open()
  const headers = { 'idempotency-key': key() }
  const [a, b] = [new Browser(), new Browser()]
  const answers = await Promise.all(
    [a, b].map((browser) => browser.json('POST', `${api}/questions`, { text: TEXT }, headers)),
  )
  const [first, second] = (await Promise.all(answers.map((one) => one.json()))) as { id: string }[]
  expect(second?.id).toBe(first?.id)
  expect(a.cookies.get('mdm')?.slice(0, 25)).toBe(b.cookies.get('mdm')?.slice(0, 25))
})

test('a vote counts once, can be taken back, and waits for review', async () => {
  const { slug, desk, api } = await open()
  const asker = new Browser()
  const { no } = await ask(asker, slug, TEXT)
  const voter = new Browser()
  const early = await voter.json('PUT', `${api}/questions/${no}/vote`, { on: true })
  expect([early.status, await codeOf(early)]).toEqual([409, 'QUESTION_PENDING'])
  expect((await decide(desk, slug, { act: 'approve', nos: [no] })).status).toBe(200)
  // Before the session opens the count is nobody's to know.
  const first = await voter.json('PUT', `${api}/questions/${no}/vote`, { on: true })
  expect(await first.json()).toEqual({ no, on: true, votes: 0 })
  await decide(desk, slug, { act: 'move', to: 'live' })
  for (let i = 0; i < 2; i++) {
    const voted = await voter.json('PUT', `${api}/questions/${no}/vote`, { on: true })
    expect([voted.status, await voted.json()]).toEqual([200, { no, on: true, votes: 1 }])
  }
  expect(await (await voter.get(`${api}/mine`)).json()).toEqual({ mine: [no] })
  expect(await (await asker.get(`${api}/mine`)).json()).toEqual({ mine: [] })
  const back = await voter.json('PUT', `${api}/questions/${no}/vote`, { on: false })
  expect(await back.json()).toEqual({ no, on: false, votes: 0 })
})

test('nothing is asked where no session is open', async () => {
  const { slug } = await announced()
  const netizen = new Browser()
  const early = await netizen.json('POST', `/api/sessions/${slug}/questions`, { text: TEXT })
  expect([early.status, await codeOf(early)]).toEqual([409, 'SESSION_NOT_OPEN'])
  const nowhere = await netizen.json('POST', `/api/sessions/${freshSlug()}/questions`, {
    text: TEXT,
  })
  expect([nowhere.status, await codeOf(nowhere)]).toEqual([404, 'NOT_FOUND'])
})

test('a snapshot is named by its number and not sent twice', async () => {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  const reader = new Browser()
  const first = await reader.get(`${api}/snapshot`)
  expect(first.headers.get('cache-control')).toBe('public, max-age=1')
  const etag = first.headers.get('etag') ?? ''
  expect(etag).toMatch(/^W\/"[\w-]+-\d+"$/)
  expect((await reader.get(`${api}/snapshot`, { 'if-none-match': etag })).status).toBe(304)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  const next = await reader.get(`${api}/snapshot`, { 'if-none-match': etag })
  expect(next.status).toBe(200)
  expect(((await next.json()) as Snapshot).questions.map((question) => question.no)).toEqual([no])
})

test('what is taken down here is gone from the next snapshot at once', async () => {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  const reader = new Browser()
  expect(await (await reader.get(`${api}/snapshot`)).text()).toContain(TEXT)
  await decide(desk, slug, { act: 'take_down', no, reason: 'mistake' })
  expect(await (await reader.get(`${api}/snapshot`)).text()).not.toContain(TEXT)
})

test('the list is read page by page, in the orders a page offers', async () => {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  const reader = new Browser()
  for (const order of ['hot', 'new', 'open']) {
    const page = (await (await reader.get(`${api}/questions?order=${order}`)).json()) as {
      total: number
    }
    expect(page.total).toBe(1)
  }
  const beyond = await reader.get(`${api}/questions?order=best`)
  expect([beyond.status, await codeOf(beyond)]).toEqual([422, 'INVALID'])
})

test('a first vote sent again because its answer was lost is one visitor and one vote', async () => {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, TEXT)
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  const headers = { 'idempotency-key': key() }
  const vote = (browser: Browser) =>
    browser.json('PUT', `${api}/questions/${no}/vote`, { on: true }, headers)
  await vote(new Browser())
  // The cookie of the first answer never arrived.
  expect(await (await vote(new Browser())).json()).toEqual({ no, on: true, votes: 1 })
  expect(
    await codeOf(
      await new Browser().json(
        'PUT',
        `${api}/questions/${no}/vote`,
        { on: true },
        { 'idempotency-key': 'short' },
      ),
    ),
  ).toBe('INVALID')
})
