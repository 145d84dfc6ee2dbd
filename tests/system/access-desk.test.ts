import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import {
  cutOff,
  doubleText,
  dress,
  LONG,
  outOfReach,
  violations,
  violationsInEveryLook,
} from './access-kit'
import { launchBrowser, openPortal } from './harness'
import {
  deskReady,
  Netizen,
  openSession,
  person,
  plantUnits,
  readAs,
  see,
  signIn,
  type Person,
} from './pages-kit'

const HALL = 'crowded'
const LAST = 30
let portal: Portal
let browser: Browser
let desk: Netizen
let moderator: Person

/** A live hall: long questions answered, handed off, on stage and listed, and a queue that waits. */
async function fill() {
  await openSession(desk, HALL)
  const asker = () => new Netizen(portal)
  const short = ['路灯谁来修？', '班车能不能加到晚上八点？', '电话 13812345678，请回电。']
  for (let no = 1; no <= LAST; no += 1) {
    const text = no % 3 === 1 ? LONG.slice(0, 200 - no) : `${short[no % 3]}（${no} 号楼）`
    await asker().ask(HALL, text, { name: '城东片区一位多年的老住户和他的邻居们' })
  }
  await desk.decide(HALL, { act: 'approve', nos: [1, 2, 3, 4, 5, 7] })
  await desk.decide(HALL, { act: 'move', to: 'live' })
  const answerer = { speaker: '林某', office: '经理', unit: '县供水公司' }
  const answer = { act: 'answer', mode: 'live', text: LONG, solved: 'partly', ...answerer }
  await desk.decide(HALL, { act: 'stage', no: 1, speaker: '林某', office: '经理' })
  await desk.decide(HALL, { ...answer, no: 1 })
  await desk.decide(HALL, { act: 'hand_off', nos: [2, 7], units: ['water', 'roads'] })
  await desk.decide(HALL, { act: 'stage', no: 4, speaker: '林某', office: '经理' })
  await desk.decide(HALL, { act: 'ask_back', text: '大家最希望哪一天听到检修进度？' })
}

beforeAll(async () => {
  portal = await openPortal({ vars: { PORTAL_DEMO: 'off' } })
  await plantUnits(portal)
  browser = await launchBrowser()
  desk = await new Netizen(portal).signIn('周某')
  await fill()
  moderator = await person(browser, portal, 1280, 800)
  await signIn(moderator.page, portal, '陈某')
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

/** The desk of the crowded hall in a window of its own, in the moderator's name. */
async function atDesk(width: number, height: number) {
  const cookies = await moderator.context.cookies()
  const { page, context } = await person(browser, portal, width, height)
  onTestFinished(() => context.close())
  await context.addCookies(cookies)
  await readAs(context, portal.url, 'standard.light.plain.any')
  await page.goto(`/desk/s/${HALL}`)
  await deskReady(page)
  return page
}

/** A dialog says what it is: one without a name is not found. */
const dialog = (page: Page) => page.getByRole('dialog', { name: /\S/ })

/** A list of the desk; on a narrow screen the column it stands in comes first. */
async function list(page: Page, tab: string) {
  const pane = page.locator('.dk-panes button').nth(['待审', '留言'].includes(tab) ? 0 : 1)
  if (await pane.isVisible()) await pane.click()
  await page.locator('.dk-tab', { hasText: tab }).click()
}

const select = (page: Page, row: string) => page.locator(`[data-row="${row}"] .dk-row-main`).click()

/** An action of the bar; on a narrow screen the later ones come out first. */
async function act(page: Page, word: string) {
  const button = page
    .locator('.dk-actions')
    .getByRole('button', { name: new RegExp(`^${word}\\s*\\w?$`) })
  if (!(await button.isVisible())) await page.getByRole('button', { name: '更多操作' }).click()
  await button.click()
}

async function menu(page: Page, word: string) {
  await page.locator('.dk-more summary').click()
  await page.locator('.dk-menu').getByRole('button', { name: word }).click()
}

async function away(page: Page) {
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'detached' })
}

/** Every way to a dialog, by what a moderator calls it. */
const dialogs: [string, (page: Page) => Promise<void>][] = [
  ...['不采用', '并入', '引导', '编辑', '备注', '详情', '现场提问'].map(
    (word): [string, (page: Page) => Promise<void>] => [
      word,
      async (page) => {
        await list(page, '待审')
        await select(page, `pending-${LAST}`)
        await act(page, word)
      },
    ],
  ),
  ...['撤下', '书面答复', '转办'].map((word): [string, (page: Page) => Promise<void>] => [
    word,
    async (page) => {
      await list(page, '议程')
      await select(page, 'agenda-5')
      await act(page, word)
    },
  ]),
  ...['重新打开', '更正答复', '详情'].map((word): [string, (page: Page) => Promise<void>] => [
    `${word} of an answer`,
    async (page) => {
      await list(page, '已处理')
      await select(page, 'settled-1')
      await act(page, word)
    },
  ]),
  [
    '汇总',
    async (page) => {
      await list(page, '反问')
      await select(page, 'prompts-1')
      await act(page, '汇总')
    },
  ],
  ['反问', (page) => menu(page, '反问网友')],
  ['快捷键', (page) => menu(page, '快捷键')],
  ['会后小结', (page) => page.getByRole('button', { name: '会后小结…' }).click()],
  [
    '字幕叠加链接',
    async (page) => {
      await menu(page, '字幕叠加链接')
      await dialog(page).getByRole('button', { name: '生成链接' }).click()
      await see(dialog(page).getByRole('textbox'))
    },
  ],
]

/** Opens every dialog and says what a look at it finds, under its name. */
async function inDialogs(page: Page, look: () => Promise<string[]>) {
  const found: string[] = []
  for (const [name, open] of dialogs) {
    await open(page)
    await see(dialog(page))
    found.push(...(await look()).map((words) => `${name}: ${words}`))
    await away(page)
  }
  return found
}

/** A second moderator who has not heard yet what the first has just decided. */
async function tellsTooLate(page: Page, word: string, no: number) {
  let deaf = false
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => server.send(message))
    server.onMessage((message) => {
      if (!deaf) socket.send(message)
    })
  })
  await page.reload()
  await deskReady(page)
  await list(page, '待审')
  await select(page, `pending-${no}`)
  deaf = true
  await desk.decide(HALL, { act: 'approve', nos: [no] })
  await act(page, word)
}

describe('axe finds nothing, in any look', () => {
  test('in 重新打开, 更正答复, 反问 and the others', { timeout: 120_000 }, async () => {
    const page = await atDesk(1280, 800)
    expect(await inDialogs(page, () => violationsInEveryLook(page, 'dialog'))).toEqual([])
  })

  test('in what the second of two moderators is told', async () => {
    const page = await atDesk(1280, 800)
    await tellsTooLate(page, '不采用', 10)
    await page.keyboard.press('1')
    await see(dialog(page).getByRole('heading', { name: '这一条刚被别人处理了' }))
    await see(dialog(page).getByText(/^周某在 \d\d:\d\d 通过。$/))
    expect(await violationsInEveryLook(page, 'dialog')).toEqual([])
    await dialog(page).getByRole('button', { name: '去看看' }).click()
    await see(page.locator('[data-row="agenda-10"] [aria-current=true]'))
    expect(await violationsInEveryLook(page)).toEqual([])
  })

  test('on the slip, as shown and as printed', async () => {
    const page = await atDesk(1280, 800)
    await page.keyboard.press('n')
    await dialog(page).getByLabel('提问', { exact: true }).fill('办事大厅周六能不能开门？')
    await dialog(page).getByRole('button', { name: '登记并出回执' }).click()
    await see(dialog(page).locator('.dk-code'))
    expect(await violationsInEveryLook(page, 'dialog')).toEqual([])
    await page.emulateMedia({ media: 'print' })
    expect(await violationsInEveryLook(page)).toEqual([])
    for (const look of ['dark', '长辈版', 'light'] as const) {
      await dress(page, look)
      expect([look, await cutOff(page), await paper(page)]).toEqual([look, [], 'light'])
    }
    expect(await page.getByRole('button').count()).toBe(0)
    await see(dialog(page).locator('.dk-code'))
  })

  test('on the 交办单, as shown and as printed', async () => {
    const page = await atDesk(1280, 800)
    await page.goto(`/desk/s/${HALL}/handoffs`)
    expect(await page.getByRole('table').count()).toBe(2)
    expect(await violationsInEveryLook(page)).toEqual([])
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 680, height: 960 })
    // The page's own heading is for the screen; every sheet has its own.
    expect(await violationsInEveryLook(page, '.dk-sheet')).toEqual([])
    for (const look of ['dark', '长辈版', 'light'] as const) {
      await dress(page, look)
      expect([look, await cutOff(page), await paper(page)]).toEqual([look, [], 'light'])
    }
    // On paper there is room to sign, however narrow the sheet.
    await see(page.getByRole('columnheader', { name: '签收' }))
  })

  test('on the overlay, with a question of 200 characters and with none', async () => {
    const { page, context } = await person(browser, portal, 1920, 1080)
    onTestFinished(() => context.close())
    const given = await desk.send('POST', `/api/desk/sessions/${HALL}/overlay-link`, {
      revoke: false,
    })
    const { url } = (await given.json()) as { url: string }
    await page.goto(url)
    await see(page.getByText('城东片区从今年九月起'))
    expect(await violations(page)).toEqual([])
    expect(await cutOff(page)).toEqual([])
    const third = await page.locator('.third').boundingBox()
    expect(third?.height).toBeLessThan(1080 * 0.42)
    expect((third?.y ?? 0) + (third?.height ?? 0)).toBeLessThanOrEqual(1080)
    await openSession(desk, 'between')
    const other = await desk.send('POST', '/api/desk/sessions/between/overlay-link', {
      revoke: false,
    })
    await page.goto(((await other.json()) as { url: string }).url)
    expect(await violations(page)).toEqual([])
  })
})

/** Whether a page that is printed is dark or light. */
const paper = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)

const sizes = [
  ['a screen of 320 px', 320, 720, 1],
  ['a phone held upright', 360, 640, 1],
  ['a phone held across', 740, 360, 1],
  ['a tablet', 768, 1024, 1],
  ['a small laptop', 1024, 700, 1],
  ['a laptop', 1280, 800, 1],
  ['a laptop with letters twice as large', 1280, 800, 2],
  ['a phone with letters twice as large', 390, 844, 2],
] as const

describe('nothing is cut off, covered or beside the window', () => {
  test.for(sizes)('on %s', { timeout: 120_000 }, async ([, width, height, times]) => {
    const page = await atDesk(width, height)
    if (times === 2) await doubleText(page)
    const finger = width < 800 || times === 2 ? 44 : 0
    const found: string[] = []
    const look = async (where: string, within = 'body') => {
      const all = [...(await cutOff(page)), ...(await outOfReach(page, { finger, within }))]
      found.push(...all.map((words) => `${where}: ${words}`))
    }
    await look('at first')
    for (const [tab, row] of [
      ['待审', `pending-${LAST - 2}`],
      ['议程', 'agenda-5'],
      ['已处理', 'settled-1'],
      ['反问', 'prompts-1'],
    ] as const) {
      await list(page, tab)
      await select(page, row)
      await look(tab)
      const more = page.getByRole('button', { name: '更多操作' })
      if (!(await more.isVisible())) continue
      await more.click()
      await look(`${tab}, all actions`)
    }
    const stage = page.locator('.dk-panes button').nth(2)
    if (await stage.isVisible()) {
      await stage.click()
      await look('台上')
    }
    const health = page.getByRole('button', { name: '更多指标' })
    if (await health.isVisible()) {
      await health.click()
      await look('all figures')
      await health.click()
    }
    await page.locator('.dk-more summary').click()
    await look('更多', '.dk-more')
    await page.locator('.dk-more summary').click()
    await page.getByRole('button', { name: '审核', exact: true }).click()
    await list(page, '待审')
    await page.keyboard.press('j')
    await look('审核')
    expect(found).toEqual([])
  })

  // A dialog has one width wherever there is room: between these sizes nothing about it changes.
  test.for([sizes[0], sizes[2], sizes[3], sizes[6], sizes[7]])(
    'in the dialogs on %s',
    { timeout: 120_000 },
    async ([, width, height, times]) => {
      const page = await atDesk(width, height)
      if (times === 2) await doubleText(page)
      const finger = width < 800 || times === 2 ? 44 : 0
      const found = await inDialogs(page, async () => [
        ...(await cutOff(page)),
        ...(await outOfReach(page, { within: 'dialog', finger })),
      ])
      expect(found).toEqual([])
    },
  )
})

test('on a laptop every action stands in the bar, and none is behind another', async () => {
  const page = await atDesk(1280, 800)
  await list(page, '议程')
  await select(page, 'agenda-5')
  await see(page.locator('.dk-actions').getByRole('button', { name: '详情' }))
  expect(await page.getByRole('button', { name: '更多操作' }).count()).toBe(0)
})

describe('on a phone', () => {
  test('the bar acts on what is in sight, not on the list that was left', async () => {
    const page = await atDesk(360, 640)
    await list(page, '待审')
    await select(page, `pending-${LAST}`)
    await see(page.locator('.dk-actions').getByRole('button', { name: '通过' }))
    await page.locator('.dk-panes button').nth(1).click()
    await page
      .locator('.dk-actions')
      .getByRole('button', { name: '通过' })
      .waitFor({ state: 'detached' })
    await see(page.getByText('没有选中'))
    expect(await page.locator('.dk-actions button:visible').allTextContents()).toEqual([
      '现场提问n',
    ])
  })

  test('the list keeps its height while one goes through the queue', async () => {
    const page = await atDesk(360, 640)
    const height = async () => (await page.locator('.dk-left .dk-scroll').boundingBox())?.height
    const before = await height()
    expect(before).toBeGreaterThan(180)
    for (const no of [LAST, LAST - 1, LAST - 2]) {
      await select(page, `pending-${no}`)
      expect(await height()).toBe(before)
    }
  })
})

test('the keys can be switched off, and stay off until they are switched on', async () => {
  const page = await atDesk(1280, 800)
  await page.keyboard.press('?')
  await dialog(page).getByLabel('启用快捷键').uncheck()
  await away(page)
  await page.keyboard.press('j')
  await page.keyboard.press('?')
  expect(await page.locator('[aria-current=true]').count()).toBe(0)
  expect(await dialog(page).count()).toBe(0)
  await page.reload()
  await deskReady(page)
  await page.keyboard.press('?')
  expect(await dialog(page).count()).toBe(0)
  await menu(page, '快捷键')
  await dialog(page).getByLabel('启用快捷键').check()
  await away(page)
  await page.keyboard.press('j')
  await see(page.locator('[aria-current=true]'))
})
