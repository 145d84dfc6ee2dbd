import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import type { DeskLine, DeskLines, LineEdit, LinesPage } from '../../worker/contract/transcript'
import { heard } from '../../worker/contract/refusals'
import { access } from '../../worker/http/access'
import { notaryOf } from '../../worker/http/audit'
import { roomOf } from '../../worker/http/room-door'
import { forgetAuthority } from '../../worker/http/whereabouts'
import { may, permissions, type Caller } from '../../worker/domain/permissions'
import { ask, Browser, codeOf, decide, moderator, official, open, signedIn } from './http-kit'
import { changed, tang, typed } from './line-kit'

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

/** Answers what is open and hands the session to the record. */
async function archive({ slug, desk, no }: Awaited<ReturnType<typeof live>>) {
  await decide(desk, slug, { act: 'stage', no })
  await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'live',
    speaker: '林局长',
    office: '局长',
    unit: '住建局',
    text: '年底前装好。',
    solved: 'yes',
  })
  await decide(desk, slug, { act: 'move', to: 'wrapped' })
  await decide(desk, slug, { act: 'move', to: 'closed' })
  heard(await roomOf(env, slug).archive({ ...moderator }, Date.now()))
  forgetAuthority(slug)
}

describe('once the session is archived', () => {
  test('a note-taker completes and corrects the record, in the portal’s chain, and readers see both', async () => {
    const here = await live()
    const line = await here.write('三百米', { question: here.no })
    await archive(here)
    const late = typed('会后补上的一句', { at: line.at + 1_000 })
    expect((await here.send(late)).status).toBe(200)
    expect((await here.send(late)).status).toBe(200)
    const silent = await here.send(changed(line, { text: '三千米' }))
    // Younger than a minute it needs no reason; the former words stay readable all the same.
    expect(silent.status).toBe(200)
    expect((await here.send(changed(line, { text: '三万米', why: 'typo' }))).status).toBe(409)
    const page = await here.read()
    expect(page.lines.map(({ text, late: after }) => [text, after ?? false])).toEqual([
      ['三千米', false],
      ['会后补上的一句', true],
    ])
    expect(page.revisions).toMatchObject([{ before: expect.stringContaining('三百米') }])
    const html = await (await new Browser().get(`/s/${here.slug}/transcript`)).text()
    expect(html).toMatch(/<del>.*?百.*?<\/del><ins>.*?千.*?<\/ins>/s)
    const acts = await notaryActs()
    expect(acts).toContain('write_line')
    expect(acts).toContain('change_line')
    const gone = (await here.read()).lines[0] as unknown as { id: string }
    const desk = (await (await here.notes.get(here.path)).json()) as DeskLines
    const held = desk.lines.find(({ id }) => id === gone.id) as DeskLine
    expect((await here.send(changed(held, { removed: true, why: 'privacy' }))).status).toBe(200)
    const after = await here.read()
    expect(after.lines.map(({ text }) => text)).toEqual(['会后补上的一句'])
    expect(JSON.stringify(after)).not.toMatch(/三[百千]米/)
  })

  test('what is no line is refused there as well', async () => {
    const here = await live()
    await archive(here)
    const future = await here.send(typed('甲', { at: Date.now() + 3_600_000 }))
    expect(await codeOf(future)).toBe('INVALID')
    const unknown = await here.send(typed('甲', { at: Date.now(), question: 77 }))
    expect(await codeOf(unknown)).toBe('INVALID')
    expect((await here.read()).lines).toEqual([])
  })
})

/** What the portal's chain says was done, oldest first. */
async function notaryActs(): Promise<string[]> {
  const rows = await notaryOf(env).rows(1, 500)
  return rows.map(({ entry }) => (JSON.parse(entry) as { act: string }).act)
}

describe('captions made elsewhere', () => {
  const vtt = (text: string) =>
    `WEBVTT\n\n00:01.000 --> 00:02.000\n<v 林局长>大家好。</v>\n\n00:03.000 --> 00:04.000\n${text}\n`
  const given = (file: string, more: object = {}) => ({
    file,
    import: crypto.randomUUID(),
    by: { clock: Date.now() - 60_000 },
    speaker: '主持人',
    office: null,
    preview: false,
    ...more,
  })

  test('are looked at first, and then there as a whole, once, marked 补录', async () => {
    const here = await live()
    const send = (body: unknown) => here.notes.json('POST', `${here.path}/import`, body)
    const file = given(vtt('现在开始。'))
    const preview = await (await send({ ...file, preview: true })).json()
    expect(preview).toMatchObject({
      written: 0,
      lines: [
        { speaker: '林局长', text: '大家好。' },
        { speaker: '主持人', text: '现在开始。' },
      ],
    })
    expect((await here.read()).total).toBe(0)
    expect(await (await send(file)).json()).toMatchObject({ written: 2 })
    expect(await (await send(file)).json()).toMatchObject({ written: 0 })
    const { lines } = await here.read()
    expect(lines.map(({ text, late }) => [text, late])).toEqual([
      ['大家好。', true],
      ['现在开始。', true],
    ])
    expect((lines[1]?.at ?? 0) - (lines[0]?.at ?? 0)).toBe(2_000)
  })

  test('that are broken, lie outside of the picture, or name nobody leave nothing, and say which line', async () => {
    const here = await live()
    const refused = async (body: unknown) => {
      const answer = await here.notes.json('POST', `${here.path}/import`, body)
      const { error } = (await answer.json()) as { error: Record<string, unknown> }
      return [answer.status, error['code'], error['fault'], error['line']]
    }
    const broken = vtt('甲').replace('00:04.000', '00:02.000')
    expect(await refused(given(broken))).toEqual([422, 'BAD_CAPTIONS', 'ends_early', 6])
    expect(await refused(given('会议记录'))).toEqual([422, 'BAD_CAPTIONS', 'not_captions', 1])
    expect(await refused(given(vtt('甲'), { by: { picture: 0 } }))).toEqual([
      422,
      'BAD_CAPTIONS',
      'outside',
      3,
    ])
    expect(await refused(given(vtt('甲'), { speaker: '' }))).toEqual([
      422,
      'BAD_CAPTIONS',
      'no_speaker',
      6,
    ])
    expect((await here.read()).total).toBe(0)
    const stranger = await new Browser().json('POST', `${here.path}/import`, given(vtt('甲')))
    expect(stranger.status).toBe(401)
  })

  test('pasted into the plain form are shown, and written with a second press', async () => {
    const here = await live()
    const at = new Date(Date.now() - 60_000 + 8 * 3_600_000).toISOString().slice(0, 16)
    const fields = {
      file: vtt('现在开始。'),
      import: '',
      by: 'clock',
      clock: at,
      picture: '0',
      speaker: '主持人',
      office: '',
      do: 'preview',
    }
    const form = `/desk/s/${here.slug}/transcript/import`
    const shown = await (await here.notes.form(form, fields)).text()
    expect(shown).toContain('大家好。')
    const name = /name="import" value="([^"]+)"/.exec(shown)?.[1] ?? ''
    const done = await here.notes.form(form, { ...fields, import: name, do: 'import' })
    expect([done.status, done.headers.get('location')]).toEqual([
      303,
      `/desk/s/${here.slug}/transcript?said=imported-2`,
    ])
    const wrong = await here.notes.form(form, { ...fields, file: 'WEBVTT\n\n坏\n' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('第 4 行')
  })
})

test('the plain form writes a line, changes it, and keeps what was typed where something is wrong', async () => {
  const here = await live()
  const form = `/desk/s/${here.slug}/transcript`
  const page = await (await here.notes.get(form)).text()
  const id = /name="id" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const fields = { id, op: id, seen: '0', speaker: '林局长', office: '', text: '年底前装好。' }
  const wrong = await here.notes.form(form, { ...fields, question: '88', when: '' })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toContain('年底前装好。')
  expect((await here.notes.form(form, { ...fields, question: '', when: '' })).status).toBe(303)
  const open_ = await (await here.notes.get(`${form}?line=${id}`)).text()
  const field = (name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(open_)?.[1] ?? ''
  const change = {
    ...fields,
    op: field('op'),
    seen: field('seen'),
    when: field('when'),
    question: '',
    text: '明年年底前装好。',
    why: 'misheard',
  }
  expect((await here.notes.form(form, change)).status).toBe(303)
  const { lines } = await here.read()
  expect(lines).toMatchObject([{ text: '明年年底前装好。', revised: { why: 'misheard' } }])
})

describe('taken away', () => {
  test('the record is plain text, Word, WebVTT and SRT, each with its name and type', async () => {
    const here = await live()
    await here.write('年底前装好。', { question: here.no })
    const reader = new Browser()
    const file = async (ending: string) => reader.get(`${here.api}/transcript.${ending}`)
    const txt = await (await file('txt')).text()
    expect(txt).toContain('老旧小区加装电梯 文字实录')
    expect(txt).toContain(`吴经理（县供水公司总经理） [${here.no} 号提问]`)
    const word = await file('docx')
    expect(word.headers.get('content-disposition')).toContain(`${here.slug}-transcript.docx`)
    expect([...new Uint8Array(await word.arrayBuffer()).slice(0, 2)]).toEqual([0x50, 0x4b])
    const vtt = await reader.get(`/live/${here.slug}/captions.vtt`)
    expect(vtt.headers.get('cache-control')).toBe('public, max-age=5')
    // Without a picture no line has a place in it.
    expect((await vtt.text()).trim()).toBe('WEBVTT')
    expect((await file('srt')).headers.get('content-type')).toContain('subrip')
    expect((await reader.get('/api/sessions/no-such-session/transcript.docx')).status).toBe(404)
  })
})
