import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { Browser, freshSlug } from './http-kit'
import { anAnswer, aQuestion, aSession, NOON } from './store-rows'

let slug = ''

beforeEach(async () => {
  slug = freshSlug()
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ slug, state: 'archived', authority: 'record', archivedAt: NOON + 9 }),
    questions: [
      aQuestion(1, { state: 'answered', settledAt: NOON + 100_001 }),
      aQuestion(2, { state: 'taken_down', reason: 'unlawful', settledAt: NOON + 8 }),
      aQuestion(3, { state: 'submitted', listedAt: null }),
    ],
    answers: [anAnswer(1)],
  })
})

const imageOn = async (path: string) => {
  const html = await (await new Browser().get(path)).text()
  const [, address = ''] = /property="og:image" content="([^"]*)"/.exec(html) ?? []
  return new URL(address)
}

async function picture(path: string, headers: Record<string, string> = {}) {
  const answer = await new Browser().get(path, headers)
  return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) }
}

test('a page that is shared brings a picture of its own, which may be kept as long as its figures stand', async () => {
  for (const path of [`/s/${slug}`, '/q/q1', '/', '/archive']) {
    const { pathname, search } = await imageOn(path)
    const { answer, bytes } = await picture(pathname + search)
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
      path,
      200,
      'image/png',
    ])
    expect([...bytes.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47])
    const etag = answer.headers.get('etag') ?? ''
    const again = await picture(pathname + search, { 'if-none-match': etag })
    expect([again.answer.status, again.bytes.length]).toEqual([304, 0])
  }
  const { pathname, search } = await imageOn(`/s/${slug}`)
  expect((await picture(pathname + search)).answer.headers.get('cache-control')).toBe(
    'public, max-age=86400',
  )
  expect((await picture(pathname)).answer.headers.get('cache-control')).toBe('public, max-age=60')
})

test('another figure makes another address', async () => {
  const before = await imageOn(`/s/${slug}`)
  await carry(env.DB, { ...emptyLoad, questions: [aQuestion(4, { state: 'handed_off' })] })
  const { forgetPages } = await import('../../worker/http/kept-pages')
  const { forgetSnapshot } = await import('../../worker/http/snapshots')
  forgetPages()
  forgetSnapshot(slug)
  expect((await imageOn(`/s/${slug}`)).href).not.toBe(before.href)
})

test('of what was taken down there is the portal’s picture and no other, of what is pending none at all', async () => {
  const portal = await picture('/card.png')
  expect((await picture('/q/q2/card.png')).bytes).toEqual(portal.bytes)
  for (const path of ['/q/q3/card.png', '/q/nothing/card.png', '/s/nothing/card.png']) {
    expect([path, (await picture(path)).answer.status]).toEqual([path, 404])
  }
})
