import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { exportSession } from '../../scripts/export-session.mjs'
import { violations } from './access-kit'
import { launchBrowser, openPortal, temporaryFolder } from './harness'
import { Netizen, openSession, plantUnits } from './pages-kit'

/** A session on a USB stick: made from a portal's public pages, read where there is neither portal nor network. */

const SLUG = 'evening'
const OPEN = '青坑桥的护栏断了三根 & <b>小学生</b>天天从上面过，几时修？'
const HANDED = '12345热线转来：人民路路燈不亮'
/** Each is found nowhere in public. */
const hidden = {
  pending: 'canary-pending-0001',
  rejected: 'canary-rejected-0002',
  withdrawn: 'canary-takendown-0003',
  officer: 'canary-officer-0007',
  inside: 'canary-inside-0008',
  file: 'canary-private-file-0005',
  asker: 'canary-case-note-0006',
}
/** One pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)

let portal: Portal
let browser: Browser
let folder: string
let remove: () => Promise<void>

async function evening() {
  await plantUnits(portal)
  const desk = await new Netizen(portal).signIn()
  await openSession(desk, SLUG)
  const asked = []
  for (const text of [OPEN, HANDED, hidden.withdrawn, hidden.rejected]) {
    asked.push(await new Netizen(portal).ask(SLUG, `${text}，请回答一下好吗？`))
  }
  const [one, two, three, four] = asked.map(({ no }) => no) as [number, number, number, number]
  await desk.decide(SLUG, { act: 'approve', nos: [one, two, three] })
  await desk.decide(SLUG, { act: 'reject', nos: [four], reason: 'off_topic' })
  await desk.decide(SLUG, { act: 'take_down', no: three, reason: 'rights_of_others' })
  await desk.decide(SLUG, { act: 'move', to: 'live' })
  const who = { speaker: '王某', office: '副县长', unit: '霞湾县' }
  const answer = { no: one, mode: 'live', text: '护栏本月底前换好。', solved: 'partly', ...who }
  await desk.decide(SLUG, { act: 'answer', ...answer })
  await desk.decide(SLUG, { act: 'hand_off', nos: [two], units: ['roads'], note: hidden.asker })
  await desk.send('POST', `/api/desk/sessions/${SLUG}/lines`, {
    lines: [{ id: crypto.randomUUID(), text: '大家好，今天说桥和路灯。', speaker: '许某' }],
  })
  await desk.decide(SLUG, { act: 'move', to: 'wrapped' })
  await desk.decide(SLUG, { act: 'move', to: 'closed' })
  expect((await desk.send('POST', `/api/desk/sessions/${SLUG}/archive`)).status).toBe(200)
}

/** What a department and a moderator leave in the record afterwards. */
async function afterwards() {
  const db = await portal.mf.getD1Database('DB')
  const files = await portal.mf.getR2Bucket('FILES')
  const now = 1_790_000_000_000
  const sql = <T>(text: string, ...given: unknown[]) =>
    db
      .prepare(text)
      .bind(...given)
      .first<T>()
  await db
    .prepare(
      `INSERT INTO questions (id, session_id, no, text, channel, state, part, asked_at)
       SELECT 'waiting', id, 99, ?, 'online', 'pending', 1, ? FROM sessions`,
    )
    .bind(hidden.pending, now)
    .run()
  const held = await sql<{ id: string; session_id: string }>('SELECT id, session_id FROM cases')
  if (!held) throw new Error('The record has not heard of the case.')
  await db
    .prepare(
      `UPDATE cases SET state = 'closed', reply = '路灯已经修好。', replied_at = ?1, closed_at = ?1, outcome = 'solved', seq = 3`,
    )
    .bind(now)
    .run()
  await db
    .prepare(
      `INSERT INTO case_replies (id, case_id, kind, state, text, unit_id, unit, drafted_by, drafted_by_name, drafted_at) VALUES ('r1', ?, 'final', 'published', '路灯已经修好。', 'roads', '县交通运输局', 'x', 'x', ?)`,
    )
    .bind(held.id, now)
    .run()
  await db
    .prepare(
      `INSERT INTO case_events (case_id, seq, at, what, actor_id, actor, unit, inside, facts) VALUES (?, 1, ?, 'accepted', 'x', ?, '县交通运输局', ?, '{}')`,
    )
    .bind(held.id, now, hidden.officer, hidden.inside)
    .run()
  for (const [id, open] of [
    ['ph0t000000000', 1],
    ['secret0000000', 0],
  ] as const) {
    const key = `cases/${held.id}/${id}.png`
    const name = open ? '修好的路灯.png' : `${hidden.file}.png`
    await files.put(key, PIXEL, { httpMetadata: { contentType: 'image/png' } })
    await db
      .prepare(
        `INSERT INTO attachments (id, of_kind, of_id, case_id, name, type, bytes, sha256, key, public, by, by_name, at)
         VALUES (?1, 'reply', ?2, ?2, ?3, 'image/png', ?4, ?5, ?6, ?7, 'x', 'x', ?8)`,
      )
      .bind(id, held.id, name, PIXEL.length, 'f'.repeat(64), key, open, now)
      .run()
  }
  await db
    .prepare(
      `INSERT INTO commitments (id, session_id, question_no, quote, said_at, who, office, unit, what, due_day, state, updated_at)
       VALUES ('promise000001', ?, 1, '护栏本月底前换好', ?, '王某', '副县长', '霞湾县', '换好护栏', '2026-12-31', 'doing', ?)`,
    )
    .bind(held.session_id, now, now)
    .run()
}

beforeAll(async () => {
  ;[portal, browser] = await Promise.all([openPortal(), launchBrowser()])
  ;({ folder, remove } = await temporaryFolder())
  await evening()
  await afterwards()
}, 120_000)
afterAll(async () => {
  await Promise.all([portal?.stop(), browser?.close(), remove?.()])
})

async function filesIn(where: string): Promise<string[]> {
  const found = await readdir(where, { recursive: true, withFileTypes: true })
  return found
    .filter((one) => one.isFile())
    .map((one) => path.relative(where, path.join(one.parentPath, one.name)))
    .sort()
}

test('a session is a folder that opens from a disk, with its pictures and its search, and nothing from elsewhere', async () => {
  const out = path.join(folder, 'stick', 'evening')
  await mkdir(path.dirname(out))
  await exportSession(portal.url, SLUG, out)
  const files = await filesIn(out)
  expect(files).toEqual(
    expect.arrayContaining([
      'index.html',
      'questions/1.html',
      'questions/2.html',
      'questions/3.html',
      'transcript.html',
      'rejections.html',
      'search.html',
      'promises/promise000001.html',
      'images/session.png',
      'images/question-1.png',
      'files/ph0t000000000.png',
      'data/questions.csv',
      'SHA256SUMS.txt',
    ]),
  )
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } })
  onTestFinished(() => context.close())
  const asked: string[] = []
  const faults: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  const page = await context.newPage()
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (said) => said.type() === 'error' && faults.push(said.text()))
  const at = (file: string) => pathToFileURL(path.join(out, file)).href
  for (const file of [
    'index.html',
    'questions/1.html',
    'questions/2.html',
    'promises/promise000001.html',
  ]) {
    await page.goto(at(file))
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
    const widths = await page
      .locator('img')
      .evaluateAll((all) =>
        Promise.all(
          all.map((one) =>
            (one as HTMLImageElement).decode().then(() => (one as HTMLImageElement).naturalWidth),
          ),
        ),
      )
    const pictures = file.startsWith('promises') ? 0 : 1
    expect([file, widths.length >= pictures]).toEqual([file, true])
    expect([file, widths.every((width) => width > 0)]).toEqual([file, true])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect([file, faults]).toEqual([file, []])
    expect([file, await violations(page, 'body')]).toEqual([file, []])
    // What looks at the page asks for its stylesheets once more, which the page's policy refuses.
    faults.length = 0
  }
  expect(
    await page.goto(at('questions/2.html')).then(() => page.locator('main').innerText()),
  ).toContain('路灯已经修好')
  await page.getByRole('link', { name: '修好的路灯.png' }).click()
  expect(page.url()).toBe(at('files/ph0t000000000.png'))

  await page.goto(at('index.html'))
  await page.getByRole('link', { name: '搜索', exact: true }).click()
  const found = page.locator('#found li')
  // One 字, written the other way; four; a number among letters; nothing.
  const finds = async (query: string) => {
    await page.getByLabel('在这一场里搜索').fill(query)
    return found.count()
  }
  expect(await finds('燈')).toBeGreaterThan(0)
  expect(await finds('灯')).toBe(await finds('燈'))
  expect(await finds('護欄本月')).toBe(2)
  expect(await finds('１２３４５热线')).toBe(1)
  expect(await finds('没有人说过')).toBe(0)
  await page.getByLabel('在这一场里搜索').fill('断了三根')
  await found.first().getByRole('link').click()
  expect(await page.locator('h1').innerText()).toContain('<b>小学生</b>')
  expect(asked.filter((url) => !url.startsWith('file:///'))).toEqual([])
  expect(faults).toEqual([])
}, 60_000)

/** Links and pictures of a page that neither lie in the folder nor say that they lead out. */
function astray(file: string, html: string, files: readonly string[]): string[] {
  const found = html.matchAll(/<\w+ [^>]*(?:href|src|poster)="([^"]*)"[^>]*>/g)
  return [...found].flatMap(([tag, address = '']) => {
    if (/^https?:/.test(address))
      return /rel="canonical"|class="[^"]*\bout\b/.test(tag) ? [] : [tag]
    const [target = ''] = address.split('#')
    const there = path.posix.join(path.posix.dirname(file), target)
    return target === '' || files.includes(there) ? [] : [tag]
  })
}

test('twice the same session is the same bytes; every link in it stays inside or says that it leads out', async () => {
  const [one, two] = [path.join(folder, 'one'), path.join(folder, 'two')]
  await mkdir(two)
  await exportSession(portal.url, SLUG, one)
  await exportSession(`${portal.url}/`, SLUG, two)
  const files = await filesIn(one)
  const bytes = (where: string, file: string) => readFile(path.join(where, file))
  for (const file of files) {
    const [a, b] = await Promise.all([bytes(one, file), bytes(two, file)])
    expect([file, a.equals(b)]).toEqual([file, true])
    const told = Object.entries(hidden).flatMap(([kind, word]) => (a.includes(word) ? [kind] : []))
    expect([file, told]).toEqual([file, []])
  }
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const html = (await bytes(one, file)).toString('utf8')
    expect(html).not.toMatch(/<(form|button|iframe)|javascript:| on\w+=| style=/)
    expect([file, astray(file, html, files)]).toEqual([file, []])
  }
  const sums = (await bytes(one, 'SHA256SUMS.txt')).toString('utf8').trimEnd().split('\n')
  expect(sums).toHaveLength(files.length - 1)
  for (const line of sums) {
    const [sum, file = ''] = line.split('  ')
    const made = createHash('sha256').update(await bytes(one, file))
    expect([file, made.digest('hex')]).toEqual([file, sum])
  }
  expect(await filesIn(two)).toEqual(files)
}, 60_000)

test('what is unknown or not published is refused, and so is a folder with something in it', async () => {
  const desk = await new Netizen(portal).signIn()
  const draft = {
    slug: 'draft',
    kind: 'town_hall',
    title: '还没有公布的一场',
    unit: '霞湾县',
    startsAt: Date.now() + 9e6,
  }
  expect((await desk.send('POST', '/api/desk/sessions', draft)).status).toBe(201)
  const none = path.join(folder, 'none')
  for (const slug of ['draft', 'nowhere']) {
    await expect(exportSession(portal.url, slug, none)).rejects.toThrow(/no public session/)
  }
  await expect(exportSession(portal.url, '../x', none)).rejects.toThrow(/no name of a session/)
  const full = path.join(folder, 'full')
  await mkdir(full)
  await writeFile(path.join(full, 'mine.txt'), 'mine')
  await expect(exportSession(portal.url, SLUG, full)).rejects.toThrow(/is not empty/)
  expect(await filesIn(full)).toEqual(['mine.txt'])
  expect((await readdir(folder)).filter((name) => /none|half/.test(name))).toEqual([])
}, 30_000)
