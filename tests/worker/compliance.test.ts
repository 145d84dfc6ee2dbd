import {
  createExecutionContext,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { app } from '../../worker/app'
import type { ComplianceEntry, CompliancePage } from '../../worker/contract/compliance'
import { complianceOf } from '../../worker/http/comply'
import { sha256Text } from '../../worker/http/keys'
import { lookIn } from '../../worker/http/watch'
import { codeOf, open, origin } from './http-kit'

const KEY = 'Zt5rX8bN1mQ_kL7vC3wPyH9dJ2sFgU6oIeA4TxRnB0E'
const DAY = 86_400_000
const logged = {
  ...env,
  COMPLIANCE_KEY: KEY,
  BEHIND_PROXY: 'on',
  TRUSTED_ADDRESS_HEADER: 'x-real-ip',
  TRUSTED_PORT_HEADER: 'x-real-port',
}
const from = {
  'content-type': 'application/json',
  'sec-fetch-site': 'same-origin',
  'user-agent': 'Firefox of 张三',
  'x-real-ip': '203.0.113.7',
  'x-real-port': '50123',
}
const TEXT = '请问我们小区的电梯什么时候能装好？'

/** The keeper with its key: bindings of the runtime have none. */
const keeper = () => env.COMPLIANCE.getByName('portal')

beforeEach(async () => {
  await runInDurableObject(keeper(), (object) => {
    const given = { ...env, COMPLIANCE_KEY: KEY }
    Object.defineProperty(object, 'env', { value: given })
  })
})

async function go(method: string, path: string, body?: unknown, settings: typeof env = logged) {
  const ctx = createExecutionContext()
  const init = { method, headers: from, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const answer = await app.fetch(new Request(origin + path, init), settings, ctx)
  await waitOnExecutionContext(ctx)
  return answer
}

/** Opens boxes as scripts/compliance.mjs does; tests/domain/compliance.test.ts runs that one. */
async function opened(boxes: string[]): Promise<ComplianceEntry[]> {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const raw = await crypto.subtle.digest('SHA-256', bytes(`mianduimian/compliance/v1 ${KEY}`))
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
  const entries: ComplianceEntry[] = []
  for (const line of boxes) {
    const box = (line.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')
    const data = Uint8Array.from(atob(box), (sign) => sign.charCodeAt(0))
    const how = { name: 'AES-GCM', iv: data.slice(0, 12), additionalData: bytes('compliance/') }
    const text = await crypto.subtle.decrypt(how, key, data.slice(12))
    entries.push(...(JSON.parse(new TextDecoder().decode(text)) as ComplianceEntry[]))
  }
  // Each look is a request that is logged as well.
  return entries.filter(({ route }) => route !== 'POST /api/operator/compliance')
}

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
async function read(given: object, token = 'test-operator-token'): Promise<Response> {
  const ctx = createExecutionContext()
  const why = { reason: '公安机关来函', by: '林某' }
  const answer = await app.fetch(
    new Request(`${origin}/api/operator/compliance`, {
      method: 'POST',
      headers: { ...from, authorization: `Bearer ${token}` },
      body: JSON.stringify({ from: today(), to: today(), ...why, ...given }),
    }),
    logged,
    ctx,
  )
  await waitOnExecutionContext(ctx)
  return answer
}

describe('the compliance log', () => {
  // ASVS 16.2.1, 16.3.3
  test('has every write with its address and outcome, and nobody’s words', async () => {
    const { slug, api } = await open()
    await go('POST', `${api}/questions`, { text: TEXT })
    await go('POST', `${api}/questions`, { text: '' })
    await go('GET', `/s/${slug}`)
    await go('GET', '/archive?q=电梯')
    const page = (await (await read({})).json()) as CompliancePage
    const entries = await opened(page.boxes)
    expect(entries.map(({ route, status }) => [route, status])).toEqual([
      ['POST /api/sessions/:slug/questions', 201],
      ['POST /api/sessions/:slug/questions', 422],
    ])
    const [first] = entries
    expect(first).toMatchObject({ address: '203.0.113.7', port: 50_123, staff: '' })
    expect(first?.agent).toBe(sha256Text('Firefox of 张三').slice(0, 16))
    expect(first?.visitor).toMatch(/^[\w-]{22}$/)
    const all = JSON.stringify(entries)
    for (const sign of [TEXT, '张三', slug, 'v1.']) expect(all).not.toContain(sign)
  })

  // ASVS 16.4.2
  test('lies sealed in the object store and in its own object, readable with its own key only', async () => {
    const { api } = await open()
    await go('POST', `${api}/questions`, { text: TEXT })
    await runDurableObjectAlarm(keeper())
    const { objects } = await env.FILES.list({ prefix: 'compliance/' })
    expect(objects.map(({ key }) => key.slice(0, 22))).toEqual([`compliance/${today()}/`])
    const text = (await (await env.FILES.get(objects[0]?.key ?? ''))?.text()) ?? ''
    expect(text).not.toContain('203.0.113')
    expect((await opened([text])).length).toBe(1)
  })

  test('is off without its key, and holds up no answer', async () => {
    const { api } = await open()
    const { COMPLIANCE_KEY: _, ...off } = logged
    expect((await go('POST', `${api}/questions`, { text: TEXT }, off as typeof env)).status).toBe(
      201,
    )
    await runDurableObjectAlarm(keeper())
    expect((await env.FILES.list({ prefix: 'compliance/' })).objects).toEqual([])
    // The keeper does not answer: the write is answered all the same.
    const away = {
      ...logged,
      COMPLIANCE: {
        getByName: () => ({ take: () => Promise.reject(new Error('away')) }),
      } as unknown as DurableObjectNamespace,
    }
    expect((await go('POST', `${api}/questions`, { text: `再问：${TEXT}` }, away)).status).toBe(201)
    // What could not be told then is told with the next.
    await go('POST', `${api}/questions`, { text: `三问：${TEXT}` })
    const page = (await (await read({})).json()) as CompliancePage
    expect((await opened(page.boxes)).length).toBe(2)
  })

  test('is handed out for a reason, with an entry in the audit chain each time', async () => {
    const before = await chain()
    expect((await read({})).status).toBe(200)
    const after = await chain()
    const looks = (list: { act: string }[]) => list.filter(({ act }) => act === 'read_compliance')
    expect([looks(before).length, looks(after).length]).toEqual([0, 1])
    expect(after.at(-1)).toMatchObject({
      actor: 'operator',
      act: 'read_compliance',
      facts: { from: today(), to: today() },
    })
    expect(JSON.stringify(after)).not.toContain('公安机关')
  })

  // ASVS 16.4.2
  test('is handed out to nobody else, and not without a reason, a name and real days', async () => {
    expect((await read({}, 'test-import-token')).status).toBe(403)
    for (const wrong of [
      { reason: '' },
      { by: ' ' },
      { from: '2026-02-30' },
      { from: 'yesterday' },
      { from: '2026-01-01', to: '2026-06-01' },
      { from: '2026-01-02', to: '2026-01-01' },
      { after: '../keys' },
    ]) {
      expect([wrong, (await read(wrong)).status]).toEqual([wrong, 422])
    }
    const off = await go('POST', '/api/operator/compliance', {}, env)
    expect(off.status).toBe(401)
    expect((await chain()).some(({ act }) => act === 'read_compliance')).toBe(false)
  })

  test('a page that is full says where to go on', async () => {
    const names = Array.from({ length: 61 }, (_, i) => String(i + 1).padStart(12, '0'))
    await Promise.all(
      names.map((name) => env.FILES.put(`compliance/2026-01-05/${name}`, `k.${name}`)),
    )
    const days = { from: '2026-01-05', to: '2026-01-05' }
    const first = (await (await read(days)).json()) as CompliancePage
    expect([first.boxes.length, first.next]).toEqual([60, 'compliance/2026-01-05/000000000060'])
    const rest = (await (await read({ ...days, after: first.next })).json()) as CompliancePage
    expect(rest).toEqual({ boxes: ['k.000000000061'], next: null })
  })

  test('is erased by the day when its time is over', async () => {
    const now = Date.now()
    for (const age of [1, 182, 185, 400]) {
      const day = new Date(now + 8 * 3_600_000 - age * DAY).toISOString().slice(0, 10)
      await env.FILES.put(`compliance/${day}/000000000001`, 'k.box')
    }
    await lookIn(env, now)
    const { objects } = await env.FILES.list({ prefix: 'compliance/' })
    expect(objects.length).toBe(2)
    expect(await complianceOf(env).erase(now)).toBe(0)
  })
})

async function chain() {
  const { notaryOf } = await import('../../worker/http/audit')
  const rows = await notaryOf(env).rows(1, 100)
  return rows.map(({ entry }) => JSON.parse(entry) as { act: string })
}

// ASVS 16.3.2
test('what refuses a request is in the log as well', async () => {
  const answer = await go('POST', '/api/sessions/nowhere/questions', { text: TEXT })
  expect(await codeOf(answer)).toBe('NOT_FOUND')
  const page = (await (await read({})).json()) as CompliancePage
  expect((await opened(page.boxes)).map(({ status }) => status)).toEqual([404])
})
