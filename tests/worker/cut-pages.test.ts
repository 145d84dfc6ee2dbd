import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { DeskState, Room } from '../../worker/contract/room'
import { ask, Browser, codeOf, decide, moderator, official, open, signedIn } from './http-kit'

/** Cutting and moving chapters: by the API, and by forms that need no script. */

async function live() {
  const { slug, desk, deskApi } = await open()
  const asked = await ask(new Browser(), slug, '路灯什么时候修好？')
  await decide(desk, slug, { act: 'approve', nos: [asked.no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  const cuts = async () => ((await (await desk.get(deskApi)).json()) as DeskState).cuts ?? []
  return { slug, desk, cuts, ...asked, page: `/desk/s/${slug}/cut` }
}

const press = { act: 'cut', kind: 'picture', reason: 'privacy', from: '30', keepOut: '1' }

describe('the page of plain forms', () => {
  test('cuts at one press and gives back at another', async () => {
    const { desk, page, cuts } = await live()
    const fresh = await (await desk.get(page)).text()
    for (const words of ['切断画面', '停发文字', '涉及个人隐私', '还没有切断过']) {
      expect(fresh).toContain(words)
    }
    const pressed = await desk.form(page, { ...press, note: '拍到了病历' })
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, page])
    const [cut] = await cuts()
    expect(cut).toMatchObject({ kind: 'picture', reason: 'privacy', keepOut: true, until: null })
    expect((cut?.at ?? 0) - (cut?.from ?? 0)).toBe(30_000)
    const while_ = await (await desk.get(page)).text()
    for (const words of ['画面已切断', '恢复画面', '拍到了病历', '陈主持']) {
      expect(while_).toContain(words)
    }
    expect((await desk.form(page, { act: 'resume', kind: 'picture' })).status).toBe(303)
    expect((await cuts())[0]?.until).not.toBeNull()
  })

  test('says on itself what it could not take, and does nothing then', async () => {
    const { desk, page, cuts } = await live()
    for (const [wrong, status] of [
      [{ ...press, reason: 'whim' }, 422],
      [{ ...press, kind: 'sound' }, 422],
      [{ ...press, from: '601' }, 422],
      [{ ...press, from: 'soon' }, 422],
      [{ act: 'explode', kind: 'picture' }, 422],
      [{ act: 'resume', kind: 'picture' }, 409],
    ] as const) {
      const answer = await desk.form(page, wrong)
      expect([wrong, answer.status]).toEqual([wrong, status])
      expect(await answer.text()).toContain('没有办成')
    }
    expect(await cuts()).toEqual([])
  })

  test('is the moderators’: nobody else gets in, and no fresh proof is asked of them', async () => {
    const { slug, page, cuts } = await live()
    for (const browser of [new Browser(), await signedIn(official)]) {
      expect([303, 401, 403]).toContain((await browser.get(page)).status)
      expect([401, 403]).toContain((await browser.form(page, press)).status)
      const answer = await decide(browser, slug, { ...press, from: 30, keepOut: true })
      expect([401, 403]).toContain(answer.status)
    }
    expect(await cuts()).toEqual([])
    const other = await signedIn({ ...moderator, id: 'm2', name: '另一位' })
    expect((await other.form(page, press)).status).toBe(303)
    expect(await cuts()).toHaveLength(1)
  })

  test('of a session that is not there it is not there', async () => {
    const desk = await signedIn(moderator)
    for (const name of ['cut', 'chapters']) {
      expect((await desk.get(`/desk/s/nowhere/${name}`)).status).toBe(404)
      expect((await desk.form(`/desk/s/nowhere/${name}`, press)).status).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('by the API', () => {
  test('a cut is taken; what makes no sense of it is refused', async () => {
    const { slug, desk, cuts } = await live()
    const sent = { act: 'cut', kind: 'text', reason: 'legal', keepOut: false }
    for (const wrong of [
      { ...sent, from: 601 },
      { ...sent, from: -1 },
      { ...sent, from: 1.5 },
      { ...sent, reason: 'whim' },
      { ...sent, keepOut: 'yes' },
      { act: 'cut', kind: 'text', reason: 'legal' },
      { act: 'resume', kind: 'sound' },
      { act: 'nudge_chapter', staging: 'x', seconds: 121 },
      { act: 'nudge_chapter', staging: '', seconds: 1 },
    ]) {
      const answer = await decide(desk, slug, wrong)
      expect([wrong, answer.status]).toEqual([wrong, 422])
    }
    const long = await decide(desk, slug, { ...sent, note: '长'.repeat(501) })
    expect(await codeOf(long)).toBe('TOO_LONG')
    expect(await cuts()).toEqual([])
    expect((await decide(desk, slug, sent)).status).toBe(200)
    expect(await cuts()).toMatchObject([{ kind: 'text', reason: 'legal' }])
  })
})

describe('the page of chapters', () => {
  test('moves the beginning of a chapter, and puts it back', async () => {
    const { slug, desk, no } = await live()
    await decide(desk, slug, { act: 'stage', no })
    const room = env.ROOM.getByName(slug) as unknown as Room
    const [one] = (await room.picture())?.stagings ?? []
    const page = `/desk/s/${slug}/chapters`
    expect(await (await desk.get(page)).text()).toContain('路灯什么时候修好？')
    const moved = await desk.form(page, { staging: one?.id ?? '', seconds: '-5' })
    expect([moved.status, moved.headers.get('location')]).toEqual([303, `${page}#${one?.id}`])
    expect((await room.picture())?.stagings).toMatchObject([{ at: (one?.at ?? 0) - 5_000 }])
    expect(await (await desk.get(page)).text()).toContain('已移动 -5 秒')
    await desk.form(page, { staging: one?.id ?? '', seconds: '0' })
    expect((await room.picture())?.stagings).toMatchObject([{ at: one?.at }])
  })

  test('refuses more than two minutes, and a chapter that is not there', async () => {
    const { slug, desk } = await live()
    const page = `/desk/s/${slug}/chapters`
    expect((await desk.form(page, { staging: 'x', seconds: '121' })).status).toBe(422)
    expect((await desk.form(page, { staging: 'nothing', seconds: '1' })).status).toBe(404)
    expect(
      (await (await signedIn(official)).form(page, { staging: 'x', seconds: '1' })).status,
    ).toBe(403)
  })
})

test('the desk of a running session carries the control, apart from its own script', async () => {
  const { slug, desk } = await live()
  const html = await (await desk.get(`/desk/s/${slug}`)).text()
  expect(html).toContain('data-island="cut"')
  expect(html).toContain(`href="/desk/s/${slug}/cut"`)
  expect(html).toContain('state-desk')
})
