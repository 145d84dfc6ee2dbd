import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { launchBrowser, openPortal } from './harness'
import { Netizen, openSession, person, see, snapshotOf, type Person } from './pages-kit'

const slug = 'plain-html'
const OPEN = '城东片区晚上没有水，什么时候能改好？'

let portal: Portal
let browser: Browser
let desk: Netizen
let netizen: Person
let page: Page

beforeAll(async () => {
  portal = await openPortal({ vars: { PORTAL_DEMO: 'off' } })
  browser = await launchBrowser()
  desk = await new Netizen(portal).signIn()
  await openSession(desk, slug)
  const { no } = await new Netizen(portal).ask(slug, OPEN)
  await desk.decide(slug, { act: 'approve', nos: [no] })
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})
beforeEach(async () => {
  netizen = await person(browser, portal, 390, 844, { javaScriptEnabled: false })
  page = netizen.page
})
afterEach(() => netizen.context.close())

async function ask(text: string): Promise<string> {
  await page.goto(`/s/${slug}/ask`)
  await page.getByLabel('您的问题').fill(text)
  await page.getByRole('button', { name: '提交问题' }).click()
  await see(page.getByRole('heading', { name: '已经收到' }))
  return ((await page.locator('output.code').textContent()) ?? '').trim()
}

const received = async () => (await snapshotOf(portal, slug)).balance.total.received

/** What a refused form is answered with: its status, and a page in words. */
async function refusedBy(press: () => Promise<void>) {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await press()
  const status = (await answered).status()
  await page.waitForLoadState()
  return { status, words: (await page.locator('main').textContent()) ?? '' }
}

/** Takes away what a browser checks by itself: not every form comes from our page. */
async function sendUnchecked(path: string, fields: Record<string, string>) {
  const answer = await netizen.context.request.post(path, {
    form: fields,
    headers: { 'sec-fetch-site': 'same-origin', accept: 'text/html' },
    maxRedirects: 0,
  })
  return { status: answer.status(), html: await answer.text() }
}

test('I ask a question and read my code, all without a script', async () => {
  const code = await ask('县医院周末能不能开儿科门诊？')
  expect(code).toMatch(/^\w{4}-\w{4}-\w{4}$/)
  await see(page.getByText('您的问题已经收到，正在等候审核。'))
  await page.getByRole('link', { name: '查我的问题' }).last().click()
  await see(page.getByText('县医院周末能不能开儿科门诊？'))
})

test('I write my number, am told, see it masked, choose, and erase it all by my code', async () => {
  await page.goto(`/s/${slug}/ask`)
  await page.fill('#ask-text', '请打 138 5900 1234 找我，晚上没有水')
  await page.fill('#ask-name', '林晓')
  await page.click('button:has-text("提交问题")')
  await see(page.getByText('手机号'))
  await see(page.getByText('请打 138****1234 找我，晚上没有水'))
  expect(await page.inputValue('#ask-text')).toBe('请打 138 5900 1234 找我，晚上没有水')
  await page.click('button[value="seal"]')
  const code = (await page.locator('output.code').textContent()) ?? ''
  await page.goto('/my')
  await page.fill('#receipt', code)
  await page.click('form[action="/my/lookup"] button')
  await see(page.getByText('原文加密另存着'))
  await page.click('summary:has-text("抹去我的数据")')
  await page.click('button:has-text("确定抹去")')
  await see(page.getByText('能抹去的都已经抹去'))
  expect(await page.content()).not.toContain('138')
})

test('I accuse somebody: it is sealed, and I am told where to go', async () => {
  await page.goto(`/s/${slug}/ask`)
  await page.fill('#ask-text', '举报某局长收受好处')
  await page.check('[name="accusation"]')
  await page.click('button:has-text("提交问题")')
  await see(page.getByText('12388'))
  expect(await page.content()).not.toContain('收受好处')
  await page.goto('/my')
  expect(await page.content()).not.toContain('收受好处')
})

test('I vote, see my vote, and take it back', async () => {
  await page.goto(`/s/${slug}`)
  const box = page.locator('#q1 .votebox button')
  // Before the session opens nobody sees how many there are.
  expect(await box.locator('b').count()).toBe(0)
  await box.click()
  await see(page.locator('#q1 .votebox button[aria-pressed=true]', { hasText: '已投票' }))
  await box.click()
  await see(page.locator('#q1 .votebox button[aria-pressed=false]', { hasText: '投一票' }))
  expect(await box.locator('b').count()).toBe(0)
})

test('I comment, and it waits for review', async () => {
  await page.goto(`/s/${slug}?tab=comments`)
  await page.getByLabel('写留言').fill('支持多办这样的活动。')
  await page.getByRole('button', { name: '发出留言' }).click()
  await see(page.getByText('您的留言已经收到，正在等候审核。'))
  expect((await snapshotOf(portal, slug)).comments).toEqual([])
})

test('I look my question up by its code on another phone, and withdraw it there', async () => {
  const code = await ask('双塘镇老街的路灯坏了三个月，谁来修？')
  const other = await person(browser, portal, 390, 844, { javaScriptEnabled: false })
  await other.page.goto('/my')
  await other.page.getByLabel('查询码').fill(code)
  await other.page.getByRole('button', { name: '查询' }).click()
  await see(other.page.getByText('双塘镇老街的路灯坏了三个月，谁来修？'))
  expect(other.page.url()).not.toContain(code.replaceAll('-', ''))
  await other.page.getByText('撤回', { exact: true }).click()
  await other.page.getByRole('button', { name: '确定撤回' }).click()
  await see(other.page.locator('.state', { hasText: '已撤回' }))
  await other.context.close()
  await page.goto('/my')
  await see(page.locator('.own .state', { hasText: '已撤回' }))
})

test('I withdraw from the list of this device', async () => {
  await ask('上溪乡的班车能不能加到晚上八点？')
  await page.goto('/my')
  await page.getByText('撤回', { exact: true }).click()
  await page.getByRole('button', { name: '确定撤回' }).click()
  await see(page.locator('.own .state', { hasText: '已撤回' }))
  expect(await page.getByText('撤回', { exact: true }).count()).toBe(0)
})

test('I choose larger type, 长辈版, dark and English, and come back to where I was', async () => {
  await page.goto(`/s/${slug}?order=new`)
  const html = page.locator('html')
  const choose = async (name: string) => {
    await page.locator('details.menu summary').click()
    await page.locator('.menu').getByRole('button', { name, exact: true }).click()
    await page.waitForURL(`**/s/${slug}?order=new`)
  }
  await choose('特大')
  expect(await html.getAttribute('data-size')).toBe('largest')
  await choose('长辈版')
  expect(await html.getAttribute('data-elder')).toBe('')
  await choose('深色')
  expect(await html.getAttribute('data-theme')).toBe('dark')
  await choose('English')
  expect(await html.getAttribute('lang')).toBe('en')
  await see(page.locator('.bottom-bar').getByRole('link', { name: 'Ask a question' }))
  await see(page.getByText(OPEN))
})

test('a form that was sent twice asks once', async () => {
  const before = await received()
  await page.goto(`/s/${slug}/ask`)
  await page.getByLabel('您的问题').fill('水费的收费标准贴在哪里可以看到？')
  await page.getByRole('button', { name: '提交问题' }).dblclick()
  await see(page.getByRole('heading', { name: '已经收到' }))
  await page.goto('/my')
  expect(await page.locator('.own').count()).toBe(1)
  await expect.poll(received).toBe(before + 1)
})

test('the same form from two taps of one finger, before any cookie arrived, asks once', async () => {
  await page.goto(`/s/${slug}/ask`)
  const key = (await page.locator('input[name=key]').getAttribute('value')) ?? ''
  const before = await received()
  const form = { key, text: '自来水厂哪天可以开放参观？' }
  const answers = await Promise.all([
    sendUnchecked(`/s/${slug}/ask`, form),
    sendUnchecked(`/s/${slug}/ask`, form),
  ])
  expect(answers.map(({ status }) => status)).toEqual([303, 303])
  await page.goto('/my')
  expect(await page.locator('.own').count()).toBe(1)
  await expect.poll(received).toBe(before + 1)
})

test('a question that is too short comes back with a plain sentence', async () => {
  await page.goto(`/s/${slug}/ask`)
  await page.getByLabel('您的问题').fill('停水？')
  const before = await received()
  const { status, words } = await refusedBy(() =>
    page.getByRole('button', { name: '提交问题' }).click(),
  )
  expect(status).toBe(422)
  expect(words).toContain('内容太短，至少要 5 个字。')
  expect(words).not.toContain('停水')
  await page.getByRole('link', { name: '回到刚才的页面' }).click()
  await page.waitForURL(`**/s/${slug}/ask`)
  expect(await received()).toBe(before)
})

test('a mistyped code is answered with a page that lets me try again', async () => {
  await page.goto('/my')
  await page.getByLabel('查询码').fill('ABCD EFGH JKMN')
  const { status, words } = await refusedBy(() =>
    page.getByRole('button', { name: '查询' }).click(),
  )
  expect([404, 422]).toContain(status)
  expect(words).toMatch(/查询码/)
  expect(words).not.toContain('EFGH')
  await see(page.getByLabel('查询码'))
})

const marker = '标记-ZQX-7731'
test.for<[string, string, Record<string, string>, number, string]>([
  ['nothing at all', `/s/${slug}/ask`, { text: '   ' }, 422, '内容还没有填写。'],
  ['a novel', `/s/${slug}/ask`, { text: `${marker}${'长'.repeat(201)}` }, 422, '最多 200 个字'],
  ['an empty comment', `/s/${slug}/comment`, { text: '' }, 422, '内容还没有填写。'],
  ['a vote for nothing', `/s/${slug}/vote`, { no: '999', on: '1' }, 404, '没有找到'],
  ['a vote of no kind', `/s/${slug}/vote`, { no: '1', on: marker }, 422, '不符合要求'],
  [
    'a session that is not',
    `/s/nowhere/ask`,
    { text: `${marker}什么时候能改好？` },
    404,
    '没有找到',
  ],
  ['a code of nobody', '/my/lookup', { receipt: marker }, 422, '查询码'],
  ['a used link', '/desk/sign-in', { k: marker }, 410, '登录链接已经用过或已过期'],
])('%s is refused in words, and never shown again', async ([, path, fields, status, words]) => {
  const before = await received()
  const answer = await sendUnchecked(path, fields)
  expect(answer.status).toBe(status)
  expect(answer.html).toContain('<main')
  expect(answer.html).toContain(words)
  expect(answer.html).not.toContain(marker)
  expect(await received()).toBe(before)
})

test('a page of somebody else cannot ask in my name', async () => {
  const answer = await fetch(`${portal.url}/s/${slug}/ask`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
    body: new URLSearchParams({ text: `${marker}什么时候能改好？` }),
  })
  expect(answer.status).toBe(403)
  const html = await answer.text()
  expect(html).toContain('不是从本站页面发出的')
  expect(html).not.toContain(marker)
})

test('a question of 200 characters leaves room for the next, and its page says all of it', async () => {
  const text = '自来水晚上没有，早上也没有。'.repeat(15).slice(0, 199) + '？'
  const { id, no } = await new Netizen(portal).ask(slug, text)
  await desk.decide(slug, { act: 'approve', nos: [no] })
  // The page of a question is found by the record, a second behind the room.
  await vi.waitFor(async () => expect((await fetch(`${portal.url}/q/${id}`)).ok).toBe(true), 10_000)
  await page.goto(`/s/${slug}?order=new`)
  const words = page.locator(`#q${no} .q-text`)
  expect(await words.locator('.long').textContent()).toBe(text)
  expect((await words.boundingBox())?.height).toBeLessThan(844 / 4)
  await words.getByText('看全文').click()
  await page.waitForURL(`**/q/${id}`)
  await see(page.getByRole('heading', { name: text }))
})

test('on paper stand the address and whole questions, and nothing to press', async () => {
  const text = '停电也没有人通知，冰箱里的东西都坏了。'.repeat(9)
  const { no } = await new Netizen(portal).ask(slug, text)
  await desk.decide(slug, { act: 'approve', nos: [no] })
  await page.goto(`/s/${slug}?order=new`)
  const whole = page.locator(`#q${no} .long`)
  const height = async () => (await whole.boundingBox())?.height ?? 0
  const onScreen = await height()
  await page.emulateMedia({ media: 'print' })
  await see(page.getByText(`${portal.url}/s/${slug}`))
  expect(await height()).toBeGreaterThan(onScreen)
  for (const button of await page.locator('button, .btn, summary').all()) {
    expect(await button.isVisible()).toBe(false)
  }
})
