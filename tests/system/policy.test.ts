import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import type { Portal } from '../../scripts/portal.mjs'
import { asOperator, launchBrowser, openPortal } from './harness'
import { person, signIn, watchPolicy } from './pages-kit'

let portal: Portal
let browser: Browser

beforeAll(async () => {
  portal = await openPortal()
  const seeded = await asOperator(portal, 'demo')
  if (!seeded.ok) throw new Error(`The demonstration answered ${seeded.status}.`)
  browser = await launchBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

test('a page that breaks our policy is noticed, by inline script, style, foreign picture and unsafe HTML', async () => {
  const policy = (await fetch(portal.url)).headers.get('content-security-policy') ?? ''
  const context = await browser.newContext({ baseURL: portal.url })
  const refused: string[] = []
  await watchPolicy(context, refused)
  await context.route('**/planted', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': policy },
      body: '<script>var x = 1</script><p style="color:red">x<img src="https://elsewhere.example/x.png">',
    }),
  )
  const page = await context.newPage()
  await page.goto('/planted')
  await page.evaluate(() => {
    try {
      document.body.innerHTML = '<p>by a string</p>'
    } catch {
      // Trusted Types refuse it, and that is what must be noticed.
    }
  })
  for (const what of [
    'script-src-elem',
    'style-src-attr',
    'img-src',
    'require-trusted-types-for',
  ]) {
    await expect
      .poll(() => refused.some((one) => one.startsWith(what)), { message: what })
      .toBe(true)
  }
  await context.close()
})

// ASVS 1.3.2, 3.2.2, 3.4.3
test('every page of the demonstration keeps to our policy, for netizens and at the desk', async () => {
  const { sessions } = (await (await asOperator(portal, 'demo/redate')).json()) as {
    sessions: { path: string }[]
  }
  const paths = ['/', '/about', '/my', '/feed.atom', '/nowhere', '/ledger', '/archive', '/desk']
  const visitor = await person(browser, portal, 390, 844)
  await signIn(visitor.page, portal)
  for (const path of [...paths, ...sessions.map((one) => one.path)]) {
    await visitor.page.goto(path, { waitUntil: 'load' })
  }
  expect(visitor.faults).toEqual([])
  await visitor.context.close()
})
