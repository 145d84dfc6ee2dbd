import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { app } from '../../worker/app'
import type { StreamReport } from '../../worker/contract/stream'
import { streamDeskOf } from '../../worker/http/stream-door'
import { announced, Browser, codeOf, moderator, official, open, origin, signedIn } from './http-kit'
import { chunked, initBytes } from './ingest-kit'
import { getRows } from './stream-rows'

const page = (slug: string) => `/desk/s/${slug}/stream`
const keyIn = (html: string) => /data-copy="([\w-]{27})"/.exec(html)?.[1] ?? ''
const reportOf = (slug: string): Promise<StreamReport> => streamDeskOf(env, slug).report()

const hosts = { STREAM_HOSTS: 'play.example.com, cdn.example.org' }

/** The same browser, at a portal with hosts on its list. */
async function atPortalWithHosts(desk: Browser, path: string, fields: Record<string, string>) {
  const cookie = [...desk.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return app.fetch(
    new Request(origin + path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      redirect: 'manual',
      headers: {
        cookie,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
    }),
    { ...env, ...hosts },
    createExecutionContext(),
  )
}

/** What lies at addresses outside, by address; whatever else is asked for answers nothing. */
function outside(answers: Record<string, () => Response>) {
  const asked: string[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    const url = input instanceof Request ? input.url : String(input)
    asked.push(url)
    const answer = answers[url]
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('no way there'))
  })
  return asked
}

afterEach(() => vi.restoreAllMocks())

describe('the key of a stream', () => {
  test('is shown once, in every line; what is kept of it opens nothing', async () => {
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    expect(await (await desk.get(page(slug))).text()).toContain('还没有选画面来源')
    const given = await desk.form(page(slug), { do: 'key', term: 'session' })
    expect([given.status, given.headers.get('cache-control')]).toEqual([200, 'private, no-store'])
    const html = await given.text()
    const key = keyIn(html)
    expect(key).toHaveLength(27)
    expect(html).toContain('只显示这一次')
    expect(html).toContain(`/ingest/${slug}/-/live.m3u8`)
    expect(html).toContain(`Authorization: Bearer ${key}`)
    expect(html).toContain(`/ingest/${slug}/${key}/live.m3u8`)
    expect(await reportOf(slug)).toMatchObject({ kind: 'worker', state: 'ready' })
    const again = await (await desk.get(page(slug))).text()
    expect(again).not.toContain(key)
    expect(again).toContain('现在有一把，有效至')
    const status = await (await desk.get(`/api/desk/sessions/${slug}/stream`)).text()
    expect(status).not.toContain(key)
    const chain = await (await desk.get('/api/audit/export')).text()
    expect(chain).toContain('stream_key')
    expect(chain).not.toContain(key)
    for (const table of ['sessions', 'streams', 'settings']) {
      const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all()
      expect(JSON.stringify(results)).not.toContain(key)
    }
    const { objects } = await env.FILES.list()
    for (const { key: name } of objects) {
      expect(await (await env.FILES.get(name))?.text()).not.toContain(key)
    }
    expect(await getRows(slug)).not.toContain(key)
  })

  test('opens the door for the encoder until another is given, or it is made void', async () => {
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    const give = async () =>
      keyIn(await (await desk.form(page(slug), { do: 'key', term: 'day' })).text())
    const push = (key: string) =>
      app.fetch(
        new Request(`${origin}/ingest/${slug}/-/init.mp4`, {
          method: 'PUT',
          body: chunked(initBytes('key')),
          headers: { authorization: `Bearer ${key}` },
        }),
        env,
        createExecutionContext(),
      )
    const first = await give()
    expect((await push(first)).status).toBe(204)
    const second = await give()
    expect(second).not.toBe(first)
    expect((await push(first)).status).toBe(403)
    expect((await push(second)).status).toBe(204)
    expect((await desk.form(page(slug), { do: 'revoke' })).status).toBe(303)
    expect((await push(second)).status).toBe(403)
    expect(await (await desk.get(page(slug))).text()).toContain('现在没有有效的密钥')
  })

  test('is refused for a term nobody offers, and given to nobody but who runs the session', async () => {
    const { slug, desk } = await open()
    for (const fields of [{ do: 'key', term: 'ever' }, { do: 'key' }, { do: 'burn' }, {}]) {
      expect((await desk.form(page(slug), fields as Record<string, string>)).status).toBe(422)
    }
    const clerk = await signedIn(official)
    expect((await clerk.get(page(slug))).status).toBe(403)
    expect((await clerk.form(page(slug), { do: 'key', term: 'day' })).status).toBe(403)
    expect((await new Browser().form(page(slug), { do: 'key', term: 'day' })).status).toBe(401)
    expect((await new Browser().get(page(slug))).status).toBe(303)
    expect((await desk.get(page('nowhere'))).status).toBe(404)
    expect(await reportOf(slug)).toMatchObject({ kind: null })
  })
})

describe('a picture from elsewhere', () => {
  const url = 'https://play.example.com/live/xw.m3u8'
  const source = { do: 'source', kind: 'external' }
  const hls = () => new Response('#EXTM3U\n#EXT-X-VERSION:3\n')

  test('is taken from a host on the list, after one look at it', async () => {
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    const asked = outside({ [url]: hls })
    const done = await atPortalWithHosts(desk, page(slug), { ...source, url })
    expect([done.status, done.headers.get('location')]).toEqual([303, `${page(slug)}?saved=source`])
    expect(asked).toEqual([url])
    expect(await reportOf(slug)).toMatchObject({ kind: 'external', state: 'ready', src: url })
    const chain = await (await desk.get('/api/audit/export')).text()
    expect(chain).toContain('play.example.com')
    // Its path may hold a password of its own.
    expect(chain).not.toContain('xw.m3u8')
  })

  test('may go on to another host of the list, and never beyond it', async () => {
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    const to = (location: string) => () =>
      new Response(null, { status: 302, headers: { location } })
    const other = 'https://cdn.example.org/a.m3u8'
    outside({ [url]: to(other), [other]: hls })
    expect((await atPortalWithHosts(desk, page(slug), { ...source, url })).status).toBe(303)
    for (const away of [
      'http://cdn.example.org/a.m3u8',
      'https://169.254.169.254/latest',
      'https://evil.example/a.m3u8',
      '//evil.example/a.m3u8',
    ]) {
      const asked = outside({ [url]: to(away), [away]: hls })
      const answer = await atPortalWithHosts(desk, page(slug), { ...source, url })
      expect([away, answer.status, asked]).toEqual([away, 422, [url]])
    }
    outside({ [url]: to(url) })
    expect((await atPortalWithHosts(desk, page(slug), { ...source, url })).status).toBe(409)
  })

  test.each([
    ['http://play.example.com/a.m3u8', '必须以 https:// 开头'],
    ['https://other.example.com/a.m3u8', '不在本平台允许的名单里'],
    ['https://user:pw@play.example.com/a.m3u8', '不带用户名密码'],
    ['https://play.example.com:8443/a.m3u8', '端口号'],
    ['https://10.0.0.7/a.m3u8', '纯数字的 IP'],
    ['', '不带用户名密码'],
  ])('%j is refused in words, and nobody asks for it', async (wrong, words) => {
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    const asked = outside({})
    const answer = await atPortalWithHosts(desk, page(slug), { ...source, url: wrong })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(words)
    expect(asked).toEqual([])
    expect(await reportOf(slug)).toMatchObject({ kind: null })
  })

  test('what is there has to be HLS', async () => {
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    for (const body of ['<!doctype html>', '', ' #EXTM3U', 'x'.repeat(100_000)]) {
      outside({ [url]: () => new Response(body) })
      const answer = await atPortalWithHosts(desk, page(slug), { ...source, url })
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('不是 HLS 直播')
    }
  })

  test('one that does not answer yet is kept only by who says so', async () => {
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    outside({ [url]: () => new Response('not yet', { status: 404 }) })
    const refused = await atPortalWithHosts(desk, page(slug), { ...source, url })
    const html = await refused.text()
    expect([refused.status, html.includes('name="unseen"')]).toEqual([409, true])
    // What was typed is still there.
    expect(html).toContain(`value="${url}"`)
    const kept = await atPortalWithHosts(desk, page(slug), { ...source, url, unseen: '1' })
    expect(kept.status).toBe(303)
    expect(await reportOf(slug)).toMatchObject({ kind: 'external' })
  })

  test('without a list there is none', async () => {
    const { slug, desk } = await open()
    expect((await desk.form(page(slug), { ...source, url })).status).toBe(422)
    expect(await (await desk.get(page(slug))).text()).toContain('STREAM_HOSTS')
  })
})

describe('trying the picture out', () => {
  test('is put down by time and name, for everybody who looks before the start', async () => {
    const { slug, desk } = await open()
    await desk.form(page(slug), { do: 'key', term: 'session' })
    const api = `/api/desk/sessions/${slug}/stream`
    const seen = await desk.json('POST', `${api}/tried`, { what: 'signal' })
    expect(await seen.json()).toMatchObject({ soundAt: null, by: '陈主持' })
    expect((await desk.form(page(slug), { do: 'tried', what: 'sound' })).status).toBe(303)
    const status = (await (await desk.get(api)).json()) as {
      tried: { signalAt: number | null; soundAt: number | null }
      preview: string
    }
    expect([status.tried.signalAt, status.tried.soundAt].every(Boolean)).toBe(true)
    expect(status.preview).toMatch(/^\/live\/[\w-]+\/index\.m3u8\?k=/)
    expect(await streamDeskOf(env, slug).tried()).toEqual(status.tried)
    const chain = await (await desk.get('/api/audit/export')).text()
    expect(chain).toContain('stream_tried')
  })

  test('what was neither picture nor sound is refused, and so is who does not run the session', async () => {
    const { slug, desk } = await open()
    const path = `/api/desk/sessions/${slug}/stream/tried`
    expect((await desk.json('POST', path, { what: 'smell' })).status).toBe(422)
    const clerk = await signedIn(official)
    expect(await codeOf(await clerk.json('POST', path, { what: 'signal' }))).toBe('NOT_ALLOWED')
    expect((await new Browser().get(`/api/desk/sessions/${slug}/stream`)).status).toBe(401)
    expect((await streamDeskOf(env, slug).tried()).signalAt).toBeNull()
  })
})
