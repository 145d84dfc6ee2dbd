import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { PROPOSALS_PER_DEVICE } from '../../worker/contract/commitments'
import { notaryOf } from '../../worker/http/audit'
import { Browser, moderator, official, signedIn } from './http-kit'
import { form, officer, promised, QUOTE, somebody } from './promise-kit'

const VAGUE = '小区门口的积水，我们会尽快解决'
type Here = Awaited<ReturnType<typeof promised>>
const say = (browser: Browser, here: Here, quote = VAGUE, more: Record<string, string> = {}) =>
  browser.form('/promises/propose', {
    s: here.slug,
    q: String(here.no),
    a: here.answer,
    quote,
    ...more,
  })
const rows = async () =>
  (
    await env.DB.prepare(
      'SELECT id, quote, count, state FROM commitment_proposals ORDER BY at',
    ).all<{
      id: string
      quote: string
      count: number
      state: string
    }>()
  ).results

test('a reader points a sentence out without a name; each device counts once', async () => {
  const here = await promised()
  const page = await new Browser().get(
    `/promises/propose?s=${here.slug}&q=${here.no}&a=${here.answer}`,
  )
  expect(await page.text()).toContain(VAGUE)
  const one = new Browser()
  expect(await (await say(one, here)).text()).toContain('已有 1 台设备')
  expect(await (await say(one, here)).text()).toContain('已经提过')
  expect(await (await say(new Browser(), here)).text()).toContain('已有 2 台设备')
  expect(await rows()).toMatchObject([{ quote: VAGUE, count: 2, state: 'open' }])
  // The chain has it, and neither the words nor the device.
  const entries = (await notaryOf(env).rows(1, 300)).map((row) => row.entry)
  expect(entries.filter((text) => text.includes('"promise_propose"'))).toHaveLength(2)
  expect(entries.join('')).not.toContain('积水')
})

test('only words that stand there can be pointed out, and only so many a day', async () => {
  const here = await promised()
  const one = new Browser()
  expect((await say(one, here, '我们一定会发钱')).status).toBe(422)
  expect((await say(one, here, '')).status).toBe(422)
  expect((await say(one, here, VAGUE, { a: 'another-answer' })).status).toBe(404)
  expect((await say(one, here, VAGUE, { s: 'no-such-session' })).status).toBe(404)
  expect((await new Browser().get('/promises/propose')).status).toBe(404)
  expect(await rows()).toEqual([])
  const words = [...'感谢提问县住建局将在一个月内完成23台电梯的加装计划投入40多万元']
  for (let n = 0; n < PROPOSALS_PER_DEVICE; n++) {
    await say(one, here, QUOTE.slice(n, n + 8))
  }
  expect(words.length).toBeGreaterThan(PROPOSALS_PER_DEVICE)
  expect((await say(one, here)).status).toBe(429)
})

test('a moderator declines with a reason that anybody reads, and nobody reads what waits', async () => {
  const here = await promised()
  await say(new Browser(), here)
  const clues = await here.desk.get(`/desk/s/${here.slug}/promises`)
  const html = await clues.text()
  expect(html).toContain('1 台设备提出')
  expect(html).toContain('承诺了，没有说期限')
  const [waiting] = await rows()
  const path = `/desk/s/${here.slug}/proposals/${waiting?.id}`
  for (const [browser, status] of [
    [await signedIn(official), 403],
    [await somebody(officer, 'housing'), 403],
    [new Browser(), 401],
  ] as const) {
    expect((await browser.form(path, { reason: '不是承诺' })).status).toBe(status)
  }
  expect((await here.desk.form(path, { reason: '' })).status).toBe(422)
  expect((await here.desk.form(path, { reason: '这是说明情况，不是承诺。' })).status).toBe(303)
  expect((await here.desk.form(path, { reason: '再来一次' })).status).toBe(409)
  const session = await (await new Browser().get(`/s/${here.slug}`)).text()
  expect(session).toContain('这是说明情况，不是承诺。')
  // Who proposed it is forgotten once it is settled.
  const left = await env.DB.prepare('SELECT count(*) AS n FROM commitment_proposers').first()
  expect(left).toEqual({ n: 0 })
  expect(await (await say(new Browser(), here)).text()).toContain('已经处理过')
})

test('registering a promise takes the sentence readers pointed out', async () => {
  const here = await promised()
  await say(new Browser(), here, QUOTE)
  const fields = form(here)
  expect((await (await signedIn(moderator)).form('/desk/commitments', fields)).status).toBe(303)
  expect(await rows()).toMatchObject([{ state: 'taken' }])
  expect(await (await say(new Browser(), here, QUOTE)).text()).toContain(`/promises/${fields.id}`)
  for (const path of [`/q/${here.question}`, `/s/${here.slug}`]) {
    expect(await (await new Browser().get(path)).text()).toContain(`/promises/${fields.id}`)
  }
})
