import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { launchBrowser, openPortal } from './harness'
import { Netizen, PATIENCE, person, see, snapshotOf } from './pages-kit'

/** A resident votes where votes are graded: the browser proves something by itself, and nobody waits for it. */

const SLUG = 'graded'
const TEXT = '村口的路灯什么时候修？'

let portal: Portal
let browser: Browser

beforeAll(async () => {
  portal = await openPortal({ vars: { PORTAL_DEMO: 'off' } })
  browser = await launchBrowser()
  const desk = await new Netizen(portal).signIn()
  const must = async (path: string, body: object = {}) => {
    const answer = await desk.send('POST', `/api/desk/sessions${path}`, body)
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  }
  await must('', {
    slug: SLUG,
    kind: 'town_hall',
    title: '供水与出行',
    unit: '霞湾县',
    place: '县政务服务中心',
    startsAt: Date.now() + 86_400_000,
    assurance: { rank: 1, ask: 1 },
  })
  await must(`/${SLUG}/announce`)
  await must(`/${SLUG}/open`)
  await must(`/${SLUG}/entries`, { text: TEXT, channel: 'floor', direct: 'list' })
  await must(`/${SLUG}/decisions`, { act: 'move', to: 'live' })
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

const counts = async () => {
  const { votes, apart = 0 } = (await snapshotOf(portal, SLUG)).questions[0] ?? { votes: -1 }
  return { votes, apart }
}

test('a vote given at once is kept apart, and counts by itself when the proof is done', async () => {
  const before = await counts()
  const { page, context, faults } = await person(browser, portal, 390, 844)
  // The proof is held up on its way, so that the vote is the faster one whatever the machine does.
  let letGo = () => {}
  const held = new Promise<void>((done) => (letGo = done))
  await context.route('**/proof', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(`/s/${SLUG}`)
  const vote = page.locator('button.vote').first()
  await vote.click()
  await expect.poll(() => vote.getAttribute('aria-pressed'), { timeout: PATIENCE }).toBe('true')
  await expect.poll(counts, { timeout: PATIENCE }).toEqual({ ...before, apart: before.apart + 1 })
  await see(page.getByText('另有 1 票未达本场级别'))
  letGo()
  await see(page.getByText('防刷校验已完成，您的票算进排序。'))
  await expect.poll(counts, { timeout: PATIENCE }).toEqual({ ...before, votes: before.votes + 1 })
  await expect.poll(() => vote.locator('b').textContent(), { timeout: PATIENCE }).toBe('1')
  expect(faults).toEqual([])
  await context.close()
})

test('without a script the vote is taken all the same, and stays a device’s', async () => {
  const before = await counts()
  const { page, context } = await person(browser, portal, 390, 844, { javaScriptEnabled: false })
  await page.goto(`/s/${SLUG}`)
  // Told inside <noscript>, which a browser under remote control does not draw.
  expect(await page.content()).toContain('浏览器没有运行脚本')
  await page.locator('button.vote').first().click()
  await expect.poll(counts, { timeout: PATIENCE }).toEqual({ ...before, apart: before.apart + 1 })
  await page.goto(`/s/${SLUG}`)
  expect(await page.locator('button.vote').first().getAttribute('aria-pressed')).toBe('true')
  await context.close()
})
