import { createHash, randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { violations } from './access-kit'
import { launchBrowser, openPortal } from './harness'
import { byName, person, withAuthenticator } from './pages-kit'

/** Staff with passkeys in a real browser, whose authenticator is a virtual one. */

const TOKEN = randomBytes(32).toString('base64url')
/** Where to put pictures of the pages, for whoever wants to look at them. */
const pictures = process.env['PICTURES']

let portal: Portal
let browser: Browser
let at: { url: string }

beforeAll(async () => {
  portal = await openPortal({ vars: { ADMIN_BOOTSTRAP_TOKEN: TOKEN, AUTH_PASSWORD: 'on' } })
  at = byName(portal)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

async function look(page: Page, name: string): Promise<void> {
  expect([name, await violations(page)]).toEqual([name, []])
  if (!pictures) return
  await mkdir(pictures, { recursive: true })
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true })
  }
}

const db = () => portal.mf.getD1Database('DB')

/** An invitation as an administrator makes it; answers its link. */
async function invite(by: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest('base64url')
  const now = Date.now()
  await (
    await db()
  )
    .prepare(
      `INSERT INTO invites (hash, id, staff_id, name, office, unit, role, invited_by, invited_by_name, invited_at,
        ends_at) VALUES (?, 'invite0000001', 'staff00000wu1', '吴主持', '主持人', '县委宣传部', 'moderator', 'a', ?, ?, ?)`,
    )
    .bind(hash, by, now, now + 604_800_000)
    .run()
  return `/desk/join?i=${token}`
}

test('the first administrator comes in by the operator’s token, with a passkey', async () => {
  const { page, context, faults } = await person(browser, at, 1280, 900)
  await withAuthenticator(page)
  await page.goto('/desk/sign-in')
  await look(page, 'sign-in')
  await page.getByRole('link', { name: '第一位管理员' }).click()
  await look(page, 'first')
  await page.getByLabel('启用口令').fill(TOKEN)
  await page.getByLabel('姓名').fill('孟某')
  await page.getByLabel('职务').fill('管理员')
  await page.getByLabel('单位').fill('县政府办')
  await page.getByRole('button', { name: '登记通行密钥并登录' }).click()
  await page.waitForURL('**/desk')
  await page.goto('/desk/admin')
  expect(await page.locator('h1').count()).toBe(1)
  expect((await page.goto('/desk/first'))?.status()).toBe(410)
  expect(faults).toEqual([])
  await context.close()
})

// ASVS 6.3.3
test('somebody invited registers a passkey, signs out, signs in again and works at the desk', async () => {
  const { page, context, faults } = await person(browser, at, 390, 844)
  await withAuthenticator(page)
  const link = await invite('孟某')
  await page.goto(link)
  expect(await page.textContent('.lead')).toContain('孟某邀请吴主持')
  await look(page, 'join')
  await page.getByRole('button', { name: '登记通行密钥并登录' }).click()
  await page.waitForURL('**/desk')
  // The link is used up.
  expect((await page.goto(link))?.status()).toBe(410)
  await page.goto('/desk/me')
  await look(page, 'me')
  expect(await page.textContent('#keys + ul, .card ul')).toContain('办公电脑')
  await page.getByRole('button', { name: '退出登录' }).click()
  expect((await page.goto('/desk'))?.url()).toContain('/desk/sign-in')
  await page.getByRole('button', { name: '用通行密钥登录' }).click()
  await page.waitForURL('**/desk')
  const cookies = await context.cookies()
  const cookie = cookies.find(({ name }) => name.endsWith('mdm-staff'))
  expect([cookie?.httpOnly, cookie?.sameSite]).toEqual([true, 'Lax'])

  // Five minutes later a way in is not taken away without proving again.
  await (await db()).prepare('UPDATE staff_sessions SET proved_at = 1').run()
  await page.goto('/desk/me')
  await page.getByRole('link', { name: '再确认一次是您本人' }).click()
  await look(page, 'prove')
  await page.getByRole('button', { name: '用通行密钥确认' }).click()
  await page.waitForURL('**/desk/me')
  await page.getByRole('link', { name: '设置或更换' }).click()
  await look(page, 'password')
  expect(faults).toEqual([])
  await context.close()
})

test('at the desk somebody signed out says who they are, and what they were doing goes through', async () => {
  const { page, context, faults } = await person(browser, at, 1280, 900)
  await withAuthenticator(page)
  await (await db()).prepare('DELETE FROM invites').run()
  await page.goto(await invite('孟某'))
  await page.getByRole('button', { name: '登记通行密钥并登录' }).click()
  await page.waitForURL('**/desk')
  const post = (path: string, body: object) =>
    page.evaluate(
      async ([to, sent]) => {
        const headers = { 'content-type': 'application/json' }
        return (await fetch(to, { method: 'POST', headers, body: sent })).status
      },
      [path, JSON.stringify(body)] as const,
    )
  const facts = { slug: 'yong-shui', kind: 'town_hall', title: '用水', unit: '霞湾县' }
  expect(await post('/api/desk/sessions', { ...facts, startsAt: Date.now() + 3_600_000 })).toBe(201)
  for (const step of ['announce', 'open']) {
    expect(await post(`/api/desk/sessions/yong-shui/${step}`, {})).toBe(200)
  }
  await page.goto('/desk/s/yong-shui')
  await (await db()).prepare('DELETE FROM staff_sessions').run()
  await page.locator('.dk-floor').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill('三里村的自来水什么时候不发黄？')
  await dialog.locator('button[type=submit]').click()
  await dialog.getByRole('heading', { name: '登录已经结束' }).waitFor()
  await look(page, 'desk-prove')
  await dialog.getByRole('button', { name: '用通行密钥确认' }).click()
  await page.getByText('三里村的自来水什么时候不发黄？').first().waitFor()
  // Signed out, the desk's line is refused until somebody says who they are; the browser tells that in its own way.
  expect(faults.filter((fault) => !fault.startsWith('WebSocket connection'))).toEqual([])
  await context.close()
})
