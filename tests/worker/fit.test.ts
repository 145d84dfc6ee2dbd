import { env } from 'cloudflare:workers'
import { createExecutionContext } from 'cloudflare:test'
import { expect, test, vi } from 'vitest'
import { app } from '../../worker/app'

const footer = { host: '县政府', operator: '融媒体中心', icp: '备1', police: '备2', siteCode: '3' }
const good = {
  PORTAL_KEY: '3q2-7wABk9zX_LmPvQ8rTnYhGcJdFsKu5iEoW1aZbN4',
  OPERATOR_TOKEN: 'hV9x2LqZ_7mKd4RtYw8PnB3sJf6CgE5uTaXo1iQkWz0',
  IMPORT_TOKEN: undefined,
  ADMIN_BOOTSTRAP_TOKEN: undefined,
  COMPLIANCE_KEY: 'Zt5rX8bN1mQ_kL7vC3wPyH9dJ2sFgU6oIeA4TxRnB0E',
  PUBLIC_URL: 'https://ask.example.gov.cn',
  PORTAL_DEMO: 'off',
  FOOTER: JSON.stringify({ ...footer, errorReport: 'https://zfwzgl.www.gov.cn/' }),
  SECURITY_CONTACT: 'mailto:security@example.gov.cn',
  BEHIND_PROXY: 'on',
  TRUSTED_ADDRESS_HEADER: 'x-real-ip',
}
const proxied = { 'x-forwarded-proto': 'https', 'x-real-ip': '203.0.113.7' }

async function ask(
  path: string,
  settings: Record<string, string | undefined>,
  headers: Record<string, string> = proxied,
) {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const bindings = { ...env, ...settings } as typeof env
  const request = new Request(`http://127.0.0.1${path}`, { headers, redirect: 'manual' })
  const answer = await app.fetch(request, bindings, createExecutionContext())
  const log = told.mock.calls.flat().join('\n')
  told.mockRestore()
  return { status: answer.status, text: await answer.text(), headers: answer.headers, log }
}

test('a production portal that is set up well serves, with cookies and links for https', async () => {
  const home = await ask('/', good)
  expect(home.status).toBe(200)
  expect(home.headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
  expect(home.text).toContain('融媒体中心')
  expect(home.text).toContain('https://zfwzgl.www.gov.cn/')
})

// ASVS 13.2.3
test('with a weak or an example secret nobody is served, and the page names the setting, not the value', async () => {
  for (const [name, value] of [
    ['OPERATOR_TOKEN', 'test-operator-token'],
    ['IMPORT_TOKEN', 'x'.repeat(40)],
    ['FOOTER', '{}'],
  ] as const) {
    const settings = { ...good, [name]: value }
    for (const path of ['/', '/archive', '/desk/sign-in', '/assets/x.js']) {
      const { status, text, headers } = await ask(path, settings)
      expect([name, path, status]).toEqual([name, path, 503])
      expect(text).toContain(name)
      expect(text).not.toContain(value.length > 4 ? value : 'nothing')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    }
    const api = await ask('/api/sessions', settings)
    expect([api.status, JSON.parse(api.text)]).toMatchObject([
      503,
      { error: { code: 'NOT_READY' } },
    ])
    const health = await ask('/healthz', settings)
    expect(health.status).toBe(503)
    const { ok, settings: told } = JSON.parse(health.text) as { ok: boolean; settings: string[] }
    expect([ok, told.some((one) => one.startsWith(name))]).toEqual([false, true])
    expect(health.log).not.toContain(value.length > 4 ? value : 'nothing')
  }
})

// ASVS 15.2.3
test('the demonstration is not shown where residents are', async () => {
  const { status, text } = await ask('/', { ...good, PRODUCTION: 'on', PORTAL_DEMO: 'on' })
  expect(status).toBe(503)
  expect(text).toContain('PORTAL_DEMO')
})

// ASVS 12.2.1, 15.3.4
test('behind a proxy a request without TLS, or without the one address that counts, is refused by name', async () => {
  const cases: [Record<string, string>, string][] = [
    [{ 'x-real-ip': '203.0.113.7' }, 'X-Forwarded-Proto'],
    [{ 'x-forwarded-proto': 'http', 'x-real-ip': '203.0.113.7' }, 'X-Forwarded-Proto'],
    [{ 'x-forwarded-proto': 'https, http', 'x-real-ip': '203.0.113.7' }, 'X-Forwarded-Proto'],
    [{ 'x-forwarded-proto': 'https' }, 'x-real-ip'],
    // Sent twice: one of them is the client's.
    [{ 'x-forwarded-proto': 'https', 'x-real-ip': '198.51.100.1, 203.0.113.7' }, 'x-real-ip'],
    // Another header that tells an address is not believed instead.
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' }, 'x-real-ip'],
    [{ 'x-forwarded-proto': 'https', 'cf-connecting-ip': '203.0.113.7' }, 'x-real-ip'],
    [{ 'x-forwarded-proto': 'https', 'x-real-ip': 'unknown' }, 'x-real-ip'],
  ]
  for (const [headers, named] of cases) {
    const { status, text } = await ask('/', good, headers)
    expect([headers, status]).toEqual([headers, 503])
    expect(text).toContain(named)
    expect(text).not.toContain('203.0.113.7')
  }
  // Whoever watches the portal stands beside the proxy.
  expect((await ask('/healthz', good, {})).status).toBe(200)
})

// ASVS 12.2.1
test('without a proxy and without the edge there is no TLS, and so no service', async () => {
  const alone = { ...good, BEHIND_PROXY: undefined, TRUSTED_ADDRESS_HEADER: undefined }
  const { status, text } = await ask('/', alone, {})
  expect(status).toBe(503)
  expect(text).toContain('BEHIND_PROXY')
})

test('on a laptop the keys of the examples will do', async () => {
  expect((await ask('/', {}, {})).status).toBe(200)
})
