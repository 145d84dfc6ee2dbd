import { evictDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { PictureCut, PublicStaging } from '../../worker/contract/stream'
import { forgetPlaylists } from '../../worker/http/playlists'
import { previewPath } from '../../worker/http/preview'
import { readTwice } from '../domain/playlist-kit'
import { streamRecord } from '../../worker/store/streams'
import { newStreamKey } from '../../worker/http/stream-key'
import { origin } from './http-kit'
import { openRoom } from './room-kit'
import { listText, m4sBytes, ring, streaming, type TestStream } from './ingest-kit'

const pushing = async (segments = 4) => {
  const live = await streaming()
  await live.follow({})
  for (let n = 0; n < segments; n += 1) await live.push(n)
  return live
}

const wake = async (live: TestStream) => {
  await evictDurableObject(live.stub)
  forgetPlaylists(live.slug)
}

const stored = async ({ slug }: TestStream) =>
  (await env.MEDIA.list({ prefix: `live/${slug}/` })).objects.length

/** A cut from the middle of one segment to the middle of another. */
async function between(live: TestStream, from: number, until: number | null, keepOut = true) {
  const { segments } = await live.list()
  const middle = (n: number) => (segments[n]?.at ?? 0) + 500
  const cut: PictureCut = { id: 'c1', from: middle(from), until: null, keepOut }
  return {
    segments,
    open: [cut],
    closed: [{ ...cut, until: until === null ? null : middle(until) }],
  }
}

describe('where a stream stands', () => {
  test('nothing is planned, a key is out, the picture comes, stops, goes on, and ends', async () => {
    const live = await streaming()
    const states: string[] = []
    const look = async () => states.push((await live.stream.report()).state)
    await look()
    expect((await live.listAnswer()).status).toBe(404)
    expect((await live.listAnswer()).headers.get('cache-control')).toBe('public, max-age=1')
    await live.follow({})
    await live.push(0)
    await look()
    const { startedAt, src } = await live.stream.report()
    expect(startedAt).toBeGreaterThan(0)
    expect(src).toBe(`/live/${live.slug}/index.m3u8`)
    await live.stream.tick(Date.now() + 5_000)
    await look()
    await live.stream.tick(Date.now() + 7_000)
    await look()
    await live.push(1)
    await look()
    await live.follow({ state: 'wrapped' })
    await look()
    expect(states).toEqual(['ready', 'live', 'live', 'interrupted', 'live', 'ended'])
    await ring(live)
    const row = await streamRecord(env.DB, (await session(live)).id)
    expect(row).toMatchObject({
      state: 'ended',
      kind: 'worker',
      version: (await live.stream.report()).version,
    })
  })

  test('what comes before the session is live is for the desk alone, by a signed address', async () => {
    const live = await streaming()
    await live.follow({ state: 'collecting' })
    for (let n = 0; n < 3; n += 1) await live.push(n, { at: Date.now() - 60_000 + n * 2_000 })
    expect(await live.stream.report()).toMatchObject({ state: 'ready', src: null })
    expect((await live.listAnswer()).status).toBe(404)
    const path = previewPath(env, live.slug, Date.now())
    const answer = await exports.default.fetch(new Request(origin + path))
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(new TextDecoder().decode(await answer.arrayBuffer())).toContain('.m4s')
    const forged = await exports.default.fetch(new Request(`${origin}${path.slice(0, -1)}_`))
    expect(forged.status).toBe(403)
    const health = await live.stream.health(Date.now())
    expect([health.segments, health.lastSegmentAt !== null]).toEqual([3, true])
  })

  test('an encoder that was left running for days before the session fills nothing', async () => {
    const live = await streaming()
    await live.follow({ state: 'collecting' })
    const at = Date.now() - 600_000
    const { hash } = newStreamKey()
    await live.stream.setKey(hash, Date.now() + 60_000, at)
    const files: string[] = []
    for (let n = 0; n < 210; n += 1) {
      const file = `${(at + n).toString(36)}-${String(n).padStart(16, '0')}.ts`
      files.push(file)
      const push = {
        name: `live${n}.ts`,
        kind: 'segment' as const,
        file,
        sha: `${n}`,
        size: 1,
        at: at + n,
      }
      await live.stream.stored(0, hash, push, at + n)
      const entry = { seq: n, name: push.name, us: 2e6, pdt: null, disc: false, map: null }
      await live.stream.listed(0, hash, [entry], at + n)
    }
    await env.MEDIA.put(`live/${live.slug}/${files[0]}`, 'bytes')
    await live.stream.tick(Date.now())
    expect((await live.stream.health(Date.now())).segments).toBeLessThan(200)
    expect(await stored(live)).toBe(0)
  })

  test('the room and the record are told, and again until they hear it', async () => {
    const live = await pushing(1)
    await env.DB.prepare('ALTER TABLE streams RENAME TO away').run()
    await live.stream.tick(Date.now())
    await env.DB.prepare('ALTER TABLE away RENAME TO streams').run()
    await live.stream.tick(Date.now())
    const { id } = await session(live)
    expect(await streamRecord(env.DB, id)).toBeNull()
    await live.stream.tick(Date.now() + 3_000)
    expect((await streamRecord(env.DB, id))?.state).toBe('live')
    // Said again, nothing changes.
    const before = await live.stream.report()
    await live.stream.tick(Date.now() + 3_000)
    expect(await live.stream.report()).toEqual(before)
  })

  test('a session that ends while its last segment is on its way waits for that one, but not for long', async () => {
    const live = await pushing(2)
    const entries = [{ name: 'live1.m4s' }, { name: 'live2.m4s' }]
    expect(await live.tryPut('live.m3u8', listText(entries, 1))).toBeNull()
    await live.follow({ state: 'wrapped' })
    expect((await live.list()).ended).toBe(false)
    expect(await live.tryPut('live2.m4s', m4sBytes('2'))).toBeNull()
    const film = await live.list()
    expect([film.ended, film.segments.length]).toEqual([true, 3])
    expect(await live.tryPut('live2.m4s', m4sBytes('2'))).toBe('PUSH_OVER')

    const other = await pushing(2)
    await other.tryPut('live.m3u8', listText(entries, 1))
    await other.follow({ state: 'wrapped' })
    await other.stream.tick(Date.now() + 16_000)
    forgetPlaylists(other.slug)
    expect((await other.list()).ended).toBe(true)
  })

  test('an end that is taken back: the same address grows on', async () => {
    const live = await pushing(2)
    await live.follow({ state: 'wrapped' })
    await live.follow({ state: 'live' })
    await live.push(2)
    const list = await live.list()
    expect([list.ended, list.segments.length, list.first > 0]).toEqual([false, 3, true])
  })

  test('an object that was put to sleep in the middle goes on where it was', async () => {
    const live = await pushing(4)
    const before = await live.list()
    await wake(live)
    expect(await live.list()).toEqual(before)
    await live.push(4)
    await wake(live)
    await live.push(5)
    const after = await live.list()
    expect(after.segments).toHaveLength(6)
    expect(after.segments.slice(0, 4)).toEqual(before.segments)
    expect(after.segments.some(({ disc }) => disc)).toBe(false)
  })

  test('two encoders with one key are named at the desk', async () => {
    const live = await pushing(2)
    for (let n = 0; n < 5; n += 1) {
      live.restart()
      await live.push(0, { salt: `other ${n}` })
      await live.push(1, { salt: `other ${n}` })
    }
    const health = await live.stream.health(Date.now())
    expect(health).toMatchObject({ twoEncoders: true, restarts: 5 })
    const list = await live.list()
    expect(list.segments.filter(({ disc }) => disc)).toHaveLength(5)
  })
})

describe('the playlist in short', () => {
  test('a player who has the rest is told the rest', async () => {
    const live = await pushing(12)
    const whole = await live.list()
    const delta = await live.list('?_HLS_skip=YES')
    expect([delta.skipped, delta.segments]).toEqual([6, whole.segments.slice(6)])
    expect((await live.list('?_HLS_skip=v2')).skipped).toBe(6)
    expect((await live.list('?_HLS_skip=no')).skipped).toBe(0)
  })

  test('questions on stage stand in it', async () => {
    const live = await pushing(3)
    const staged: PublicStaging = {
      id: 'st1',
      no: 7,
      question: 'q7',
      title: '何时"通水"？',
      at: Date.now(),
      off: null,
    }
    await live.follow({ stagings: [staged] })
    const { ranges } = await live.list()
    expect(ranges).toHaveLength(1)
    expect(ranges[0]).toMatch(/ID="st1".*X-QUESTION=7,X-TITLE="何时 通水 ？"/)
  })
})

describe('a cut', () => {
  test('while it is open nothing is listed, and nothing of it is given out', async () => {
    const live = await pushing(4)
    const { open, segments } = await between(live, 1, null)
    await live.follow({ cuts: open })
    const answer = await live.listAnswer()
    expect(answer.status).toBe(200)
    const list = readTwice(new TextDecoder().decode(await answer.arrayBuffer()))
    expect([list.segments, list.ended]).toEqual([[], false])
    const status = async (n: number) => (await live.segment(segments[n]?.uri ?? '')).status
    expect([await status(0), await status(1), await status(3)]).toEqual([200, 404, 404])
    // What is pushed meanwhile is stored.
    await live.push(4)
    expect((await live.list()).segments).toEqual([])
    expect(await stored(live)).toBe(6)
  })

  test('afterwards what was cut stays out for good, is deleted, and players begin anew', async () => {
    const live = await pushing(6)
    const { open, closed, segments } = await between(live, 1, 3)
    await live.follow({ cuts: open })
    await live.follow({ cuts: closed })
    const list = await live.list()
    expect(list.segments.map(({ uri }) => uri)).toEqual([0, 4, 5].map((n) => segments[n]?.uri))
    expect(list.segments.map(({ disc }) => disc)).toEqual([false, true, false])
    expect(list.first).toBeGreaterThan(0)
    expect((await live.stream.report()).take).toBe(1)
    expect((await live.segment(segments[2]?.uri ?? '')).status).toBe(404)
    await live.push(6)
    expect((await live.list()).segments.map(({ disc }) => disc)).toEqual([false, true, false, true])
    // Time for second thoughts, and then it is gone.
    expect(await stored(live)).toBe(8)
    await live.stream.tick(Date.now() + 16_000)
    expect(await stored(live)).toBe(5)
    const spans = await live.stream.spans()
    expect(spans.map(({ media, dur }) => [media, dur])).toEqual([
      [0, 2],
      [2, 4],
      [6, 2],
    ])
    await live.follow({ state: 'archived' })
    await live.stream.tick(Date.now() + 16_000)
    const film = await live.list()
    expect(film.segments).toHaveLength(4)
    expect(film.ended).toBe(true)
    expect(await live.stream.spans()).toEqual(spans)
  })

  test('that may stay in the recording comes back whole', async () => {
    const live = await pushing(4)
    const { open, closed, segments } = await between(live, 1, 2, false)
    await live.follow({ cuts: open })
    await live.follow({ cuts: closed })
    expect((await live.list()).segments.map(({ uri }) => uri)).toEqual(
      segments.map(({ uri }) => uri),
    )
    expect((await live.segment(segments[2]?.uri ?? '')).status).toBe(200)
  })

  test('taken back within seconds: nothing is deleted', async () => {
    const live = await pushing(4)
    const { closed } = await between(live, 1, 2)
    await live.follow({ cuts: closed })
    await live.follow({ cuts: [] })
    await live.stream.tick(Date.now() + 60_000)
    expect((await live.list()).segments).toHaveLength(4)
  })

  test('a report that comes late changes nothing', async () => {
    const live = await pushing(3)
    const { open, closed } = await between(live, 1, 2)
    await live.follow({ cuts: closed })
    const { id } = await session(live)
    const late = { seq: 1, sessionId: id, state: 'live' as const, stagings: [], cuts: open }
    await live.stream.follow(late, Date.now())
    forgetPlaylists(live.slug)
    expect((await live.list()).segments).toHaveLength(1)
  })
})

describe('afterwards', () => {
  test('bytes nobody named and trials from before the session do not reach the archive', async () => {
    const live = await streaming()
    await live.follow({ state: 'collecting' })
    await live.push(0, { at: Date.now() - 60_000 })
    await live.stream.tick(Date.now())
    await live.follow({ state: 'live' })
    const begun = Date.now()
    for (let n = 1; n < 4; n += 1) await live.push(n, { at: begun + n * 2_000 })
    await live.tryPut('stray.m4s', m4sBytes('stray'))
    expect(await stored(live)).toBe(6)
    const listed = (await live.list()).segments.length
    await live.follow({ state: 'archived' })
    await live.stream.tick(Date.now())
    expect((await live.list()).segments).toHaveLength(listed)
    expect(await stored(live)).toBe(listed + 1)
    await wake(live)
    expect((await live.stream.report()).state).toBe('archived')
    expect(await live.tryPut('live4.m4s', m4sBytes('4'))).toBe('PUSH_OVER')
  })

  test('the archive is found out from the record, should nobody have told', async () => {
    const live = await pushing(2)
    await live.follow({ state: 'closed' })
    const { id } = await session(live)
    await env.DB.prepare(
      "UPDATE sessions SET state = 'archived', authority = 'record' WHERE id = ?",
    )
      .bind(id)
      .run()
    await live.stream.tick(Date.now() + 11 * 60_000)
    await live.stream.tick(Date.now() + 11 * 60_000)
    expect((await live.stream.report()).state).toBe('archived')
  })

  test('of a rehearsal nothing is left', async () => {
    const room = await openRoom({ rehearsal: Date.now() + 3_600_000 })
    const stream = env.STREAM.getByName(room.slug) as unknown as TestStream['stream']
    await stream.setKey(newStreamKey().hash, Date.now() + 60_000, Date.now())
    await env.MEDIA.put(`live/${room.slug}/trial.m4s`, 'bytes')
    expect((await room.room.endRehearsal(Date.now())).ok).toBe(true)
    const { objects } = await env.MEDIA.list({ prefix: `live/${room.slug}/` })
    expect(objects).toEqual([])
    expect((await stream.report()).state).toBe('none')
  })

  test('of a session that was called off nothing is left', async () => {
    const live = await pushing(2)
    await live.follow({ state: 'cancelled' })
    await live.stream.tick(Date.now())
    forgetPlaylists(live.slug)
    expect((await live.listAnswer()).status).toBe(404)
    expect(await stored(live)).toBe(0)
    expect(await live.stream.report()).toMatchObject({ state: 'none', src: null })
    expect(await live.stream.spans()).toEqual([])
  })
})

async function session({ slug }: TestStream) {
  const row = await env.DB.prepare('SELECT id FROM sessions WHERE slug = ?')
    .bind(slug)
    .first<{ id: string }>()
  return { id: row?.id ?? '' }
}
