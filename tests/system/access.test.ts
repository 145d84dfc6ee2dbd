import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { shanghaiDay } from '../../worker/domain/shanghai'
import { afterwards, AFTER, type Afterwards } from './after-kit'
import {
  cutOff,
  doubleText,
  dress,
  focused,
  furnish,
  looks,
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
  readAs,
  see,
  signInLink,
  type Person,
} from './pages-kit'

let portal: Portal
let browser: Browser
let moderator: Person
let own: { id: string; receipt: string }
let answered: string
let promise: string
let after: Afterwards

beforeAll(async () => {
  portal = await openPortal()
  browser = await launchBrowser()
  const furnished = await furnish(portal, browser)
  moderator = furnished.moderator
  own = furnished.own
  const edition = await fetch(`${portal.url}/api/sessions/xw-1/questions?order=answered`)
  const { questions } = (await edition.json()) as { questions: { id: string }[] }
  answered = questions[0]?.id ?? ''
  promise = /\/promises\/[\w-]{6,}(?=")/.exec(await textOf('/promises'))?.[0] ?? ''
  after = await afterwards(portal, furnished.desk)
}, 120_000)
const textOf = async (path: string) => (await fetch(portal.url + path)).text()
afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

/** Every page a netizen meets, by what it is. */
const pages: [string, string][] = [
  ['home', '/'],
  ['a live session', '/s/xw-3'],
  ['its comments', '/s/xw-3?tab=comments'],
  ['what it is about', '/s/xw-3?tab=about'],
  ['rows behind a figure', '/s/xw-3?show=handedOff'],
  ['a session that collects', '/s/xw-4'],
  ['an archived session', '/s/xw-1'],
  ['a wrapped session', '/s/wrapped-up'],
  ['a session of long words', '/s/long-words'],
  ['what was not shown', '/s/xw-3/rejections'],
  ['the count report', '/s/xw-3/integrity'],
  ['reporting', '/s/xw-3/report?q=2'],
  ['asking', '/s/xw-3/ask'],
  ['verifying', '/verify?to=/s/xw-3'],
  ['asking where it is closed', '/s/xw-1/ask'],
  ['an answered question', '/q/answered'],
  ['own questions', '/my'],
  ['the archive', '/archive'],
  ['the mailbox', '/s/mailbox'],
  ['a historical record', '/s/xiapu-1988-12-20'],
  ['a record with questions', '/s/ningde-2014-03-27'],
  ['the ledger', '/ledger'],
  ['search', '/search'],
  ['what was found', `/search?q=${encodeURIComponent('公交')}`],
  ['figures', '/stats'],
  ['figures of the units', '/stats/units'],
  ['the report of a month', '/stats/months/this'],
  ['promises', '/promises'],
  ['a promise', '/promises/one'],
  ['proposing a promise', '/promises/propose?s=xw-1&q=1'],
  ['units', '/units'],
  ['a unit', '/units/demo-roads'],
  ['an official', '/officials/demo-wu'],
  ['open data', '/data'],
  ['a matter with a department', '/q/handed-on'],
  ['the rules', '/about'],
  ['the data interface', '/api'],
  ['a page that is not there', '/s/nowhere'],
  ['signing in', '/desk/sign-in'],
]
const ADMINISTRATION = [
  '',
  '/units',
  '/units/demo-housing',
  '/people',
  '/people/demo-officer-housing',
  '/rules',
  '/reasons',
  '/words',
  '/invites',
  '/sign-ins',
  '/keys',
  '/audit',
  '/calendar',
  '/officials/demo-wu',
]
const addressOf = (path: string) =>
  path
    .replace('answered', answered)
    .replace('handed-on', after.asked[0]?.id ?? '')
    .replace('/promises/one', promise)
    .replace('months/this', `months/${shanghaiDay(Date.now()).slice(0, 7)}`)

async function reader(width: number, height: number) {
  const somebody = await person(browser, portal, width, height)
  onTestFinished(() => somebody.context.close())
  await readAs(somebody.context, portal.url, 'standard.light.plain.any')
  return somebody.page
}

/** What is found on every page, under its name; an empty list is what everybody wants. Two windows share the pages. */
async function everywhere(page: Page, look: (page: Page) => Promise<string[]>) {
  const second = await page.context().newPage()
  const halves = [page, second].map(async (window, half) => {
    const found: string[] = []
    for (const [name, path] of pages.filter((_, i) => i % 2 === half)) {
      await window.goto(addressOf(path))
      found.push(...(await look(window)).map((words) => `${name}: ${words}`))
    }
    return found
  })
  const found = await Promise.all(halves)
  await second.close()
  return found.flat()
}

test('a look is nothing but marks on the page itself, so that one page can show all of them', async () => {
  const choices = [
    'standard.light.plain.any',
    'standard.dark.plain.any',
    'standard.light.elder.any',
  ]
  for (const path of ['/', '/s/xw-1', addressOf('/q/answered'), '/ledger']) {
    const bodies = await Promise.all(
      choices.map(async (settings) => {
        const answer = await fetch(portal.url + path, {
          headers: { cookie: `mmd_view=${settings}` },
        })
        const html = await answer.text()
        const marks = /<html[^>]*>/.exec(html)?.[0] ?? ''
        // The menu says which look is chosen; an address says when its page was drawn.
        const same = html
          .replace(marks, '')
          .replace(/<details class="menu">[\s\S]*?<\/details>/, '')
        return { marks, same }
      }),
    )
    expect([path, new Set(bodies.map(({ same }) => same)).size]).toEqual([path, 1])
    expect(bodies.map(({ marks }) => /data-theme="(\w+)"/.exec(marks)?.[1])).toEqual(
      Object.values(looks).map(({ theme }) => theme),
    )
    expect(bodies.map(({ marks }) => marks.includes('data-elder'))).toEqual(
      Object.values(looks).map(({ elder }) => elder),
    )
  }
})

describe('axe finds nothing, in any look', () => {
  test('on the pages of netizens', { timeout: 180_000 }, async () => {
    const page = await reader(390, 844)
    expect(await everywhere(page, violationsInEveryLook)).toEqual([])
    await page.locator('details.menu summary').click()
    expect(await violationsInEveryLook(page)).toEqual([])
  })

  test('on a receipt and what a code stands for', async () => {
    const page = await reader(390, 844)
    await page.goto('/s/xw-4/ask')
    await page.getByLabel('您的问题').fill('办事大厅周六能不能开门？')
    await page.getByRole('button', { name: '提交问题' }).click()
    await see(page.getByRole('heading', { name: '已经收到' }))
    expect(await violationsInEveryLook(page)).toEqual([])
    await page.goto('/my')
    await page.getByLabel('查询码').fill(own.receipt)
    await page.getByRole('button', { name: '查询' }).click()
    await see(page.getByRole('heading', { name: '查到了' }))
    expect(await violationsInEveryLook(page)).toEqual([])
    await page.getByLabel('查询码').fill('1234')
    await page.getByRole('button', { name: '查询' }).click()
    await see(page.getByRole('alert'))
    expect(await violationsInEveryLook(page)).toEqual([])
  })

  test('on what an asker does after an answer', { timeout: 120_000 }, async () => {
    const page = await reader(390, 844)
    const found: string[] = []
    const look = async (name: string) => {
      const all = [...(await violationsInEveryLook(page)), ...(await cutOff(page))]
      found.push(...all.map((words) => `${name}: ${words}`))
    }
    /** The own question by its code, and on it the way to a step. */
    const own = async (at: number, step: string) => {
      await page.goto('/my')
      await page.getByLabel('查询码').fill(after.asked[at]?.receipt ?? '')
      await page.getByRole('button', { name: '查询' }).click()
      const way = page.locator(`button[name="step"][value="${step}"]`).first()
      await see(way)
      if (step === 'rate') await look('own question')
      await way.click()
      await see(page.locator('.follow-step'))
      await look(step)
    }
    await own(1, 'details')
    await own(0, 'further')
    await own(0, 'reopen')
    await own(0, 'rate')
    await page.locator('button[name="solved"][value="no"]').click()
    await see(page.locator('input[name="manner"]').first())
    await look('grades')
    expect(found).toEqual([])
  })

  test('where departments work', { timeout: 120_000 }, async () => {
    const { officer, approver, cases } = after
    const [one, two] = await Promise.all([
      officer.sits(browser, 390, 844),
      approver.sits(browser, 390, 844),
    ])
    onTestFinished(async () => {
      await Promise.all([one.context.close(), two.context.close()])
    })
    const at = (id: string, more = '') => `/desk/cases/${id}${more}`
    const places: [Person, string[]][] = [
      [
        one,
        [
          '/desk/cases',
          at(cases.fresh),
          at(cases.answered),
          at(cases.answered, '/visits'),
          at(cases.answered, '/originals'),
          '/desk/messages',
          '/desk/due',
        ],
      ],
      [
        two,
        [
          '/desk/cases?tab=review',
          at(cases.review),
          '/desk/visits',
          '/desk/follow',
          promise.replace('/promises', '/desk/commitments'),
        ],
      ],
    ]
    const found = await Promise.all(
      places.map(async ([{ page, context }, paths]) => {
        await readAs(context, portal.url, 'standard.light.plain.any')
        const all: string[] = []
        for (const path of paths) {
          const answer = await page.goto(path)
          expect([path, answer?.status()]).toEqual([path, 200])
          const here = [
            ...(await violationsInEveryLook(page)),
            ...(await cutOff(page)),
            // Boxes, buttons and folds are as high as a thumb needs.
            ...(await outOfReach(page, { within: 'main', finger: 44 })).filter(
              (words) => !words.startsWith('a.'),
            ),
          ]
          await dress(page, '长辈版')
          here.push(...(await cutOff(page)))
          all.push(...here.map((words) => `${path}: ${words}`))
        }
        return all
      }),
    )
    expect(found.flat()).toEqual([])
    expect([...one.faults, ...two.faults]).toEqual([])
  })

  test('at the desk', { timeout: 120_000 }, async () => {
    const { page, context } = moderator
    await readAs(context, portal.url, 'standard.light.plain.any')
    const places = ['/desk', '/desk/s/xw-3/handoffs', '/desk/s/xw-4/ready', '/desk/texts']
    const later = ['/desk/topics', '/desk/s/xw-3/promises', `/desk/s/${AFTER}/follow`]
    for (const path of [...places, ...later]) {
      await page.goto(path)
      expect(await violationsInEveryLook(page)).toEqual([])
    }
    await page.goto('/desk/s/xw-3')
    await deskReady(page)
    await page.keyboard.press('j')
    expect(await violationsInEveryLook(page)).toEqual([])
    for (const tab of ['留言', '已处理', '反问']) {
      await page.locator('.dk-tab', { hasText: tab }).click()
      await page.keyboard.press('j')
      expect(await violationsInEveryLook(page)).toEqual([])
    }
    await page.getByRole('button', { name: '审核', exact: true }).click()
    await page.keyboard.press('j')
    expect(await violationsInEveryLook(page)).toEqual([])
  })

  test('in the administration', { timeout: 120_000 }, async () => {
    const page = await reader(390, 844)
    await page.goto(await signInLink(portal, 'admin'))
    await page.getByRole('button', { name: '登录' }).click()
    await page.waitForURL('**/desk')
    const found: string[] = []
    for (const place of ADMINISTRATION) {
      const answer = await page.goto(`/desk/admin${place}`)
      expect([place, answer?.status()]).toEqual([place, 200])
      for (const look of ['长辈版', 'light'] as const) {
        await dress(page, look)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        if (wide) found.push(`${place}: wider than the window, ${look}`)
      }
      found.push(...(await violationsInEveryLook(page)).map((words) => `${place}: ${words}`))
    }
    expect(found).toEqual([])
  })

  test('in the dialogs of the desk', { timeout: 120_000 }, async () => {
    const { page, context } = moderator
    await readAs(context, portal.url, 'standard.light.plain.any')
    await page.goto('/desk/s/long-words')
    await deskReady(page)
    const open = async (show: () => Promise<void>) => {
      await show()
      await see(page.getByRole('dialog'))
      expect(await violationsInEveryLook(page, 'dialog')).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    const bar = (word: string) => async () => {
      const one = page
        .locator('.dk-actions')
        .getByRole('button', { name: new RegExp(`^${word}\\s*\\w?$`) })
      // Where letters are large the last ones are folded.
      if (!(await one.isVisible())) await page.locator('.dk-all').click()
      await one.click()
    }
    await page.locator('[data-row="pending-3"] .dk-row-main').click()
    for (const word of ['不采用', '并入', '引导', '编辑', '备注', '详情', '现场提问']) {
      await open(bar(word))
    }
    await page.locator('[data-row="agenda-2"] .dk-row-main').click()
    for (const word of ['撤下', '书面答复']) await open(bar(word))
    await open(async () => {
      await bar('转办')()
      await page.getByRole('dialog').getByRole('checkbox').first().check()
      await page.getByRole('dialog').getByText('怎么算的').click()
    })
    await open(() => page.keyboard.press('?'))
    await open(() => page.getByRole('button', { name: '＋答复人' }).click())
    await open(() => page.getByRole('button', { name: '会后小结…' }).click())
    await page.locator('.dk-tab', { hasText: '反问' }).click()
    await page.locator('[data-row="prompts-1"] .dk-row-main').click()
    await open(bar('汇总'))
    await open(async () => {
      await page.locator('.dk-more summary').click()
      await page.getByRole('button', { name: '字幕叠加链接' }).click()
    })
  })

  test.for([
    ['before', '/s/xw-4/screen'],
    ['live', '/s/xw-3/screen'],
    ['with 200 characters', '/s/long-words/screen'],
    ['after', '/s/wrapped-up/screen'],
    ['after, with everything to follow up', '/s/xw-2/screen'],
  ])('on the projector, %s', async ([, path = '']) => {
    const page = await reader(1920, 1080)
    await page.goto(path)
    expect(await violations(page)).toEqual([])
    expect(await cutOff(page)).toEqual([])
    const [code, figures] = await Promise.all([
      page.locator('.corner').boundingBox(),
      page.locator('.foot').boundingBox(),
    ])
    // The code to scan is covered by nothing.
    expect((code?.y ?? 0) + (code?.height ?? 0)).toBeLessThanOrEqual(figures?.y ?? 0)
  })
})

describe('nothing is lost', () => {
  test(
    'on a screen of 320 px, also in 长辈版, and with letters twice as large on a phone and on a desk',
    {
      timeout: 120_000,
    },
    async () => {
      const page = await reader(320, 720)
      const found = async (window: Page) => {
        const all: string[] = []
        const look = async (where: string) =>
          all.push(...(await cutOff(window)).map((words) => `${where}: ${words}`))
        await window.setViewportSize({ width: 320, height: 720 })
        await look('320 px')
        await dress(window, '长辈版')
        await look('320 px in 长辈版')
        await dress(window, 'light')
        await window.setViewportSize({ width: 390, height: 720 })
        await doubleText(window)
        await look('twice as large on a phone')
        await window.setViewportSize({ width: 1280, height: 720 })
        await look('twice as large on a desk')
        return all
      }
      expect(await everywhere(page, found)).toEqual([])
      await page.goto('/s/xw-3')
      await page.locator('details.menu summary').click()
      expect(await found(page)).toEqual([])
    },
  )

  test('at the desk on a screen of 320 px', async () => {
    const { page, context } = moderator
    await readAs(context, portal.url, 'standard.light.plain.any')
    onTestFinished(() => page.setViewportSize({ width: 1280, height: 800 }))
    await page.setViewportSize({ width: 320, height: 720 })
    await page.goto('/desk')
    expect(await cutOff(page)).toEqual([])
    await page.goto('/desk/s/xw-3')
    await deskReady(page)
    for (const pane of await page.locator('.dk-panes button').all()) {
      await pane.click()
      await page.keyboard.press('j')
      expect(await cutOff(page)).toEqual([])
    }
  })
})

describe('by keyboard alone', () => {
  test('a netizen reaches tabs, orders, votes and the way to ask', async () => {
    const page = await reader(390, 844)
    await page.goto('/s/xw-3')
    const path: string[] = []
    const unseen: string[] = []
    for (let i = 0; i < 30; i += 1) {
      await page.keyboard.press('Tab')
      const { at, seen } = await focused(page)
      path.push(at)
      if (!seen) unseen.push(at)
    }
    expect(unseen).toEqual([])
    const wanted = [/^跳到正文/, /^我要提问/, /^提问/, /^留言/, /^简介/, /^热门/, /支持 \d+ 号$/]
    const order = wanted.map((words) => path.findIndex((at) => words.test(at)))
    expect(order).not.toContain(-1)
    expect(order).toEqual([...order].sort((a, b) => a - b))
    await page.goto('/s/xw-3')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/s/xw-3/ask')
  })

  test('a vote is cast by keyboard and the focus stays on it', async () => {
    const page = await reader(390, 844)
    const listens = page.waitForEvent('websocket')
    await page.goto('/s/xw-3')
    await (await listens).waitForEvent('framereceived')
    const box = page.locator('.votebox button').first()
    const label = await box.locator('.sr-only').textContent()
    await box.focus()
    await page.keyboard.press('Enter')
    await see(page.locator('.votebox button[aria-pressed=true]'))
    expect((await focused(page)).at).toContain(label ?? '?')
  })

  test('the desk is worked by keys, and the focus is seen and comes back', async () => {
    const slug = 'by-keys'
    const desk = await new Netizen(portal).signIn()
    await openSession(desk, slug)
    for (const text of ['水费怎么收？', '班车几点开？', '路灯谁来修？', '学位怎么排？']) {
      await new Netizen(portal).ask(slug, text)
    }
    await desk.decide(slug, { act: 'move', to: 'live' })
    const { page, context } = moderator
    await readAs(context, portal.url, 'standard.light.plain.any')
    await page.goto(`/desk/s/${slug}`)
    await deskReady(page)
    const press = (key: string) => page.keyboard.press(key)
    const here = (row: string) => see(page.locator(`[data-row="${row}"] [aria-current=true]`))
    const said = (words: string) => see(page.getByRole('status').filter({ hasText: words }))
    const inDialog = (yes: boolean) =>
      page.getByRole('dialog').waitFor({ state: yes ? 'visible' : 'detached' })

    await press('j')
    await here('pending-1')
    expect(await focused(page)).toMatchObject({ seen: true })
    await press('j')
    await here('pending-2')
    await press('k')
    await here('pending-1')

    await press('?')
    await inDialog(true)
    expect(await focused(page)).toMatchObject({ seen: true })
    await press('Escape')
    await inDialog(false)
    expect((await focused(page)).at).toContain('水费怎么收？')

    await press('a')
    await said('已通过 1 号')
    await here('pending-2')
    await press('z')
    await said('已撤销')
    await see(page.locator('[data-row="pending-1"]'))
    await press('a')
    await said('已通过 2 号')
    await here('pending-3')
    await press('r')
    await inDialog(true)
    await press('1')
    await said('3 号 未采用')
    await inDialog(false)
    await here('pending-4')
    await press('a')
    await said('已通过 4 号')

    await press('ArrowRight')
    await press('ArrowRight')
    await press('j')
    await here('agenda-2')
    await press('s')
    await said('2 号 已上台')
    const form = page.locator('[data-answer=live]')
    await form.getByLabel('答复人').focus()
    await press('ArrowDown')
    await form.getByLabel('答复要点（公开）').focus()
    await page.keyboard.type('十二月一日起加开晚班。')
    await press('Enter')
    await press('Tab')
    await press('Space')
    await press('Control+Enter')
    await said('2 号 已答复')

    await page.locator('.dk-cols').focus()
    await press('j')
    await here('agenda-4')
    await press('h')
    await inDialog(true)
    await press('Space')
    await page.getByRole('dialog').getByRole('button', { name: '转办', exact: true }).focus()
    expect(await focused(page)).toMatchObject({ seen: true })
    await press('Enter')
    await said('已转办 4 号')
    await inDialog(false)
    expect((await focused(page)).at).not.toBe('nothing')
  })
})
