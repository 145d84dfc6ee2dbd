import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Assurance } from '../../worker/contract/assurance'
import { KEPT_DRAFT_MS } from '../../worker/contract/verify'
import { newId } from '../../worker/http/ids'
import { eraseEnded } from '../../worker/store/retention'
import { createSession } from '../../worker/store/sessions'
import { freshSlug, HOUR, moderator, signedIn } from './http-kit'
import { Gateway, gatewayVars, Portal, type PortalBrowser } from './verify-kit'

const portal = new Portal(gatewayVars)
const key = 'k'.repeat(22)
const words = {
  text: '城西的公交站能不能装一个雨棚？',
  details: '三栋 <b>二单元</b>',
  name: '老王',
}
let gateway: Gateway

beforeEach(() => {
  gateway = new Gateway()
  vi.stubGlobal('fetch', gateway.fetch)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** A session whose questions and comments need a verified person. */
async function strict(assurance: Assurance = { rank: 3, ask: 3 }): Promise<string> {
  const slug = freshSlug()
  const draft = {
    slug,
    kind: 'town_hall' as const,
    title: '供水与出行',
    topic: '',
    notice: '',
    unit: '霞湾县',
    place: '',
    startsAt: Date.now() + HOUR,
    guests: [],
    state: 'announced' as const,
    assurance,
  } satisfies Parameters<typeof createSession>[1]
  await createSession(env.DB, draft, newId(), Date.now())
  const desk = await signedIn(moderator)
  const opened = await desk.json('POST', `/api/desk/sessions/${slug}/open`, {})
  expect(opened.status).toBe(200)
  return slug
}

async function verify(browser: PortalBrowser, to: string): Promise<Response> {
  await browser.form('/verify/phone', { tel: '13800001234', to })
  return browser.form('/verify/code', { code: gateway.code, to })
}

const countOf = async (table: string) =>
  (await env.DB.prepare(`SELECT count(*) n FROM ${table}`).first<{ n: number }>())?.n

describe('a question where only verified persons may ask', () => {
  test('waits while its author verifies, comes back, and is handed in by their own hand', async () => {
    const slug = await strict()
    const browser = portal.browser()
    const ask = `/s/${slug}/ask`
    const sent = await browser.form(ask, { ...words, key })
    // Its words are in no address.
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `/verify?to=${ask}`])
    const page = await (await browser.get(`/verify?to=${ask}`)).text()
    expect(page).toContain('您写的内容已经留好')
    expect(page).toContain(`href="/s/${slug}"`)
    expect(await (await browser.get(ask)).text()).not.toContain('提交后标明')

    const done = await verify(browser, ask)
    expect([done.status, done.headers.get('location')]).toEqual([303, ask])
    const form = await (await browser.get(ask)).text()
    expect(form).toContain(words.text)
    expect(form).toContain('三栋 &lt;b>二单元&lt;/b>')
    expect(form).toContain('value="老王"')
    expect(form).toContain('name="kept"')
    expect(form).toContain('提交后标明“已实名”')
    expect(await countOf('kept_drafts')).toBe(1)

    const handedIn = await browser.form(ask, { ...words, key, kept: '1' })
    expect([handedIn.status, handedIn.headers.get('location')?.startsWith('/my?new=')]).toEqual([
      303,
      true,
    ])
    expect(await countOf('kept_drafts')).toBe(0)
    expect(await (await browser.get(ask)).text()).not.toContain(words.text)
  })

  test('waits under a key that the record does not have, and in one browser only', async () => {
    const slug = await strict()
    const browser = portal.browser()
    await browser.form(`/s/${slug}/ask`, { ...words, key })
    const rows = JSON.stringify((await env.DB.prepare('SELECT * FROM kept_drafts').all()).results)
    expect(rows).not.toContain('城西')
    const secret = browser.cookies.get('mdm-login') ?? ''
    expect(secret).toHaveLength(43)
    expect(rows).not.toContain(secret)
    const stranger = portal.browser()
    expect(await (await stranger.get(`/s/${slug}/ask`)).text()).not.toContain(words.text)
    stranger.cookies.set('mdm-login', 'x'.repeat(43))
    expect(await (await stranger.get(`/s/${slug}/ask`)).text()).not.toContain(words.text)
  })

  test('waits for an hour and no longer', async () => {
    const slug = await strict()
    const browser = portal.browser()
    await browser.form(`/s/${slug}/ask`, { ...words, key })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + KEPT_DRAFT_MS })
    expect(await (await browser.get(`/s/${slug}/ask`)).text()).not.toContain(words.text)
    await eraseEnded(env.DB, Date.now() + 1)
    expect(await countOf('kept_drafts')).toBe(0)
  })

  test('that cannot be taken is put right first', async () => {
    const slug = await strict()
    const browser = portal.browser()
    expect((await browser.form(`/s/${slug}/ask`, { text: '短', key })).status).toBe(422)
    expect(await countOf('kept_drafts')).toBe(0)
  })

  test('that is an accusation needs no name', async () => {
    const slug = await strict()
    const answer = await portal.browser().form(`/s/${slug}/ask`, { ...words, key, accusation: '1' })
    expect(answer.status).toBe(200)
  })

  test('asks nobody where the session does not', async () => {
    const slug = await strict({ rank: 3, ask: 0 })
    const answer = await portal.browser().form(`/s/${slug}/ask`, { ...words, key })
    expect(answer.headers.get('location')).toMatch(/^\/my\?new=/)
  })
})

describe('a comment where only verified persons may write', () => {
  test('waits and comes back as well', async () => {
    const slug = await strict()
    const browser = portal.browser()
    const to = `/s/${slug}/comment`
    const sent = await browser.form(to, { text: '谢谢县长', name: '小李', key })
    expect(sent.headers.get('location')).toBe(`/verify?to=${to}`)
    expect((await verify(browser, to)).headers.get('location')).toBe(to)
    const form = await (await browser.get(to)).text()
    expect(form).toContain('谢谢县长')
    expect(form).toContain('value="小李"')
    const handedIn = await browser.form(to, { text: '谢谢县长', name: '小李', key, kept: '1' })
    expect(handedIn.headers.get('location')).toMatch(/^\/my\?new=/)
    // Nothing waits any more: the address leads to the session.
    expect((await browser.get(to)).headers.get('location')).toBe(`/s/${slug}`)
  })
})

describe('a vote where only those of verified persons count', () => {
  test('is kept apart, and counts once its voter has verified: one person, one vote', async () => {
    const slug = await strict({ rank: 3, ask: 0 })
    const desk = await signedIn(moderator)
    const entered = await desk.json('POST', `/api/desk/sessions/${slug}/entries`, {
      text: words.text,
      channel: 'floor',
      direct: 'list',
    })
    const { no } = await entered.json<{ no: number }>()
    const vote = (browser: PortalBrowser) =>
      browser.form(`/s/${slug}/vote`, { no: `${no}`, on: '1' })
    const counted = async () => {
      const list = await desk.get(`/api/desk/sessions/${slug}`)
      const { questions } = await list.json<{
        questions: { no: number; votes: number; verified?: number; apart?: number }[]
      }>()
      const {
        votes,
        verified = 0,
        apart = 0,
      } = questions.find((one) => one.no === no) ?? {
        votes: -1,
      }
      return { votes, verified, apart }
    }
    const [home, phone] = [portal.browser(), portal.browser()]
    await vote(home)
    await vote(phone)
    expect(await counted()).toEqual({ votes: 0, verified: 0, apart: 2 })
    expect(await (await home.get(`/s/${slug}`)).text()).toContain('实名后计入排序')
    await verify(home, `/s/${slug}`)
    expect(await counted()).toEqual({ votes: 1, verified: 1, apart: 1 })
    expect(await (await home.get(`/s/${slug}`)).text()).toContain('您已实名核验')
    // The same person with another device: their two votes are one.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    await verify(phone, `/s/${slug}`)
    expect(await counted()).toEqual({ votes: 1, verified: 1, apart: 0 })
  })
})
