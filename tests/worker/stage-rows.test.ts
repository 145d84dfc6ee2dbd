import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import type { Decision } from '../../worker/contract/room'
import type { StagingRecord } from '../../worker/domain/stream-records'
import { isTakenBack } from '../../worker/domain/stagings'
import { carry, emptyLoad } from '../../worker/store/carry'
import { stageTrouble } from '../domain/stagings-kit'
import { answering, lin, liveRoom, openRoom, refusal, type TestRoom } from './room-kit'

/** When which question was on stage: the rows every chapter is made of. */

const lamp = '广场的路灯为什么一直不亮？'
const bus = '公交末班车能否延后？'

async function rowsOf(room: TestRoom): Promise<StagingRecord[]> {
  const rows = (await room.rows('stagings')) as unknown as StagingRecord[]
  return rows.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

const spans = (rows: StagingRecord[]) =>
  rows.map(({ questionNo, at, off }) => [questionNo, at, off])

describe('a question goes on stage', () => {
  test('a row opens by the room’s clock and closes when it comes off, in the same breath', async () => {
    const room = await liveRoom(lamp, bus)
    const [one = 0, two = 0] = room.nos
    const on = room.later(1_000)
    await room.decide({ act: 'stage', no: one, speaker: '吴经理', office: '总经理' })
    expect(await rowsOf(room)).toMatchObject([
      { questionNo: one, at: on, off: null, speaker: '吴经理', office: '总经理', nudge: 0 },
    ])
    const off = room.later(60_000)
    await room.decide({ act: 'unstage', no: one })
    const again = room.later(5_000)
    await room.decide({ act: 'stage', no: two })
    const end = room.later(90_000)
    await room.decide(answering(two))
    expect(spans(await rowsOf(room))).toEqual([
      [one, on, off],
      [two, again, end],
    ])
  })

  test('whoever answered is named, also when nobody named them before', async () => {
    const room = await liveRoom(lamp)
    const [one = 0] = room.nos
    await room.decide({ act: 'stage', no: one })
    room.later(1_000)
    await room.decide(answering(one, { speaker: '郑局长', office: '局长' }))
    expect(await rowsOf(room)).toMatchObject([{ speaker: '郑局长', office: '局长' }])
  })

  test('naming who answers leaves the row as it is but for the name', async () => {
    const room = await liveRoom(lamp)
    const [one = 0] = room.nos
    await room.decide({ act: 'stage', no: one })
    const at = room.now()
    room.later(3_000)
    await room.decide({ act: 'stage', no: one, speaker: '林某' })
    expect(await rowsOf(room)).toMatchObject([{ at, off: null, speaker: '林某' }])
  })

  test('handed off, or taken down: it comes off as well', async () => {
    const room = await liveRoom(lamp, bus)
    const [one = 0, two = 0] = room.nos
    await room.decide({ act: 'stage', no: one })
    room.later(1_000)
    await room.decide({ act: 'hand_off', nos: [one], units: ['unit-water'] })
    room.later(1_000)
    await room.decide({ act: 'stage', no: two })
    room.later(1_000)
    await room.decide({ act: 'take_down', no: two, reason: 'mistake' })
    expect((await rowsOf(room)).map(({ off }) => off)).not.toContain(null)
  })

  test('somebody in the hall whose question goes straight on stage has a row like everybody', async () => {
    const room = await liveRoom(lamp)
    const told = await room.room.enter(
      {
        id: 'floor-1',
        text: '我是现场的老张，想问医保的事',
        details: null,
        name: null,
        channel: 'floor',
        asker: null,
        receiptHash: 'hash-floor',
        key: null,
        digest: '',
      },
      'stage',
      lin,
      room.now(),
    )
    expect(await rowsOf(room)).toMatchObject([
      { questionNo: heard(told).no, at: room.now(), off: null },
    ])
  })

  test('undone within ten seconds, it was never on stage for anybody', async () => {
    const room = await liveRoom(lamp)
    const [one = 0] = room.nos
    const { event } = await room.decide({ act: 'stage', no: one })
    room.later(4_000)
    await room.decide({ act: 'undo', event })
    expect((await rowsOf(room)).every(isTakenBack)).toBe(true)
    expect((await room.room.picture())?.stagings).toEqual([])
  })

  test('an answer undone puts the question back on stage as if it had never left', async () => {
    const room = await liveRoom(lamp)
    const [one = 0] = room.nos
    const at = room.now()
    await room.decide({ act: 'stage', no: one, speaker: '林某' })
    room.later(60_000)
    const { event } = await room.decide(answering(one))
    room.later(2_000)
    await room.decide({ act: 'undo', event })
    expect(await rowsOf(room)).toMatchObject([{ questionNo: one, at, off: null, speaker: '林某' }])
  })

  test('of a question that was taken down the chapter keeps its time and loses its words', async () => {
    const room = await liveRoom(lamp, bus)
    const [one = 0] = room.nos
    await room.decide({ act: 'stage', no: one, speaker: '林某' })
    room.later(9_000)
    await room.decide(answering(one))
    expect((await room.room.picture())?.stagings).toMatchObject([{ title: lamp, speaker: '林某' }])
    await room.decide({ act: 'take_down', no: one, reason: 'personal_data' })
    const [told] = (await room.room.picture())?.stagings ?? []
    expect(told).toMatchObject({ no: one, title: '' })
    expect(told).not.toHaveProperty('speaker')
  })

  test('a room that sleeps in between knows when it all was', async () => {
    const room = await liveRoom(lamp)
    const [one = 0] = room.nos
    await room.decide({ act: 'stage', no: one })
    const before = await rowsOf(room)
    await room.wake()
    room.later(5_000)
    await room.decide({ act: 'unstage', no: one })
    expect(await rowsOf(room)).toMatchObject([{ id: before[0]?.id, off: room.now() }])
  })
})

describe('a chapter is moved', () => {
  test('its beginning moves, the clock of the room does not', async () => {
    const room = await liveRoom(lamp)
    const [one = 0] = room.nos
    const at = room.now()
    await room.decide({ act: 'stage', no: one })
    room.later(60_000)
    await room.decide(answering(one))
    const [row] = await rowsOf(room)
    await room.decide({ act: 'nudge_chapter', staging: row?.id ?? '', seconds: -7 })
    expect(await rowsOf(room)).toMatchObject([{ at, nudge: -7_000 }])
    expect((await room.room.picture())?.stagings).toMatchObject([{ at: at - 7_000 }])
    expect((await room.room.picture())?.desk.nudges).toEqual({ [row?.id ?? '']: -7_000 })
  })

  test('one that is not there is refused', async () => {
    const room = await liveRoom(lamp)
    const told = await room.tryTo({ act: 'nudge_chapter', staging: 'nothing', seconds: 1 })
    expect(refusal(told)).toMatchObject({ code: 'NOT_FOUND' })
  })
})

type Step = { do: 'stage' | 'unstage' | 'answer' | 'take_down' | 'reopen' | 'undo'; q: number }
const step = fc.record({
  do: fc.constantFrom<Step['do'][]>(
    'stage',
    'stage',
    'unstage',
    'answer',
    'take_down',
    'reopen',
    'undo',
    'undo',
  ),
  q: fc.integer({ min: 1, max: 4 }),
})

function decisionOf(one: Step): Decision {
  switch (one.do) {
    case 'answer':
      return answering(one.q)
    case 'take_down':
      return { act: 'take_down', no: one.q, reason: 'mistake' }
    case 'reopen':
      return { act: 'reopen', no: one.q, why: '补充' }
    case 'undo':
      return { act: 'undo', event: one.q }
    default:
      return { act: one.do, no: one.q }
  }
}

describe('whatever is put on stage, taken off, answered, undone', () => {
  test('two are never on stage at once, and the record holds what the room holds', async () => {
    const happened = { stage: 0, unstage: 0, answer: 0, take_down: 0, reopen: 0, undo: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 40, maxLength: 60, size: 'max' }),
        async (steps) => {
          const room = await liveRoom(
            lamp,
            bus,
            '医保报销比例会提高吗？',
            '学校门口能不能加装红绿灯？',
          )
          let last = 0
          for (const one of steps) {
            room.later(one.q * 700)
            const given =
              one.do === 'undo' ? { act: 'undo' as const, event: last } : decisionOf(one)
            const told = await room.tryTo(given)
            if (!told.ok) continue
            last = told.value.event
            happened[one.do] += 1
            expect(
              stageTrouble(await rowsOf(room), (await room.snapshot()).stage?.no ?? null),
            ).toEqual([])
          }
          const rows = await rowsOf(room)
          await room.wake()
          expect(await rowsOf(room)).toEqual(rows)
          // What a room carries late or twice changes nothing.
          await carryStage(room, rows)
          await carryStage(
            room,
            rows.map((row) => ({ ...row, off: 1, version: 0 })),
          )
          const { results } = await env.DB.prepare(
            'SELECT id, question_no AS questionNo, at, off, nudge FROM stagings WHERE session_id = ?',
          )
            .bind(`id-${room.slug}`)
            .all()
          const bare = rows.map(({ id, questionNo, at, off, nudge }) => ({
            id,
            questionNo,
            at,
            off,
            nudge,
          }))
          const byId = (a: { id?: unknown }, b: { id?: unknown }) =>
            String(a.id) < String(b.id) ? -1 : 1
          expect(results.sort(byId)).toEqual(bare.sort(byId))
        },
      ),
      { numRuns: 8, endOnFailure: true },
    )
    for (const times of Object.values(happened)) expect(times).toBeGreaterThan(0)
  }, 120_000)
})

async function carryStage(room: TestRoom, rows: StagingRecord[]) {
  await carry(env.DB, {
    ...emptyLoad,
    session: { ...(await room.snapshot()).session, version: 1 },
    stagings: rows,
  })
}

test('a demonstration that is moved in time takes its chapters along', async () => {
  const room = await openRoom({ demo: true, state: 'live', liveAt: 1 })
  const no = await room.listed(lamp)
  room.later(-10 * 3_600_000)
  const at = room.now()
  await room.decide({ act: 'stage', no })
  await room.decide({ act: 'cut', kind: 'picture', reason: 'break', from: 30, keepOut: false })
  heard(await room.room.redate(3_600_000, Date.now()))
  expect(await rowsOf(room)).toMatchObject([{ at: at + 3_600_000, off: null }])
  expect(await room.rows('cuts')).toMatchObject([
    { at: at + 3_600_000, fromAt: at + 3_570_000, until: null },
  ])
})
