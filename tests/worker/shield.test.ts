import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { app } from '../../worker/app'
import { SHIELD } from '../../worker/contract/limits'
import type { AppEnv } from '../../worker/http/app-env'
import { personId, rememberPerson } from '../../worker/http/person'
import { macText } from '../../worker/http/keys'
import { open, origin } from './http-kit'

/** Counters like the platform's: so many for each key. */
function counters(limit: number) {
  const seen = new Map<string, number>()
  const pace = {
    limit: async ({ key = '' }: { key?: string }) => {
      seen.set(key, (seen.get(key) ?? 0) + 1)
      return { success: (seen.get(key) ?? 0) <= limit }
    },
  }
  return { pace, seen }
}

function portal(limits = { writes: 5, known: 50, reads: 3 }) {
  const [writes, known, reads] = [limits.writes, limits.known, limits.reads].map(counters)
  const settings = {
    ...env,
    BEHIND_PROXY: 'on',
    PACE_WRITES: writes?.pace,
    PACE_KNOWN: known?.pace,
    PACE_READS: reads?.pace,
  } as typeof env
  return { settings, writes: writes?.seen, known: known?.seen, reads: reads?.seen }
}

async function go(
  settings: typeof env,
  method: string,
  path: string,
  headers: Record<string, string> = {},
) {
  const init = {
    method,
    headers: {
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
      'x-forwarded-for': '203.0.113.7',
      ...headers,
    },
    ...(method !== 'GET' && { body: '{"text":"支持！"}' }),
  }
  const answer = await app.fetch(
    new Request(origin + path, init),
    settings,
    createExecutionContext(),
  )
  await answer.body?.cancel()
  return answer
}

/** The cookie of a device that has been here for some time. */
function device(n: number, minutes: number): string {
  const id = `device-${String(n).padStart(15, '0')}`
  const signed = `v1.${id}.${Math.floor(Date.now() / 1000) - minutes * 60}`
  return `mdm=${signed}.${macText(env, 'visitor', signed)}`
}

// ASVS 2.4.1
test('a flood of newcomers from one network is told to wait, and its neighbours are not', async () => {
  const { api } = await open()
  const { settings } = portal()
  const statuses: number[] = []
  for (let n = 0; n < 8; n++) {
    const address = { 'x-forwarded-for': `203.0.113.${n}` }
    statuses.push((await go(settings, 'POST', `${api}/comments`, address)).status)
  }
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429, 429, 429])
  const late = await go(settings, 'POST', `${api}/comments`)
  expect(late.headers.get('retry-after')).toBe('30')
  const elsewhere = { 'x-forwarded-for': '198.51.100.7' }
  expect((await go(settings, 'POST', `${api}/comments`, elsewhere)).status).toBe(201)
})

test('thirty verified people behind one address are not counted together', async () => {
  const { api } = await open()
  const { settings, known } = portal()
  const verified = new Hono<AppEnv>().get('/:n', (c) => {
    const id = personId(c.env, { tel: `+861380000${c.req.param('n')}` })
    return c.json(rememberPerson(c, id, 'phone', Date.now()))
  })
  const statuses = new Set<number>()
  for (let n = 0; n < 30; n++) {
    const given = await verified.request(`${origin}/${1000 + n}`, {}, settings)
    const cookie = (given.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    statuses.add((await go(settings, 'POST', `${api}/comments`, { cookie })).status)
  }
  expect(statuses).toEqual(new Set([201]))
  expect(known?.size).toBe(30)
})

test('a device that has been here for a while is counted by itself; a new one and a forged one are not', async () => {
  const { api } = await open()
  const { settings, known, writes } = portal()
  for (let n = 0; n < 20; n++) {
    const answer = await go(settings, 'POST', `${api}/comments`, { cookie: device(n, 30) })
    expect(answer.status).toBe(201)
  }
  expect([known?.size, writes?.size]).toEqual([20, 0])
  await go(settings, 'POST', `${api}/comments`, { cookie: device(99, 1) })
  await go(settings, 'POST', `${api}/comments`, { cookie: `${device(98, 30).slice(0, -1)}-` })
  expect([known?.size, [...(writes?.entries() ?? [])]]).toEqual([20, [['network 203.0.113', 2]]])
})

test('one known device in a hurry is told to wait, alone', async () => {
  const { api } = await open()
  const { settings } = portal({ writes: 5, known: 2, reads: 3 })
  const vote = (n: number) => go(settings, 'POST', `${api}/comments`, { cookie: device(n, 30) })
  // The same words again are the same comment.
  expect([(await vote(1)).status, (await vote(1)).status, (await vote(1)).status]).toEqual([
    201, 200, 429,
  ])
  expect((await vote(2)).status).toBe(201)
})

// ASVS 2.4.1, 15.2.2
test('costly reads are limited, pages of a session are not', async () => {
  const { slug, api } = await open()
  const { settings } = portal()
  for (const path of [
    '/archive?q=x',
    '/ledger',
    '/feed.atom',
    `${api}/questions.csv`,
    `${api}/questions`,
  ]) {
    for (let n = 0; n < 3; n++) await go(settings, 'GET', path)
    const fresh = portal({ writes: 1, known: 1, reads: 0 }).settings
    expect([path, (await go(fresh, 'GET', path)).status]).toEqual([path, 429])
  }
  const shut = portal({ writes: 0, known: 0, reads: 0 }).settings
  for (const path of ['/', `/s/${slug}`, `${api}/snapshot`, '/healthz', '/my']) {
    expect([path, (await go(shut, 'GET', path)).status]).toEqual([path, 200])
  }
})

// ASVS 15.3.4
test('without an address that can be believed nobody is counted for all', async () => {
  const { api } = await open()
  const { settings, writes } = portal({ writes: 0, known: 0, reads: 0 })
  const nowhere = { ...settings, BEHIND_PROXY: undefined } as unknown as typeof env
  const answer = await go(nowhere, 'POST', `${api}/comments`, { 'cf-connecting-ip': '203.0.113.7' })
  expect([answer.status, writes?.size]).toEqual([201, 0])
})

test('counters that fail let through: the rooms have quotas of their own', async () => {
  const { api } = await open()
  const broken = { limit: () => Promise.reject(new Error('away')) }
  const { settings } = portal()
  const shaky = { ...settings, PACE_WRITES: broken, PACE_KNOWN: broken } as typeof env
  expect((await go(shaky, 'POST', `${api}/comments`)).status).toBe(201)
})

test('the platform’s own counters are bound, and let an ordinary crowd through', async () => {
  const { api } = await open()
  expect([env.PACE_WRITES, env.PACE_KNOWN, env.PACE_READS].map((pace) => typeof pace)).toEqual([
    'object',
    'object',
    'object',
  ])
  const bound = { ...env, BEHIND_PROXY: 'on' } as typeof env
  const statuses = new Set<number>()
  for (let n = 0; n < 10; n++) statuses.add((await go(bound, 'POST', `${api}/comments`)).status)
  expect(statuses).toEqual(new Set([201]))
})

test('an own server counts in memory, to the same figures', async () => {
  const { api } = await open()
  const none = { PACE_WRITES: undefined, PACE_KNOWN: undefined, PACE_READS: undefined }
  const own = { ...env, BEHIND_PROXY: 'on', ...none } as unknown as typeof env
  const flood = async (address: string) => {
    // Refused before anything is read: only the counting is paid for.
    const clear = { 'x-forwarded-for': address, 'content-type': 'text/plain' }
    const statuses = new Map<number, number>()
    // A minute may end among these; then as many again are let through.
    for (let n = 0; n < 2 * SHIELD.PACE_WRITES + 2 && !statuses.has(429); n++) {
      const { status } = await go(own, 'POST', `${api}/comments`, clear)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    return statuses
  }
  const statuses = await flood('192.0.2.1')
  expect(statuses.get(415)).toBeGreaterThanOrEqual(SHIELD.PACE_WRITES)
  expect(statuses.get(429)).toBe(1)
  expect((await go(own, 'POST', `${api}/comments`)).status).toBe(201)
}, 30_000)
