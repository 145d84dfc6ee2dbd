import { createExecutionContext } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { app } from '../../worker/app'
import { access } from '../../worker/http/access'
import { Browser, open, origin } from './http-kit'

const bare = (path: string, init: RequestInit = {}, at = origin) =>
  exports.default.fetch(new Request(at + path, { redirect: 'manual', ...init }))

/** Each page is read when it is first asked for. */
const patient = { timeout: 60_000 }
const posted = { method: 'POST', headers: { 'sec-fetch-site': 'none' } }

// ASVS 3.2.1, 3.4.4, 3.4.5, 3.4.6
test(
  'every kind of answer carries its security headers, refusals and sockets too',
  patient,
  async () => {
    const { slug, api, desk } = await open()
    const table: [string, Response, number][] = [
      ['a page', await bare(`/s/${slug}`), 200],
      ['the API', await bare(`${api}/snapshot`), 200],
      ['a table', await bare(`${api}/questions.csv`), 200],
      ['a table of the desk', await desk.get(`/api/desk/sessions/${slug}/handoffs.csv`), 200],
      ['a feed', await bare('/feed.atom'), 200],
      ['the health', await bare('/healthz'), 200],
      ['whom to tell, where nobody was named', await bare('/.well-known/security.txt'), 404],
      ['the head of the audit chain', await bare('/.well-known/audit-head'), 200],
      ['an export of the chain', await bare('/api/audit/export?chain=portal'), 200],
      ['a file that is not there', await bare('/assets/nothing.js'), 404],
      ['a script without a token', await bare('/api/operator/look-in', posted), 401],
      ['a drawing', await bare(`/s/${slug}/qr.svg`), 200],
      ['the description', await bare('/api/openapi.json'), 200],
      ['a page that is not there', await bare('/nowhere'), 404],
      ['an address of the API that is not there', await bare('/api/nowhere'), 404],
      [
        'a method nobody offers',
        await bare(`${api}/snapshot`, { method: 'DELETE', headers: { 'sec-fetch-site': 'none' } }),
        405,
      ],
      ['a way to the signing-in', await bare('/desk'), 303],
      [
        'a form of another site',
        await bare(`/s/${slug}/ask`, {
          method: 'POST',
          headers: { 'sec-fetch-site': 'cross-site' },
        }),
        403,
      ],
      [
        'a socket of another site',
        await bare(`${api}/live`, {
          headers: { upgrade: 'websocket', origin: 'https://evil.example' },
        }),
        403,
      ],
      [
        'a socket of nobody at the desk',
        await new Browser().get(`/api/desk/sessions/${slug}/live`, { upgrade: 'websocket' }),
        401,
      ],
      ['a host that is none', await bare(`${api}/snapshot`, { headers: { host: 'a b' } }), 400],
    ]
    for (const [what, answer, status] of table) {
      expect([what, answer.status]).toEqual([what, status])
      expect([what, answer.headers.get('x-content-type-options')]).toEqual([what, 'nosniff'])
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect([what, policy]).toEqual([what, expect.stringContaining("default-src 'none'")])
      expect([what, policy]).toEqual([what, expect.stringContaining("frame-ancestors 'none'")])
      expect([what, answer.headers.get('x-frame-options')]).toEqual([what, 'DENY'])
      expect([what, policy.includes('unsafe')]).toEqual([what, false])
      expect([what, answer.headers.get('access-control-allow-origin')]).toEqual([what, null])
      expect([what, answer.headers.get('strict-transport-security')]).toEqual([what, null])
      await answer.text()
    }
  },
)

// ASVS 3.4.2, 3.4.4, 3.4.6
test(
  'whatever way there is into the portal, its answer to a stranger carries them',
  patient,
  async () => {
    const { slug } = await open()
    const bare404 = '0000000000000'
    for (const way of Object.keys(access)) {
      const [method = '', pattern = ''] = way.split(' ')
      const path = pattern.replace(':slug', slug).replace(':no', '1').replace(/:\w+/g, bare404)
      const answer = await bare(path.replace('*', 'x'), {
        method,
        headers: { 'sec-fetch-site': 'same-origin' },
        ...(method !== 'GET' && { body: '' }),
      })
      const policy = answer.headers.get('content-security-policy') ?? ''
      const found = {
        broken: answer.status >= 500,
        nosniff: answer.headers.get('x-content-type-options'),
        framed: answer.headers.get('x-frame-options'),
        closed: /default-src 'none'.*frame-ancestors 'none'/.test(policy),
        unsafe: policy.includes('unsafe'),
        typed: /html/.test(answer.headers.get('content-type') ?? '')
          ? policy.includes("require-trusted-types-for 'script'")
          : true,
        readByOthers: answer.headers.get('access-control-allow-origin'),
      }
      await answer.body?.cancel()
      expect([way, found]).toEqual([
        way,
        {
          broken: false,
          nosniff: 'nosniff',
          framed: 'DENY',
          closed: true,
          unsafe: false,
          typed: true,
          readByOthers: null,
        },
      ])
    }
  },
)

// ASVS 3.4.1, 3.4.3
test('a page allows no string to become script, and over TLS asks for TLS for two years', async () => {
  const { headers } = await bare('/', {}, 'https://portal.test')
  const policy = headers.get('content-security-policy') ?? ''
  for (const part of [
    "script-src 'self';",
    "require-trusted-types-for 'script'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
  ]) {
    expect(policy).toContain(part)
  }
  expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('permissions-policy')).toContain('camera=()')
})

test('whoever finds a weakness reads whom to tell, and until when that holds', async () => {
  const settings = {
    ...env,
    SECURITY_CONTACT: 'mailto:security@example.gov.cn',
    PUBLIC_URL: 'https://ask.example.gov.cn',
    PORTAL_DEMO: 'on',
  } as typeof env
  const request = new Request(`${origin}/.well-known/security.txt`)
  const answer = await app.fetch(request, settings, createExecutionContext())
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  const lines = (await answer.text()).trim().split('\n')
  const said = new Map(lines.map((line) => line.split(': ') as [string, string]))
  expect(said.get('Contact')).toBe('mailto:security@example.gov.cn')
  expect(said.get('Canonical')).toBe('https://ask.example.gov.cn/.well-known/security.txt')
  expect(said.get('Preferred-Languages')).toBe('zh, en')
  const days = (Date.parse(said.get('Expires') ?? '') - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(178)
  expect(days).toBeLessThan(181)
})

// ASVS 3.3.1, 3.3.2, 3.3.3, 3.3.4
test('over TLS every cookie belongs to this host alone', async () => {
  const { slug } = await open()
  const names: string[] = []
  const keep = async (answer: Response) => {
    for (const line of answer.headers.getSetCookie()) {
      names.push(line.split('=')[0] ?? '')
      expect(line).toMatch(/; Secure/)
      expect(line).toMatch(/; Path=\//)
      expect(line).not.toMatch(/Domain/i)
    }
    await answer.text()
  }
  const at = 'https://portal.test'
  const own = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
  const body = JSON.stringify({ text: '支持！' })
  await keep(
    await bare(`/api/sessions/${slug}/comments`, { method: 'POST', headers: own, body }, at),
  )
  const link = await bare(
    '/api/operator/sign-in-links',
    {
      method: 'POST',
      headers: { authorization: 'Bearer test-operator-token', 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'moderator', name: '周宁' }),
    },
    at,
  )
  const k = new URL((await link.json<{ url: string }>()).url).searchParams.get('k') ?? ''
  const form = new URLSearchParams({ k })
  await keep(
    await bare(
      '/desk/sign-in',
      { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, body: form },
      at,
    ),
  )
  expect(names.length).toBeGreaterThanOrEqual(2)
  expect(names.filter((name) => !name.startsWith('__Host-'))).toEqual([])
})
