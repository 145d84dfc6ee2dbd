import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { launchBrowser, openPortal } from './harness'
import { Netizen, PATIENCE, person } from './pages-kit'

/** Somebody looks at the page of an announced session, and leaves it open. */

let portal: Portal
let browser: Browser
let desk: Netizen

beforeAll(async () => {
  portal = await openPortal({ vars: { PORTAL_DEMO: 'off' } })
  browser = await launchBrowser()
  desk = await new Netizen(portal).signIn()
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

async function announce(slug: string) {
  const made = await desk.send('POST', '/api/desk/sessions', {
    slug,
    kind: 'town_hall',
    title: '供水与出行',
    unit: '霞湾县',
    place: '县政务服务中心',
    startsAt: Date.now() + 86_400_000,
  })
  expect(made.status).toBe(201)
  expect((await desk.send('POST', `/api/desk/sessions/${slug}/announce`)).status).toBe(200)
}

test('the page finds out within a minute that the session opened, and offers to ask', async () => {
  await announce('opens-soon')
  const { page, faults } = await person(browser, portal, 390, 844)
  await page.clock.install()
  await page.goto('/s/opens-soon')
  const ask = page.locator('#to-ask')
  expect(await ask.count()).toBe(0)
  await page.clock.fastForward(61_000)
  // Nothing has happened yet, and nothing moves under the reader.
  expect(await ask.count()).toBe(0)
  expect((await desk.send('POST', '/api/desk/sessions/opens-soon/open')).status).toBe(200)
  // From now on it is the live page, with a line to the room.
  const line = page.waitForEvent('websocket')
  // An answer may be two seconds old, by the real clock.
  await new Promise((done) => setTimeout(done, 2_500))
  await page.clock.fastForward(61_000)
  await ask.waitFor({ timeout: PATIENCE })
  await line
  expect(faults).toEqual([])
})

test('somebody who waits for an hour asks about a hundred times, and not at all while away', async () => {
  await announce('opens-late')
  const { page } = await person(browser, portal, 390, 844)
  await page.clock.install()
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/api/sessions/opens-late')) asked += 1
  })
  await page.goto('/s/opens-late')
  await page.clock.runFor(3_600_000)
  expect(asked).toBeGreaterThanOrEqual(50)
  expect(asked).toBeLessThanOrEqual(120)
  await page.evaluate(() =>
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' }),
  )
  const before = asked
  await page.clock.runFor(3_600_000)
  expect(asked).toBe(before)
})
