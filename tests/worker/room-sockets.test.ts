import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { FRAME_BYTES, RESUME_ROWS } from '../../worker/contract/limits'
import type { Delta, RoomFrame } from '../../worker/contract/live'
import { heard } from '../../worker/contract/refusals'
import type { DeskDelta } from '../../worker/contract/room'
import { applyDelta, stateOf } from '../../web/lib/live-state'
import {
  answering,
  atDesk,
  chen,
  lin,
  liveRoom,
  openRoom,
  refusal,
  session,
  TestSocket,
  units,
  type TestRoom,
} from './room-kit'

/** What those who watch hear, and what they may say. */

const lamp = '广场的路灯为什么一直不亮？'
const hello = (more: object = {}) => ({ t: 'hello', v: 1, ...more })
const voter = (n: number) => ({ 'x-voter': String(n) })

/** Says hello and gives what was answered besides the welcome, if anything was. */
async function greet(socket: TestSocket, more: object) {
  const from = socket.heard.length
  socket.say(hello(more))
  const welcome = await socket.hear('welcome', from)
  // An answer to a vote for nothing comes after everything the hello was answered with.
  socket.say({ t: 'vote', r: 77, q: 1, on: true, extra: true })
  await socket.hear((frame) => frame['r'] === 77, from)
  const rest = socket.heard
    .slice(from)
    .filter((frame) => frame.t === 'snapshot' || (frame.t === 'delta' && 'from' in frame))
  return { welcome, rest: rest as unknown as RoomFrame[] }
}

describe('coming in', () => {
  test('a newcomer is welcomed with the number of now and sent to the snapshot', async () => {
    const room = await openRoom()
    await room.listed(lamp)
    const { seq, epoch } = await room.snapshot()
    const socket = await room.socket()
    const { welcome, rest } = await greet(socket, {})
    expect(welcome).toMatchObject({ v: 1, epoch, seq, voter: false, mine: [], viewers: 1 })
    expect(rest).toEqual([{ t: 'snapshot' }])
    socket.leave()
  })

  test('a known visitor is told what he supports', async () => {
    const room = await openRoom()
    const nos = [await room.listed(lamp), await room.listed('公交末班车能否延后？')]
    await room.vote(nos[1] ?? 0, 9)
    const socket = await room.socket(voter(9))
    socket.say(hello())
    expect(await socket.hear('welcome')).toMatchObject({ voter: true, mine: [nos[1]] })
    socket.leave()
  })

  test('who holds the number of now is told nothing more', async () => {
    const room = await openRoom()
    await room.listed(lamp)
    await settled(room)
    const { seq, epoch } = await room.snapshot()
    const socket = await room.socket()
    expect((await greet(socket, { epoch, seq })).rest).toEqual([])
    socket.leave()
  })

  test('who was away hears exactly what was missed', async () => {
    const room = await liveRoom(lamp, '公交末班车能否延后？', '医保报销比例会提高吗？')
    const held = stateOf(await room.snapshot())
    await room.vote(1, 5)
    await room.decide({ act: 'stage', no: 2 })
    await room.ask('还没有审核的问题是什么？')
    await settled(room)
    const socket = await room.socket()
    const { rest } = await greet(socket, { epoch: held.epoch, seq: held.seq })
    expect(rest).toHaveLength(1)
    const delta = rest[0] as Delta
    expect(delta).toMatchObject({ t: 'delta', from: held.seq, n: [[1, 1]], stage: { no: 2 } })
    expect(delta.q?.map((one) => one.no)).toEqual([2])
    // Of what still waits for review not even the number is told.
    expect(delta.gone).toBeUndefined()
    expect(JSON.stringify(delta)).not.toContain('还没有审核')
    for (const unchanged of ['session', 'c', 'cases'] as const)
      expect(delta[unchanged]).toBeUndefined()
    const next = applyDelta(held, delta)
    if (next === 'gap') throw new Error('it follows on what was held')
    expect(next.state.questions).toEqual(stateOf(await room.snapshot()).questions)
    socket.leave()
  })

  test('the number of another life, or of the future, leads to the snapshot', async () => {
    const room = await openRoom()
    await room.listed(lamp)
    const { seq, epoch } = await room.snapshot()
    for (const said of [
      { epoch: 'another-life', seq },
      { epoch, seq: seq + 5 },
      { epoch },
      { epoch, seq: '1' },
    ]) {
      const socket = await room.socket()
      expect((await greet(socket, said)).rest).toEqual([{ t: 'snapshot' }])
      socket.leave()
    }
  })

  test('who missed more than a frame should carry takes the snapshot', async () => {
    const room = await openRoom()
    const { seq, epoch } = await room.snapshot()
    const asked = Array.from({ length: RESUME_ROWS + 1 }, (_, n) =>
      room.tryToAsk(`第${n}个路口何时装灯？`),
    )
    const nos = (await Promise.all(asked)).map((told) => heard(told).no)
    await room.decide({ act: 'approve', nos })
    const socket = await room.socket()
    expect((await greet(socket, { epoch, seq })).rest).toEqual([{ t: 'snapshot' }])
    socket.leave()
  })

  test.each([
    ['a stranger', {}],
    ['a known visitor', { 'x-kind': 'public', ...voter(9), 'x-net': '10.1.2', 'x-issued': '1' }],
  ])('a room that holds no session says so to %s and closes', async (_, known) => {
    const stub = env.ROOM.getByName(crypto.randomUUID())
    const headers = { upgrade: 'websocket', ...known }
    const socket = new TestSocket(await stub.fetch('https://portal.test/live', { headers }))
    expect(await socket.hear('no')).toEqual({ t: 'no', code: 'NOT_FOUND' })
    expect(await socket.whenClosed()).toBe(1013)
  })

  test('a plain request is told to upgrade', async () => {
    const { stub } = await openRoom()
    expect((await stub.fetch('https://portal.test/live')).status).toBe(426)
  })
})

describe('voting by socket', () => {
  test('is answered with the count, and everybody else hears it', async () => {
    const room = await openRoom({ state: 'live', liveAt: 1 })
    const no = await room.listed(lamp)
    const [a, b] = [await room.socket(voter(1)), await room.socket()]
    a.say({ t: 'vote', r: 1, q: no, on: true })
    expect(await a.hear('voted')).toEqual({ t: 'voted', r: 1, q: no, on: true, votes: 1 })
    const news = await b.hear((frame) => frame.t === 'delta' && frame['n'] !== undefined)
    expect(news['n']).toEqual([[no, 1]])
    // The same vote again, as after a lost answer.
    a.say({ t: 'vote', r: 2, q: no, on: true })
    expect(await a.hear((frame) => frame['r'] === 2)).toMatchObject({ t: 'voted', votes: 1 })
    a.say({ t: 'vote', r: 3, q: no, on: false })
    expect(await a.hear((frame) => frame['r'] === 3)).toMatchObject({ t: 'voted', votes: 0 })
    a.leave()
    b.leave()
  })

  test('nobody votes whom the Worker does not know', async () => {
    const room = await openRoom()
    const no = await room.listed(lamp)
    const socket = await room.socket()
    socket.say({ t: 'vote', r: 4, q: no, on: true })
    expect(await socket.hear('no')).toEqual({ t: 'no', r: 4, code: 'BAD_COOKIE' })
    expect((await room.shown(no))?.votes).toBe(0)
    socket.leave()
  })

  test('is refused with the same codes as everywhere, under its own number', async () => {
    const room = await liveRoom(lamp, '广场的灯几时亮？', '公交末班车能否延后？')
    await room.decide({ act: 'merge', nos: [2], into: 1 })
    await room.decide(answering(3))
    const pending = await room.ask('还没有审核的问题是什么？')
    const socket = await room.socket(voter(1))
    const vote = async (r: number, q: number) => {
      socket.say({ t: 'vote', r, q, on: true })
      return socket.hear((frame) => frame['r'] === r)
    }
    expect(await vote(1, 99)).toMatchObject({ t: 'no', code: 'NOT_FOUND' })
    expect(await vote(2, 2)).toMatchObject({ code: 'QUESTION_MERGED', facts: { mergedInto: 1 } })
    expect(await vote(3, 3)).toMatchObject({ code: 'QUESTION_CLOSED' })
    expect(await vote(4, pending)).toMatchObject({ code: 'QUESTION_PENDING' })
    socket.leave()
  })
})

describe('what is no frame', () => {
  test.each([
    ['not JSON', 'hello'],
    ['a number', '7'],
    ['nothing', 'null'],
    ['without a kind', '{}'],
    ['an unknown kind', '{"t":"shout"}'],
    ['a vote for a word', '{"t":"vote","r":1,"q":"one","on":true}'],
    ['a vote for half a question', '{"t":"vote","r":1,"q":1.5,"on":true}'],
    ['a vote that is neither', '{"t":"vote","r":1,"q":1,"on":"yes"}'],
    ['a desk frame from the public', '{"t":"hold","q":1}'],
  ])('is said to be none: %s', async (_, text) => {
    const room = await openRoom()
    const socket = await room.socket(voter(1))
    socket.say(text)
    expect(await socket.hear('no')).toEqual({ t: 'no', code: 'BAD_FRAME' })
    // And the line stays open for what is one.
    socket.say(hello())
    await socket.hear('welcome')
    socket.leave()
  })

  test('over 4 KiB it is too large, counted in bytes, and the line is closed', async () => {
    const room = await openRoom()
    const padded = (bytes: number) => {
      const empty = JSON.stringify(hello({ pad: '' }))
      return JSON.stringify(hello({ pad: '灯'.repeat((bytes - empty.length) / 3) }))
    }
    const fits = await room.socket()
    fits.say(padded(FRAME_BYTES - 3))
    await fits.hear('welcome')
    fits.leave()
    const tooLarge = await room.socket()
    tooLarge.say(padded(FRAME_BYTES + 6))
    expect(await tooLarge.hear('no')).toEqual({ t: 'no', code: 'FRAME_TOO_LARGE' })
    expect(await tooLarge.whenClosed()).toBe(1009)
  })

  test('a flood of frames, sound or not, closes the line with 1008', async () => {
    const room = await openRoom()
    const flood = await room.socket()
    const calm = await room.socket()
    // Ten seconds are counted by the clock: whatever falls into the next ten is as many again.
    for (let n = 0; n < 620; n++) flood.say(n % 2 === 0 ? 'nonsense' : hello())
    expect(await flood.whenClosed()).toBe(1008)
    calm.say(hello())
    await calm.hear('welcome')
    calm.leave()
  })

  test('a screen cannot vote', async () => {
    const room = await openRoom()
    const no = await room.listed(lamp)
    const screen = await room.socket({ 'x-kind': 'screen', ...voter(1) })
    screen.say({ t: 'vote', r: 1, q: no, on: true })
    expect(await screen.hear('no')).toEqual({ t: 'no', code: 'BAD_FRAME' })
    expect((await room.shown(no))?.votes).toBe(0)
    screen.leave()
  })
})

describe('a full room', () => {
  test('tells newcomers so and closes with 1013; screens and the desk still get in', async () => {
    const slug = `s-${crypto.randomUUID().slice(0, 8)}`
    const stub = env.ROOM.getByName(slug)
    const full = await openRoom()
    heard(
      await (stub as unknown as TestRoom['room']).open(
        { session: session(slug), units, socketCap: 2 },
        full.now(),
      ),
    )
    const come = async (headers: Record<string, string> = {}) =>
      new TestSocket(
        await stub.fetch('https://portal.test/live', {
          headers: { upgrade: 'websocket', ...headers },
        }),
      )
    const first = await come()
    const second = await come()
    const third = await come()
    expect(await third.hear('no')).toEqual({ t: 'no', code: 'ROOM_FULL' })
    expect(await third.whenClosed()).toBe(1013)
    for (const headers of [{ 'x-kind': 'screen' }, atDesk(lin)]) {
      const socket = await come(headers)
      socket.say(hello())
      await socket.hear(headers['x-kind'] === 'desk' ? 'desk' : 'welcome')
      socket.leave()
    }
    // A place that becomes free is given again.
    second.leave()
    await second.whenClosed()
    const next = await come()
    next.say(hello())
    await next.hear('welcome')
    for (const socket of [first, next]) socket.leave()
  })
})

describe('the desk’s own line', () => {
  test('carries everything; nothing of it reaches those who watch', async () => {
    const room = await openRoom()
    const [desk, watcher, screen] = [
      await room.socket(atDesk(lin)),
      await room.socket(voter(3)),
      await room.socket({ 'x-kind': 'screen' }),
    ]
    desk.say(hello())
    await desk.hear((frame) => frame.t === 'desk' && 'health' in frame)
    const no = await room.ask('只有审核人看得到的问题', 'wang')
    await room.decide({ act: 'note', no, note: '只有审核人看得到的备注' })
    const told = (await desk.hear(
      (frame) => frame.t === 'desk' && JSON.stringify(frame).includes('备注'),
    )) as unknown as DeskDelta
    expect(told.questions).toMatchObject([
      { no, state: 'submitted', note: '只有审核人看得到的备注' },
    ])
    // What the public hears of it is a balance and a number that is not there.
    await settled(room)
    for (const socket of [watcher, screen]) {
      await socket.hear('delta')
      const all = JSON.stringify(socket.heard)
      expect(all).not.toContain('只有审核人')
      expect(all).not.toContain('wang')
      expect(socket.heard.filter((frame) => frame.t === 'desk')).toEqual([])
    }
    for (const socket of [desk, watcher, screen]) socket.leave()
  })

  test('shows who else is here and what they hold, and that they left', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp)
    const first = await room.socket(atDesk(lin))
    const second = await room.socket(atDesk(chen))
    second.say({ t: 'hold', q: no })
    const staff = (frame: object) => JSON.stringify((frame as DeskDelta).staff)
    await first.hear((frame) => staff(frame)?.includes(`"holds":${no}`) ?? false)
    expect((await room.desk()).staff).toEqual([
      { name: lin.name, role: 'moderator' },
      { name: chen.name, role: 'moderator', holds: no },
    ])
    const from = first.heard.length
    second.leave()
    const last = await first.hear((frame) => frame['staff'] !== undefined, from)
    expect(last['staff']).toEqual([{ name: lin.name, role: 'moderator' }])
    first.leave()
  })

  test('resumed by its number, carries only what changed', async () => {
    const room = await openRoom()
    await room.listed(lamp)
    const { seq, epoch } = await room.desk()
    const later = await room.ask('公交末班车能否延后？')
    const desk = await room.socket(atDesk(lin))
    const from = desk.heard.length
    desk.say(hello({ epoch, seq }))
    const told = await desk.hear((frame) => frame['health'] !== undefined, from)
    expect((told as unknown as DeskDelta).questions?.map((one) => one.no)).toEqual([later])
    desk.say({ t: 'vote', r: 1, q: 1, on: true })
    expect(await desk.hear('no')).toEqual({ t: 'no', code: 'BAD_FRAME' })
    desk.leave()
  })

  test('counts viewers and screens, and the votes of the last minute', async () => {
    const room = await openRoom()
    const no = await room.listed(lamp)
    const sockets = [
      await room.socket(),
      await room.socket(),
      await room.socket({ 'x-kind': 'screen' }),
    ]
    await room.vote(no, 1)
    expect((await room.desk()).health).toMatchObject({ viewers: 2, screens: 1, votesPerMinute: 1 })
    for (const socket of sockets) socket.leave()
  })
})

describe('a sleeping room', () => {
  test('wakes with everything it knew', async () => {
    const room = await liveRoom(lamp, '公交末班车能否延后？', '医保报销比例会提高吗？')
    for (const one of [1, 2, 3]) await room.vote(1, one)
    await room.decide({ act: 'merge', nos: [2], into: 1 })
    await room.decide({ act: 'stage', no: 1, speaker: '吴经理' })
    heard(await room.tryToComment('支持。'))
    await room.decide({ act: 'approve_comment', nos: [1] })
    await room.decide({ act: 'ask_back', text: '大家最希望末班车几点？' })
    await room.ask('还没有审核的问题是什么？', 'wang')
    const before = await everything(room)
    await room.wake()
    expect(await everything(room)).toEqual(before)
    // Numbers go on where they were, so nobody mistakes new for old.
    const { seq } = await room.snapshot()
    await room.vote(1, 4)
    expect((await room.snapshot()).seq).toBe(seq + 1)
    expect((await room.shown(1))?.votes).toBe(4)
  })

  /** All there is to know, but for what only the running room counts. */
  async function everything(room: TestRoom) {
    const { at: _, viewers: __, ...snapshot } = await room.snapshot()
    const { questions, comments, units, staff } = await room.desk()
    return { snapshot, questions, comments, units, staff, own: await room.room.own('wang') }
  }

  test('keeps its sockets: they vote and hear as if nothing had been', async () => {
    const room = await openRoom({ state: 'live', liveAt: 1 })
    const no = await room.listed(lamp)
    const [known, unknown, desk] = [
      await room.socket(voter(1)),
      await room.socket(),
      await room.socket(atDesk(lin)),
    ]
    desk.say({ t: 'hold', q: no })
    await desk.hear((frame) => JSON.stringify(frame).includes('holds'))
    await room.wake()
    known.say({ t: 'vote', r: 1, q: no, on: true })
    expect(await known.hear('voted')).toMatchObject({ votes: 1 })
    const news = await unknown.hear((frame) => frame.t === 'delta' && frame['n'] !== undefined)
    expect(news['n']).toEqual([[no, 1]])
    unknown.say({ t: 'vote', r: 2, q: no, on: true })
    expect(await unknown.hear('no')).toMatchObject({ code: 'BAD_COOKIE' })
    expect((await room.desk()).staff).toEqual([{ name: lin.name, role: 'moderator', holds: no }])
    for (const socket of [known, unknown, desk]) socket.leave()
  })

  test('remembers the keys of submissions and the words of today', async () => {
    const room = await openRoom()
    const sent = { key: 'key-of-one-submission', digest: 'd1', asker: 'wang' }
    const first = heard(await room.tryToAsk(lamp, sent))
    await room.wake()
    expect(heard(await room.tryToAsk(lamp, sent))).toEqual(first)
    expect(heard(await room.tryToAsk(lamp, { asker: 'wang' })).no).toBe(first.no)
    expect(refusal(await room.tryToAsk(lamp, { ...sent, digest: 'd2' })).code).toBe('KEY_REUSED')
  })
})

/** Until everybody has been told everything; a withdrawal, though refused, never waits for the tick. */
async function settled(room: TestRoom) {
  await room.room.withdraw({ receiptHash: 'nobody' }, room.now())
}
