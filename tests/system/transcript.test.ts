import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureOffice } from '../../scripts/media-tools.mjs'
import type { Portal } from '../../scripts/portal.mjs'
import type { LinesPage } from '../../worker/contract/transcript'
import { launchBrowser, openPortal, temporaryFolder } from './harness'
import { violations } from './access-kit'
import { person, plantUnits, signIn, signInLink, type Person } from './pages-kit'

/** The text record as people have it: two note-takers at their desks, a resident at home, a clerk with Word. */

const SLUG = 'evening'
let portal: Portal
let browser: Browser
let moderator: Person

beforeAll(async () => {
  portal = await openPortal()
  browser = await launchBrowser()
  await plantUnits(portal)
  moderator = await person(browser, portal, 1280, 800)
  await signIn(moderator.page, portal)
  const post = (path: string, body: unknown) =>
    moderator.page.evaluate(
      async ([to, sent]) => {
        const answer = await fetch(to as string, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(sent),
        })
        if (!answer.ok) throw new Error(`${to} answered ${answer.status}`)
      },
      [path, body] as const,
    )
  const api = `/api/desk/sessions/${SLUG}`
  await post('/api/desk/sessions', {
    slug: SLUG,
    kind: 'town_hall',
    title: '供水与出行',
    topic: '供水与出行',
    notice: '',
    unit: '霞湾县',
    place: '县政务服务中心',
    startsAt: Date.now(),
    guests: [
      { name: '吴经理', office: '总经理', unit: '县供水公司' },
      { name: '林局长', office: '局长', unit: '县交通运输局' },
    ],
  })
  await post(`${api}/announce`, {})
  await post(`${api}/open`, {})
  await post(`${api}/entries`, {
    text: '城东片区晚上七点以后没有水压，什么时候能改好？',
    channel: 'floor',
    direct: 'list',
  })
  await post(`${api}/decisions`, { act: 'move', to: 'live' })
  await post(`${api}/decisions`, { act: 'stage', no: 1, speaker: '吴经理' })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await portal?.stop()
})

/** A note-taker at the desk of the session. */
async function noteTaker(name: string): Promise<Person> {
  const one = await person(browser, portal, 1280, 800)
  await one.page.goto(await signInLink(portal, 'note_taker', name))
  await one.page.getByRole('button', { name: '登录' }).click()
  await one.page.waitForURL('**/desk')
  await one.page.getByRole('link', { name: '供水与出行' }).click()
  await one.page.getByRole('textbox', { name: '说了什么' }).waitFor()
  return one
}

const area = (page: Page) => page.getByRole('textbox', { name: '说了什么' })
const read = async () =>
  (await (await fetch(`${portal.url}/api/sessions/${SLUG}/transcript`)).json()) as LinesPage
const listed = (page: Page) => page.locator('.nd-line .td-text')

async function say(page: Page, key: number, text: string) {
  await page.keyboard.press(`Alt+${key}`)
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

test('two note-takers type at once; one goes offline and loads the page anew, and every line is there once, in one order', async () => {
  const [tang, bai] = [await noteTaker('唐记录'), await noteTaker('白记录')]
  const home = await person(browser, portal, 390, 844)
  await home.page.goto(`/s/${SLUG}?tab=transcript`)
  await area(tang.page).click()
  // One key says that this answers what is on stage.
  await tang.page.keyboard.press('Alt+q')
  await say(tang.page, 1, '二水厂的加压泵房月底投用。')
  await area(bai.page).click()
  await say(bai.page, 3, '请林局长接着说。')
  await listed(tang.page).filter({ hasText: '请林局长接着说。' }).waitFor()
  await home.page.getByText('二水厂的加压泵房月底投用。').waitFor()
  await home.page.getByText('请林局长接着说。').waitFor()

  await tang.context.setOffline(true)
  await say(tang.page, 2, '城东公交明天起加开两班。')
  await say(tang.page, 2, '末班车延到九点半。')
  await tang.page.getByText('未发出 2 行').waitFor()
  // What is half typed stays as well.
  await tang.page.keyboard.type('还有一句没写')
  await tang.context.setOffline(false)
  await tang.page.reload()
  await expect.poll(() => area(tang.page).inputValue()).toBe('还有一句没写')
  await tang.page.keyboard.press('Tab')
  await area(tang.page).press('End')
  await area(tang.page).pressSequentially('完。')
  await area(tang.page).press('Enter')
  await tang.page.getByText('都已发出').waitFor()
  await expect.poll(() => listed(bai.page).count()).toBe(5)

  const { lines } = await read()
  expect(lines.map(({ text, question }) => [text, question])).toEqual([
    ['二水厂的加压泵房月底投用。', 1],
    ['请林局长接着说。', undefined],
    ['城东公交明天起加开两班。', 1],
    ['末班车延到九点半。', 1],
    ['还有一句没写完。', 1],
  ])
  const texts = lines.map(({ text }) => text)
  expect(await listed(tang.page).allTextContents()).toEqual(texts)
  expect(await listed(bai.page).allTextContents()).toEqual(texts)
  // At home the newest stands first.
  await home.page.getByText('还有一句没写完。').waitFor()
  expect(await home.page.locator('.rec-text').allTextContents()).toEqual([...texts].reverse())
  for (const one of [tang, bai, home])
    expect(one.faults.filter((f) => !/ERR_INTERNET/.test(f))).toEqual([])
  for (const one of [tang, home]) expect(await violations(one.page)).toEqual([])
  await Promise.all([tang, bai, home].map(({ context }) => context.close()))
}, 90_000)

test('LibreOffice opens the Word document and reads the same Chinese words in it', async () => {
  const office = ensureOffice()
  const { folder, remove } = await temporaryFolder()
  try {
    const answer = await fetch(`${portal.url}/api/sessions/${SLUG}/transcript.docx`)
    expect(answer.headers.get('content-type')).toContain('wordprocessingml')
    const file = path.join(folder, 'record.docx')
    await writeFile(file, new Uint8Array(await answer.arrayBuffer()))
    await promisify(execFile)(office, [
      '--headless',
      `-env:UserInstallation=file://${folder}/profile`,
      '--convert-to',
      'txt:Text (encoded):UTF8',
      '--outdir',
      folder,
      file,
    ])
    const text = await readFile(path.join(folder, 'record.txt'), 'utf8')
    const { lines } = await read()
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(text).toContain(line.text)
    for (const word of ['供水与出行 文字实录', '吴经理', '县供水公司', '1 号提问']) {
      expect(text).toContain(word)
    }
  } finally {
    await remove()
  }
}, 90_000)
