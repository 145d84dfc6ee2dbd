import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import type { LinesPage } from '../../worker/contract/transcript'
import { ALL_LINES, FREE_MS, LATE_MS } from '../../worker/contract/transcript'
import { recordLines } from '../../worker/store/transcript'
import { bai, changed, tang, typed } from './line-kit'
import { answering, lin, liveRoom, openRoom, refusal, type TestRoom } from './room-kit'

const shown = async (room: TestRoom): Promise<LinesPage> => {
  const page = await room.room.lines({})
  if (!page) throw new Error('this room holds no session')
  return page
}
const texts = async (room: TestRoom) => (await shown(room)).lines.map(({ text }) => text)
const write = async (room: TestRoom, text: string, more = {}) =>
  heard(await room.room.writeLine(typed(text, { at: room.now(), ...more }), tang, room.now()))

describe('a line of the text record', () => {
  test('is read by everybody at once: on the page, in the snapshot, through every socket', async () => {
    const room = await liveRoom('什么时候通水？')
    const socket = await room.socket()
    socket.say({ t: 'hello', v: 1 })
    await socket.hear('snapshot')
    const line = await write(room, '管道月底前换完。', { question: 1 })
    const delta = await socket.hear('delta')
    expect(delta['lines']).toMatchObject([
      { id: line.id, speaker: '吴经理', text: '管道月底前换完。', question: 1 },
    ])
    expect((await room.snapshot()).line).toMatchObject({ id: line.id, text: '管道月底前换完。' })
    expect(await texts(room)).toEqual(['管道月底前换完。'])
  })

  test('stands where it was said, whenever it was sent', async () => {
    const room = await liveRoom()
    const start = room.now()
    room.later(60_000)
    await write(room, '第二句', { at: start + 20_000 })
    await write(room, '第一句', { at: start + 10_000 })
    await write(room, '第三句', { at: start + 30_000 })
    expect(await texts(room)).toEqual(['第一句', '第二句', '第三句'])
    await room.wake()
    expect(await texts(room)).toEqual(['第一句', '第二句', '第三句'])
  })

  test('sent twice is there once, also after somebody put it right meanwhile', async () => {
    const room = await liveRoom()
    const edit = typed('月底钱换完', { at: room.now() })
    const line = heard(await room.room.writeLine(edit, tang, room.now()))
    heard(await room.room.writeLine(edit, tang, room.now()))
    const right = changed(line, { text: '月底前换完' })
    heard(await room.room.writeLine(right, bai, room.now()))
    heard(await room.room.writeLine(edit, tang, room.now()))
    heard(await room.room.writeLine(right, bai, room.now()))
    const page = await shown(room)
    expect(page.lines.map(({ text }) => text)).toEqual(['月底前换完'])
    expect(page.revisions).toMatchObject([{ before: '吴经理（县供水公司总经理）：月底钱换完' }])
  })

  test('changed by two note-takers at once keeps the first change and tells the second who was quicker', async () => {
    const room = await liveRoom()
    const line = await write(room, '三百米')
    heard(await room.room.writeLine(changed(line, { text: '三百五十米' }), bai, room.now()))
    const late = await room.room.writeLine(changed(line, { text: '三千米' }), tang, room.now())
    expect(refusal(late)).toMatchObject({ code: 'CONFLICT', facts: { by: bai.name } })
    expect(await texts(room)).toEqual(['三百五十米'])
  })

  test('older than a minute is changed for a stated reason, which everybody reads with the former words', async () => {
    const room = await liveRoom()
    const line = await write(room, '三百米')
    room.later(FREE_MS + 1)
    const silently = await room.room.writeLine(changed(line, { text: '三千米' }), tang, room.now())
    expect(refusal(silently)).toMatchObject({ code: 'EMPTY', facts: { field: 'why' } })
    const said = { text: '三千米', why: 'misheard', note: '对照录音' } as const
    heard(await room.room.writeLine(changed(line, said), tang, room.now()))
    const { lines, revisions } = await shown(room)
    expect(lines[0]).toMatchObject({ text: '三千米', revised: { why: 'misheard：对照录音' } })
    expect(revisions).toMatchObject([
      { line: line.id, why: 'misheard：对照录音', before: expect.stringContaining('三百米') },
    ])
  })

  test('gets a question or another second without being a correction', async () => {
    const room = await liveRoom('什么时候通水？')
    const line = await write(room, '月底。')
    room.later(FREE_MS + 1)
    const at = line.at - 2_000
    heard(await room.room.writeLine(changed(line, { question: 1, at }), bai, room.now()))
    const { lines, revisions } = await shown(room)
    expect([lines[0]?.question, lines[0]?.at, revisions]).toEqual([1, at, []])
    const unknown = await room.room.writeLine(typed('甲', { at, question: 9 }), tang, room.now())
    expect(refusal(unknown)).toMatchObject({ code: 'INVALID', facts: { field: 'question' } })
  })

  test('taken out is gone from every screen, with the day, the reason and the words beside the record', async () => {
    const room = await liveRoom()
    const line = await write(room, '重复的一句')
    const socket = await room.socket()
    socket.say({ t: 'hello', v: 1 })
    await socket.hear('snapshot')
    heard(
      await room.room.writeLine(changed(line, { removed: true, why: 'doubled' }), bai, room.now()),
    )
    expect((await socket.hear('delta'))['linesGone']).toEqual([line.id])
    const { lines, revisions } = await shown(room)
    expect(lines).toEqual([])
    expect((await room.snapshot()).line).toBeUndefined()
    expect(revisions).toMatchObject([
      { removed: true, why: 'doubled', before: expect.stringContaining('重复的一句') },
    ])
  })

  test('taken out for somebody’s privacy leaves its words nowhere, and nothing opens what was committed to', async () => {
    const room = await liveRoom()
    const line = await write(room, '住在三单元的王小明')
    const fixed = heard(
      await room.room.writeLine(changed(line, { text: '住在三单元的王晓明' }), tang, room.now()),
    )
    heard(
      await room.room.writeLine(changed(fixed, { removed: true, why: 'privacy' }), bai, room.now()),
    )
    const { revisions } = await shown(room)
    expect(revisions.map(({ before, after }) => [before, after])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ])
    for (const table of ['lines', 'revisions', 'chain']) {
      expect(JSON.stringify(await room.rows(table))).not.toContain('三单元')
    }
  })

  test('with a phone number in it is read without the number, and its note-taker is warned', async () => {
    const room = await liveRoom()
    const line = await write(room, '打我的手机13800138000就行')
    expect(line).toMatchObject({ found: ['phone'] })
    expect(JSON.stringify(await shown(room))).not.toContain('13800138000')
    expect(JSON.stringify(await room.snapshot())).not.toContain('13800138000')
  })

  test('is written while the session goes on or afterwards, not before it, and not in the future', async () => {
    const early = await openRoom()
    const told = await early.room.writeLine(typed('喂', { at: early.now() }), tang, early.now())
    expect(refusal(told).code).toBe('SESSION_MOVE')
    const room = await liveRoom()
    const ahead = await room.room.writeLine(
      typed('喂', { at: room.now() + 3_600_000 }),
      tang,
      room.now(),
    )
    expect(refusal(ahead)).toMatchObject({ code: 'INVALID', facts: { field: 'at' } })
    // A clock that runs a little ahead is no fault: the line is of now.
    expect((await write(room, '喂', { at: room.now() + 5_000 })).at).toBe(room.now())
  })

  test('entered long after it was said, or after the session, is marked 补录', async () => {
    const room = await liveRoom()
    const start = room.now()
    expect((await write(room, '当时记的')).late).toBe(false)
    room.later(LATE_MS + 1)
    expect((await write(room, '后来补的', { at: start })).late).toBe(true)
    await room.decide({ act: 'move', to: 'wrapped' })
    expect((await write(room, '会后补的')).late).toBe(true)
    expect((await shown(room)).lines.filter(({ late }) => late)).toHaveLength(2)
  })
})

describe('two note-takers', () => {
  test('see each other’s lines and who is typing, each only what is new', async () => {
    const room = await liveRoom('什么时候通水？')
    await room.decide({ act: 'stage', no: 1, speaker: '吴经理' })
    const read = async (epoch = '', seq = 0, typing: string | null = null) =>
      heard(await room.room.deskLines({ epoch, seq, typing }, bai, room.now()))
    const first = await read()
    expect(first).toMatchObject({
      lines: [],
      stage: { no: 1, title: '什么时候通水？' },
      typing: [],
    })
    heard(await room.room.deskLines({ epoch: '', seq: 0, typing: '吴经理' }, tang, room.now()))
    const line = await write(room, '月底。')
    const second = await read(first.epoch, first.seq)
    expect(second.lines).toMatchObject([{ id: line.id, by: tang.name, own: false }])
    expect(second.typing).toEqual([{ name: tang.name, speaker: '吴经理' }])
    expect((await read(second.epoch, second.seq)).lines).toEqual([])
    room.later(10_000)
    expect((await read()).typing).toEqual([])
  })
})

describe('an import', () => {
  test('is there as a whole, and once, however often it is sent', async () => {
    const room = await liveRoom()
    const edits = [1, 2, 3].map((n) => typed(`第${n}句`, { at: room.now() - n, late: true }))
    expect(heard(await room.room.importLines(edits, tang, room.now())).lines).toBe(3)
    expect(heard(await room.room.importLines(edits, tang, room.now())).lines).toBe(0)
    expect(await texts(room)).toEqual(['第3句', '第2句', '第1句'])
  })

  test('with one line that cannot be leaves none of the others', async () => {
    const room = await liveRoom()
    const edits = [typed('好的', { at: room.now() }), typed('坏的', { at: room.now() + 9e9 })]
    expect(refusal(await room.room.importLines(edits, tang, room.now())).code).toBe('INVALID')
    expect(await texts(room)).toEqual([])
    expect(await room.rows('lines')).toEqual([])
  })
})

test('what the record holds after the archive is what the room showed, corrections too', async () => {
  const room = await liveRoom('什么时候通水？')
  const line = await write(room, '三百米', { question: 1 })
  heard(
    await room.room.writeLine(changed(line, { text: '三千米', why: 'misheard' }), tang, room.now()),
  )
  const gone = await write(room, '重复')
  heard(await room.room.writeLine(changed(gone, { removed: true }), tang, room.now()))
  const before = await shown(room)
  await room.decide({ act: 'stage', no: 1 })
  await room.decide(answering(1))
  await room.decide({ act: 'move', to: 'wrapped' })
  await room.decide({ act: 'move', to: 'closed' })
  heard(await room.room.archive(lin, room.now()))
  expect(await room.room.lines({})).toBeNull()
  expect(await recordLines(env.DB, `id-${room.slug}`, {})).toEqual(before)
})

describe('while text is cut', () => {
  const cut = { act: 'cut', kind: 'text', reason: 'privacy' } as const

  test('nothing of the record is read anywhere, and note-takers go on writing', async () => {
    const room = await liveRoom()
    const before = await write(room, '先前的一句')
    const socket = await room.socket()
    socket.say({ t: 'hello', v: 1 })
    await socket.hear('snapshot')
    room.later(1_000)
    await room.decide({ ...cut, keepOut: false })
    expect((await socket.hear((frame) => 'linesGone' in frame))['linesGone']).toEqual([
      ALL_LINES,
      before.id,
    ])
    const during = await write(room, '停播时的一句')
    expect(await shown(room)).toMatchObject({ lines: [], total: 0, cut: { reason: 'privacy' } })
    expect((await room.snapshot()).line).toBeUndefined()
    expect(JSON.stringify(socket.heard)).not.toContain('停播时的一句')
    room.later(1_000)
    await room.decide({ act: 'resume', kind: 'text' })
    const told = await socket.hear((frame) => 'lines' in frame)
    expect(told['lines']).toMatchObject([{ id: before.id }, { id: during.id }])
    expect(await texts(room)).toEqual(['先前的一句', '停播时的一句'])
  })

  test('and kept out, what was said meanwhile is never read, in the record neither', async () => {
    const room = await liveRoom()
    await write(room, '先前的一句')
    room.later(1_000)
    await room.decide({ ...cut, keepOut: true })
    room.later(1_000)
    const during = await write(room, '停播时的一句')
    heard(await room.room.writeLine(changed(during, { text: '停播时那一句' }), tang, room.now()))
    room.later(1_000)
    await room.decide({ act: 'resume', kind: 'text' })
    room.later(1_000)
    await write(room, '之后的一句')
    expect(await texts(room)).toEqual(['先前的一句', '之后的一句'])
    const page = await shown(room)
    expect(JSON.stringify(page)).not.toContain('停播')
    await room.decide({ act: 'move', to: 'wrapped' })
    await room.decide({ act: 'move', to: 'closed' })
    heard(await room.room.archive(lin, room.now()))
    expect(await recordLines(env.DB, `id-${room.slug}`, {})).toEqual(page)
  })
})
