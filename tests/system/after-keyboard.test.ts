import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { afterwards, type Afterwards } from './after-kit'
import { focused } from './access-kit'
import { asOperator, launchBrowser, openPortal } from './harness'
import { Netizen, person, see, signIn } from './pages-kit'

/** What comes after a session, without a mouse: nothing is clicked, and one always sees where one is. */

let portal: Portal
let browser: Browser
let after: Afterwards

beforeAll(async () => {
  portal = await openPortal()
  browser = await launchBrowser()
  await asOperator(portal, 'demo')
  after = await afterwards(portal, await new Netizen(portal).signIn())
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

/** Goes from stop to stop until one is called as wanted; nobody gets lost on the way. */
async function to(page: Page, wanted: RegExp, key = 'Tab') {
  const passed: string[] = []
  for (let i = 0; i < 250; i += 1) {
    await page.keyboard.press(key)
    const { at, seen } = await focused(page)
    if (!seen && at !== 'nothing') throw new Error(`One does not see that the focus is on ${at}`)
    if (wanted.test(at)) return
    passed.push(at.slice(0, 30))
  }
  throw new Error(`${wanted} is on none of ${passed.slice(0, 40).join(' | ')}`)
}

/** Sends what is filled in and waits for the page that answers. */
async function enter(page: Page) {
  const answered = page.waitForEvent('load')
  await page.keyboard.press('Enter')
  await answered
}

async function press(page: Page, wanted: RegExp) {
  await to(page, wanted)
  await enter(page)
}

/** Opens the choice of a file by keys; which one is chosen is the system's own dialog. */
async function choose(page: Page, wanted: RegExp, name: string, mimeType: string, text: string) {
  await to(page, wanted)
  const chosen = page.waitForEvent('filechooser')
  await page.keyboard.press('Space')
  await (await chosen).setFiles({ name, mimeType, buffer: Buffer.from(text) })
}

async function write(page: Page, wanted: RegExp, text: string) {
  await to(page, wanted)
  await page.keyboard.type(text)
}

test('the key p makes a promise of a line of the transcript, and of nothing that is being typed', async () => {
  const { page, context } = await person(browser, portal, 1280, 800)
  onTestFinished(() => context.close())
  await signIn(page, portal)
  await page.goto('/desk/s/xw-3/transcript')
  await see(page.getByRole('textbox', { name: '说了什么' }))
  const before = context.pages().length
  await write(page, /^说了什么/, 'p')
  expect(context.pages()).toHaveLength(before)
  await page.keyboard.press('Backspace')
  // The newest line is the nearest one behind.
  await to(page, /^改：下个月二十号/, 'Shift+Tab')
  const opened = context.waitForEvent('page')
  await page.keyboard.press('p')
  const form = await opened
  await form.waitForLoadState()
  // Who, what and by when stand there already, as said and as a day.
  const held = (label: string) => form.getByLabel(label, { exact: true }).inputValue()
  expect(await held('承诺原话')).toBe('下个月二十号晚上七点，五楼以上正常出水')
  expect(await held('承诺人')).toBe('林某')
  expect(await held('期限原话')).toBe('下个月二十号')
  expect(await held('期限是哪一天')).toMatch(/^\d{4}-\d{2}-20$/)
  await write(form, /^怎样算办成/, '五楼住户家里看水压')
  await press(form, /^登记$/)
  await see(form.getByRole('status'))
  const kept = await fetch(`${portal.url}/api/promises?unit=demo-water`)
  const { promises } = (await kept.json()) as { promises: { what: string }[] }
  expect(promises.map(({ what }) => what)).toContain('下个月二十号晚上七点，五楼以上正常出水')
})

test('an asker rates an answer, says why, and asks further, from a phone with keys', async () => {
  const { page, context } = await person(browser, portal, 390, 844)
  onTestFinished(() => context.close())
  const own = async (step: RegExp) => {
    await page.goto('/my')
    await write(page, /^查询码/, after.asked[0]?.receipt ?? '')
    await press(page, /^查询$/)
    await press(page, step)
    await see(page.locator('.follow-step'))
  }
  await own(/评价/)
  await press(page, /^没有解决$/)
  await see(page.locator('input[name="manner"]'))
  // How one was treated, then how fast it went.
  for (const _ of ['manner', 'speed']) {
    await to(page, /^5 /)
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toEqual({ at: '4 较好', seen: true })
  }
  await write(page, /^想说|意见|几句/, '下雨还是返水。')
  await press(page, /^提交评价$/)
  await see(page.getByText('谢谢您如实评价。已记为“有异议”。'))
  await own(/^还有一句要追问$/)
  await write(page, /^您要追问的/, '换管以前谁来抽水？')
  await press(page, /^提交追问$/)
  await see(page.getByText('追问收到了，正在等候审核。'))
})

test('an officer takes a case, notes, drafts and hands it to a second person, who publishes it', async () => {
  const [officer, approver] = await Promise.all([
    after.officer.sits(browser, 1280, 800),
    after.approver.sits(browser, 390, 844),
  ])
  onTestFinished(async () => {
    await Promise.all([officer.context.close(), approver.context.close()])
  })
  const { page } = officer
  await page.goto('/desk/cases')
  await press(page, /^第 \d+ 号 小区门口的井盖/)
  await to(page, /^受理$/)
  await press(page, /^受理$/)
  await to(page, /^写内部备注$/)
  await page.keyboard.press('Enter')
  await write(page, /^内容/, '井盖型号已查。')
  await press(page, /^提交$/)
  await see(page.getByText('井盖型号已查。'))
  await write(page, /^答复内容/, '井盖十二月十日前换成防响的。')
  await to(page, /^办理结果/)
  await page.keyboard.press('ArrowDown')
  await press(page, /^保存并送审$/)
  await see(page.getByText('已送审。'))

  await approver.page.goto('/desk/cases?tab=review')
  await press(approver.page, /^第 \d+ 号 小区门口的井盖/)
  // The fold stands open; its button is called alike.
  await to(approver.page, /^审签并公开$/)
  await press(approver.page, /^审签并公开$/)
  await see(approver.page.getByText('已公开。'))
  const [, , , own] = after.asked
  const read = await fetch(`${portal.url}/api/questions/${own?.id}`)
  expect(JSON.stringify(await read.json())).toContain('井盖十二月十日前换成防响的。')
})

test('a unit takes its table away, fills it in and brings it back, by keys', async () => {
  const { page, context } = await after.officer.sits(browser, 1280, 800)
  onTestFinished(() => context.close())
  await page.goto('/desk/table')
  await to(page, /^在办的$/)
  const saved = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  const table = await readFile(await (await saved).path(), 'utf8')
  const filled = table.replace(/(加装电梯签字.*,已交办,[^,]*,[^,]*,,,)/, '$1是')
  await choose(page, /^填好的表格/, '办件.csv', 'text/csv', filled)
  await press(page, /^先看看/)
  await see(page.getByText('读到 6 行：1 件要改。'))
  await press(page, /^确认，改这 1 件$/)
  await see(page.getByText('已办理 1 件。'))
  expect(await after.officer.page('/desk/table.csv')).toMatch(/加装电梯签字.*,办理中,/)
})

test('a unit says how its promise goes, and lays a paper beside it, by keys', async () => {
  const { page, context } = await after.approver.sits(browser, 1280, 800)
  onTestFinished(() => context.close())
  await page.goto('/desk/commitments')
  await press(page, /^村路先修/)
  await to(page, /^进展到/)
  await page.keyboard.press('ArrowDown')
  await write(page, /^向公众说明/, '已经修好二十处。')
  await press(page, /^公布$/)
  await see(page.getByRole('status').filter({ hasText: /\S/ }))
  const paper = '%PDF-1.4\n1 0 obj<<>>endobj\nxref\ntrailer\nstartxref\n9\n%%EOF\n'
  await choose(page, /^PDF、PNG/, '验收单.pdf', 'application/pdf', paper)
  await press(page, /^上传并公布$/)
  await see(page.getByRole('link', { name: '验收单.pdf' }))
  await to(page, /^公开页面/)
  await page.keyboard.press('Enter')
  await see(page.getByText('已经修好二十处。'))
  const paperBeside = page.getByRole('link', { name: /验收单/ })
  expect((await page.request.get((await paperBeside.getAttribute('href')) ?? '')).status()).toBe(
    200,
  )
})

test('a reader searches, narrows what is found by a link, and opens it', async () => {
  const { page, context } = await person(browser, portal, 390, 844)
  onTestFinished(() => context.close())
  await page.goto('/search')
  await write(page, /^(搜索|搜)/, '路灯')
  await enter(page)
  await press(page, /^提问 2$/)
  await press(page, /^支持最多$/)
  await press(page, /^城西那排路灯/)
  await see(page.getByRole('heading', { name: /^城西那排路灯/ }))
  expect(page.url()).toMatch(/\/q\/\w+$/)
})
