import { describe, expect, test } from 'vitest'
import type { Ready } from '../../worker/contract/ready'
import type { DeskState } from '../../worker/contract/room'
import { announced, Browser, moderator, official, open, signedIn } from './http-kit'

const readyOf = async (desk: Browser, slug: string) =>
  (await (await desk.get(`/api/desk/sessions/${slug}/ready`)).json()) as Ready
const lightOf = ({ lines }: Ready, name: string) => lines.find((line) => line.name === name)?.light

describe('the page before the start', () => {
  test('tells what is done and what is not, and sees a phone that scanned the code', async () => {
    const { slug, desk } = await open()
    const before = await readyOf(desk, slug)
    expect(before.state).toBe('collecting')
    expect(lightOf(before, 'guests')).toBe('green')
    expect(lightOf(before, 'page')).toBe('green')
    expect(lightOf(before, 'qr')).toBe('red')
    expect(lightOf(before, 'screen')).toBe('red')
    // Announced an hour before.
    expect(lightOf(before, 'notice')).toBe('red')
    const drawn = await (await new Browser().get(`/s/${slug}/screen`)).text()
    expect(drawn).toContain('<svg')
    expect((await new Browser().get(`/s/${slug}?from=qr`)).status).toBe(200)
    await expect.poll(async () => lightOf(await readyOf(desk, slug), 'qr')).toBe('green')
    const page = await desk.get(`/desk/s/${slug}/ready`)
    expect(page.status).toBe(200)
    const text = await page.text()
    for (const words of ['开播前检查', '第二位主持人', '未就绪', '开始直播'])
      expect(text).toContain(words)
  })

  test('asks once where something is red, and then starts all the same', async () => {
    const { slug, desk, deskApi } = await open()
    const asked = await desk.form(`/desk/s/${slug}/ready`, {})
    expect(asked.status).toBe(409)
    const text = await asked.text()
    expect(text).toContain('仍要开始')
    const stateOf = async () =>
      ((await (await desk.get(deskApi)).json()) as DeskState).snapshot.session.state
    expect(await stateOf()).toBe('collecting')
    const started = await desk.form(`/desk/s/${slug}/ready`, { sure: '1' })
    expect([started.status, started.headers.get('location')]).toEqual([303, `/desk/s/${slug}`])
    expect(await stateOf()).toBe('live')
    // Said again it is no start.
    expect((await desk.form(`/desk/s/${slug}/ready`, { sure: '1' })).status).toBe(409)
  })

  test('of an announced session says what can only be checked later', async () => {
    const desk = await signedIn(moderator)
    const { slug } = await announced()
    const { lines } = await readyOf(desk, slug)
    expect(lines.filter(({ early }) => early).map(({ name }) => name)).toEqual([
      'second',
      'screen',
      'text',
      'qr',
    ])
    expect(await (await desk.get(`/desk/s/${slug}/ready`)).text()).toContain('开始征集以后才能检查')
  })

  test('is the moderators’ alone', async () => {
    const { slug } = await open()
    const clerk = await signedIn(official)
    for (const browser of [new Browser(), clerk]) {
      expect([401, 403]).toContain((await browser.get(`/api/desk/sessions/${slug}/ready`)).status)
      expect([303, 403]).toContain((await browser.get(`/desk/s/${slug}/ready`)).status)
      expect([401, 403]).toContain(
        (await browser.form(`/desk/s/${slug}/ready`, { sure: '1' })).status,
      )
    }
    expect((await (await signedIn(moderator)).get('/api/desk/sessions/nowhere/ready')).status).toBe(
      404,
    )
  })
})
