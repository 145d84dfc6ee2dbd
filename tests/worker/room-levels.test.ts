import { describe, expect, test } from 'vitest'
import type { Level } from '../../worker/contract/assurance'
import { PASS_ACTIONS, PASS_MS } from '../../worker/contract/assurance'
import { heard } from '../../worker/contract/refusals'
import { openRoom, refusal, type TestRoom } from './room-kit'

/** Which votes count, what lifts them, and that a person has one ballot however many browsers they sit at. */

async function room(rank: Level, ask: Level = 0) {
  const one = await openRoom({ state: 'live', liveAt: 1, assurance: { rank, ask } })
  return { ...one, no: await one.listed('路灯什么时候修？') }
}

let proofs = 0
function prove(r: TestRoom, voter: number, level: Level = 1, signature = `proof-${(proofs += 1)}`) {
  return r.room.prove(voter, { signature, level, until: r.now() + 600_000 }, r.now())
}

/** A vote of a verified person at a browser. */
const asPerson = (r: TestRoom, no: number, person: number, device: number, on = true) =>
  r.room.vote(no, person, on, r.now(), { net: null, issued: r.now(), level: 3, device })

describe('a vote is kept at the level it reached', () => {
  test('below the level that counts it is shown apart, never refused', async () => {
    const { no, ...r } = await room(1)
    expect(heard(await r.room.vote(no, 1, true, r.now()))).toEqual({ no, on: true, votes: 0 })
    expect(await r.shown(no)).toMatchObject({ votes: 0, apart: 1 })
    expect(await r.shown(no)).not.toHaveProperty('verified')
  })

  test('a proof lifts what was given before it, and what follows', async () => {
    const { no, ...r } = await room(1)
    const other = await r.listed('停车位够吗？')
    await r.vote(no, 1)
    expect(heard(await prove(r, 1))).toEqual({ level: 1, raised: 1 })
    expect(await r.shown(no)).toMatchObject({ votes: 1 })
    expect((await r.shown(no))?.apart).toBeUndefined()
    expect(heard(await r.room.vote(other, 1, true, r.now()))).toMatchObject({ votes: 1, level: 1 })
    expect((await r.rows('ballots')).map((row) => row['level'])).toEqual([1, 1])
  })

  test('voting again with more lifts the ballot, voting again with less leaves it; taking back removes it', async () => {
    const { no, ...r } = await room(1)
    const vote = (level: Level, on = true) =>
      r.room.vote(no, 1, on, r.now(), { net: null, issued: 0, level })
    await vote(0)
    expect(heard(await vote(2))).toMatchObject({ votes: 1, level: 2 })
    expect(heard(await vote(0))).toMatchObject({ votes: 1 })
    expect((await r.rows('ballots'))[0]).toMatchObject({ level: 2 })
    expect(heard(await vote(3, false))).toMatchObject({ votes: 0 })
    expect(await r.rows('ballots')).toEqual([])
    expect((await r.room.integrity(r.now()))?.differing).toEqual([])
  })

  test('a proof counts once, also under another voter, and is good for so many actions and so long', async () => {
    const { no, ...r } = await room(1)
    heard(await prove(r, 1, 1, 'the-same'))
    expect(refusal(await prove(r, 1, 1, 'the-same')).code).toBe('PROOF_USED')
    expect(refusal(await prove(r, 2, 1, 'the-same')).code).toBe('PROOF_USED')
    expect(heard(await r.room.toProve(1, r.now()))).toEqual({ level: 1, factor: 1 })
    const level = async () => heard(await r.room.vote(no, 1, true, r.now())).level ?? 0
    for (let i = 0; i < PASS_ACTIONS; i += 1) expect(await level()).toBe(1)
    expect(await level()).toBe(0)
    expect(heard(await r.room.toProve(1, r.now()))).toEqual({ level: 0, factor: 1 })
    heard(await prove(r, 1))
    r.later(PASS_MS + 1)
    expect(await level()).toBe(0)
    const late = { signature: 'late', level: 1 as const, until: r.now() }
    expect(refusal(await r.room.prove(3, late, r.now())).code).toBe('PROOF_USED')
  })

  test('a pass survives the room falling asleep', async () => {
    const { no, ...r } = await room(1)
    heard(await prove(r, 1))
    await r.wake()
    expect(await r.vote(no, 1)).toBe(1)
    expect(refusal(await prove(r, 1, 1, `proof-${proofs}`)).code).toBe('PROOF_USED')
  })

  test('the order goes by the votes that count; whoever follows is told of all four figures', async () => {
    const { no, ...r } = await room(1)
    const better = await r.listed('停车位够吗？')
    const reader = await r.socket()
    for (const voter of [1, 2, 3]) await r.vote(no, voter)
    heard(await prove(r, 9))
    await r.vote(better, 9)
    await asPerson(r, better, 20, 19)
    const list = await r.room.page({ order: 'hot', page: 1, size: 20 }, null)
    expect(list?.questions.map((one) => one.no)).toEqual([better, no])
    const tuple = async (wanted: number[]) =>
      reader.hear(
        ({ t, n }) =>
          t === 'delta' &&
          Array.isArray(n) &&
          n.some((one: number[]) => JSON.stringify(one) === JSON.stringify(wanted)),
      )
    await tuple([no, 0, 0, 0, 3])
    await tuple([better, 2, 0, 1, 0].slice(0, 4))
    expect((await r.shown(better))?.verified).toBe(1)
    reader.leave()
  })

  test('a stuffed room asks for harder proofs for a while', async () => {
    const { no, ...r } = await room(0)
    const factor = async () => heard(await r.room.toProve(0, r.now())).factor
    expect(await factor()).toBe(1)
    for (let voter = 1; voter <= 40; voter += 1) {
      r.later(20)
      await r.room.vote(no, voter, true, r.now(), { net: `203.0.${voter}`, issued: r.now() })
    }
    expect(await factor()).toBe(2)
    r.later(11 * 60_000)
    expect(await factor()).toBe(1)
  })
})

describe('one person, one ballot', () => {
  test('two browsers verified as the same person are one ballot', async () => {
    const { no, ...r } = await room(0)
    for (const device of [1, 2]) await r.vote(no, device)
    expect((await r.shown(no))?.votes).toBe(2)
    expect(heard(await r.room.adopt(1, 77, r.now()))).toEqual({ ballots: 1, asked: 0 })
    expect(heard(await r.room.adopt(2, 77, r.now()))).toEqual({ ballots: 1, asked: 0 })
    expect(await r.shown(no)).toMatchObject({ votes: 1, verified: 1 })
    expect(await r.rows('ballots')).toEqual([{ question: no, voter: 77, level: 3 }])
    // Saying it again changes nothing.
    expect(heard(await r.room.adopt(2, 77, r.now())).ballots).toBe(0)
  })

  test('what a browser gave becomes the person’s at the first vote, also in a group', async () => {
    const { no, ...r } = await room(3)
    const twin = await r.listed('路灯坏了谁修？')
    await r.vote(twin, 1)
    await r.decide({ act: 'merge', nos: [twin], into: no })
    expect(await r.shown(no)).toMatchObject({ votes: 0, apart: 1 })
    expect(heard(await asPerson(r, no, 77, 1))).toMatchObject({ votes: 1, level: 3 })
    expect(await r.shown(no)).toMatchObject({ votes: 1, verified: 1 })
    await r.decide({ act: 'unmerge', nos: [twin] })
    expect((await r.shown(twin))?.verified).toBe(1)
  })

  test('a browser that votes on its own again is taken over again', async () => {
    const { no, ...r } = await room(0)
    await asPerson(r, no, 77, 1)
    await r.vote(no, 1)
    expect((await r.shown(no))?.votes).toBe(2)
    await asPerson(r, no, 77, 1)
    expect((await r.shown(no))?.votes).toBe(1)
  })

  test('a held ballot counts once somebody stands for it; the chain tells how many, never which', async () => {
    const { no, ...r } = await room(0)
    const others = [await r.listed('停车？'), await r.listed('供水？')]
    for (let voter = 1; voter <= 60; voter += 1) {
      r.later(500)
      await r.room.vote(no, voter, true, r.now(), { net: `203.0.${voter}`, issued: r.now() })
    }
    const before = await r.shown(no)
    expect(before?.held).toBeGreaterThan(20)
    await r.vote(others[0] ?? 0, 60)
    heard(await r.room.adopt(60, 77, r.now()))
    expect(await r.shown(no)).toMatchObject({
      votes: (before?.votes ?? 0) + 1,
      held: (before?.held ?? 0) - 1,
      verified: 1,
    })
    expect((await r.desk()).bursts?.[0]?.ballots).toBe((before?.held ?? 0) - 1)
    const rows = await r.room.chainRows(1, 1_000)
    const entries = (rows ?? []).map(({ entry }) => JSON.parse(entry) as Record<string, unknown>)
    expect(entries.find(({ act }) => act === 'adopt')).toMatchObject({
      actor: 'public',
      on: [],
      facts: { ballots: 2, joined: 0, released: 1 },
    })
    expect((await r.room.integrity(r.now()))?.differing).toEqual([])
  })

  test('questions go with their author, and nobody who follows can tell which', async () => {
    const { ...r } = await room(0)
    const mine = await r.ask('我的提问在哪里能看到？', 'browser-1')
    const { version } = await r.onDesk(mine)
    const moved = await r.room.adopt(1, 77, r.now(), { from: 'browser-1', to: 'person-77' })
    expect(heard(moved).asked).toBe(1)
    expect((await r.room.own('person-77')).map((one) => one.no)).toEqual([mine])
    expect(await r.room.own('browser-1')).toEqual([])
    expect((await r.onDesk(mine)).version).toBe(version)
    await r.wake()
    expect((await r.room.own('person-77')).map((one) => one.no)).toEqual([mine])
  })

  test('after the close nothing is taken over: what was published stays', async () => {
    const { no, ...r } = await room(0)
    await r.vote(no, 1)
    await r.decide({ act: 'hand_off', nos: [no], units: ['unit-water'] })
    await r.decide({ act: 'move', to: 'wrapped' })
    await r.decide({ act: 'move', to: 'closed' })
    expect(refusal(await r.room.adopt(1, 77, r.now())).code).toBe('SESSION_NOT_OPEN')
    expect(refusal(await prove(r, 1)).code).toBe('SESSION_NOT_OPEN')
  })
})

describe('whoever asks', () => {
  test('is asked to verify first where a session wants persons, and only there', async () => {
    const strict = await openRoom({ state: 'live', liveAt: 1, assurance: { rank: 3, ask: 3 } })
    expect(refusal(await strict.tryToAsk('路灯几时修？', { by: { voter: 1 } })).code).toBe(
      'VERIFY_FIRST',
    )
    expect(refusal(await strict.tryToComment('支持！', { by: { voter: 1 } })).code).toBe(
      'VERIFY_FIRST',
    )
    const asked = await strict.tryToAsk('路灯几时修？', { by: { voter: 77, level: 3, device: 1 } })
    await strict.decide({ act: 'approve', nos: [heard(asked).no] })
    expect((await strict.shown(heard(asked).no))?.level).toBe(3)

    const mild = await room(1, 1)
    const plain = heard(await mild.tryToAsk('路灯几时修？', { by: { voter: 1 } })).no
    heard(await prove(mild, 2))
    const proved = heard(await mild.tryToAsk('停车位够吗？', { by: { voter: 2 } })).no
    expect([(await mild.onDesk(plain)).level, (await mild.onDesk(proved)).level]).toEqual([
      undefined,
      1,
    ])
  })
})
