import { env, exports } from 'cloudflare:workers'
import { afterEach, describe, expect, test } from 'vitest'
import { pushedBytes } from '../../worker/http/pushed'
import { newStreamKey } from '../../worker/http/stream-key'
import { HOUR, origin } from './http-kit'
import {
  initBytes,
  listText,
  m4sBytes,
  streaming,
  tsBytes,
  type Entry,
  type TestStream,
} from './ingest-kit'

/** Every way an encoder can be wrong: a clear answer, a word at the desk, and a playlist that stays sound. */

let live: TestStream
const steady = async () => {
  live = await streaming()
  await live.follow({})
  for (let n = 0; n < 3; n += 1) await live.push(n)
  return live
}

const said = async (slug = live) =>
  (await slug.stream.health(Date.now())).refusals.map(({ code }) => code)

/** After whatever happened the encoder goes on, and what it sends is published. */
afterEach(async () => {
  if ((await live.stream.report()).state !== 'live') return
  const before = await live.list()
  await live.push(before.segments.length + 40)
  await live.stream.tick(Date.now() + 5_000)
  const after = await live.list()
  if (after.segments.length <= before.segments.length) throw new Error('the picture stands still')
})

describe('whose push it is', () => {
  test('a wrong key is turned away before anything is read, and told apart at the desk', async () => {
    await steady()
    let read = 0
    const body = new ReadableStream({
      pull(controller) {
        read += 1
        controller.enqueue(new Uint8Array(1024))
      },
    })
    const url = `${origin}/ingest/${live.slug}/${newStreamKey().key}/live3.m4s`
    const answer = await exports.default.fetch(new Request(url, { method: 'PUT', body }))
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ error: { code: 'PUSH_KEY' } })
    expect(read).toBeLessThan(20)
    expect(await said()).toEqual(['PUSH_KEY'])
  })

  test('no key at all: 401, and what is asked for', async () => {
    await steady()
    const answer = await live.put('live3.m4s', m4sBytes('3'), { header: true, key: '' })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  test('the key may come as a header, and a push as POST', async () => {
    await steady()
    expect(await live.tryPut('live3.m4s', m4sBytes('3'), { header: true })).toBeNull()
    expect(await live.tryPut('live4.m4s', m4sBytes('4'), { method: 'POST' })).toBeNull()
    expect((await live.put('live0.m4s', '', { method: 'DELETE' })).status).toBe(204)
    expect((await live.list()).segments).toHaveLength(3)
  })

  test('a key that was replaced ends at once, and one that has expired says so', async () => {
    await steady()
    const next = newStreamKey()
    await live.stream.setKey(next.hash, Date.now() + HOUR, Date.now())
    expect(await live.tryPut('live3.m4s', m4sBytes('3'))).toBe('PUSH_KEY_OVER')
    expect(await live.tryPut('live3.m4s', m4sBytes('3'), { key: next.key })).toBeNull()
    await live.stream.setKey(next.hash, Date.now() - 1, Date.now())
    expect(await live.tryPut('live4.m4s', m4sBytes('4'), { key: next.key })).toBe('PUSH_KEY_OVER')
    await live.stream.setKey(null, 0, Date.now())
    expect(await live.tryPut('live4.m4s', m4sBytes('4'), { key: next.key })).toBe('PUSH_KEY')
    // For the encoder to go on with.
    const { hash, key } = newStreamKey()
    await live.stream.setKey(hash, Date.now() + HOUR, Date.now())
    live.key = key
  })

  test('a key replaced while a push is on its way takes nothing in', async () => {
    await steady()
    const next = newStreamKey()
    let rotate = () => {}
    const rotated = new Promise<void>((done) => (rotate = done))
    const body = new ReadableStream(
      {
        async pull(controller) {
          await live.stream.setKey(next.hash, Date.now() + HOUR, Date.now())
          rotate()
          controller.enqueue(m4sBytes('3'))
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const url = `${origin}/ingest/${live.slug}/${live.key}/live3.m4s`
    const answer = await exports.default.fetch(new Request(url, { method: 'PUT', body }))
    await rotated
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { error: { code: 'PUSH_KEY_OVER' } },
    ])
    // And nothing of it lies about.
    const { objects } = await env.MEDIA.list({ prefix: `live/${live.slug}/` })
    expect(objects).toHaveLength(4)
    live.key = next.key
  })

  test('after the end: 410', async () => {
    await steady()
    await live.follow({ state: 'wrapped' })
    const answer = await live.put('live3.m4s', m4sBytes('3'))
    expect([answer.status, await answer.json()]).toMatchObject([
      410,
      { error: { code: 'PUSH_OVER' } },
    ])
    expect((await live.put('live.m3u8', listText([{ name: 'live3.m4s' }], 3))).status).toBe(410)
    expect((await live.list()).ended).toBe(true)
  })

  test('a session nobody knows takes nothing, and makes nothing', async () => {
    await steady()
    const url = `${origin}/ingest/nowhere/${live.key}/live0.m4s`
    const answer = await exports.default.fetch(new Request(url, { method: 'PUT', body: 'x' }))
    expect(answer.status).toBe(404)
  })

  test('no page of somebody else can push in a reader’s browser', async () => {
    await steady()
    const url = `${origin}/ingest/${live.slug}/${live.key}/live3.m4s`
    const elsewhere: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of elsewhere) {
      const answer = await exports.default.fetch(
        new Request(url, { method: 'PUT', body: 'x', headers }),
      )
      expect([answer.status, await answer.json()]).toMatchObject([
        403,
        { error: { code: 'WRONG_ORIGIN' } },
      ])
    }
  })
})

describe('what is pushed', () => {
  test('a file whose name is none: refused, and never repeated', async () => {
    await steady()
    const bad = [
      'live%2f3.m4s',
      '..%2flive3.m4s',
      'live%003.m4s',
      '.live3.m4s',
      'live3.html',
      'live3',
    ]
    bad.push('live3.m4s.exe', `${'a'.repeat(97)}.m4s`, '%E7%9B%B4%E6%92%AD.m4s')
    for (const name of bad) {
      expect([name, await live.tryPut(name, m4sBytes('3'))]).toEqual([name, 'PUSH_NAME'])
    }
    expect(await said()).toEqual(['PUSH_NAME'])
    // These are other addresses, or another key.
    for (const name of ['a/live3.m4s', '', '../live3.m4s', '%2e%2e/live3.m4s', '../x/live3.m4s']) {
      const answer = await live.put(name, m4sBytes('3'))
      expect([name, [403, 404].includes(answer.status)]).toEqual([name, true])
      expect(await answer.text()).not.toContain(live.key)
    }
    expect((await live.list()).segments).toHaveLength(3)
  })

  test('what is no media: 415, whatever it is called', async () => {
    await steady()
    const png = [0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4]
    const wrong: [string, string, Uint8Array | string][] = [
      ['a page', 'live3.ts', '<!doctype html><script>alert(1)</script>'],
      ['nothing', 'live3.m4s', ''],
      ['half a packet', 'live3.ts', tsBytes('3').slice(0, 500)],
      ['a picture', 'live3.m4s', new Uint8Array(png)],
      ['an init as a segment', 'live3.m4s', initBytes()],
      ['a segment as an init', 'other.mp4', m4sBytes('3')],
      ['packets as fMP4', 'live3.m4s', tsBytes('3')],
    ]
    for (const [what, name, bytes] of wrong) {
      const answer = await live.put(name, bytes)
      const { error } = (await answer.json()) as { error: { code: string } }
      expect([what, answer.status, error.code]).toEqual([what, 415, 'PUSH_NOT_MEDIA'])
    }
    expect(new Set(await said())).toEqual(new Set(['PUSH_NOT_MEDIA']))
    expect((await live.list()).segments).toHaveLength(3)
  })

  test('a segment of more than 8 MB, and a list of more than 2: 413, whether they say so or not', async () => {
    await steady()
    const big = new Uint8Array(8 * 1024 * 1024 + 1)
    big.set(m4sBytes('big', 4096))
    expect(await live.tryPut('live3.m4s', big)).toBe('PUSH_TOO_LARGE')
    const url = `${origin}/ingest/${live.slug}/${live.key}/live3.m4s`
    const whole = await exports.default.fetch(new Request(url, { method: 'PUT', body: big }))
    expect(whole.status).toBe(413)
    const long = `#EXTM3U\n${'# a remark of no use to anybody\n'.repeat(70_000)}`
    expect(await live.tryPut('live.m3u8', long)).toBe('PUSH_TOO_LARGE')
    expect(await said()).toEqual(['PUSH_TOO_LARGE', 'PUSH_TOO_LARGE'])
  })

  test('a body that stops in the middle and stays, or never stops, is sent away', async () => {
    await steady()
    const silent = new ReadableStream({
      start: (controller) => controller.enqueue(m4sBytes('3')),
    })
    const endless = new ReadableStream({
      async pull(controller) {
        await scheduler.wait(1)
        controller.enqueue(new Uint8Array(1))
      },
    })
    for (const body of [silent, endless]) {
      const push = pushedBytes(new Request(origin, { method: 'PUT', body }), 1e6, {
        whole: 60,
        silent: 30,
      })
      await expect(push).rejects.toMatchObject({ code: 'PUSH_TOO_SLOW' })
    }
  })

  test('a body that breaks off is no segment', async () => {
    await steady()
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(m4sBytes('3'))
        controller.error(new Error('the line broke'))
      },
    })
    const url = `${origin}/ingest/${live.slug}/${live.key}/live3.m4s`
    const push = exports.default.fetch(new Request(url, { method: 'PUT', body }))
    expect([400, 415]).toContain((await push).status)
    expect((await live.list()).segments).toHaveLength(3)
  })
})

describe('how much is pushed', () => {
  test('one push after another without end: 429, and the encoder may go on a moment later', async () => {
    await steady()
    const now = Date.now()
    const { hash, key } = newStreamKey()
    await live.stream.setKey(hash, now + HOUR, now)
    const told = await Promise.all(
      Array.from({ length: 40 }, () => live.tryPut('live3.m4s', m4sBytes('3'), { key })),
    )
    // Eight at a time are taken.
    expect(told.filter((code) => code === 'PUSH_TOO_FAST').length).toBeGreaterThan(0)
    expect(told).toContain(null)
    expect(await said()).toContain('PUSH_TOO_FAST')
    live.key = key
  })

  test('so many a second, over some time', async () => {
    await steady()
    const codes = new Set<string>()
    const { hash } = newStreamKey()
    await live.stream.setKey(hash, Date.now() + HOUR, Date.now())
    // Admitted and given back: only their number counts.
    const at = Date.now()
    for (let n = 0; n < 400; n += 1) {
      const told = await live.stream.admit(hash, 'live3.m4s', at)
      if (!told.ok) codes.add(told.code)
      else await live.stream.refuse(told.value, 'BAD_REQUEST', 'live3.m4s', at)
    }
    expect([...codes]).toEqual(['PUSH_TOO_FAST'])
    expect((await live.stream.admit(hash, 'live3.m4s', at + 1_000)).ok).toBe(true)
    const { key, hash: own } = newStreamKey()
    await live.stream.setKey(own, Date.now() + HOUR, Date.now())
    live.key = key
  })
})

describe('what a list names', () => {
  const entry: Entry = { name: 'live3.m4s' }
  const list = (entries: Entry[], init?: string) => listText(entries, 3, init)
  test('what a list must not name: refused, and never repeated', async () => {
    await steady()
    const wrong: [string, string, string][] = [
      ['another host’s file', list([{ name: 'https://evil.example/live3.m4s' }]), 'LIST_FOREIGN'],
      ['a host without a scheme', list([{ name: '//evil.example/live3.m4s' }]), 'LIST_FOREIGN'],
      ['a script', list([{ name: 'javascript:alert(1)' }]), 'LIST_FOREIGN'],
      ['data', list([{ name: 'data:video/mp4;base64,AAAA' }]), 'LIST_FOREIGN'],
      ['another host’s init', list([entry], 'https://evil.example/init.mp4'), 'LIST_FOREIGN'],
      ['a list in a list', list([{ name: 'other.m3u8' }]), 'LIST_FOREIGN'],
      ['nothing', list([entry]).replace('EXTINF:2.000000', 'EXTINF:0'), 'LIST_DURATION'],
      ['a minute', list([{ ...entry, dur: 60 }]), 'LIST_DURATION'],
      ['an age', list([entry]).replace('2.000000', '1e300'), 'LIST_DURATION'],
      ['less than nothing', list([entry]).replace('2.000000', '-2'), 'LIST_DURATION'],
      ['no number', list([entry]).replace('2.000000', 'NaN'), 'LIST_DURATION'],
      ['a page', '<!doctype html>', 'LIST_BROKEN'],
      [
        'a choice of qualities',
        '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n',
        'LIST_BROKEN',
      ],
      [
        'secrets',
        list([entry]).replace('#EXTINF', '#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF'),
        'LIST_BROKEN',
      ],
      ['a segment without its init', '#EXTM3U\n#EXTINF:2,\nlive3.m4s\n', 'LIST_BROKEN'],
      [
        'a segment without its length',
        '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\nlive3.m4s\n',
        'LIST_BROKEN',
      ],
    ]
    for (const [what, text, code] of wrong) {
      const answer = await live.put('live.m3u8', text)
      const { error } = (await answer.json()) as { error: { code: string } }
      expect([what, answer.status, error.code]).toEqual([what, 422, code])
      const published = await (await live.listAnswer()).arrayBuffer()
      expect(new TextDecoder().decode(published)).not.toContain('evil')
    }
    expect(await said()).toEqual(['LIST_BROKEN', 'LIST_DURATION', 'LIST_FOREIGN'])
    expect((await live.list()).segments).toHaveLength(3)
  })

  test('20,001 entries: refused; 20,000 are read', async () => {
    await steady()
    const many = (n: number) =>
      listText(
        Array.from({ length: n }, (_, i) => ({ name: `live${i}.m4s` })),
        0,
      )
    const answer = await live.put('live.m3u8', many(20_001))
    expect([answer.status, await answer.json()]).toMatchObject([
      413,
      { error: { code: 'LIST_TOO_LONG' } },
    ])
    expect(await live.tryPut('live.m3u8', many(20_000))).toBeNull()
  })

  test('the encoder’s whole addresses, with the key in them: only the names count', async () => {
    await steady()
    const name = `${origin}/ingest/${live.slug}/${live.key}/live3.m4s?cid=${live.key}`
    expect(await live.tryPut('live3.m4s', m4sBytes('3'))).toBeNull()
    const now = Date.now()
    const entries = [0, 1, 2].map((n) => ({ name: `live${n}.m4s` }))
    const text = listText([...entries, { name, at: now }])
    expect(await live.tryPut('live.m3u8', text)).toBeNull()
    expect((await live.list()).segments).toHaveLength(4)
    const published = await (await live.listAnswer()).arrayBuffer()
    expect(new TextDecoder().decode(published)).not.toContain(live.key)
  })

  test('a file that was never sent: taken note of, never published', async () => {
    await steady()
    expect(
      await live.tryPut('live.m3u8', listText([{ name: 'live2.m4s' }, { name: 'ghost.m4s' }], 2)),
    ).toBeNull()
    expect((await live.list()).segments).toHaveLength(3)
    // Nobody waits for it longer than twice its length.
    await live.stream.tick(Date.now() + 5_000)
  })
})
