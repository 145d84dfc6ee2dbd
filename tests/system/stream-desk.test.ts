import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Portal } from '../../scripts/portal.mjs'
import { copyRecording, moveRecording, verifyFolder } from '../../scripts/recordings.mjs'
import { cutOff, violations } from './access-kit'
import { encoderFor, film } from './encoder-kit'
import { keys, launchBrowser, openPortal, temporaryFolder } from './harness'
import { Netizen, person, signIn } from './pages-kit'

/** The page of the picture in a real browser, with a real encoder's pieces; and the script that moves recordings. */

const SLUG = 'picture'
const PAGE = `/desk/s/${SLUG}/stream`

let portal: Portal
let browser: Browser
let desk: Netizen

beforeAll(async () => {
  ;[portal, browser] = await Promise.all([openPortal(), launchBrowser()])
  desk = await new Netizen(portal).signIn('陈主持')
  const given = { slug: SLUG, kind: 'town_hall', title: '加装电梯', unit: '霞湾县' }
  const guests = [{ name: '林局长', office: '局长', unit: '住建局' }]
  const startsAt = Date.now() + 3_600_000
  await desk.send('POST', '/api/desk/sessions', { ...given, guests, startsAt })
  for (const step of ['announce', 'open']) {
    await desk.send('POST', `/api/desk/sessions/${SLUG}/${step}`, {})
  }
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
})

const list = () => fetch(`${portal.url}/live/${SLUG}/index.m3u8`)
const move = (to: string) =>
  desk.send('POST', `/api/desk/sessions/${SLUG}/decisions`, { act: 'move', to })

test('a key is given, the picture is tried before anybody else sees it, and a phone will do', async () => {
  const { page, faults } = await person(browser, portal, 390, 844)
  await signIn(page, portal, '陈主持')
  await page.goto(PAGE)
  await page.getByRole('button', { name: '发一把新密钥' }).click()
  const key = await page.locator('.sd-fresh textarea').inputValue()
  expect(key).toMatch(/^[\w-]{27}$/)
  await page.getByRole('heading', { name: '怎样推流' }).waitFor()
  expect([await violations(page), await cutOff(page)]).toEqual([[], []])
  await page.goto(PAGE)
  await page.getByText('还没有收到推流').waitFor()
  const fixture = await film({ seconds: 12 })
  await encoderFor(portal, SLUG, key).push(fixture)
  await page.getByText('正在收到信号').waitFor()
  expect((await list()).status).toBe(404)
  await page.getByRole('button', { name: '打开预览' }).click()
  await page.getByText('有声音', { exact: true }).waitFor()
  await page.getByText('320 × 180').waitFor()
  const api = `/api/desk/sessions/${SLUG}/stream`
  const tried = async () =>
    ((await (await desk.send('GET', api)).json()) as { tried: Record<string, unknown> }).tried
  await expect.poll(tried, { timeout: 15_000 }).toMatchObject({
    signalAt: expect.any(Number) as number,
    soundAt: expect.any(Number) as number,
    by: '陈主持',
  })
  expect(await violations(page)).toEqual([])
  // What was tried is no part of the session.
  await move('live')
  expect((await list()).status).toBe(404)
  await encoderFor(portal, SLUG, key).push(await film({ seconds: 12, take: 1 }))
  await expect.poll(async () => (await list()).status).toBe(200)
  expect(faults).toEqual([])
  await page.context().close()
})

test('a recording is copied to plain files that play, compared, and removed only then', async () => {
  await move('wrapped')
  await expect.poll(async () => (await list()).text(), { timeout: 25_000 }).toContain('ENDLIST')
  const { folder, remove } = await temporaryFolder()
  const at = { url: portal.url, token: keys.OPERATOR_TOKEN }
  try {
    const copied = await copyRecording(at, SLUG, folder)
    expect([copied.files, copied.fetched]).toEqual([copied.files, copied.files])
    expect(copied.files).toBeGreaterThan(4)
    // Again it fetches nothing.
    expect((await copyRecording(at, SLUG, folder)).fetched).toBe(0)
    const names = (await readFile(path.join(copied.folder, 'index.m3u8'), 'utf8'))
      .split('\n')
      .filter((line) => line.endsWith('.m4s'))
    expect(names).toHaveLength(copied.files - 1)
    const [first = ''] = names
    const place = path.join(copied.folder, first)
    const right = await readFile(place)
    await writeFile(place, right.subarray(1))
    expect((await verifyFolder(copied.folder)).wrong).toEqual([`live/${SLUG}/${first}`])
    // What is broken is fetched anew; then the portal may forget.
    expect((await moveRecording(at, SLUG, folder)).fetched).toBe(1)
    expect(await readFile(place)).toEqual(right)
    expect((await verifyFolder(copied.folder)).wrong).toEqual([])
    await expect.poll(async () => (await list()).status).toBe(404)
    const page = await (await fetch(`${portal.url}/s/${SLUG}`)).text()
    expect(page).toContain(copied.digest)
  } finally {
    await remove()
  }
})
