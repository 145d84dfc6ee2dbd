import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import type { Actor } from '../../worker/contract/room'
import type { PublicLine } from '../../worker/contract/stream'
import { ALL_LINES, type DeskLine, type LineEdit } from '../../worker/contract/transcript'
import { nothingHeld, shownLines, takeLine, takeLines } from '../../web/lib/desk-lines'
import { mergedLines } from '../../web/lib/line-merge'
import { LineQueue, newOp, type Keep, type Sent } from '../../web/lib/line-queue'
import { bai, changed, tang, typed } from './line-kit'
import { liveRoom, type TestRoom } from './room-kit'

/**
 * Two note-takers at the real room, each with the code a browser runs: the queue, what it keeps, and what it shows.
 * Connections drop before a line arrives and after it did, answers get lost, lines are sent twice, pages are loaded
 * anew. Seeded, so that what fails once fails again.
 */

/** What stays in a browser when its page goes. */
class Kept implements Keep {
  private readonly held = new Map<string, string>()
  keys = () => [...this.held.keys()]
  get = (key: string) => this.held.get(key) ?? null
  set = (key: string, value: string) => void this.held.set(key, value)
  remove = (key: string) => void this.held.delete(key)
}

type Network = 'up' | 'down' | 'loses_answers' | 'sends_twice'

class NoteTaker {
  network: Network = 'up'
  held = nothingHeld
  queue: LineQueue
  /** Everything ever written here, by the name of the change. */
  readonly wrote = new Map<string, LineEdit>()
  private readonly kept = new Kept()

  constructor(
    private readonly room: TestRoom,
    readonly me: Actor,
  ) {
    this.queue = this.open()
  }

  /** The page is loaded anew: nothing is left but what was kept. */
  reload(): void {
    this.held = nothingHeld
    this.queue = this.open()
  }

  private open(): LineQueue {
    return new LineQueue(
      this.kept,
      this.room.slug,
      (edit) => this.send(edit),
      (arrived) => {
        if (arrived) this.held = takeLine(this.held, arrived)
      },
    )
  }

  private async send(edit: LineEdit): Promise<Sent> {
    const offline: Sent = { ok: false, code: 'OFFLINE', facts: {}, message: '' }
    if (this.network === 'down') return offline
    const { room } = this.room
    if (this.network === 'sends_twice') await room.writeLine(edit, this.me, this.room.now())
    const told = await room.writeLine(edit, this.me, this.room.now())
    if (this.network === 'loses_answers') return offline
    return told.ok ? told : { ...told, message: '' }
  }

  write(edit: LineEdit): void {
    this.wrote.set(edit.op, edit)
    this.queue.add(edit)
  }

  async sync(): Promise<void> {
    if (this.network === 'down' || this.network === 'loses_answers') return
    const { epoch, seq } = this.held
    const told = await this.room.room.deskLines(
      { epoch, seq, typing: null },
      this.me,
      this.room.now(),
    )
    this.held = takeLines(this.held, heard(told))
  }

  shown = () => shownLines(this.held, this.queue.all())
}

/** Somebody at the screen decides what becomes of what was refused: mine, or what stands there now. */
async function settle(one: NoteTaker, mine: boolean): Promise<void> {
  await one.sync()
  for (const { edit, refused } of one.queue.all()) {
    if (!refused) continue
    expect(refused.code).toBe('CONFLICT')
    const now = one.held.lines.get(edit.id)
    if (!now || now.removed || !mine) one.queue.discard(edit.op)
    else one.queue.again(edit.op, { seen: now.version, why: 'typo' })
  }
}

const networks: Network[] = ['up', 'up', 'down', 'loses_answers', 'sends_twice']

/** What somebody does at one of the two desks; numbers are read modulo what there is. */
const step = fc.record({
  who: fc.nat(1),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant('type' as const) },
    { weight: 4, arbitrary: fc.constant('flush' as const) },
    { weight: 3, arbitrary: fc.constant('sync' as const) },
    { weight: 3, arbitrary: fc.constant('change' as const) },
    { weight: 1, arbitrary: fc.constant('remove' as const) },
    { weight: 2, arbitrary: fc.constant('nudge' as const) },
    { weight: 2, arbitrary: fc.constant('network' as const) },
    { weight: 2, arbitrary: fc.constant('reload' as const) },
    { weight: 1, arbitrary: fc.constant('settle' as const) },
  ),
  n: fc.nat(10_000),
})

async function play(steps: { who: number; what: string; n: number }[]) {
  const room = await liveRoom()
  const desks = [new NoteTaker(room, tang), new NoteTaker(room, bai)] as const
  const reader = await room.socket()
  reader.say({ t: 'hello', v: 1 })
  await reader.hear('snapshot')
  let typedSoFar = 0
  for (const { who, what, n } of steps) {
    room.later(500)
    const desk = desks[who] ?? desks[0]
    const lines = desk.shown().filter(({ removed, waiting }) => !removed && !waiting?.refused)
    const line = lines[n % Math.max(1, lines.length)]
    const edit = line && changed(line, { why: 'typo' })
    if (what === 'type') {
      const at = room.now() - (n % 4_000)
      desk.write(typed(`第${++typedSoFar}句`, { at, speaker: `说话人${n % 3}` }))
    } else if (what === 'change' && edit) desk.write({ ...edit, text: `${line.text}改${n}` })
    else if (what === 'remove' && edit) desk.write({ ...edit, removed: true })
    else if (what === 'nudge' && edit) desk.write({ ...edit, at: line.at - 1_000 })
    else if (what === 'network') desk.network = networks[n % networks.length] ?? 'up'
    else if (what === 'reload') desk.reload()
    else if (what === 'sync') await desk.sync()
    else if (what === 'settle') await settle(desk, n % 2 === 0)
    else if (what === 'flush') await desk.queue.flush()
  }
  // The network is back, and whatever was refused is looked at.
  for (const desk of desks) desk.network = 'up'
  for (let left = 20; left > 0 && desks.some((desk) => desk.queue.all().length > 0); left -= 1) {
    for (const desk of desks) {
      await desk.queue.flush()
      await settle(desk, left % 2 === 0)
    }
  }
  for (const desk of desks) await desk.sync()
  const page = await room.room.lines({})
  if (!page) throw new Error('this room holds no session')
  return { room, desks, reader, page }
}

/** The reader's screen, from nothing but what the socket said. */
function screenOf(frames: readonly Record<string, unknown>[]): PublicLine[] {
  let lines: PublicLine[] = []
  for (const frame of frames) {
    const gone = (frame['linesGone'] ?? []) as string[]
    if (gone.includes(ALL_LINES)) lines = []
    lines = mergedLines(lines, (frame['lines'] ?? []) as PublicLine[], gone)
  }
  return lines
}

describe('two note-takers typing at once', () => {
  test('five hundred actions with drops, lost answers, repeats and reloads lose no line, double none, and leave one order on every screen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 500, maxLength: 500 }), async (steps) => {
        const { room, desks, reader, page } = await play(steps)
        const ids = page.lines.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        // Every line that anybody typed is there, unless somebody took it out.
        const rows = new Map((await room.rows('lines')).map((row) => [String(row['id']), row]))
        const wrote = desks.flatMap((desk) => [...desk.wrote.values()])
        const removed = new Set(wrote.filter((edit) => edit.removed).map(({ id }) => id))
        const lost = wrote.filter(
          ({ id, seen }) => seen === 0 && !(removed.has(id) ? rows.has(id) : ids.includes(id)),
        )
        expect(lost).toEqual([])
        expect(rows.size).toBe(new Set(wrote.map(({ id }) => id)).size)
        // What stands there was written by somebody, word by word.
        const said = new Set(wrote.map(({ id, text }) => `${id} ${text}`))
        for (const { id, text } of page.lines) expect(said).toContain(`${id} ${text}`)
        // One order: in the record, on both desks, and on the screen of somebody who only listened.
        expect(desks.map((desk) => desk.queue.all())).toEqual([[], []])
        for (const desk of desks) expect(desk.shown().map(({ id }) => id)).toEqual(ids)
        const last = await room.snapshot()
        await reader.hear((frame) => frame['seq'] === last.seq || ids.length === 0)
        expect(screenOf(reader.heard).map(({ id }) => id)).toEqual(ids)
        expect([...page.lines].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))).toEqual(
          page.lines,
        )
      }),
      { numRuns: 2, seed: 20261130, endOnFailure: true },
    )
  }, 60_000)
})

describe('a line on its way', () => {
  const up = async () => {
    const room = await liveRoom()
    return { room, desk: new NoteTaker(room, tang), other: new NoteTaker(room, bai) }
  }

  test('is kept until it has arrived, whatever happens to the page', async () => {
    const { room, desk } = await up()
    desk.network = 'down'
    desk.write(typed('第一句', { at: room.now() }))
    await desk.queue.flush()
    expect(desk.queue.trouble).toBe('offline')
    desk.reload()
    desk.reload()
    expect(desk.queue.all().map(({ edit }) => edit.text)).toEqual(['第一句'])
    desk.network = 'loses_answers'
    await desk.queue.flush()
    desk.network = 'up'
    await desk.queue.flush()
    expect(desk.queue.all()).toEqual([])
    expect(await room.rows('lines')).toHaveLength(1)
  })

  test('is put right before it has arrived, and arrives as it was put right', async () => {
    const { room, desk } = await up()
    desk.network = 'down'
    desk.write(typed('月底钱', { at: room.now() }))
    const [shown] = desk.shown()
    desk.write(changed(shown as DeskLine, { text: '月底前' }))
    desk.reload()
    desk.network = 'up'
    await desk.queue.flush()
    expect((await room.room.lines({}))?.lines.map(({ text }) => text)).toEqual(['月底前'])
  })

  test('that somebody else changed meanwhile is not written over: it is shown beside what stands there', async () => {
    const { room, desk, other } = await up()
    desk.write(typed('三百米', { at: room.now() }))
    await desk.queue.flush()
    await other.sync()
    const [seen] = other.shown()
    desk.network = 'down'
    desk.write(changed(desk.shown()[0] as DeskLine, { text: '三百五十米' }))
    other.write(changed(seen as DeskLine, { text: '三千米' }))
    await other.queue.flush()
    desk.network = 'up'
    await desk.queue.flush()
    await desk.sync()
    const [line] = desk.shown()
    expect(line).toMatchObject({ text: '三千米', waiting: { edit: { text: '三百五十米' } } })
    expect(line?.waiting?.refused?.facts.by).toBe(bai.name)
    await settle(desk, true)
    await desk.queue.flush()
    expect((await room.room.lines({}))?.lines.map(({ text }) => text)).toEqual(['三百五十米'])
  })

  test('that is refused stays, with what built on it, until somebody gives it up', async () => {
    const { room, desk } = await up()
    const edit = typed('甲', { at: room.now() + 3_600_000 })
    desk.write(edit)
    await desk.queue.flush()
    desk.write({ ...edit, op: newOp(), seen: 0, text: '乙' })
    await desk.queue.flush()
    desk.reload()
    expect(desk.queue.all().map(({ refused }) => refused?.code)).toEqual(['INVALID', undefined])
    desk.queue.discard(edit.op)
    expect(desk.queue.all()).toEqual([])
  })
})
