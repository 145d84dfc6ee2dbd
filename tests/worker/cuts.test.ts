import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import type { StreamReport } from '../../worker/contract/stream'
import type { Delta } from '../../worker/contract/live'
import { atDesk, chen, lin, liveRoom, openRoom, refusal, type TestRoom } from './room-kit'

/** The picture in a room: what the stream tells, and taking it off every screen at once. */

const lamp = '广场的路灯为什么一直不亮？'

const onAir = (more: Partial<StreamReport> = {}): StreamReport => ({
  version: 1,
  kind: 'worker',
  state: 'live',
  src: '/live/s/index.m3u8',
  type: 'hls',
  poster: null,
  startedAt: 1_000,
  endedAt: null,
  take: 0,
  ...more,
})

async function onAirRoom(): Promise<TestRoom & { nos: number[] }> {
  const room = await liveRoom(lamp)
  heard(await room.room.streamChanged(onAir(), room.now()))
  return room
}

const cutNow = { act: 'cut', kind: 'picture', reason: 'privacy', keepOut: true } as const

describe('the stream tells where it stands', () => {
  test('everybody who watches hears of it at once, and so does whoever comes later', async () => {
    const room = await liveRoom(lamp)
    expect((await room.snapshot()).stream).toBeUndefined()
    const socket = await room.socket()
    heard(await room.room.streamChanged(onAir(), room.now()))
    const delta = await socket.hear((frame) => frame.t === 'delta' && 'stream' in frame)
    const shown = { kind: 'worker', state: 'live', src: '/live/s/index.m3u8', take: 0 }
    expect(delta['stream']).toMatchObject(shown)
    expect((await room.snapshot()).stream).toMatchObject(shown)
    await room.wake()
    expect((await room.snapshot()).stream).toMatchObject(shown)
  })

  test('a report that comes late, or again, says nothing new', async () => {
    const room = await onAirRoom()
    heard(await room.room.streamChanged(onAir({ version: 5, state: 'interrupted' }), room.now()))
    const { seq } = await room.snapshot()
    heard(await room.room.streamChanged(onAir({ version: 4, state: 'ended' }), room.now()))
    heard(await room.room.streamChanged(onAir({ version: 5, state: 'ended' }), room.now()))
    // Only its number changed: nobody has to hear of that.
    heard(await room.room.streamChanged(onAir({ version: 6, state: 'interrupted' }), room.now()))
    expect(await room.snapshot()).toMatchObject({ seq, stream: { state: 'interrupted' } })
  })

  test('a picture that was taken away altogether is gone from the page', async () => {
    const room = await onAirRoom()
    const socket = await room.socket()
    const none = onAir({ version: 2, kind: null, state: 'none', src: null })
    heard(await room.room.streamChanged(none, room.now()))
    const delta = await socket.hear((frame) => frame.t === 'delta' && 'stream' in frame)
    expect(delta['stream']).toBeNull()
    expect((await room.snapshot()).stream).toBeUndefined()
  })

  test('a room that holds no session says so', async () => {
    const empty = env.ROOM.getByName('nobody-here') as unknown as TestRoom['room']
    expect(refusal(await empty.streamChanged(onAir(), 0)).code).toBe('NOT_FOUND')
  })
})

describe('cutting the picture', () => {
  test('takes its address off every connected screen, twenty times in a row', async () => {
    const room = await onAirRoom()
    const sockets = {
      reader: await room.socket(),
      voter: await room.socket({ 'x-voter': '7' }),
      projector: await room.socket({ 'x-kind': 'screen' }),
    }
    const desk = await room.socket(atDesk(chen))
    for (let time = 0; time < 20; time += 1) {
      const from = Object.values(sockets).map((socket) => socket.heard.length)
      const fromDesk = desk.heard.length
      room.later(1_000)
      await room.decide(cutNow)
      for (const [i, socket] of Object.values(sockets).entries()) {
        const told = await socket.hear((frame) => frame.t === 'delta' && 'stream' in frame, from[i])
        const { stream } = told as unknown as Delta
        expect(stream).toMatchObject({ cut: { since: room.now(), reason: 'privacy' } })
        expect(stream).not.toHaveProperty('src')
      }
      const atTheDesk = await desk.hear((frame) => 'cuts' in frame, fromDesk)
      expect(atTheDesk['cuts']).toMatchObject(
        expect.arrayContaining([expect.objectContaining({ until: null, by: '林主持' })]),
      )
      const { stream } = await room.snapshot()
      expect(stream).toMatchObject({ cut: { reason: 'privacy' } })
      expect(stream).not.toHaveProperty('src')
      room.later(1_000)
      await room.decide({ act: 'resume', kind: 'picture' })
      expect((await room.snapshot()).stream).toMatchObject({ src: '/live/s/index.m3u8' })
    }
    // Of all it heard, nothing that was said while it was cut has an address.
    for (const socket of Object.values(sockets)) {
      const whileCut = (socket.heard as unknown as Delta[]).filter(({ stream }) => stream?.cut)
      expect(whileCut.length).toBeGreaterThanOrEqual(20)
      expect(JSON.stringify(whileCut)).not.toContain('"src"')
      socket.leave()
    }
    desk.leave()
  })

  test('a reason is public; the note, and who pressed, are the desk’s', async () => {
    const room = await onAirRoom()
    await room.decide({ ...cutNow, note: '拍到了一位群众的病历' })
    const all = JSON.stringify(await room.snapshot())
    expect(all).toContain('"cut":{"since":')
    expect(all).not.toContain('病历')
    expect(all).not.toContain(lin.name)
    expect((await room.desk()).cuts).toMatchObject([
      { note: '拍到了一位群众的病历', by: '林主持', reason: 'privacy' },
    ])
  })

  test('a poster goes with the picture: it may show the same', async () => {
    const room = await onAirRoom()
    const poster = onAir({ version: 2, poster: '/live/s/poster' })
    heard(await room.room.streamChanged(poster, room.now()))
    await room.decide(cutNow)
    expect((await room.snapshot()).stream).not.toHaveProperty('poster')
  })

  test('what the stream tells meanwhile does not bring it back', async () => {
    const room = await onAirRoom()
    await room.decide(cutNow)
    heard(await room.room.streamChanged(onAir({ version: 9, take: 1 }), room.now()))
    expect((await room.snapshot()).stream).not.toHaveProperty('src')
    await room.wake()
    expect((await room.snapshot()).stream).not.toHaveProperty('src')
  })

  test('pressed twice it is one cut, which only grows', async () => {
    const room = await onAirRoom()
    const first = await room.decide({ ...cutNow, keepOut: false })
    const again = await room.tryTo({ ...cutNow, keepOut: false }, chen)
    expect(heard(again)).toEqual(first)
    room.later(5_000)
    const later = await room.tryTo({ ...cutNow, reason: 'legal', from: 60 }, chen)
    expect(heard(later).event).not.toBe(first.event)
    const rows = await room.rows('cuts')
    expect(rows).toMatchObject([
      { reason: 'privacy', fromAt: room.now() - 60_000, keepOut: 1, until: null },
    ])
  })

  test('is possible before the session is live and after its summing-up', async () => {
    const early = await openRoom()
    await early.decide(cutNow)
    expect(await early.rows('cuts')).toHaveLength(1)
    const late = await openRoom({ state: 'live', liveAt: 1 })
    await late.decide({ act: 'move', to: 'wrapped' })
    await late.decide(cutNow)
    expect(await late.rows('cuts')).toHaveLength(1)
  })

  test('cannot be undone, only resumed', async () => {
    const room = await onAirRoom()
    const { event } = await room.decide(cutNow)
    const told = await room.tryTo({ act: 'undo', event })
    expect(refusal(told).code).toBe('NOT_POSSIBLE')
  })

  test('who resumes second is told who was first; nothing to resume is refused', async () => {
    const room = await onAirRoom()
    expect(refusal(await room.tryTo({ act: 'resume', kind: 'picture' })).code).toBe('NOT_POSSIBLE')
    await room.decide(cutNow)
    await room.decide({ act: 'resume', kind: 'picture' })
    const told = await room.tryTo({ act: 'resume', kind: 'picture' }, chen)
    expect(refusal(told)).toMatchObject({ code: 'CONFLICT', facts: { by: '林主持' } })
  })

  test('picture and text are two things', async () => {
    const room = await onAirRoom()
    await room.decide({ ...cutNow, kind: 'text' })
    expect((await room.snapshot()).stream).toMatchObject({
      src: '/live/s/index.m3u8',
      textCut: { reason: 'privacy' },
    })
    await room.decide(cutNow)
    await room.decide({ act: 'resume', kind: 'text' })
    const { stream } = await room.snapshot()
    expect(stream).not.toHaveProperty('textCut')
    expect(stream).toHaveProperty('cut')
  })

  test('is in the audit chain with its reason; the note only as a commitment', async () => {
    const room = await onAirRoom()
    await room.decide({ ...cutNow, from: 30, note: '拍到了病历' })
    await room.decide({ act: 'resume', kind: 'picture' })
    const rows = (await room.room.chainRows(1, 100)) ?? []
    const entries = rows.map(({ entry }) => JSON.parse(entry) as Record<string, unknown>)
    const [cut, resumed] = entries.slice(-2)
    expect(cut).toMatchObject({
      act: 'cut',
      role: 'moderator',
      reason: 'privacy',
      on: [
        {
          kind: 'cut',
          before: null,
          after: {
            kind: 'picture',
            at: room.now(),
            fromAt: room.now() - 30_000,
            until: null,
            keepOut: true,
          },
        },
      ],
    })
    expect(resumed).toMatchObject({ act: 'resume', on: [{ after: { until: room.now() } }] })
    expect(JSON.stringify(rows)).not.toContain('病历')
  })
})
