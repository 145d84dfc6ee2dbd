import { createExecutionContext, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { app } from '../../worker/app'
import type { OwnQuestion } from '../../worker/contract/views'
import { openText, sealText } from '../../worker/http/sealing'
import { codeOf, decide, moderator, open, origin, signedIn } from './http-kit'

const OLD = env.PORTAL_KEY
const NEW = 'n3wKxQ8rTnYhGcJdFsKu5iEoW1aZbN43q2_7wABk9zX'
const before = { ...env }
const during = { ...env, PORTAL_KEY: NEW, PORTAL_KEY_BEFORE: OLD }
const after = { ...env, PORTAL_KEY: NEW }
const TEXT = '请问我们小区的电梯什么时候能装好？'

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Ballots as they lie in the room: before the start the counts are nobody's to see. */
async function ballotsIn(slug: string): Promise<number> {
  return runInDurableObject(env.ROOM.getByName(slug), (_, { storage }) =>
    Number(storage.sql.exec('SELECT count(*) AS n FROM ballots').one()['n']),
  )
}

/** A device that keeps its cookies while the portal's settings change. */
class Device {
  cookies: Map<string, string>
  constructor(
    public portal: typeof env,
    cookies: Iterable<[string, string]> = [],
  ) {
    this.cookies = new Map(cookies)
  }

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }
    if (this.cookies.size > 0) {
      headers['cookie'] = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const request = new Request(origin + path, { ...init, redirect: 'manual' })
    const answer = await app.fetch(request, this.portal, createExecutionContext())
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split('; ')
      const at = pair.indexOf('=')
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return answer
  }

  async read<T>(path: string): Promise<T> {
    return (await this.send('GET', path)).json<T>()
  }
}

describe('a cookie', () => {
  // ASVS 9.1.1
  test('is worth nothing once a single bit of it was changed', async () => {
    const { slug, api, desk } = await open()
    const phone = new Device(before)
    await phone.send('POST', `${api}/questions`, { text: TEXT })
    const cookies = {
      mdm: phone.cookies.get('mdm') ?? '',
      'mdm-staff': desk.cookies.get('mdm-staff') ?? '',
    }
    const flips = fc.record({
      name: fc.constantFrom('mdm' as const, 'mdm-staff' as const),
      at: fc.nat(),
      bit: fc.integer({ min: 0, max: 6 }),
    })
    const refused = async (name: 'mdm' | 'mdm-staff', at: number, bit: number) => {
      const value = cookies[name]
      const place = at % value.length
      const sign = String.fromCharCode(value.charCodeAt(place) ^ (1 << bit))
      // What cannot stand in a cookie never arrives.
      if (!/[\w.~!#$&'*+^`|:<>?@[\]{}()/-]/.test(sign)) return true
      const changed = value.slice(0, place) + sign + value.slice(place + 1)
      const device = new Device(before, [[name, changed]])
      if (name === 'mdm-staff') {
        return (await device.send('GET', '/api/desk/sessions')).status === 401
      }
      return (await device.read<{ items: unknown[] }>('/api/my')).items.length === 0
    }
    const sound = new Device(before, [['mdm', cookies.mdm]])
    expect((await sound.read<{ items: unknown[] }>('/api/my')).items).toHaveLength(1)
    await fc.assert(
      fc.asyncProperty(flips, async ({ name, at, bit }) => refused(name, at, bit)),
      { numRuns: 150 },
    )
    expect(slug).not.toBe('')
  })
})

describe('when the portal’s key is exchanged in the middle of a session', () => {
  test('a voter stays the same voter, and an asker finds everything again', async () => {
    const { slug, api, desk } = await open()
    const phone = new Device(before)
    const asked = await (
      await phone.send('POST', `${api}/questions`, { text: TEXT })
    ).json<{ no: number; id: string; receipt: string }>()
    await decide(desk, slug, { act: 'approve', nos: [asked.no] })
    const vote = () => phone.send('PUT', `${api}/questions/${asked.no}/vote`, { on: true })
    expect((await vote()).status).toBe(200)
    expect(await ballotsIn(slug)).toBe(1)
    const cookie = phone.cookies.get('mdm')

    phone.portal = during
    expect((await vote()).status).toBe(200)
    expect(await ballotsIn(slug)).toBe(1)
    expect(await phone.read(`${api}/mine`)).toEqual({ mine: [asked.no] })
    const again = phone.cookies.get('mdm')
    expect(again).not.toBe(cookie)
    // Same device, same age: only the signature is new.
    expect(again?.split('.').slice(0, 3)).toEqual(cookie?.split('.').slice(0, 3))
    const { items } = await phone.read<{ items: OwnQuestion[] }>('/api/my')
    expect(items.map(({ id, receipt }) => [id, receipt])).toEqual([[asked.id, asked.receipt]])
    const stranger = new Device(during)
    const found = await stranger.send('POST', '/api/receipts/lookup', { receipt: asked.receipt })
    expect([found.status, (await found.json<OwnQuestion>()).id]).toEqual([200, asked.id])

    // Somebody else's vote counts once, and what is asked from now on is made with the new key.
    await stranger.send('PUT', `${api}/questions/${asked.no}/vote`, { on: true })
    const newer = await (
      await stranger.send('POST', `${api}/questions`, { text: `第二问：${TEXT}` })
    ).json<{ receipt: string; id: string }>()
    expect(await ballotsIn(slug)).toBe(2)
    const back = await phone.send('POST', `/api/my/${asked.id}/withdraw`)
    expect([back.status, (await back.json<OwnQuestion>()).state]).toEqual([200, 'withdrawn'])

    // The former key is dropped: receipts made since are still good.
    const later = new Device(after)
    const kept = await later.send('POST', '/api/receipts/lookup', { receipt: newer.receipt })
    expect(kept.status).toBe(200)
    const gone = await later.send('POST', '/api/receipts/lookup', { receipt: asked.receipt })
    expect(await codeOf(gone)).toBe('RECEIPT_UNKNOWN')
  })

  test('without the former key nobody votes twice: voters are refused, readers are not', async () => {
    const { slug, api, desk } = await open()
    const phone = new Device(before)
    const { no } = await (
      await phone.send('POST', `${api}/questions`, { text: TEXT })
    ).json<{ no: number }>()
    await decide(desk, slug, { act: 'approve', nos: [no] })
    await phone.send('PUT', `${api}/questions/${no}/vote`, { on: true })
    const other = new Device(after)
    const refused = await other.send('PUT', `${api}/questions/${no}/vote`, { on: true })
    expect([refused.status, await codeOf(refused)]).toEqual([503, 'NOT_READY'])
    expect((await new Device(after).send('GET', `/s/${slug}`)).status).toBe(200)
    // Put back, it goes on.
    other.portal = during
    const taken = await other.send('PUT', `${api}/questions/${no}/vote`, { on: true })
    expect([taken.status, await ballotsIn(slug)]).toEqual([200, 2])
  })

  test('a session opened since has the new key, and keeps it when the former one is dropped', async () => {
    const { slug, api, desk } = await open()
    const phone = new Device(during)
    const { no } = await (
      await phone.send('POST', `${api}/questions`, { text: TEXT })
    ).json<{ no: number }>()
    await new Device(during, desk.cookies).send('POST', `/api/desk/sessions/${slug}/decisions`, {
      act: 'approve',
      nos: [no],
    })
    await phone.send('PUT', `${api}/questions/${no}/vote`, { on: true })
    phone.portal = after
    const again = await phone.send('PUT', `${api}/questions/${no}/vote`, { on: true })
    expect([again.status, await ballotsIn(slug)]).toEqual([200, 1])
  })

  // ASVS 11.2.2
  test('staff stay signed in, and seals open', async () => {
    const desk = new Device(during, (await signedIn(moderator)).cookies)
    expect((await desk.send('GET', '/api/desk/sessions')).status).toBe(200)
    const box = await sealText(before, 'q1', '原文')
    expect(await openText(during, 'q1', box)).toBe('原文')
    await expect(openText(after, 'q1', box)).rejects.toThrow('NOT_POSSIBLE')
  })
})
