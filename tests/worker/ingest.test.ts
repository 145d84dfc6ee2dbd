import { createExecutionContext, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { app } from '../../worker/app'
import type { ComplianceEntry } from '../../worker/contract/compliance'
import { streamRecord } from '../../worker/store/streams'
import { origin } from './http-kit'
import { chunked, m4sBytes, ring, streaming } from './ingest-kit'

describe('an encoder pushes', () => {
  test('what it pushed is in the playlist, byte by byte, and the session ends in a film at the same address', async () => {
    const live = await streaming()
    await live.follow({})
    for (let n = 0; n < 5; n += 1) await live.push(n)
    const list = await live.list()
    expect(list.segments).toHaveLength(5)
    expect([list.type, list.target, list.ended]).toEqual(['EVENT', 2, false])
    const answer = await live.segment(list.segments[3]?.uri ?? '')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(m4sBytes(`3  ${live.slug}`))
    expect((await live.listAnswer()).headers.get('cache-control')).toBe(
      'public, max-age=1, stale-if-error=0',
    )

    await live.follow({ state: 'wrapped' })
    const film = await live.list()
    expect([film.type, film.ended, film.segments]).toEqual(['VOD', true, list.segments])
    expect(await live.tryPut('live5.m4s', m4sBytes('5'))).toBe('PUSH_OVER')

    await live.follow({ state: 'archived' })
    await ring(live)
    await ring(live)
    expect((await live.stream.report()).state).toBe('archived')
    expect((await live.list()).segments).toEqual(list.segments)
    const { sessionId } = await record(live.slug)
    const row = await streamRecord(env.DB, sessionId)
    expect(row).toMatchObject({ state: 'archived', mediaKey: `archive/${live.slug}/index.m3u8` })
    expect(row?.spans).toHaveLength(1)
  })
})

test('the key is nowhere but in the encoder: no log, no record, no object, no answer has it', async () => {
  const live = await streaming()
  await live.follow({})
  const said: unknown[] = []
  const spies = (['log', 'warn', 'error', 'info'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...words) => void said.push(words)),
  )
  await live.push(0)
  await live.tryPut('live1.html', m4sBytes('1'))
  await live.tryPut('live1.m4s', 'no media')
  await live.put('a/live1.m4s', m4sBytes('1'))
  await live.tryPut('live1.m4s', m4sBytes('1'), { key: `${live.key}x` })
  for (const spy of spies) spy.mockRestore()
  await ring(live)
  const kept = await runInDurableObject(live.stub, (_, { storage }) =>
    ['facts', 'segments', 'uploads', 'wants', 'gone'].map((name) =>
      storage.sql.exec(`SELECT * FROM ${name}`).toArray(),
    ),
  )
  const row = await env.DB.prepare('SELECT * FROM streams').all()
  const health = await live.stream.health(Date.now())
  const list = await (await live.listAnswer()).arrayBuffer()
  const all = JSON.stringify([said, kept, row.results, health, new TextDecoder().decode(list)])
  expect(kept[1]).toHaveLength(1)
  expect(row.results).toHaveLength(1)
  expect(all).not.toContain(live.key)
})

test('the network log has an encoder once, not with every segment', async () => {
  const live = await streaming()
  await live.follow({})
  const entries: ComplianceEntry[] = []
  const log = { take: (some: ComplianceEntry[]) => Promise.resolve(void entries.push(...some)) }
  const settings = { ...env, COMPLIANCE_KEY: 'on', COMPLIANCE: { getByName: () => log } }
  const waiting: Promise<unknown>[] = []
  const context = {
    ...createExecutionContext(),
    waitUntil: (work: Promise<unknown>) => void waiting.push(work),
  }
  for (let n = 0; n < 4; n += 1) {
    const url = `${origin}/ingest/${live.slug}/${live.key}/live${n}.m4s`
    const request = new Request(url, { method: 'PUT', body: chunked(m4sBytes(`${n}`)) })
    const answer = await app.fetch(request, settings, context as ExecutionContext)
    expect(answer.status).toBe(204)
  }
  await Promise.all(waiting)
  expect(entries.map(({ route }) => route)).toEqual(['PUT /ingest/:slug/:key/:name'])
  expect(JSON.stringify(entries)).not.toContain(live.key)
})

async function record(slug: string) {
  const row = await env.DB.prepare('SELECT id FROM sessions WHERE slug = ?').bind(slug).first<{
    id: string
  }>()
  return { sessionId: row?.id ?? '' }
}
