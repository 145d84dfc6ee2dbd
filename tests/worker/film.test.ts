import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { FILM_PART_BYTES, type FilmUpload } from '../../worker/contract/stream-desk'
import type { StreamReport } from '../../worker/contract/stream'
import { forgetFilm } from '../../worker/http/film'
import { streamDeskOf } from '../../worker/http/stream-door'
import { Browser, codeOf, HOUR, moderator, official, open, signedIn } from './http-kit'
import { streaming, type TestStream } from './ingest-kit'

const DAY = 24 * HOUR

/** A session whose live part is over, and who runs it. */
async function over() {
  const { slug, desk, deskApi } = await open()
  for (const to of ['live', 'wrapped']) {
    const moved = await desk.json('POST', `${deskApi}/decisions`, { act: 'move', to })
    if (moved.status !== 200) throw new Error(`moving answered ${moved.status}`)
  }
  return { slug, desk, api: `${deskApi}/stream`, page: `/desk/s/${slug}/stream` }
}

/** Bytes that begin as an MP4 does, and are no two alike. */
function filmBytes(length: number, salt = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 4099) bytes[at] = (at + salt) % 251
  bytes.set([0, 0, 0, 16, ...Array.from('ftypisom', (sign) => sign.charCodeAt(0))])
  return bytes
}

const part = (film: Uint8Array<ArrayBuffer>, no: number) =>
  film.slice((no - 1) * FILM_PART_BYTES, no * FILM_PART_BYTES)
const sendPart = (desk: Browser, api: string, id: string, no: number, body: BodyInit) =>
  desk.send('PUT', `${api}/film/${id}/${no}`, { body })

async function begin(desk: Browser, api: string, bytes: number): Promise<FilmUpload> {
  return (await desk.json('POST', `${api}/film`, { bytes })).json()
}

/** A film handed in by the plain form. */
async function handedIn(film = filmBytes(5_000)) {
  const at = await over()
  const form = new FormData()
  form.set('film', new File([film], 'film.mp4', { type: 'video/mp4' }))
  form.set('startsAt', '2026-11-30T15:00:00')
  const sent = await at.desk.send('POST', `${at.page}/film`, { body: form })
  if (sent.status !== 303) throw new Error(`the film was answered ${sent.status}`)
  const report = await streamDeskOf(env, at.slug).report()
  return { ...at, film, src: report.src ?? '', report }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Megabytes go through one process here. */
const patient = { timeout: 60_000 }

const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())

afterEach(() => vi.useRealTimers())

describe('a film handed in afterwards', () => {
  test(
    'comes in parts, goes on after a break, and is then the picture of the session',
    patient,
    async () => {
      const { slug, desk, api } = await over()
      const film = filmBytes(FILM_PART_BYTES + 1_234)
      const upload = await begin(desk, api, film.length)
      expect(upload.parts).toEqual([])
      // The last comes first, and then the connection is lost.
      expect((await sendPart(desk, api, upload.id, 2, part(film, 2))).status).toBe(200)
      const again = await begin(desk, api, film.length)
      expect([again.id, again.parts.map(({ no }) => no)]).toEqual([upload.id, [2]])
      const early = await desk.json('POST', `${api}/film/${upload.id}/finish`, { startsAt: null })
      expect(await codeOf(early)).toBe('FILM_PART')
      await sendPart(desk, api, upload.id, 1, part(film, 1))
      // Sent twice it is the same.
      const both = await sendPart(desk, api, upload.id, 1, part(film, 1))
      expect(((await both.json()) as FilmUpload).parts.map(({ no }) => no)).toEqual([1, 2])
      const startsAt = 1_796_022_000_000
      const finish = () => desk.json('POST', `${api}/film/${upload.id}/finish`, { startsAt })
      const done = (await (await finish()).json()) as StreamReport
      expect(done).toMatchObject({
        kind: 'recording',
        state: 'ended',
        type: 'mp4',
        startedAt: startsAt,
      })
      expect(done.src).toBe(`/live/${slug}/film.mp4?v=${upload.id}`)
      expect(((await (await finish()).json()) as StreamReport).version).toBe(done.version)
      const shown = await new Browser().get(done.src ?? '')
      expect(await sha256(await bytesOf(shown))).toBe(await sha256(film))
      expect(await streamDeskOf(env, slug).spans()).toMatchObject([{ at: startsAt, media: 0 }])
      expect(await streamDeskOf(env, slug).upload()).toBeNull()
      const chain = await (await desk.get('/api/audit/export')).text()
      for (const act of ['film_begin', 'film_hand_in']) expect(chain).toContain(act)
    },
  )

  test(
    'what is no MP4, too long, of the wrong length or for another upload is refused',
    patient,
    async () => {
      const { desk, api, page } = await over()
      for (const bytes of [0, -1, 1.5, 9 * 1024 ** 3, '5']) {
        const { status } = await desk.json('POST', `${api}/film`, { bytes })
        expect([bytes, status < 500 && status >= 400]).toEqual([bytes, true])
      }
      const film = filmBytes(FILM_PART_BYTES + 10)
      const { id } = await begin(desk, api, film.length)
      expect(await codeOf(await sendPart(desk, api, id, 1, '<!doctype html>'))).toBe('FILM_NOT_MP4')
      const short = film.slice(0, 5_000)
      expect(await codeOf(await sendPart(desk, api, id, 1, short))).toBe('FILM_PART')
      expect(await codeOf(await sendPart(desk, api, id, 3, part(film, 2)))).toBe('FILM_PART')
      expect((await sendPart(desk, api, id, 0, part(film, 2))).status).toBe(404)
      const other = '0000000000000'
      expect((await sendPart(desk, api, other, 1, short)).status).toBe(404)
      const long = new Uint8Array(FILM_PART_BYTES + 1)
      expect(await codeOf(await sendPart(desk, api, id, 1, long))).toBe('BODY_TOO_LARGE')
      const form = new FormData()
      form.set('film', new File(['hello'], 'film.mp4'))
      const sent = await desk.send('POST', `${page}/film`, { body: form })
      expect([sent.status, (await sent.text()).includes('不是 MP4 录像')]).toEqual([415, true])
      expect((await desk.form(`${page}/film`, { film: 'x' })).status).toBe(415)
      // Given up, nothing of it is left.
      expect((await desk.send('DELETE', `${api}/film`)).status).toBe(204)
      expect((await sendPart(desk, api, id, 1, short)).status).toBe(404)
    },
  )

  test('is for a session that is over, and for who runs it', async () => {
    const { slug, desk } = await open()
    const early = await desk.json('POST', `/api/desk/sessions/${slug}/stream/film`, { bytes: 99 })
    expect(await codeOf(early)).toBe('NOT_POSSIBLE')
    const { api } = await over()
    for (const browser of [await signedIn(official), new Browser()]) {
      expect([401, 403]).toContain((await browser.json('POST', `${api}/film`, { bytes: 9 })).status)
      expect([401, 403]).toContain((await browser.send('DELETE', `${api}/film`)).status)
      const put = await sendPart(browser, api, '0000000000000', 1, filmBytes(99))
      expect([401, 403]).toContain(put.status)
    }
  })

  test('taken away, it is gone from its address, and another one has another address', async () => {
    const { slug, desk, page, src } = await handedIn()
    const form = new FormData()
    form.set('film', new File([filmBytes(6_000, 9)], 'film.mp4'))
    await desk.send('POST', `${page}/film`, { body: form })
    const next = (await streamDeskOf(env, slug).report()).src ?? ''
    expect(next).not.toBe(src)
    expect((await new Browser().get(src)).status).toBe(404)
    expect((await new Browser().get(next)).status).toBe(200)
    expect((await desk.form(page, { do: 'film_drop' })).status).toBe(303)
    expect((await new Browser().get(next)).status).toBe(404)
    expect(await streamDeskOf(env, slug).report()).toMatchObject({ kind: null, src: null })
    expect((await env.MEDIA.list({ prefix: 'film/' })).objects).toEqual([])
  })

  test('is handed out whole or in part, as players ask', async () => {
    const { film, src } = await handedIn()
    const reader = new Browser()
    const whole = await reader.get(src)
    const etag = whole.headers.get('etag') ?? ''
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '5000',
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "default-src 'none'; media-src 'self'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
    await whole.body?.cancel()
    for (const [range, status, said, from, to] of [
      ['bytes=0-99', 206, 'bytes 0-99/5000', 0, 100],
      ['bytes=4990-', 206, 'bytes 4990-4999/5000', 4990, 5000],
      ['bytes=-10', 206, 'bytes 4990-4999/5000', 4990, 5000],
      ['bytes=4000-9999', 206, 'bytes 4000-4999/5000', 4000, 5000],
      ['bytes=0-1,5-6', 200, null, 0, 5000],
      ['bytes=9-5', 200, null, 0, 5000],
      ['pages=1-2', 200, null, 0, 5000],
    ] as const) {
      const answer = await reader.get(src, { range })
      const bytes = await bytesOf(answer)
      const told = answer.headers.get('content-range')
      expect([range, answer.status, told, bytes]).toEqual([
        range,
        status,
        said,
        film.slice(from, to),
      ])
    }
    const beyond = await reader.get(src, { range: 'bytes=5000-' })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */5000'])
    const same = await reader.get(src, { range: 'bytes=0-9', 'if-range': etag })
    expect([same.status, (await bytesOf(same)).length]).toEqual([206, 10])
    const changed = await reader.get(src, { range: 'bytes=0-9', 'if-range': '"other"' })
    expect([changed.status, (await bytesOf(changed)).length]).toEqual([200, 5000])
    const known = await reader.get(src, { 'if-none-match': etag })
    expect([known.status, await known.text()]).toEqual([304, ''])
    const head = await reader.send('HEAD', src, { headers: { range: 'bytes=0-9' } })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      206,
      '10',
      '',
    ])
    const [plain = ''] = src.split('?')
    const latest = await reader.get(plain)
    expect([latest.status, latest.headers.get('cache-control')]).toEqual([200, 'public, max-age=5'])
    await latest.body?.cancel()
    for (const wrong of [
      `${plain}?v=0000000000000`,
      `${plain}?v=..%2f`,
      '/live/nowhere/film.mp4',
    ]) {
      expect((await reader.get(wrong)).status).toBe(404)
    }
  })
})

describe('a poster', () => {
  const chunk = (type: string) => ['00000000', Buffer.from(type).toString('hex'), '00000000']
  const hex = ['89504e470d0a1a0a', ...chunk('IDAT'), ...chunk('IEND')].join('')
  const png = Uint8Array.from(Buffer.from(hex, 'hex'))

  test('is hung by form or by script; without one a bridge is drawn', async () => {
    const { slug, desk } = await open()
    const page = `/desk/s/${slug}/stream`
    const drawn = await new Browser().get(`/live/${slug}/poster`)
    expect(drawn.headers.get('content-type')).toBe('image/svg+xml')
    expect(await drawn.text()).toContain('<svg')
    const form = new FormData()
    form.set('poster', new File([png], 'whatever.gif'))
    expect((await desk.send('POST', `${page}/poster`, { body: form })).status).toBe(303)
    const first = (await streamDeskOf(env, slug).report()).poster ?? ''
    const shown = await new Browser().get(first)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(shown.headers.get('cache-control')).toContain('immutable')
    expect(await bytesOf(shown)).toEqual(png)
    const put = await desk.send('PUT', `/api/desk/sessions/${slug}/stream/poster`, { body: png })
    const second = ((await put.json()) as StreamReport).poster ?? ''
    expect(second).not.toBe(first)
    expect((await new Browser().get(first)).status).toBe(404)
    expect((await env.MEDIA.list({ prefix: 'poster/' })).objects).toHaveLength(1)
    expect((await desk.form(page, { do: 'poster_drop' })).status).toBe(303)
    expect((await env.MEDIA.list({ prefix: 'poster/' })).objects).toEqual([])
  })

  test('what is no picture, or too large, is refused; and so is who does not run the session', async () => {
    const { slug, desk } = await open()
    const api = `/api/desk/sessions/${slug}/stream/poster`
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    for (const body of [svg, '', png.slice(0, 15)]) {
      expect(await codeOf(await desk.send('PUT', api, { body }))).toBe('NOT_A_PICTURE')
    }
    const large = await desk.send('PUT', api, { body: new Uint8Array(3_000_000) })
    expect(large.status).toBe(413)
    const clerk = await signedIn(official)
    expect((await clerk.send('PUT', api, { body: png })).status).toBe(403)
    expect((await new Browser().send('PUT', api, { body: png })).status).toBe(401)
  })
})

/** What was pushed, ended with its session. */
async function ended(pieces = 4): Promise<TestStream> {
  const at = await streaming()
  await at.follow({ state: 'live' })
  for (let n = 0; n < pieces; n++) await at.push(n)
  await at.follow({ state: 'wrapped' })
  return at
}

describe('what was pushed, afterwards', () => {
  test('can be taken away from a moment to a moment, as one file', async () => {
    const at = await ended()
    const { segments } = await at.list()
    const wanted = await Promise.all(
      [segments[0]?.map ?? '', segments[1]?.uri ?? '', segments[2]?.uri ?? ''].map(async (name) =>
        bytesOf(await at.segment(name)),
      ),
    )
    const answer = await new Browser().get(`/live/${at.slug}/download?from=2.5&to=6`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    expect(answer.headers.get('content-disposition')).toContain(
      `filename="${at.slug}-00h00m02s-00h00m06s.mp4"`,
    )
    const bytes = await bytesOf(answer)
    expect([...bytes]).toEqual(wanted.flatMap((one) => [...one]))
    expect(answer.headers.get('content-length')).toBe(String(bytes.length))
  })

  test('not while it is live, beyond its end, backwards, or across a change of encoder', async () => {
    const at = await streaming()
    await at.follow({ state: 'live' })
    await at.push(0)
    const ask = async (query: string) =>
      (await new Browser().get(`/live/${at.slug}/download${query}`)).status
    expect(await ask('?from=0&to=2')).toBe(404)
    at.restart()
    await at.push(1, { salt: 'another camera' })
    await at.follow({ state: 'wrapped' })
    expect(await ask('?from=0&to=2')).toBe(200)
    expect(await ask('?from=0&to=4')).toBe(409)
    expect(await ask('?from=900&to=999')).toBe(404)
    for (const query of ['', '?from=4&to=2', '?from=-1&to=2', '?from=0&to=1e3', '?from=x&to=y']) {
      expect([query, await ask(query)]).toEqual([query, 422])
    }
  })

  test('is listed for the operator with every digest, handed out by parts, and removed only by the right one', async () => {
    const at = await ended()
    const operator = async (address: string, body: unknown) =>
      new Browser().json('POST', `/api/operator/${address}`, body, {
        authorization: 'Bearer test-operator-token',
      })
    const listed = await operator('recordings/list', { slug: at.slug })
    const list = await listed.json<{
      digest: string
      files: { key: string; kind: string; bytes: number; sha256: string }[]
    }>()
    expect(list.files.map(({ kind }) => kind)).toEqual(['init', ...Array(4).fill('segment')])
    for (const { key, bytes, sha256: told } of list.files) {
      const file = await bytesOf(await operator('recordings/file', { slug: at.slug, key }))
      expect([file.length, await sha256(file)]).toEqual([bytes, told])
    }
    const [{ key } = { key: '' }] = list.files
    const some = await operator('recordings/file', { slug: at.slug, key, from: 4, to: 7 })
    expect(await some.text()).toBe('ftyp')
    const foreign = { slug: at.slug, key: 'film/0000000000000.mp4' }
    expect((await operator('recordings/file', foreign)).status).toBe(404)
    const wrong = { slug: at.slug, digest: '0'.repeat(64) }
    expect(await codeOf(await operator('recordings/remove', wrong))).toBe('CONFLICT')
    const right = { slug: at.slug, digest: list.digest }
    const report = await (await operator('recordings/remove', right)).json<StreamReport>()
    expect(report).toMatchObject({ src: null, expired: { digest: list.digest } })
    expect((await env.MEDIA.list()).objects).toEqual([])
    // Said again it changes nothing.
    const again = await (await operator('recordings/remove', right)).json<StreamReport>()
    expect(again.version).toBe(report.version)
    const desk = await signedIn(moderator)
    const chain = await (await desk.get('/api/audit/export')).text()
    expect(chain.match(/remove_recording/g)).toHaveLength(1)
    expect(chain).toContain(list.digest)
    expect((await desk.json('POST', '/api/operator/recordings/remove', right)).status).toBe(401)
  })

  test('goes when its days are over, says so with its digest, and leaves its chapters', async () => {
    const at = await ended()
    const stream = streamDeskOf(env, at.slug)
    const { digest } = await stream.recording()
    const spans = await stream.spans()
    expect(spans).toHaveLength(1)
    const settings = env as { RECORDING_DAYS?: string }
    const days = (value: string) =>
      runInDurableObject(at.stub, (object) => {
        Object.assign((object as unknown as { env: typeof settings }).env, {
          RECORDING_DAYS: value,
        })
      })
    await days('30')
    const desk = await signedIn(moderator)
    const page = () => desk.get(`/desk/s/${at.slug}/stream`)
    expect(await (await page()).text()).toContain('本场录像将在')
    const { endedAt } = await stream.report()
    const due = (endedAt ?? 0) + 30 * DAY
    await at.stream.tick(due - 1_000)
    expect((await stream.report()).expired).toBeUndefined()
    await at.stream.tick(due)
    expect((await stream.report()).expired).toEqual({ at: due, digest })
    expect((await env.MEDIA.list()).objects).toEqual([])
    expect(await stream.spans()).toEqual(spans)
    forgetFilm(at.slug)
    const gone = await new Browser().get(`/live/${at.slug}/download?from=0&to=2`)
    expect(gone.status).toBe(410)
    expect((await at.listAnswer()).status).toBe(404)
    const html = await (await page()).text()
    expect(html).toContain(digest)
    await runDurableObjectAlarm(at.stub)
    const row = await env.DB.prepare('SELECT expired_at, expired_digest FROM streams').first()
    expect(row).toEqual({ expired_at: due, expired_digest: digest })
    const chain = await (await desk.get('/api/audit/export')).text()
    expect(chain).toContain(digest)
    await days('')
  })
})

describe('the page where a recording can be taken along', () => {
  test('offers what was pushed, and a film in its place; and says when there is nothing', async () => {
    const at = await ended()
    const read = async () => (await new Browser().get(`/s/${at.slug}/recording`)).text()
    const tell = () => at.stream.tick(Date.now())
    await tell()
    const pushed = await read()
    expect(pushed).toContain(`/live/${at.slug}/download?from=0&amp;to=8`)
    const href = /href="(\/live\/[^"]+download[^"]+)"/.exec(pushed)?.[1] ?? ''
    expect((await new Browser().get(href.replace('&amp;', '&'))).status).toBe(200)
    await streamDeskOf(env, at.slug).expire('moved', null, Date.now())
    await tell()
    expect(await read()).toContain('按保存期限删除')
    expect((await new Browser().get('/s/nowhere/recording')).status).toBe(404)
  })
})
