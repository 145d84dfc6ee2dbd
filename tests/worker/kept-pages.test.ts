import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { Browser, freshSlug } from './http-kit'
import { anAnswer, aQuestion, aSession, NOON } from './store-rows'

let slug = ''
let page = ''

beforeEach(async () => {
  slug = freshSlug()
  page = `/s/${slug}`
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ slug, state: 'archived', authority: 'record', archivedAt: NOON + 9 }),
    questions: [aQuestion(1, { state: 'answered', settledAt: NOON + 100_001 })],
    answers: [anAnswer(1)],
  })
  // Whatever is read when it is first asked for has been read: no page waits for it.
  await new Browser().get('/archive')
})

test('a page of the archive may be held by caches for a minute, and is told apart by its tag', async () => {
  for (const path of [page, '/q/q1']) {
    const first = await new Browser().get(path)
    expect(first.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=60')
    expect(first.headers.get('vary')).toMatch(/Cookie, Accept-Language/)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/)
    const again = await new Browser().get(path, { 'if-none-match': `"other", ${etag}` })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    expect(again.headers.get('content-security-policy')).toContain("default-src 'none'")
    const other = await new Browser().get(path, { 'if-none-match': '"other"' })
    expect([other.status, other.headers.get('etag')]).toEqual([200, etag])
    expect(await other.text()).toContain('</html>')
  }
})

test('two readers get one page each in their own language and size, kept or not', async () => {
  const chinese = await new Browser().get(page)
  const english = await new Browser().get(page, { 'accept-language': 'en' })
  expect(await english.text()).toContain('<html lang="en"')
  expect(english.headers.get('etag')).not.toBe(chinese.headers.get('etag'))
  const elder = new Browser()
  await elder.form('/settings', { size: 'largest', back: page })
  const large = await elder.get(page)
  expect(large.headers.get('cache-control')).toBe('private, no-cache')
  expect(await large.text()).toContain('data-size="largest"')
  expect(await (await new Browser().get(page)).text()).toContain('data-size="standard"')
})

test('a reader the portal knows gets a page of their own, which no cache may hold', async () => {
  await new Browser().get(page)
  const known = new Browser()
  known.cookies.set('mdm', 'v1.whoever')
  const answer = await known.get(page)
  expect(answer.headers.get('cache-control')).toBe('private, no-store')
  expect(answer.headers.get('etag')).toBeNull()
})

test('what nobody asks of the record is drawn and not kept under its address', async () => {
  const answer = await new Browser().get(`${page}?secret=1`)
  expect(answer.headers.get('etag')).toBeNull()
  expect(answer.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=2')
})

test('a session that is still open is nobody’s to hold for longer than two seconds', async () => {
  const open = freshSlug()
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ id: 's2', slug: open, state: 'announced', authority: 'record' }),
  })
  const answer = await new Browser().get(`/s/${open}`)
  expect(answer.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=2')
})

test('whoever changes something sees it at once, also on a page that was kept', async () => {
  const before = await (await new Browser().get('/q/q1')).text()
  await carry(env.DB, {
    ...emptyLoad,
    answers: [anAnswer(1, { text: '已经延长了。', revisedAt: NOON + 9, revisedWhy: '更正' })],
  })
  expect(await (await new Browser().get('/q/q1')).text()).toBe(before)
  await new Browser().form('/my/lookup', { receipt: '0000 0000 0000 0000' })
  // A refused write changed nothing; one that was taken did.
  await new Browser().form('/settings', { size: 'large', back: '/' })
  expect(await (await new Browser().get('/q/q1')).text()).toBe(before)
  const { forgetPages } = await import('../../worker/http/kept-pages')
  forgetPages()
  expect(await (await new Browser().get('/q/q1')).text()).toContain('已经延长了。')
})
