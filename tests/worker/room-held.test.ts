import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import { chen, lin, liveRoom, openRoom, refusal, type TestRoom } from './room-kit'

/** 200 devices that never were here, in one minute, on one question; four others had their voters before. */
async function burst(room: TestRoom & { nos: number[] }) {
  const [target = 0, ...others] = room.nos
  let voter = 0
  const cast = (no: number, net: string, age = 0, on = true) => {
    voter += 1
    return room.room.vote(no, voter, on, room.now(), { net, issued: room.now() - age })
  }
  for (let i = 0; i < 60; i += 1) {
    room.later(1_000)
    await cast(others[i % others.length] ?? 0, `10.0.${i % 30}`, 86_400_000)
  }
  for (let i = 0; i < 200; i += 1) {
    room.later(i % 3 === 0 ? 100 : 250)
    heard(await cast(target, `203.0.${i % 200}`))
  }
  return { target, others, cast }
}

const fiveQuestions = () => liveRoom('路灯？', '停车？', '供水？', '公交？', '学校？')

describe('votes that come too suddenly', { timeout: 30_000 }, () => {
  test('are held beyond what is ordinary: kept, told to their voters as given, and not counted', async () => {
    const room = await fiveQuestions()
    const { target } = await burst(room)
    const shown = await room.shown(target)
    expect(shown?.votes).toBeGreaterThanOrEqual(20)
    expect(shown?.votes).toBeLessThan(40)
    expect((shown?.votes ?? 0) + (shown?.held ?? 0)).toBe(200)
    expect(await room.rows('ballots')).toHaveLength(260)
    // The last of them sees the vote as given.
    const mine = await room.room.question(target, 260)
    expect(mine?.mine).toBe(true)
    const [card, ...more] = (await room.desk()).bursts ?? []
    expect(more).toEqual([])
    expect(card).toMatchObject({ no: target, ballots: shown?.held, state: 'held' })
    expect(card?.why.newcomers).toBeGreaterThan(100)
  })

  test('what is held survives the room falling asleep, and stays held when taken back and given again', async () => {
    const room = await fiveQuestions()
    const { target } = await burst(room)
    const before = await room.shown(target)
    await room.wake()
    expect(await room.shown(target)).toEqual(before)
    room.later(3_600_000)
    const again = { net: '203.0.199', issued: room.now() - 3_600_000 }
    await room.room.vote(target, 260, false, room.now(), again)
    expect((await room.shown(target))?.held).toBe((before?.held ?? 0) - 1)
    await room.room.vote(target, 260, true, room.now(), again)
    expect((await room.shown(target))?.held).toBe(before?.held)
  })

  test('a moderator counts them with a reason, and may void them or hold them again later; each is an event', async () => {
    const room = await fiveQuestions()
    const { target } = await burst(room)
    const settle = (was: 'held' | 'counted' | 'voided', to: typeof was, reason: string, by = lin) =>
      room.tryTo({ act: 'settle_burst', burst: 1, was, to, reason }, by)
    heard(await settle('held', 'counted', '村里开会一起投的，已核实'))
    // More than one in a hundred of its votes: the first moderator has only proposed it.
    expect((await room.shown(target))?.votes).toBeLessThan(40)
    expect((await room.desk()).bursts?.[0]).toMatchObject({
      state: 'held',
      proposed: { id: lin.id, by: lin.name },
    })
    expect(refusal(await settle('held', 'counted', '再点一次')).code).toBe('SECOND_PERSON')
    heard(await settle('held', 'counted', '属实', chen))
    expect(await room.shown(target)).toMatchObject({ votes: 200 })
    expect((await room.shown(target))?.held).toBeUndefined()
    const second = await room.tryTo(
      { act: 'settle_burst', burst: 1, was: 'held', to: 'voided', reason: '刷票' },
      chen,
    )
    expect(refusal(second)).toMatchObject({ code: 'CONFLICT', facts: { by: chen.name } })
    heard(await settle('counted', 'voided', '查明为程序所投'))
    expect((await room.shown(target))?.votes).toBeLessThan(40)
    expect((await room.shown(target))?.held).toBeUndefined()
    heard(await settle('voided', 'held', '再查'))
    expect((await room.shown(target))?.held).toBeGreaterThan(150)
    const acts = (await room.onDesk(target)).events.map(({ act }) => act)
    expect(acts.slice(-3)).toEqual(['counted_burst', 'voided_burst', 'hold_burst'])
    expect(refusal(await settle('held', 'held', '无'))).toMatchObject({ code: 'NOT_POSSIBLE' })
    const unknown = await room.tryTo({
      act: 'settle_burst',
      burst: 9,
      was: 'held',
      to: 'counted',
      reason: '无',
    })
    expect(refusal(unknown).code).toBe('NOT_FOUND')
  })

  test('once a moderator has counted them, their networks are no longer strangers', async () => {
    const room = await fiveQuestions()
    const { target, cast } = await burst(room)
    for (const by of [lin, chen]) {
      heard(
        await room.tryTo(
          { act: 'settle_burst', burst: 1, was: 'held', to: 'counted', reason: '属实' },
          by,
        ),
      )
    }
    room.later(5_000)
    const { votes = 0 } = (await room.shown(target)) ?? {}
    heard(await cast(target, '203.0.150'))
    expect((await room.shown(target))?.votes).toBe(votes + 1)
  })

  test('the page of a follower is told of both numbers', async () => {
    const room = await fiveQuestions()
    const socket = await room.socket()
    const { target } = await burst(room)
    const { votes, held } = (await room.shown(target)) ?? {}
    const told = await socket.hear(
      ({ t, n }) =>
        t === 'delta' &&
        Array.isArray(n) &&
        n.some((one: number[]) => one[0] === target && one[1] === votes && one[2] === held),
    )
    expect(told['epoch']).toBeTruthy()
    socket.leave()
  })

  test('what was published at the close stays as it was published, with a digest for each question', async () => {
    const room = await fiveQuestions()
    const { target } = await burst(room)
    const before = heard2(await room.room.integrity(room.now()))
    expect(before.differing).toEqual([])
    expect(before.bursts).toHaveLength(1)
    const about = before.questions.find((one) => one.no === target)
    expect(about?.digest).toBeUndefined()
    expect(about?.byLevel[0]).toBe(about?.shown)
    for (const no of room.nos) {
      await room.decide({ act: 'hand_off', nos: [no], units: ['unit-water'] })
    }
    await room.decide({ act: 'move', to: 'wrapped' })
    await room.decide({ act: 'move', to: 'closed' })
    const late = await room.tryTo({
      act: 'settle_burst',
      burst: 1,
      was: 'held',
      to: 'counted',
      reason: '晚了',
    })
    expect(refusal(late).code).toBe('SESSION_MOVE')
    const after = heard2(await room.room.integrity(room.now()))
    for (const one of after.questions) expect(one.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(after.acts).toMatchObject({ hand_off: 5, closed: 1 })
    expect(JSON.stringify(after)).not.toContain(lin.name)
  })

  // ASVS 14.2.4
  test('networks are told apart by a key of the day that goes a day after the end; no address is anywhere', async () => {
    const room = await fiveQuestions()
    await burst(room)
    const all = async () =>
      runInDurableObject(room.stub, (_, { storage }) => {
        const tables = storage.sql
          .exec(
            `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'`,
          )
          .toArray()
        return JSON.stringify(
          tables.flatMap(({ name }) =>
            storage.sql.exec(`SELECT * FROM "${String(name)}"`).toArray(),
          ),
        )
      })
    expect(await all()).toContain('networks')
    expect(await all()).not.toContain('203.0.')
    for (const no of room.nos) {
      await room.decide({ act: 'hand_off', nos: [no], units: ['unit-water'] })
    }
    await room.decide({ act: 'move', to: 'wrapped' })
    await room.decide({ act: 'move', to: 'closed' })
    // The test's evening lies far behind the machine's clock or before it; a day over is certain only with it.
    await runInDurableObject(room.stub, (_, { storage }) => {
      const row = storage.sql.exec(`SELECT value FROM meta WHERE key = 'session'`).one()
      const session = JSON.parse(String(row['value'])) as Record<string, unknown>
      const value = JSON.stringify({ ...session, closedAt: Date.now() - 25 * 3_600_000 })
      storage.sql.exec(`UPDATE meta SET value = ? WHERE key = 'session'`, value)
    })
    await room.wake()
    await room.room.health()
    await runDurableObjectAlarm(room.stub)
    expect(await all()).not.toContain('networks')
  })

  test('a room laid by an earlier version gets the tables it lacks', async () => {
    const room = await fiveQuestions()
    await runInDurableObject(room.stub, (_, { storage }) => {
      for (const name of ['held', 'bursts', 'tallies']) storage.sql.exec(`DROP TABLE ${name}`)
    })
    await room.wake()
    const { target } = await burst(room)
    expect((await room.shown(target))?.held).toBeGreaterThan(100)
  })
})

describe('one voter, one ballot', () => {
  // ASVS 2.3.4
  test('300 votes of one voter at once are one vote', async () => {
    const room = await fiveQuestions()
    const [no = 0] = room.nos
    const from = { net: '10.0.1', issued: room.now() }
    const told = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        room.room.vote(no, 7, true, room.now() + i * 200, from),
      ),
    )
    expect(told.filter((one) => one.ok).length).toBeGreaterThan(50)
    expect((await room.shown(no))?.votes).toBe(1)
    expect(await room.rows('ballots')).toHaveLength(1)
  })

  // ASVS 2.3.4
  test('10,000 votes set and taken back by 100 voters on 50 questions at once are the distinct voters exactly', async () => {
    const texts = Array.from({ length: 50 }, (_, i) => `第 ${i + 1} 个路口的灯？`)
    const room = await liveRoom(...texts)
    const last = new Map<string, boolean>()
    const sent: Promise<{ ok: boolean }>[] = []
    for (let i = 0; i < 10_000; i += 1) {
      const no = room.nos[(i * 7) % 50] ?? 0
      const voter = 1 + ((i * 31 + Math.floor(i / 50)) % 100)
      const on = (i * 13) % 5 !== 0
      last.set(`${no} ${voter}`, on)
      // A voter's haste is limited in ten seconds; their clock goes on.
      sent.push(room.room.vote(no, voter, on, room.now() + Math.floor(i / 4_000) * 10_000))
    }
    const told = await Promise.all(sent)
    expect(told.every((one) => one.ok)).toBe(true)
    for (const no of room.nos) {
      const voters = [...last].filter(([key, on]) => on && key.startsWith(`${no} `)).length
      expect({ no, votes: (await room.shown(no))?.votes }).toEqual({ no, votes: voters })
    }
  }, 60_000)
})

describe('before the session opens', () => {
  test('no count is told and no order goes by votes; all are told when it opens', async () => {
    const room = await openRoom()
    const nos: number[] = []
    for (const text of ['路灯？', '停车？', '供水？']) nos.push(await room.listed(text))
    const [a = 0, b = 0, c = 0] = nos
    const reader = await room.socket()
    for (const voter of [1, 2, 3]) await room.vote(b, voter)
    await room.vote(c, 1)
    const early = await room.snapshot()
    expect(early.questions.map(({ no, votes }) => [no, votes])).toEqual([
      [c, 0],
      [b, 0],
      [a, 0],
    ])
    expect(early.next).toEqual([])
    const orders = new Set<string>()
    for (let seed = 0; seed < 50; seed += 1) {
      const list = await room.room.page({ order: 'hot', page: 1, size: 20, seed }, null)
      orders.add(list?.questions.map((one) => one.no).join() ?? '')
    }
    expect(orders.size).toBe(6)
    expect((await room.room.question(b, 1))?.why).toBeUndefined()
    expect((await room.room.integrity(room.now()))?.questions).toEqual([])
    await room.decide({ act: 'move', to: 'live' })
    const told = await reader.hear(({ t, n }) => t === 'delta' && n !== undefined)
    expect(told['n']).toEqual([
      [a, 0],
      [b, 3],
      [c, 1],
    ])
    expect((await room.room.question(c, 1))?.why).toMatchObject({ place: 2, of: 3, votes: 1 })
    expect((await room.snapshot()).next).toEqual([b, c, a])
    reader.leave()
  })
})

function heard2<T>(value: T | null): T {
  if (value === null) throw new Error('this room holds no session')
  return value
}
