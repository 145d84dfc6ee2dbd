import { exports } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { Browser, open, origin } from './http-kit'

const bare = (path: string, init: RequestInit = {}, at = origin) =>
  exports.default.fetch(new Request(at + path, { redirect: 'manual', ...init }))

test('every kind of answer carries its security headers, refusals and sockets too', async () => {
  const { slug, api, desk } = await open()
  const table: [string, Response, number][] = [
    ['a page', await bare(`/s/${slug}`), 200],
    ['the API', await bare(`${api}/snapshot`), 200],
    ['a table', await bare(`${api}/questions.csv`), 200],
    ['a table of the desk', await desk.get(`/api/desk/sessions/${slug}/handoffs.csv`), 200],
    ['a feed', await bare('/feed.atom'), 200],
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
      await bare(`/s/${slug}/ask`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }),
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
    expect([what, policy.includes('unsafe')]).toEqual([what, false])
    expect([what, answer.headers.get('access-control-allow-origin')]).toEqual([what, null])
    expect([what, answer.headers.get('strict-transport-security')]).toEqual([what, null])
    await answer.text()
  }
})

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
