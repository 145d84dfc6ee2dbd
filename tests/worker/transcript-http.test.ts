import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { DeskLine, DeskLines, LineEdit, LinesPage } from '../../worker/contract/transcript'
import { access } from '../../worker/http/access'
import { may, permissions, type Caller } from '../../worker/domain/permissions'
import { ask, Browser, decide, moderator, official, open, signedIn } from './http-kit'
import { tang, typed } from './line-kit'

const noteTaker = { ...tang, unit: '县融媒体中心' } as const

/** A session that is live, its note-taker, and a question on its list. */
async function live() {
  const { slug, desk, api } = await open()
  const { no } = await ask(new Browser(), slug, '小区的电梯什么时候能装好？')
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, { act: 'move', to: 'live' })
  const notes = await signedIn(noteTaker)
  const path = `/api/desk/sessions/${slug}/lines`
  const send = (edit: LineEdit, by: Browser = notes) => by.json('POST', path, edit)
  const write = async (text: string, more: Partial<LineEdit> = {}) => {
    const answer = await send(typed(text, { at: Date.now(), ...more }))
    if (answer.status !== 200) throw new Error(`writing answered ${answer.status}`)
    return (await answer.json()) as DeskLine
  }
  const read = async () =>
    (await (await new Browser().get(`${api}/transcript`)).json()) as LinesPage
  return { slug, desk, api, notes, path, send, write, read, no }
}

describe('a note-taker', () => {
  test('writes a line that anybody reads, on the page and in the open data', async () => {
    const here = await live()
    await here.write('年底前装好。', { question: here.no })
    expect(await here.read()).toMatchObject({
      total: 1,
      lines: [{ text: '年底前装好。', speaker: '吴经理', question: here.no, media: null }],
    })
    const page = await (await new Browser().get(`/s/${here.slug}/transcript`)).text()
    expect(page).toContain('年底前装好。')
    const tab = await (await new Browser().get(`/s/${here.slug}?tab=transcript`)).text()
    expect(tab).toContain('年底前装好。')
  })

  test('is refused what is no line, with the field that is wrong', async () => {
    const { send } = await live()
    const at = Date.now()
    const refused = async (edit: unknown) => {
      const answer = await send(edit as LineEdit)
      const { error } = (await answer.json()) as { error: { code: string; field?: string } }
      return [answer.status, error.code, error.field]
    }
    expect(await refused(typed('', { at }))).toEqual([422, 'EMPTY', 'text'])
    expect(await refused(typed('甲'.repeat(2_001), { at }))).toEqual([422, 'TOO_LONG', 'text'])
    expect(await refused(typed('甲', { at, speaker: ' ' }))).toEqual([422, 'EMPTY', 'speaker'])
    expect(await refused(typed('甲', { at, id: 'x' }))).toEqual([422, 'INVALID', 'id'])
    expect(await refused(typed('甲', { at: 1 }))).toEqual([422, 'INVALID', 'at'])
    expect(await refused(typed('甲', { at, question: 99 }))).toEqual([422, 'INVALID', 'question'])
    expect(await refused({ ...typed('甲', { at }), by: 'me' })).toEqual([422, 'INVALID', undefined])
    expect(await refused(typed('甲', { at, seen: 3 }))).toEqual([404, 'NOT_FOUND', undefined])
  })

  test('gets no further than the text record, in no role’s name', async () => {
    const caller: Caller = { kind: 'staff', grants: [{ role: 'note_taker' }] }
    const own = Object.entries(access).filter(
      ([, action]) => permissions[action].who !== 'anyone' && may(action, caller, { session: 'x' }),
    )
    expect(new Set(own.map(([, action]) => action))).toEqual(
      new Set(['open_desk', 'own_account', 'write_lines']),
    )
    const { slug, notes, send } = await live()
    for (const path of [
      `/desk/s/${slug}`,
      `/api/desk/sessions/${slug}`,
      `/api/desk/sessions/${slug}/live`,
      `/desk/s/${slug}/handoffs`,
      '/api/desk/sessions',
      '/desk/admin',
    ]) {
      expect([path, (await notes.get(path)).status]).toEqual([path, 403])
    }
    // Their first page names their sessions, and nothing that waits for review.
    const home = await (await notes.get('/desk')).text()
    expect(home).toContain(`/desk/s/${slug}/transcript`)
    expect(home).not.toContain('待审')
    for (const stranger of [new Browser(), await signedIn(official)]) {
      const answer = await send(typed('甲', { at: Date.now() }), stranger)
      expect([401, 403]).toContain(answer.status)
    }
    expect((await send(typed('乙', { at: Date.now() }), await signedIn(moderator))).status).toBe(
      200,
    )
  })

  test('of one session writes in no other', async () => {
    const here = await live()
    const there = await live()
    const one = { ...official, id: 'n-one', name: '一场的记录员' }
    await signedIn(one)
    await env.DB.prepare(
      "INSERT INTO grants (id, staff_id, role, session, from_at, given_by, given_at) VALUES ('g-one', ?, 'note_taker', ?, 0, 'm1', 0)",
    )
      .bind(one.id, here.slug)
      .run()
    const again = await signedIn(one)
    expect((await here.send(typed('甲', { at: Date.now() }), again)).status).toBe(200)
    expect((await there.send(typed('乙', { at: Date.now() }), again)).status).toBe(403)
  })
})

test('a desk that reads again hears only what is new', async () => {
  const { notes, path, write } = await live()
  const first = (await (await notes.get(path)).json()) as DeskLines
  await write('第一句')
  const query = `?epoch=${first.epoch}&seq=${first.seq}`
  const second = (await (await notes.get(path + query)).json()) as DeskLines
  expect(second.lines.map(({ text }) => text)).toEqual(['第一句'])
})
