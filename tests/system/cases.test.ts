import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { violations } from './access-kit'
import { asOperator, launchBrowser, openPortal } from './harness'
import { Netizen, openSession, PATIENCE, person, plantUnits, see, type Person } from './pages-kit'

/** A question's whole way after the session, by the people who walk it: two departments, a host, a resident. */

const SLUG = 'after-the-evening'
const QUESTION = '上溪乡的班车能不能加到晚上八点？'
/** What stays inside: it may stand in no public byte. */
const INSIDE = ['密语内部备注', '密语退回理由', '密语第一稿']

let portal: Portal
let browser: Browser
const people: Person[] = []
let receipt = ''
let no = 0
let id = ''

/** Somebody with a role over one unit, signed in on a screen of their own. */
async function member(name: string, role: string, unit: string, width: number): Promise<Page> {
  const db = await portal.mf.getD1Database('DB')
  const at = `staff-${name}`
  await db.batch([
    db
      .prepare('INSERT INTO staff (id, name, office, unit, role) VALUES (?1, ?2, ?3, ?4, ?5)')
      .bind(at, name, '职员', '霞湾县', role),
    db
      .prepare(
        `INSERT INTO grants (id, staff_id, role, unit_id, from_at, given_by, given_at)
         VALUES (?1, ?1, ?2, ?3, 0, 'boss', 0)`,
      )
      .bind(at, role, unit),
  ])
  const link = await asOperator(portal, 'sign-in-links', { role, id: at })
  const { url } = (await link.json()) as { url: string }
  const one = await person(browser, portal, width, 844)
  people.push(one)
  await one.page.goto(url)
  await one.page.getByRole('button', { name: '登录' }).click()
  await one.page.waitForURL('**/desk')
  return one.page
}

beforeAll(async () => {
  portal = await openPortal({ vars: { PORTAL_DEMO: 'off' } })
  await plantUnits(portal)
  const db = await portal.mf.getD1Database('DB')
  await db.batch([
    db.prepare(
      `INSERT INTO units (id, name, level, department, takes_cases, place) VALUES ('county', '霞湾县', 'county', 0, 0, 0)`,
    ),
    db.prepare(`UPDATE units SET parent_id = 'county' WHERE id <> 'county'`),
  ])
  browser = await launchBrowser()
  const desk = await new Netizen(portal).signIn()
  await openSession(desk, SLUG)
  const asked = await new Netizen(portal).ask(SLUG, QUESTION)
  receipt = asked.receipt
  no = asked.no
  id = asked.id
  await desk.decide(SLUG, { act: 'approve', nos: [no] })
  await desk.decide(SLUG, { act: 'move', to: 'live' })
  await desk.decide(SLUG, { act: 'hand_off', nos: [no], units: ['health'] })
})

afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

/** Unfolds an act, fills its form in, and sends it. */
async function act(page: Page, name: string, fields: Record<string, string> = {}, button = '提交') {
  const form = page
    .locator('details.cs-act')
    .filter({ has: page.getByText(name, { exact: true }) })
    .first()
  if ((await form.getAttribute('open')) === null) await form.locator('summary').first().click()
  for (const [field, value] of Object.entries(fields)) {
    const input = form.locator(`[name="${field}"]`)
    const tag = await input.evaluate((one) => one.tagName)
    if (tag === 'SELECT') await input.selectOption(value)
    else await input.fill(value)
  }
  await form.getByRole('button', { name: button, exact: true }).click()
  await see(page.locator('output.cs-done'))
}

const open = async (page: Page, tab: string) => {
  await expect
    .poll(
      async () => {
        await page.goto(`/desk/cases?tab=${tab}`)
        return page.getByRole('link', { name: new RegExp(QUESTION.slice(0, 6)) }).count()
      },
      { timeout: PATIENCE },
    )
    .toBe(1)
  await page.getByRole('link', { name: new RegExp(QUESTION.slice(0, 6)) }).click()
  await see(page.getByRole('heading', { level: 1 }))
}

/** The resident looks the question up by its code. */
async function own(page: Page) {
  await page.goto('/my')
  await page.locator('input[name="receipt"]').fill(receipt)
  await page.locator('form[action="/my/lookup"] button').click()
  await see(page.getByText(QUESTION).first())
}

async function rate(page: Page, said: '已解决' | '没有解决', value: 'yes' | 'no') {
  await own(page)
  await page.locator('button[name="step"][value="rate"]').first().click()
  await page.locator(`button[name="solved"][value="${value}"]`).click()
  await page.locator('input[name="manner"][value="4"]').check()
  await page.locator('input[name="speed"][value="3"]').check()
  await page.locator('form[action$="/rate"] button').click()
  await see(page.getByRole('heading', { level: 1 }))
  expect(said).toBeTruthy()
}

/** Drafted, sent back once, sent again, approved. */
async function answer(officer: Page, approver: Page, words: string, back: boolean) {
  const draft = { text: back ? (INSIDE[2] ?? '') : words, outcome: 'solved' }
  await act(officer, '写正式答复', draft, '保存并送审')
  if (back) {
    await open(approver, 'review')
    await act(approver, '退回修改', { why: INSIDE[1] ?? '' })
    await open(officer, 'doing')
    await act(officer, '写正式答复', { text: words, outcome: 'solved' }, '保存并送审')
  }
  await open(approver, 'review')
  await act(approver, '审签并公开', {}, '审签并公开')
}

test(
  'a matter goes from its hand-off through objection, reply and a "no" to its confirmed end, in public',
  { timeout: 180_000 },
  async () => {
    const health = await member('蔡某', 'officer', 'health', 390)
    const roads = await member('郑某', 'officer', 'roads', 390)
    const approver = await member('沈某', 'approver', 'county', 1280)
    const resident = await person(browser, portal, 390, 844)
    people.push(resident)

    await open(health, 'waiting')
    expect(await violations(health)).toEqual([])
    await act(health, '提出派单异议', { unit: 'roads', reason: '班车由交通部门管理' })
    await open(approver, 'disputed')
    await act(approver, '改派给别的单位', { unit: 'roads', reason: '同意改派' })
    await open(roads, 'waiting')
    await act(roads, '受理', {}, '受理')
    await act(roads, '写内部备注', { text: INSIDE[0] ?? '' })
    await act(roads, '写阶段答复', { text: '已与班线公司会商。' }, '保存并送审')
    await open(approver, 'review')
    await act(approver, '审签并公开', {}, '审签并公开')
    await open(roads, 'doing')
    await act(roads, '申请延期', { reason: '车辆还在上牌' })
    await answer(roads, approver, '班车将加开。', true)
    expect(await violations(approver)).toEqual([])

    await rate(resident.page, '没有解决', 'no')
    await own(resident.page)
    await resident.page.locator('button[name="step"][value="reopen"]').first().click()
    await resident.page.locator('input[name="reason"]').first().check()
    await resident.page.locator('textarea[name="text"]').fill('晚上八点的车还没有来过')
    await resident.page.locator('form[action$="/reopen"] button').click()
    await see(resident.page.getByRole('heading', { level: 1 }))

    await open(roads, 'waiting')
    await act(roads, '受理', {}, '受理')
    await answer(roads, approver, '十二月一日起末班车改为晚上八点。', false)
    await open(roads, 'answered')
    await act(roads, '办结', { text: '新时刻表已张贴在各站。' })
    await rate(resident.page, '已解决', 'yes')

    // What anybody reads: every step with its unit, and nothing of what stays inside.
    await resident.page.goto(`/q/${id}`)
    const timeline = resident.page.getByRole('heading', { name: '部门办理过程' }).locator('..')
    const steps = await timeline.locator('li').allTextContents()
    const order = [
      '派单异议',
      '改派',
      '受理',
      '阶段答复',
      '延期',
      '部门答复',
      '提问人评价',
      '重新办理',
      '受理',
      '部门答复',
      '办结',
      '群众确认已解决',
    ]
    let at = -1
    for (const step of order) {
      const found = steps.findIndex((line, i) => i > at && line.includes(step))
      expect([step, found > at]).toEqual([step, true])
      at = found
    }
    expect(steps.find((line) => line.includes('派单异议'))).toContain('县卫生健康局')
    expect(steps.find((line) => line.includes('改派'))).toContain('县交通运输局')
    expect(steps.every((line) => /\d/.test(line))).toBe(true)
    expect(await violations(resident.page)).toEqual([])
    for (const path of [
      `/q/${id}`,
      `/s/${SLUG}`,
      `/api/questions/${id}`,
      '/ledger',
      '/feed.atom',
    ]) {
      const bytes = await (await fetch(portal.url + path)).text()
      for (const secret of [...INSIDE, '蔡某', '郑某']) {
        expect([path, secret, bytes.includes(secret)]).toEqual([path, secret, false])
      }
    }
    expect(people.flatMap(({ faults }) => faults)).toEqual([])
  },
)
