// `node scripts/screenshots.mjs [folder]`: the pictures of the README, from the demonstration in a
// temporary folder. With `--all`: every page in three widths and three looks, and a crowded hall, to look at.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ensureRuntime } from './bootstrap.mjs'
import { root } from './paths.mjs'

await ensureRuntime()
const { chromium } = await import('playwright-core')
const { buildIfChanged } = await import('./build.mjs')
const { ensureChromium } = await import('./chromium.mjs')
const { readOrCreateKeys } = await import('./keys.mjs')
const { askOperator } = await import('./operator.mjs')
const { startPortal } = await import('./portal.mjs')
const { startDemoEncoder } = await import('./demo-encoder.mjs')

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ name: string, path: string, deskReady?: boolean }} Shot */

const { values: flags, positionals } = parseArgs({
  options: { all: { type: 'boolean', default: false }, only: { type: 'string' } },
  allowPositionals: true,
})
const out = path.resolve(root, positionals[0] ?? 'docs/images')

const HALL = 'full-hall'
const LONG =
  '城东片区从今年九月起每天晚上六点以后没有水，洗澡做饭都成问题，我们小区两百多户人家打了很多次电话，' +
  '每次都说正在抢修，却一直没有人上门，也没有看到停水通知。想问三件事：一是停水到底是什么原因，' +
  '是水厂水压不够还是老管网漏损；二是什么时候能够恢复正常供水，有没有明确的日期；' +
  '三是停水这段时间的水费和二次加压费能不能减免，减免的标准和办理的窗口在哪里公布，请给一个说得清楚的答复'
const matters = [
  '双塘镇老街的路灯坏了三个月，谁来修？',
  '县医院周末能不能开儿科门诊？',
  '上溪乡的班车能不能加到晚上八点？',
  '我们小区加装电梯的补贴什么时候到账？',
  '办事大厅中午能不能不关门？',
  '学校门口放学的时候太堵，有没有办法？',
  '城东片区晚上没有水，什么时候能改好？',
  '新修的村道为什么一年就坏了？电话 13812345678',
]

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'mianduimian-shots-'))
await buildIfChanged()
await mkdir(out, { recursive: true })
const keys = await readOrCreateKeys(dataDir)
// The wall shows the address residents type, not the port of this run.
const PUBLIC_URL = 'https://xiawan.example'
const vars = { ...keys, PORTAL_DEMO: 'on', PUBLIC_URL, REGION_NAME: '霞湾县' }
const portal = await startPortal({ dataDir, vars })
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
})
/** @type {Awaited<ReturnType<typeof startDemoEncoder>>} */
let encoder
try {
  await askOperator(portal.url, keys.OPERATOR_TOKEN, 'demo')
  // A session that lives has a picture that goes on.
  encoder = await startDemoEncoder(portal.url, keys.OPERATOR_TOKEN)
  if (flags.all) await everything()
  else await pictures()
} finally {
  encoder?.stop()
  await browser.close()
  await portal.stop()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/** A browser as people here have it. @param {number} width @param {number} height @param {number} [scale] */
async function open(width, height, scale = 1) {
  const context = await browser.newContext({
    baseURL: portal.url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width, height },
    deviceScaleFactor: scale,
  })
  return { context, page: await context.newPage() }
}

/** @param {Page} page */
async function signIn(page) {
  const link = await askOperator(portal.url, keys.OPERATOR_TOKEN, 'sign-in-links', {
    role: 'moderator',
  })
  const { pathname, search } = new URL(link.url)
  await page.goto(pathname + search)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL('**/desk')
}

/** @param {Page} page @param {string} slug */
async function atDesk(page, slug) {
  await page.goto(`/desk/s/${slug}`)
  await page.locator('.dk-health').getByRole('status').filter({ hasText: '实时' }).waitFor()
  await page.keyboard.press('j')
  await page.locator('[aria-current=true]').waitFor()
}

/** @param {Page} page @param {string} name @param {boolean} [whole] @param {{ y: number, height: number }} [part] */
async function keep(page, name, whole = false, part) {
  await page.evaluate(() => document.fonts.ready)
  const width = page.viewportSize()?.width ?? 0
  await page.screenshot({
    path: path.join(out, `${name}.png`),
    fullPage: whole,
    ...(part && { clip: { x: 0, width, ...part } }),
  })
  console.log(path.join(path.relative(process.cwd(), out), `${name}.png`))
}

async function pictures() {
  const phone = await open(390, 844, 1.5)
  await phone.page.goto('/s/xw-3')
  await phone.page.getByRole('button', { name: '看直播' }).click()
  await phone.page
    .locator('video')
    .evaluate(
      (/** @type {HTMLVideoElement} */ video) =>
        new Promise((shown) => video.requestVideoFrameCallback(() => shown(null))),
    )
  await keep(phone.page, 'phone-live')
  await phone.page.goto(`/search?q=${encodeURIComponent('公交')}`)
  await keep(phone.page, 'search')
  await phone.page.goto(`/q/${await longestWay('xw-2')}`)
  const rated = await phone.page.getByRole('heading', { name: '答复以后' }).boundingBox()
  await keep(phone.page, 'case', true, { y: (rated?.y ?? 0) - 16, height: 844 })
  const wide = await open(1280, 800)
  await wide.page.goto('/s/xw-2')
  await keep(wide.page, 'session-record')
  await wide.page.goto('/ledger')
  await keep(wide.page, 'ledger')
  await wide.page.goto('/stats')
  await keep(wide.page, 'stats')
  await signIn(wide.page)
  await atDesk(wide.page, 'xw-3')
  await keep(wide.page, 'desk')
  const wall = await open(1920, 1080)
  await wall.page.goto('/s/xw-3/screen')
  await keep(wall.page, 'projector')
}

/** The question of a session whose matter took the most steps. @param {string} slug */
async function longestWay(slug) {
  const list = await fetch(`${portal.url}/api/sessions/${slug}/questions?order=answered`)
  const { questions } = /** @type {{ questions: { id: string, cases: unknown[] }[] }} */ (
    await list.json()
  )
  const ways = await Promise.all(
    questions
      .filter(({ cases }) => cases.length > 0)
      .map(async ({ id }) => {
        const page = await (await fetch(`${portal.url}/q/${id}`)).text()
        return { id, steps: page.split('<time').length }
      }),
  )
  return ways.sort((a, b) => b.steps - a.steps)[0]?.id
}

/** A netizen who asks once. @param {string} slug @param {object} question */
async function ask(slug, question) {
  const answer = await fetch(`${portal.url}/api/sessions/${slug}/questions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ ...question, personal: 'seal' }),
  })
  if (!answer.ok) throw new Error(`Asking was answered ${answer.status}.`)
}

/** A session with long questions on its list and 120 waiting for review. @param {Page} desk */
async function fillHall(desk) {
  const send = (/** @type {string} */ address, /** @type {unknown} */ body = {}) =>
    desk.evaluate(
      async ([to, json]) => {
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(to, { method: 'POST', headers, body: json })
        if (!answer.ok) throw new Error(`${to} was answered ${answer.status}: ${json}`)
      },
      /** @type {const} */ ([`/api/desk/sessions${address}`, JSON.stringify(body)]),
    )
  await send('', {
    slug: HALL,
    kind: 'town_hall',
    title: '第五期与网友面对面：把停水、路灯、班车、看病和办事一次问清楚的大专场',
    topic: '停水、路灯、班车、看病、办事',
    notice: '直播当天票多的先答。',
    unit: '霞湾县人民政府办公室',
    place: '县融媒体中心',
    startsAt: Date.now() - 1_800_000,
    endsAt: Date.now() + 3_600_000,
    guests: [{ name: '林某', office: '党委书记、董事长、总经理', unit: '县供水公司' }],
  })
  await send(`/${HALL}/announce`)
  await send(`/${HALL}/open`)
  for (let i = 0; i < 12; i += 1) {
    await ask(HALL, {
      text: i % 2 ? (matters[i % matters.length] ?? '') : LONG.slice(0, 200 - i),
      name: '城东片区一位多年的老住户和他的邻居们'.slice(0, 20),
    })
  }
  const decide = (/** @type {object} */ decision) => send(`/${HALL}/decisions`, decision)
  await decide({ act: 'approve', nos: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] })
  await decide({ act: 'move', to: 'live' })
  await decide({
    act: 'stage',
    no: 1,
    speaker: '林某',
    office: '县供水公司党委书记、董事长、总经理',
  })
  await decide({ act: 'merge', nos: [4, 6], into: 2 })
  await decide({ act: 'take_down', no: 8, reason: 'personal_data' })
  for (let i = 0; i < 120; i += 1) {
    const text = i % 9 === 0 ? LONG.slice(0, 200) : (matters[i % matters.length] ?? '')
    await ask(HALL, { text: i % 9 ? `${text.slice(0, 60)}（${i} 号楼）` : text })
  }
}

async function everything() {
  const desk = await open(1280, 800)
  await signIn(desk.page)
  await fillHall(desk.page)
  const answered = await fetch(`${portal.url}/api/sessions/xw-2/questions?order=answered`)
  const { questions } = /** @type {{ questions: { id: string }[] }} */ (await answered.json())
  /** @type {[string, string][]} */
  const pages = [
    ['home', '/'],
    ['live', '/s/xw-3'],
    ['live-long', `/s/${HALL}`],
    ['comments', '/s/xw-3?tab=comments'],
    ['about-session', '/s/xw-3?tab=about'],
    ['collecting', '/s/xw-4'],
    ['record', '/s/xw-2'],
    ['ask', '/s/xw-3/ask'],
    ['question', `/q/${questions[0]?.id}`],
    ['my', '/my'],
    ['archive', '/archive'],
    ['history', '/s/xiapu-1988-12-20'],
    ['history-questions', '/s/ningde-2014-03-27'],
    ['ledger', '/ledger'],
    ['stats', '/stats'],
    ['search', `/search?q=${encodeURIComponent('公交')}`],
    ['promises', '/promises'],
    ['units', '/units'],
    ['data', '/data'],
    ['about', '/about'],
    ['api', '/api'],
    ['missing', '/s/nowhere'],
    ['sign-in-first', '/desk/sign-in'],
  ]
  const wanted = pages.filter(([name]) => !flags.only || flags.only.split(',').includes(name))
  for (const [look, settings] of [
    ['light', 'standard.light.plain.any'],
    ['dark', 'standard.dark.plain.any'],
    ['elder', 'standard.light.elder.any'],
  ]) {
    for (const [width, height] of /** @type {const} */ ([
      [360, 640],
      [390, 844],
      [1280, 800],
    ])) {
      const { context, page } = await open(width, height)
      await context.addCookies([{ name: 'mmd_view', value: settings ?? '', url: portal.url }])
      for (const [name, address] of wanted) {
        await page.goto(address)
        await keep(page, `${name}-${width}-${look}`, true)
      }
      await page.goto('/s/xw-3')
      await keep(page, `live-first-sight-${width}-${look}`)
      await page.locator('details.menu summary').click()
      await keep(page, `menu-${width}-${look}`)
      await context.close()
    }
    await desk.context.addCookies([{ name: 'mmd_view', value: settings ?? '', url: portal.url }])
    await desk.page.goto('/desk')
    await keep(desk.page, `desk-list-${look}`, true)
    for (const slug of ['xw-3', HALL]) {
      await atDesk(desk.page, slug)
      await keep(desk.page, `desk-${slug}-${look}`)
      await desk.page.getByRole('button', { name: '审核', exact: true }).click()
      await keep(desk.page, `desk-${slug}-review-${look}`)
    }
    await desk.page.keyboard.press('r')
    await keep(desk.page, `desk-reject-${look}`)
    await desk.page.keyboard.press('Escape')
    await desk.page.keyboard.press('?')
    await keep(desk.page, `desk-keys-${look}`)
  }
  const wall = await open(1920, 1080)
  for (const [name, slug] of [
    ['live', 'xw-3'],
    ['long', HALL],
    ['before', 'xw-4'],
    ['after', 'xw-2'],
  ]) {
    await wall.page.goto(`/s/${slug}/screen`)
    await keep(wall.page, `screen-${name}`)
  }
}
