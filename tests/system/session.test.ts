import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import type { QuestionInRecord } from '../../worker/contract/record'
import type { BalanceLine } from '../../worker/contract/views'
import { calendarFromNotices } from '../../worker/domain/calendar-notices'
import { dueDate } from '../../worker/domain/deadlines'
import { formatDay } from '../../worker/domain/shanghai'
import { launchBrowser, openPortal } from './harness'
import {
  bridgeOn,
  bridgeWords,
  byName,
  deskReady,
  Netizen,
  pageListens,
  PATIENCE,
  person,
  plantUnits,
  see,
  signInLink,
  snapshotOf,
  withAuthenticator,
  type Person,
} from './pages-kit'

const slug = 'water-and-roads'
const WATER = '城东片区晚上没有水，什么时候能改好？'
const ADVERT = '净水器大降价，联系我有优惠，要不要？'
const WATER_AGAIN = '城东片区每天晚上都没有水，几时改好？'
const BUS = '上溪乡的班车能不能加到晚上八点？'
const CLINIC = '县医院周末能不能开儿科门诊？'
const STREETLIGHT = '双塘镇老街的路灯坏了三个月，谁来修？'
const LATE = '散会以后想起来：水费按什么标准收？'

let portal: Portal
let browser: Browser
let netizen: Person
let moderator: Person
let projector: Person

beforeAll(async () => {
  portal = await openPortal({ vars: { PORTAL_DEMO: 'off' } })
  await plantUnits(portal)
  browser = await launchBrowser()
  netizen = await person(browser, portal, 390, 844, { hasTouch: true, isMobile: true })
  moderator = await person(browser, byName(portal), 1280, 800)
  projector = await person(browser, portal, 1920, 1080)
})
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

/** The way through a session's life at the desk: the step's button, and the same word in its dialog. */
async function move(desk: Page, word: string) {
  await desk
    .locator('.dk-moves')
    .getByRole('button', { name: `${word}…` })
    .click()
  await desk.getByRole('dialog').getByRole('button', { name: word, exact: true }).click()
}

/** A button of the bar, whatever key stands beside its word. */
const act = (desk: Page, word: string) =>
  desk.locator('.dk-actions').getByRole('button', { name: new RegExp(`^${word}\\s*[\\w↑↓]?$`) })

const row = (desk: Page, column: string, no: number) =>
  desk.locator(`[data-row="${column}-${no}"] .dk-row-main`)

/** Selects a question in a column, showing the list it is in. */
async function select(desk: Page, tab: string, column: string, no: number) {
  const list = desk.locator('.dk-tab', { hasText: tab })
  if ((await list.getAttribute('aria-pressed')) !== 'true') await list.click()
  await row(desk, column, no).click()
}

const done = (desk: Page, words: string) => see(desk.getByRole('status').filter({ hasText: words }))

const dialog = (desk: Page): Locator => desk.getByRole('dialog')

/** After every step the figures are those expected, both identities hold, and the phone says the same. */
async function adds(expected: Partial<BalanceLine>, options: { live?: boolean } = {}) {
  const { page } = netizen
  if (new URL(page.url()).pathname !== `/s/${slug}`) await pageListens(page, `/s/${slug}`)
  await expect
    .poll(async () => (await snapshotOf(portal, slug)).balance.total, { timeout: PATIENCE })
    .toMatchObject(expected)
  await expect
    .poll(
      async () => {
        const { total } = (await snapshotOf(portal, slug)).balance
        return { phone: await bridgeOn(page), room: bridgeWords(total, options.live ?? true) }
      },
      { timeout: PATIENCE },
    )
    .toSatisfy(({ phone, room }) => JSON.stringify(phone) === JSON.stringify(room))
}

async function askOnThePhone(text: string): Promise<string> {
  const { page } = netizen
  if (new URL(page.url()).pathname !== `/s/${slug}`) await page.goto(`/s/${slug}`)
  await page.locator('.bottom-bar').getByRole('link', { name: '我要提问' }).click()
  await page.getByLabel('您的问题').fill(text)
  await page.getByRole('button', { name: '提交问题' }).click()
  await see(page.getByRole('heading', { name: '已经收到' }))
  const code = (await page.locator('output.code').textContent()) ?? ''
  expect(code).toMatch(/^\w{4}-\w{4}-\w{4}$/)
  return code
}

const card = (no: number) => netizen.page.locator(`#q${no}`)

test(
  'three people take a session from its draft to the archive',
  { timeout: 240_000 },
  async () => {
    const phone = netizen.page
    const desk = moderator.page
    const wall = projector.page

    // The moderator comes in by a link, which then is used up, and has a passkey from then on.
    const link = await signInLink(byName(portal))
    await withAuthenticator(desk)
    await desk.goto(link)
    await desk.getByRole('button', { name: '登录' }).click()
    await see(desk.getByRole('heading', { name: '我的场次' }))
    await phone.goto(link)
    await phone.getByRole('button', { name: '登录' }).click()
    await see(phone.getByText('这个登录链接已经用过或已过期'))
    await desk.goto('/desk/me')
    await desk.getByRole('button', { name: '添加通行密钥' }).click()
    await see(desk.getByText('办公电脑'))
    await desk.getByRole('button', { name: '退出登录' }).click()
    await desk.goto('/desk')
    await desk.getByRole('button', { name: '用通行密钥登录' }).click()
    await see(desk.getByRole('heading', { name: '我的场次' }))

    // A draft is nobody else's business.
    await desk.getByLabel('标题').fill('饮水、出行、看病：县长与网友面对面')
    await desk.getByLabel('网址名').fill(slug)
    await desk.getByLabel('形式').selectOption({ label: '网友面对面' })
    await desk.getByLabel('主办单位').fill('霞湾县人民政府办公室')
    await desk.getByLabel('开始时间').fill('2026-12-20T15:00')
    await desk.getByLabel('结束时间').fill('2026-12-20T17:00')
    await desk.getByLabel('地点').fill('县融媒体中心')
    await desk.getByLabel('主题').fill('饮水、出行、看病')
    await desk.getByLabel('公告').fill('欢迎提前提问。直播当天，票多的先答。')
    await desk.getByLabel('答复人').fill('王某，副县长，霞湾县人民政府\n林某，经理，县供水公司')
    // Every device's vote counts here: some who vote have no browser that could compute.
    await desk.getByLabel('谁的票算进排序').selectOption('rehearsal')
    await desk.getByRole('button', { name: '建成草稿' }).click()
    await desk.waitForURL(`**/desk/s/${slug}`)
    expect((await phone.goto(`/s/${slug}`))?.status()).toBe(404)

    // Announced: the page is there, questions are not welcome yet.
    await deskReady(desk)
    await move(desk, '发布预告')
    await see(desk.locator('.dk-moves').getByRole('button', { name: '开始征集…' }))
    expect((await phone.goto(`/s/${slug}`))?.status()).toBe(200)
    await see(phone.getByText('已预告'))
    await see(phone.getByText('林某'))
    expect(await phone.locator('.bottom-bar').count()).toBe(0)
    expect((await snapshotOf(portal, slug)).balance.total.received).toBe(0)

    // Collecting: the netizen asks two things; others ask as well.
    await deskReady(desk)
    await move(desk, '开始征集')
    await see(desk.locator('.dk-moves').getByRole('button', { name: '开始直播…' }))
    await deskReady(desk)
    await wall.goto(`/s/${slug}/screen`)
    // Before the room took over there was nothing to listen to: the page is opened again.
    await phone.goto(`/s/${slug}`)
    await askOnThePhone(WATER)
    await adds({ received: 1, pending: 1, accepted: 0 })
    const advertCode = await askOnThePhone(ADVERT)
    const [anna, bei, chen] = [new Netizen(portal), new Netizen(portal), new Netizen(portal)]
    for (const [who, text] of [
      [anna, WATER_AGAIN],
      [bei, BUS],
      [chen, CLINIC],
    ] as const) {
      await who.ask(slug, text)
    }
    await adds({ received: 5, pending: 5 })

    // Review: one by one; the advertisement is not adopted, and its asker reads why.
    await select(desk, '待审', 'pending', 1)
    await act(desk, '通过').click()
    await done(desk, '已通过 1 号')
    await select(desk, '待审', 'pending', 2)
    await act(desk, '不采用').click()
    await dialog(desk).getByLabel('属于广告').check()
    await dialog(desk).getByRole('button', { name: '不采用' }).click()
    await done(desk, '2 号 未采用')
    await adds({ received: 5, accepted: 1, rejected: 1, pending: 3, open: 1 })
    for (const no of [3, 4]) {
      await select(desk, '待审', 'pending', no)
      await act(desk, '通过').click()
      await done(desk, `已通过 ${no} 号`)
    }
    await adds({ accepted: 3, pending: 1, open: 3 })
    expect(await phone.content()).not.toContain(CLINIC)
    await phone.goto('/my')
    await phone.getByLabel('查询码').fill(advertCode.toLowerCase().replaceAll('-', ''))
    await phone.getByRole('button', { name: '查询' }).click()
    await see(phone.getByText('未采用'))
    await see(phone.getByText('属于广告'))

    // Votes: one finger, one vote.
    await pageListens(phone, `/s/${slug}`)
    await card(1).getByRole('button', { name: '支持 1 号' }).click()
    await see(card(1).locator('[aria-pressed=true]', { hasText: '已投票' }))
    for (const [who, no] of [
      [anna, 1],
      [anna, 3],
      [bei, 3],
      [chen, 4],
    ] as const) {
      expect(await who.vote(slug, no)).toBe(200)
    }
    // How many they are is nobody's to know before the stream begins.
    expect(await card(1).locator('.vote b').count()).toBe(0)
    await adds({ accepted: 3, open: 3 })

    // Somebody in the hall is given the floor before the stream begins.
    await act(desk, '现场提问').click()
    await dialog(desk).getByLabel('提问', { exact: true }).fill(STREETLIGHT)
    await dialog(desk).getByLabel('称呼').fill('李大爷')
    await dialog(desk).getByRole('button', { name: '登记并出回执' }).click()
    const slip = await dialog(desk).locator('.dk-code').textContent()
    expect(slip).toMatch(/^\w{4}-\w{4}-\w{4}$/)
    await dialog(desk).locator('.dk-ends').getByRole('button', { name: '关闭' }).click()
    await adds({ received: 6, accepted: 4, open: 4 })

    // Live: phone and projector follow without being touched.
    await move(desk, '开始直播')
    await see(phone.locator('.kicker', { hasText: '直播中' }))
    await see(card(1).locator('.vote b', { hasText: /^2$/ }))
    await select(desk, '议程', 'agenda', 1)
    await act(desk, '上台').click()
    await see(phone.locator('.on-stage', { hasText: '正在答 1 号' }))
    await see(phone.locator('.on-stage .text', { hasText: WATER }))
    await see(wall.locator('h1.question', { hasText: WATER }))
    await see(wall.locator('.label', { hasText: '1 号' }))
    await adds({ received: 6, accepted: 4, open: 4 })

    // Merged: three people stand behind it, two of them behind both. Un-merged: nothing is lost.
    await select(desk, '议程', 'agenda', 3)
    await act(desk, '并入').click()
    await dialog(desk).getByRole('radio').first().check()
    await dialog(desk).getByRole('button', { name: '并入 1 号' }).click()
    await done(desk, '已并入 3 号')
    await see(card(1).locator('.vote b', { hasText: /^3$/ }))
    expect(await bei.vote(slug, 3)).toBe(409)
    await adds({ accepted: 4, merged: 1, open: 3 })
    await select(desk, '已处理', 'settled', 3)
    await act(desk, '取消并入').click()
    await done(desk, '已取消并入 3 号')
    await see(card(1).locator('.vote b', { hasText: /^2$/ }))
    await adds({ accepted: 4, merged: 0, open: 4 })
    const votes = (await snapshotOf(portal, slug)).questions.map(({ no, votes: n }) => [no, n])
    expect(Object.fromEntries(votes)).toEqual({ 1: 2, 3: 2, 4: 1, 6: 0 })

    // Answered live.
    const stage = desk.locator('.dk-right')
    await stage.getByLabel('答复人').selectOption({ label: '经理 林某' })
    await stage.getByLabel('答复要点（公开）').fill('新水泵已到货，12月1日晚上起恢复供水。')
    await stage.getByText('是', { exact: true }).click()
    await stage.getByRole('button', { name: '答毕' }).click()
    await done(desk, '1 号 已答复')
    await see(card(1).getByText('新水泵已到货，12月1日晚上起恢复供水。'))
    await phone.locator('.on-stage').waitFor({ state: 'detached' })
    await adds({ accepted: 4, answeredLive: 1, open: 3 })

    // Handed off: the date stands there before anything is decided.
    await select(desk, '议程', 'agenda', 4)
    await act(desk, '转办').click()
    await dialog(desk).getByLabel('县交通运输局').check()
    const due = dueDate('town_hall', 'answer', Date.now(), calendarFromNotices, { answer: 7 })
    const day = formatDay(due.dueAt - 1, 'zh')
    await see(dialog(desk).locator('.dk-due', { hasText: `县交通运输局：${day} 24:00 前答复` }))
    await dialog(desk).getByRole('button', { name: '转办', exact: true }).click()
    await done(desk, '已转办 4 号')
    await see(card(4).getByText('转办 县交通运输局'))
    await adds({ accepted: 4, answeredLive: 1, handedOff: 1, open: 2 })

    // The summing-up is refused while anything has no disposition, and says which.
    await desk.locator('.dk-moves').getByRole('button', { name: '会后小结…' }).click()
    await see(dialog(desk).getByText('还有 1 条待审、2 条待答没有去向'))
    expect(await dialog(desk).locator('.dk-jumps button').allTextContents()).toEqual([
      '5 号',
      '3 号',
      '6 号',
    ])
    expect(
      await dialog(desk).getByRole('button', { name: '会后小结', exact: true }).isDisabled(),
    ).toBe(true)
    const refused = await desk.evaluate(async (path) => {
      const answer = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ act: 'move', to: 'wrapped' }),
      })
      return { status: answer.status, body: (await answer.json()) as unknown }
    }, `/api/desk/sessions/${slug}/decisions`)
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'STILL_OPEN', pending: [5], open: [3, 6] } },
    })
    await dialog(desk).getByRole('button', { name: '5 号' }).click()
    await act(desk, '通过').click()
    await done(desk, '已通过 5 号')
    await adds({ accepted: 5, pending: 0, open: 3 })

    // One is merged, one answered in writing, the rest handed off from the same list.
    await select(desk, '议程', 'agenda', 3)
    await act(desk, '并入').click()
    await dialog(desk).getByLabel('查找').fill('1')
    await dialog(desk).locator('.dk-targets label', { hasText: WATER }).click()
    await dialog(desk).getByRole('button', { name: '并入 1 号' }).click()
    await done(desk, '已并入 3 号')
    await select(desk, '议程', 'agenda', 6)
    await act(desk, '书面答复').click()
    await dialog(desk).getByLabel('答复人').selectOption({ label: '副县长 王某' })
    await dialog(desk).getByLabel('答复要点（公开）').fill('路灯已列入本周检修，11月28日前修好。')
    await dialog(desk).getByText('部分', { exact: true }).click()
    await dialog(desk).getByRole('button', { name: '发布答复' }).click()
    await done(desk, '6 号 已答复')
    await adds({ accepted: 5, answeredLive: 1, answeredWritten: 1, merged: 1, open: 1 })
    await desk.locator('.dk-moves').getByRole('button', { name: '会后小结…' }).click()
    await dialog(desk).getByRole('button', { name: '把待答的 1 条全部转办…' }).click()
    await dialog(desk).getByLabel('县卫生健康局').check()
    await dialog(desk).getByRole('button', { name: '转办', exact: true }).click()
    await done(desk, '已转办 5 号')
    await adds({ accepted: 5, handedOff: 2, open: 0 })

    // Summed up: received and accepted both come out even.
    await move(desk, '会后小结')
    await see(phone.locator('.kicker', { hasText: '已小结' }))
    await adds({ received: 6, accepted: 5, rejected: 1, pending: 0, open: 0 }, { live: false })
    const { main } = (await snapshotOf(portal, slug)).balance
    expect(main).toMatchObject({ received: 6, accepted: 5, pending: 0, open: 0 })
    await see(wall.locator('.screen.after'))

    // 会后留言: a comment and a question come after the stream.
    await phone.locator('.tabs').getByRole('link', { name: '留言' }).click()
    await phone.getByLabel('写留言').fill('谢谢，今天的答复很清楚。')
    await phone.getByRole('button', { name: '发出留言' }).click()
    await see(phone.getByText('您的留言已经收到'))
    await desk.locator('.dk-tab', { hasText: '留言' }).click()
    await row(desk, 'comments', 1).click()
    await act(desk, '通过').click()
    await done(desk, '已通过留言 1 号')
    await phone.goto(`/s/${slug}?tab=comments`)
    await see(phone.getByText('谢谢，今天的答复很清楚。'))
    await askOnThePhone(LATE)
    await adds({ received: 7, pending: 1 }, { live: false })
    expect((await snapshotOf(portal, slug)).balance.after).toMatchObject({
      received: 1,
      pending: 1,
    })

    // Closing waits for the second part just the same.
    await desk.locator('.dk-moves').getByRole('button', { name: '截止…' }).click()
    await see(dialog(desk).locator('.dk-jumps button', { hasText: '7 号' }))
    expect(await dialog(desk).getByRole('button', { name: '截止', exact: true }).isDisabled()).toBe(
      true,
    )
    await dialog(desk).getByRole('button', { name: '7 号' }).click()
    await act(desk, '通过').click()
    await done(desk, '已通过 7 号')
    await select(desk, '议程', 'agenda', 7)
    await act(desk, '书面答复').click()
    await dialog(desk).getByLabel('答复人').selectOption({ label: '经理 林某' })
    await dialog(desk).getByLabel('答复要点（公开）').fill('居民用水每吨2元，按季度收取。')
    await dialog(desk).getByText('是', { exact: true }).click()
    await dialog(desk).getByRole('button', { name: '发布答复' }).click()
    await done(desk, '7 号 已答复')
    await adds({ accepted: 6, answeredWritten: 2, open: 0 }, { live: false })
    await move(desk, '截止')
    await see(phone.locator('.kicker', { hasText: '已截止' }))
    await adds({ received: 7, accepted: 6, rejected: 1, open: 0 }, { live: false })
    await phone.locator('.bottom-bar').waitFor({ state: 'hidden' })

    // Archived: the same addresses, now from the record, with the same figures.
    const before = await snapshotOf(portal, slug)
    await move(desk, '归档')
    await see(desk.locator('.dk-state', { hasText: '已归档' }))
    await phone.goto(`/s/${slug}`)
    await see(phone.locator('.kicker', { hasText: '已归档' }))
    const after = await snapshotOf(portal, slug)
    expect(after.session.state).toBe('archived')
    expect(after.balance).toEqual(before.balance)
    expect(await bridgeOn(phone)).toEqual(bridgeWords(after.balance.total, false))
    await see(phone.getByText('居民用水每吨2元，按季度收取。'))
    expect(await phone.content()).not.toContain(ADVERT)
    expect(await phone.locator('form.votebox, .bottom-bar').count()).toBe(0)
    const first = before.questions.find(({ no }) => no === 1)
    await phone.goto(`/q/${first?.id}`)
    await see(phone.getByRole('heading', { level: 1, name: WATER }))
    await see(phone.getByText('新水泵已到货，12月1日晚上起恢复供水。'))
    const kept = await fetch(`${portal.url}/api/questions/${first?.id}`)
    expect((await kept.json()) as QuestionInRecord).toMatchObject({
      authority: 'record',
      question: { state: 'answered', votes: 3, merged: [3] },
    })
    await phone.goto('/my')
    await see(phone.getByText(LATE))

    for (const { faults } of [netizen, moderator, projector]) expect(faults).toEqual([])
  },
)
