import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import type { Chapter, Span, Stream } from '../../worker/contract/stream'
import { wallAt } from '../../worker/domain/timeline'
import { newStreamKey } from '../../worker/http/stream-key'
import { readStrictly } from '../domain/playlist-kit'
import { cutOff, doubleText, violations } from './access-kit'
import { encoderFor, film, readClock, type Film } from './encoder-kit'
import { launchBrowser, openPortal } from './harness'
import { Netizen, openSession, pageListens, PATIENCE, person, see } from './pages-kit'

/** People watch a session: live, looking back, late, in the hall, with a picture that is cut. */

const HOUR = 3_600_000
/** Length of a segment of the film. */
const SEGMENT_MS = 2_000

let portal: Portal
let browser: Browser
let desk: Netizen
let made: Film

beforeAll(async () => {
  portal = await openPortal({ vars: { PORTAL_DEMO: 'off' } })
  browser = await launchBrowser()
  desk = await new Netizen(portal).signIn()
  made = await film({ seconds: 24, size: '160x90', fps: 10 })
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

/** A session on the air, and an encoder with its key. */
async function onAir(slug: string) {
  await openSession(desk, slug)
  await desk.decide(slug, { act: 'move', to: 'live' })
  const { key, hash } = newStreamKey()
  const streams = await portal.mf.getDurableObjectNamespace('STREAM')
  const stream = streams.getByName(slug) as unknown as Stream
  expect((await stream.setKey(hash, Date.now() + HOUR, Date.now())).ok).toBe(true)
  return encoderFor(portal, slug, key)
}

const video = (page: Page) => page.locator('.picture video')
/** Where the film of a page stands, seconds. */
const place = (page: Page) =>
  video(page).evaluate((element) => (element as HTMLVideoElement).currentTime)

/** Presses the button and waits until the picture moves. */
async function play(page: Page) {
  await page.locator('.picture .play').click()
  await moves(page)
}

async function moves(page: Page) {
  await page.waitForFunction(
    () => {
      const element = document.querySelector('video')
      return (
        element !== null && !element.paused && element.readyState > 2 && element.currentTime > 0
      )
    },
    undefined,
    { timeout: PATIENCE },
  )
}

async function playlist(slug: string) {
  const answer = await fetch(`${portal.url}/live/${slug}/index.m3u8`)
  return readStrictly(await answer.text())
}

async function chapters(slug: string) {
  const answer = await fetch(`${portal.url}/live/${slug}/chapters.json`)
  return (await answer.json()) as { chapters: Chapter[]; spans: Span[] }
}

test('a session is watched live, looked back at, and is a film at the same address once it is over', async () => {
  const encoder = await onAir('watched')
  await encoder.push(made, { to: 8 })
  const { page, faults } = await person(browser, portal, 390, 844)
  await pageListens(page, '/s/watched')
  // Nobody has asked for the picture yet, so nothing of it was fetched.
  const fetched: string[] = []
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname))
  await see(page.getByRole('button', { name: '看直播' }))
  expect(fetched.filter((path) => path.startsWith('/live/') || path.includes('hls'))).toEqual([])
  expect(await violations(page)).toEqual([])
  await play(page)
  expect(await place(page)).toBeGreaterThan(8)
  await page.locator('summary', { hasText: '观看方式' }).click()
  expect(await violations(page)).toEqual([])
  expect(await cutOff(page)).toEqual([])
  await page.locator('summary', { hasText: '观看方式' }).click()

  // Looking back, and home again.
  await video(page).evaluate((element) => {
    // Not the very edge of a picture: its clock tells tenths.
    ;(element as HTMLVideoElement).currentTime = 3.05
  })
  const toLive = page.getByRole('button', { name: '回到直播' })
  await see(toLive)
  await moves(page)
  expect(await video(page).evaluate(readClock)).toSatisfy((ms: number) => ms > 2_900 && ms < 7_000)
  await toLive.click()
  await toLive.waitFor({ state: 'detached' })
  expect(await place(page)).toBeGreaterThan(8)

  // The session ends; what was live plays out by itself.
  await encoder.push(made, { from: 8, ends: true })
  await desk.decide('watched', { act: 'move', to: 'wrapped' })
  await see(page.getByText('已播放到结尾。'))
  expect(await place(page)).toBeGreaterThan(made.seconds - 1)

  const late = await person(browser, portal, 1280, 800)
  await late.page.goto('/s/watched?t=0:21')
  await late.page.getByRole('button', { name: '从 00:21 看起' }).click()
  await moves(late.page)
  expect(await place(late.page)).toBeGreaterThan(20.5)
  expect(
    await video(late.page).evaluate((element) => (element as HTMLVideoElement).duration),
  ).toBeCloseTo(made.seconds, 0)
  await see(late.page.getByText('已播放到结尾。'))
  expect(await violations(late.page)).toEqual([])
  await doubleText(late.page)
  expect(await cutOff(late.page)).toEqual([])
  expect([...faults, ...late.faults]).toEqual([])
}, 120_000)

/** Notes, in the page, where the film stood when the card of the stage named this question. */
async function noteCard(page: Page, no: number) {
  await page.evaluate((wanted) => {
    const notes = globalThis as unknown as { cardAt?: number | null }
    const look = () => {
      if (notes.cardAt !== undefined) return
      if (!document.querySelector('.on-stage')?.textContent?.includes(`${wanted} 号`)) return
      notes.cardAt = document.querySelector('video')?.currentTime ?? null
    }
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    })
    look()
  }, no)
}
const cardAt = async (page: Page) => {
  const noted = await page.waitForFunction(
    () => (globalThis as unknown as { cardAt?: number | null }).cardAt,
    undefined,
    { timeout: PATIENCE },
  )
  return (await noted.jsonValue()) ?? 0
}

test('whoever watches seconds behind sees the card when the picture shows it, and somebody in the hall at once', async () => {
  const encoder = await onAir('staged')
  await new Netizen(portal).ask('staged', '城东片区的自来水晚上没有压力，什么时候能改好？')
  await desk.decide('staged', { act: 'approve', nos: [1] })
  const startsAt = Date.now() - 5 * SEGMENT_MS
  await encoder.push(made, { to: 5, startsAt })
  const [delayed, inHall] = await Promise.all([
    person(browser, portal, 390, 844),
    person(browser, portal, 390, 844),
  ])
  for (const { page } of [delayed, inHall]) {
    await pageListens(page, '/s/staged')
    await play(page)
  }
  await inHall.page.locator('summary', { hasText: '观看方式' }).click()
  await inHall.page.getByLabel('我在现场（实时）').check()
  // Seconds behind the room, for certain: so fast as it was pushed here the picture could be ahead of it.
  for (const { page } of [delayed, inHall]) {
    await video(page).evaluate((element) => {
      ;(element as HTMLVideoElement).currentTime = 3
    })
  }
  await noteCard(delayed.page, 1)
  await noteCard(inHall.page, 1)
  await desk.decide('staged', { act: 'stage', no: 1, speaker: '林某', office: '经理' })
  const hall = await cardAt(inHall.page)
  // An encoder sends a segment when its time is over, and not before.
  await encoder.push(made, {
    from: 5,
    startsAt,
    after: (n) =>
      new Promise((on) =>
        setTimeout(on, Math.max(0, startsAt + (n + 2) * SEGMENT_MS - Date.now())),
      ),
  })
  const seen = await cardAt(delayed.page)
  const told = await chapters('staged')
  const { at } = told.chapters[0] ?? { at: 0 }
  const shown = wallAt(told.spans, seen) ?? 0
  expect(Math.abs(shown - at)).toBeLessThan(1_000)
  // The one in the hall saw it while the picture still showed what was before.
  expect((wallAt(told.spans, hall) ?? 0) - at).toBeLessThan(-1_000)
  expect([...delayed.faults, ...inHall.faults]).toEqual([])
}, 120_000)

test('a cut takes the picture off every screen, twenty times; it comes back, and the recording knows nothing of it', async () => {
  const encoder = await onAir('cut-off')
  await encoder.push(made, { to: 4 })
  const people = [
    await person(browser, portal, 390, 844),
    await person(browser, portal, 1280, 800),
    await person(browser, portal, 360, 640),
  ]
  // The last one loses its line to the room for good.
  await people[2]?.page.routeWebSocket(/\/live$/, (socket) => socket.close())
  const [first, second, third] = people
  for (const { page } of people) await page.goto('/s/cut-off')
  // One of them only reads, and has the still picture on the screen.
  for (const one of [first, third]) if (one) await play(one.page)
  const connected = [first, second].flatMap((one) => (one ? [one.page] : []))
  const off = (page: Page) =>
    page.waitForFunction(
      () => document.querySelector('.cut-card') && !document.querySelector('video'),
      undefined,
      { timeout: PATIENCE },
    )
  const cut = () =>
    desk.decide('cut-off', { act: 'cut', kind: 'picture', reason: 'privacy', keepOut: true })
  const resume = async () => {
    await desk.decide('cut-off', { act: 'resume', kind: 'picture' })
    await Promise.all(connected.map((page) => page.locator('.picture video').waitFor()))
  }
  const cutAt = Date.now()
  await cut()
  // The one without a line finds out by asking.
  await Promise.all(people.map(({ page }) => off(page)))
  // A playlist is good for a second.
  await vi.waitFor(async () => expect((await playlist('cut-off')).segments).toEqual([]), {
    timeout: PATIENCE,
  })
  // What the encoder sends meanwhile is nobody's to see.
  await encoder.push(made, { from: 4, to: 6 })
  await resume()
  for (let more = 1; more < 20; more += 1) {
    await cut()
    await Promise.all(connected.map(off))
    await resume()
  }
  const resumedAt = Date.now()
  await encoder.push(made, { from: 6, to: 9, startsAt: resumedAt - 6 * SEGMENT_MS })
  for (const one of [first, third]) if (one) await moves(one.page)
  await desk.decide('cut-off', { act: 'move', to: 'wrapped' })
  const { segments } = await vi.waitFor(
    async () => {
      const found = await playlist('cut-off')
      expect(found.ended).toBe(true)
      return found
    },
    { timeout: PATIENCE },
  )
  // What was before is there, and what came after; one that touches the end of the cut stays out with it.
  expect(segments.length).toBeGreaterThanOrEqual(6)
  expect(segments.length).toBeLessThanOrEqual(7)
  const within = segments.filter(({ at, dur }) => at < resumedAt - 50 && at + dur * 1000 > cutAt)
  expect(within).toEqual([])
  expect(people.flatMap(({ faults }) => faults)).toEqual([])
}, 120_000)
