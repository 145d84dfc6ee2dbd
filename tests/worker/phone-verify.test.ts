import { createHmac } from 'node:crypto'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CODE_MS, CODE_TRIES, CODES_A_DAY, CODES_PER_NETWORK } from '../../worker/contract/verify'
import { readDigits, readMobile } from '../../worker/domain/mobile'
import { phoneVerifierOf } from '../../worker/http/sms'
import { keepCode } from '../../worker/store/phone-codes'
import { announced } from './http-kit'
import { Gateway, gatewayVars, Portal, type PortalBrowser } from './verify-kit'

const portal = new Portal(gatewayVars)
const tel = '13800001234'
let gateway: Gateway

beforeEach(() => {
  gateway = new Gateway()
  vi.stubGlobal('fetch', gateway.fetch)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const send = (browser: PortalBrowser, number = tel, to = '/') =>
  browser.form('/verify/phone', { tel: number, to })
const type = (browser: PortalBrowser, code: string, to = '/') =>
  browser.form('/verify/code', { code, to })
const personIn = (browser: PortalBrowser) => browser.cookies.get('mdm-person') ?? null
const other = (code: string) => code.replace(/\d$/, (last) => String((Number(last) + 1) % 10))
/** The clock goes on; what waits for it is not woken. */
const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

describe('a netizen verifies by telephone', () => {
  test('with the code that came, and goes back to where they were', async () => {
    const { slug } = await announced()
    const browser = portal.browser()
    const asked = await browser.get(`/verify?to=/s/${slug}`)
    expect(asked.status).toBe(200)
    const html = await asked.text()
    expect(html).toContain('老旧小区加装电梯')
    expect(html).toMatch(/inputmode="tel"/i)
    const sent = await send(browser, '138 0000 1234', `/s/${slug}`)
    expect([sent.status, sent.headers.get('location')]).toEqual([
      303,
      `/verify?to=${encodeURIComponent(`/s/${slug}`)}`,
    ])
    expect(gateway.sent).toMatchObject([{ to: '+8613800001234', minutes: 5 }])
    const waiting = await (await browser.get(`/verify?to=/s/${slug}`)).text()
    expect(waiting).toContain('尾号 34')
    expect(waiting).toMatch(/autocomplete="one-time-code"/)
    expect(waiting).toMatch(/inputmode="numeric"/i)
    const done = await type(browser, gateway.code, `/s/${slug}`)
    expect([done.status, done.headers.get('location')]).toEqual([303, `/s/${slug}`])
    expect(personIn(browser)).toMatch(/^v1\./)
    expect(await (await browser.get('/verify')).text()).toContain('您已经实名核验')
  })

  test('and is the same person on another device, and another by another number', async () => {
    const people: (string | undefined)[] = []
    for (const number of [tel, tel, '13900005678']) {
      const browser = portal.browser()
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
      await send(browser, number)
      await type(browser, gateway.code)
      people.push(personIn(browser)?.split('.')[1])
    }
    expect(people[0]).toBe(people[1])
    expect(people[2]).not.toBe(people[0])
  })

  test('and can be nobody again on a shared computer', async () => {
    const browser = portal.browser()
    await send(browser)
    await type(browser, gateway.code)
    await browser.form('/verify/forget', { to: '/' })
    expect(personIn(browser)).toBeNull()
  })

  // ASVS 14.2.1, 14.2.4
  test('and neither the number nor the code is kept or put into an address', async () => {
    const browser = portal.browser()
    const sent = await send(browser)
    const rows = await env.DB.prepare('SELECT * FROM phone_codes').all()
    const everything = JSON.stringify([rows.results, [...browser.cookies], [...sent.headers]])
    expect(rows.results).toHaveLength(1)
    expect(everything).not.toContain(tel)
    expect(everything).not.toContain(gateway.code)
  })

  test('through a gateway that can tell who asks', async () => {
    await send(portal.browser())
    const { headers, body } = gateway.requests[0] ?? { headers: new Headers(), body: '' }
    const time = headers.get('x-mianduimian-time') ?? ''
    const wanted = createHmac('sha256', 'gateway-key').update(`${time}.${body}`).digest('hex')
    expect(headers.get('x-mianduimian-signature')).toBe(wanted)
  })
})

describe('a number is refused', () => {
  test.for([
    '',
    '12345',
    '23800001234',
    '+1 202 555 0100',
    '1380000123a',
    '138000012345',
    'x'.repeat(500),
  ])('that is no mainland mobile: %s', async (number) => {
    const browser = portal.browser()
    const answer = await send(browser, number)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('aria-invalid="true"')
    expect(gateway.sent).toEqual([])
  })

  test('when a code went to it within the last minute, and the field for that code stays', async () => {
    const browser = portal.browser()
    await send(browser)
    const again = await send(browser)
    expect(again.status).toBe(429)
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await again.text()).toContain('one-time-code')
    expect((await send(portal.browser())).status).toBe(429)
    expect(gateway.sent).toHaveLength(1)
    expect((await type(browser, gateway.code)).status).toBe(303)
  })

  // ASVS 2.4.1
  test('after five codes on one day, and taken again the next', async () => {
    const now = Date.parse('2026-05-20T04:00:00Z')
    const row = (at: number, day: string) =>
      keepCode(env.DB, { id: 'n', code: 'c', day, expiresAt: at + CODE_MS }, at)
    const kept: boolean[] = []
    for (let n = 0; n <= CODES_A_DAY; n++) kept.push(await row(now + n * 60_000, '2026-05-20'))
    expect(kept).toEqual([...Array.from({ length: CODES_A_DAY }, () => true), false])
    expect(await row(now + 86_400_000, '2026-05-21')).toBe(true)
    expect(await row(now + 86_400_000 + 59_999, '2026-05-21')).toBe(false)
  })

  test('once, however many ask for it at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(portal.browser())))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(gateway.sent).toHaveLength(1)
  })

  // ASVS 2.4.1
  test('when its network has caused too many messages', async () => {
    const many = new Portal({ ...gatewayVars, BEHIND_PROXY: 'on' })
    const from = (address: string, n: number) =>
      many.browser().send('POST', '/verify/phone', {
        body: new URLSearchParams({ tel: `139${String(n).padStart(8, '0')}`, to: '/' }).toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-forwarded-for': address,
        },
      })
    const statuses: number[] = []
    for (let n = 0; n <= CODES_PER_NETWORK; n++) {
      statuses.push((await from(`203.0.113.${n}`, n)).status)
    }
    expect(statuses.slice(0, -1).every((status) => status === 303)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
    expect((await from('198.51.100.1', 99)).status).toBe(303)
    expect(gateway.sent).toHaveLength(CODES_PER_NETWORK + 1)
  })
})

describe('a code is refused', () => {
  // ASVS 6.3.1, 6.6.3
  test('that is wrong, with how many tries are left; after five even the right one', async () => {
    const browser = portal.browser()
    await send(browser)
    const wrong = other(gateway.code)
    for (let n = 1; n < CODE_TRIES; n++) {
      const answer = await type(browser, wrong)
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain(`还可以试 ${CODE_TRIES - n} 次`)
    }
    await type(browser.twin(), wrong)
    const right = await type(browser, gateway.code)
    expect(right.headers.get('location')).toContain('said=late_code')
    expect(personIn(browser)).toBeNull()
    const page = await browser.get(right.headers.get('location') ?? '')
    expect(await page.text()).toContain('这个验证码已经失效')
  })

  // ASVS 6.5.1
  test('that was used: of twenty at the same moment one is taken', async () => {
    const browser = portal.browser()
    await send(browser)
    const twins = Array.from({ length: 20 }, () => browser.twin())
    await Promise.all(twins.map((twin) => type(twin, gateway.code)))
    expect(twins.filter((twin) => personIn(twin) !== null)).toHaveLength(1)
    await type(browser, gateway.code)
    expect(personIn(browser)).toBeNull()
  })

  // ASVS 6.6.2
  test('after five minutes', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const browser = portal.browser()
    await send(browser)
    later(CODE_MS)
    expect((await type(browser, gateway.code)).status).toBe(422)
    expect(personIn(browser)).toBeNull()
  })

  // ASVS 6.6.2
  test('in another browser than the one that asked for it', async () => {
    const browser = portal.browser()
    await send(browser)
    const stranger = portal.browser()
    expect((await type(stranger, gateway.code)).status).toBe(422)
    await send(stranger, '13900005678')
    const [first] = gateway.sent
    await type(stranger, first?.code ?? '')
    expect(personIn(stranger)).toBeNull()
  })

  test('from another page than ours', async () => {
    const browser = portal.browser()
    await send(browser)
    const answer = await browser.send('POST', '/verify/code', {
      body: `code=${gateway.code}&to=/`,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'cross-site',
      },
    })
    expect(answer.status).toBe(403)
    expect(personIn(browser)).toBeNull()
  })
})

describe('the way of a code', () => {
  test.for([
    ['refuses', () => Promise.resolve(new Response('no', { status: 500 }))],
    ['sends elsewhere', () => Promise.resolve(Response.redirect('https://other.example/', 302))],
    ['is not there', () => Promise.reject(new Error('Network connection lost.'))],
  ] as const)('that %s is said to be so, and costs nobody a code', async ([, answer]) => {
    gateway.answer = answer
    const browser = portal.browser()
    const sent = await send(browser)
    expect(sent.status).toBe(503)
    expect(await sent.text()).toContain('短信没有发出去')
    expect((await type(browser, gateway.code)).status).toBe(422)
    expect(personIn(browser)).toBeNull()
    const row = await env.DB.prepare('SELECT code, sent FROM phone_codes').first()
    expect(row).toEqual({ code: null, sent: 0 })
  })

  // ASVS 13.4.2
  test('is not offered where there is none, nor through the log in production', async () => {
    const settings: Record<string, string>[] = [
      {},
      { SMS_GATEWAY_URL: 'http://sms.example/', SMS_GATEWAY_KEY: 'k' },
      { SMS_GATEWAY_URL: Gateway.url },
    ]
    for (const vars of settings) {
      const bare = new Portal(vars).browser()
      expect(await (await bare.get('/verify')).text()).toContain('还没有开通实名核验')
      expect((await send(bare)).status).toBe(409)
    }
  })

  test('is never the log, nor without encryption, in production', () => {
    const here = { SMS_GATEWAY_URL: 'http://127.0.0.1:1/', SMS_GATEWAY_KEY: 'k' }
    for (const vars of [{ SMS_CONSOLE: 'on' }, here]) {
      expect(phoneVerifierOf({ ...env, ...vars })).not.toBeNull()
      expect(phoneVerifierOf({ ...env, ...vars, PRODUCTION: 'on' })).toBeNull()
    }
  })

  test('leads to no address but ours', async () => {
    for (const to of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:1',
    ]) {
      const browser = portal.browser()
      await send(browser, `137${String(gateway.sent.length).padStart(8, '0')}`, to)
      const done = await type(browser, gateway.code, to)
      expect(done.headers.get('location')).toBe('/')
    }
  })
})

describe('numbers', () => {
  test('are read as people type them', () => {
    for (const raw of [
      '13800001234',
      '+86 138-0000-1234',
      '0086 13800001234',
      '１３８００００１２３４',
    ]) {
      expect(readMobile(raw)).toBe('+8613800001234')
    }
    expect(readMobile('8613800001234')).toBe('+8613800001234')
    expect(readMobile('+8513800001234')).toBeNull()
  })

  test('and so are codes', () => {
    expect(readDigits('１２３ 456', 6)).toBe('123456')
    for (const raw of ['12345', '1234567', '12345a', '', '-12345'])
      expect(readDigits(raw, 6)).toBeNull()
  })
})
