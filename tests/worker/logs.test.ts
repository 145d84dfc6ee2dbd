import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { app } from '../../worker/app'
import type { RefusalBody } from '../../worker/contract/refusals'
import { forgetRefusals } from '../../worker/http/log'
import { ask, Browser, decide, open, origin, script } from './http-kit'

/** Signs that must not be found in any log; every one is sent somewhere below. */
const canary = {
  text: '金丝雀甲：请问文三路的电梯什么时候装好？',
  details: '金丝雀乙：我家住五单元',
  name: '金丝雀丙',
  comment: '金丝雀丁，支持！',
  phone: '13912345678',
  query: 'canary-query-7',
  agent: 'canary-agent-8',
  token: 'canary-token-9-canary-token-9-canary',
  address: '203.0.113.77',
}

afterEach(() => {
  vi.restoreAllMocks()
})

/** Everything that is said from now on, by whatever verb. */
function listen(): () => string {
  const said: string[] = []
  for (const verb of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, verb).mockImplementation((...parts: unknown[]) => {
      said.push(parts.map(String).join(' '))
    })
  }
  return () => said.join('\n')
}

// ASVS 16.2.5
test('no words, addresses, tokens or cookies of a whole exercise get into the log', async () => {
  const { slug, desk, api } = await open()
  forgetRefusals()
  const said = listen()
  const phone = new Browser()
  const headers = {
    'content-type': 'application/json',
    'user-agent': canary.agent,
    'x-forwarded-for': canary.address,
    'cf-connecting-ip': canary.address,
  }
  const { id, no, receipt } = await ask(phone, slug, canary.text)
  const send = (path: string, body: unknown) =>
    phone.send('POST', path, { headers, body: JSON.stringify(body) })
  await send(`${api}/questions`, {
    text: `${canary.text}${canary.phone}`,
    details: canary.details,
    name: canary.name,
  })
  await send(`${api}/comments`, { text: canary.comment, name: canary.name })
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await phone.json('PUT', `${api}/questions/${no}/vote`, { on: true }, headers)
  await phone.get(`/archive?q=${canary.query}`, headers)
  await send('/api/receipts/lookup', { receipt })
  // What is refused, in every way that is written down.
  await phone.send('POST', `/s/${slug}/ask?x=${canary.query}`, {
    headers: { ...headers, 'sec-fetch-site': 'cross-site' },
    body: canary.text,
  })
  await script('/api/operator/look-in', canary.token, '{}')
  const forged = new Browser()
  forged.cookies.set('mdm', `v1.${canary.token}`)
  await forged.json('PUT', `${api}/questions/${no}/vote`, { on: true }, headers)
  await new Browser().form('/desk/sign-in', { k: canary.token })
  // Faults, whose messages quote what was sent.
  const broken = {
    ...env,
    DB: {
      prepare: () => {
        throw new TypeError(`near "${canary.text}" ${canary.phone} ${canary.address}`)
      },
    } as unknown as D1Database,
  }
  for (const path of [`/q/${id}`, `/archive?q=${canary.query}`, '/api/sessions']) {
    const cookies = [...phone.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const request = new Request(origin + path, { headers: { ...headers, cookie: cookies } })
    await (await app.fetch(request, broken, createExecutionContext())).text()
  }

  const log = said()
  const lines = log.split('\n').map((line) => JSON.parse(line) as Record<string, string>)
  const events = lines.map(({ event, code }) => code ?? event)
  for (const wanted of ['WRONG_ORIGIN', 'NOT_ALLOWED', 'BAD_COOKIE', 'LINK_USED', 'fault']) {
    expect(events).toContain(wanted)
  }
  const cookies = [...phone.cookies.values(), ...desk.cookies.values()]
  const tokens = [receipt, 'test-operator-token', env.PORTAL_KEY, slug, id, ...cookies]
  for (const sign of [...Object.values(canary), ...tokens]) {
    expect([sign, log.includes(sign)]).toEqual([sign, false])
  }
})

// ASVS 16.3.4, 16.5.1
test('whoever meets a fault is shown a number, and the log has it', async () => {
  const said = listen()
  const DB = {
    prepare: () => {
      throw new TypeError('undefined is not a function')
    },
  } as unknown as D1Database
  const go = (path: string) =>
    app.fetch(new Request(origin + path), { ...env, DB }, createExecutionContext())
  const page = await go('/archive')
  expect(page.status).toBe(500)
  const shown = /编号 ([0-9a-z]{13})/.exec(await page.text())?.[1] ?? 'none'
  const { error } = await (await go('/api/sessions')).json<RefusalBody>()
  expect(error.message).toContain(error.ref)
  for (const ref of [shown, error.ref]) expect(said()).toContain(`"ref":"${ref}"`)
  expect(said()).toContain('"fault":"TypeError"')
})
