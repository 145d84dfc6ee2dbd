import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { streamRecord } from '../../worker/store/streams'
import { m4sBytes, ring, streaming } from './ingest-kit'

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

async function record(slug: string) {
  const row = await env.DB.prepare('SELECT id FROM sessions WHERE slug = ?').bind(slug).first<{
    id: string
  }>()
  return { sessionId: row?.id ?? '' }
}
