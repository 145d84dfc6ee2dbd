import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { launchBrowser, openPortal } from './harness'
import { deskReady, person, plantUnits, see, signIn } from './pages-kit'

const BURST = 120
let portal: Portal
let browser: Browser

beforeAll(async () => {
  ;[portal, browser] = await Promise.all([openPortal(), launchBrowser()])
  await plantUnits(portal)
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
})

describe('a desk under pressure', () => {
  test('two moderators practise with 120 pending by keyboard, and afterwards nothing is left of it', async () => {
    const [a, b] = [
      await person(browser, portal, 1280, 800),
      await person(browser, portal, 1280, 800),
    ]
    await signIn(a.page, portal, '陈主持')
    await signIn(b.page, portal, '李审核')
    await a.page.evaluate(async () => {
      const draft = {
        slug: 'practice-hall',
        kind: 'town_hall',
        title: '老旧小区加装电梯',
        unit: '霞湾县',
        startsAt: Date.now() + 3_600_000,
      }
      await fetch('/api/desk/sessions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(draft),
      })
    })
    await a.page.goto('/desk/s/practice-hall')
    await deskReady(a.page)
    await a.page.locator('.dk-more summary').click()
    await a.page.getByRole('button', { name: '开始彩排' }).click()
    await a.page.waitForURL('**/desk/s/rehearsal-*')
    const address = new URL(a.page.url()).pathname
    await a.page.getByRole('button', { name: `放入 ${BURST} 条编的提问` }).click()
    const pendingOf = (page: typeof a.page) => page.locator('.dk-tab .dk-count').first()
    const waiting = (page: typeof a.page, n: number) =>
      expect.poll(() => pendingOf(page).textContent(), { timeout: 15_000 }).toBe(String(n))
    await see(a.page.getByText('彩排，不留记录'))
    await waiting(a.page, BURST)
    await deskReady(a.page)

    // The other one’s line can be cut, so that they decide on what they last saw.
    let deaf = false
    await b.page.routeWebSocket(/\/live$/, (line) => {
      const room = line.connectToServer()
      room.onMessage((message) => {
        if (!deaf) line.send(message)
      })
    })
    await b.page.goto(address)
    await deskReady(b.page)
    await waiting(b.page, BURST)

    // Review: risky ones first, clusters folded; each sees where the other looks.
    for (const { page } of [a, b]) await page.keyboard.press('`')
    await a.page.keyboard.press('j')
    await see(b.page.locator('.dk-row.dense', { hasText: '陈主持在看' }))

    // A range by keyboard, approved at once, and taken back at once.
    for (let i = 0; i < 4; i++) await a.page.keyboard.press('Shift+J')
    await a.page.keyboard.press('a')
    await waiting(a.page, BURST - 5)
    await waiting(b.page, BURST - 5)
    await a.page.keyboard.press('z')
    await waiting(a.page, BURST)

    // The whole burst not adopted in one go, with a reason by number, and taken back in time.
    await a.page.getByRole('button', { name: '全选' }).click()
    await a.page.keyboard.press('r')
    await see(a.page.getByRole('dialog'))
    await a.page.keyboard.press('6')
    await waiting(a.page, 0)
    await a.page.keyboard.press('z')
    await waiting(a.page, BURST)

    // Whoever comes second is told by whom, and what.
    await waiting(b.page, BURST)
    deaf = true
    const [first] = await b.page.locator('[data-row^="pending-"]').all()
    await first?.locator('.dk-row-main').click()
    const row = (await first?.getAttribute('data-row')) ?? ''
    await a.page.locator(`[data-row="${row}"] .dk-row-main`).click()
    await a.page.keyboard.press('r')
    await see(a.page.getByRole('dialog'))
    await a.page.keyboard.press('6')
    await waiting(a.page, BURST - 1)
    await b.page.keyboard.press('a')
    const told = b.page.getByRole('dialog')
    await see(told.getByText('陈主持'))
    expect(await told.textContent()).toContain('不采用')

    // The end: nobody finds anything of it any more.
    await a.page.locator('.dk-rehearsal summary').click()
    await a.page.getByRole('button', { name: '确定结束，全部清空' }).click()
    await a.page.waitForURL('**/desk')
    const gone = await fetch(`${portal.url}${address.replace('/desk', '')}`)
    expect(gone.status).toBe(404)
    expect(a.faults).toEqual([])
  }, 90_000)
})
