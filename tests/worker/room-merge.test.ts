import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import type { Delta } from '../../worker/contract/live'
import type { LiveState } from '../../web/lib/live-state'
import { applyDelta, stateOf } from '../../web/lib/live-state'
import { answering, chen, lin, openRoom, refusal, type TestSocket } from './room-kit'

/** One matter asked by many: groups count people, and take nothing from those who asked. */

const water = '自来水什么时候能不发黄？'
const yellow = '水为什么是黄的？'
const pipe = '老水管几时更换？'

/** The next thing somebody hears who knows the state already. */
async function newsSince(watcher: TestSocket, { seq }: LiveState): Promise<Delta> {
  const frame = await watcher.hear((one) => one.t === 'delta' && Number(one['seq']) > seq)
  return frame as unknown as Delta
}

async function room() {
  const one = await openRoom({ state: 'live', liveAt: 1 })
  const nos = [await one.listed(water), await one.listed(yellow), await one.listed(pipe)] as const
  return { ...one, nos }
}

describe('merging', () => {
  test('counts distinct voters: who supported both counts once', async () => {
    const { nos, ...r } = await room()
    const [a, b] = nos
    for (const voter of [1, 2, 3]) await r.vote(a, voter)
    for (const voter of [3, 4]) await r.vote(b, voter)
    await r.decide({ act: 'merge', nos: [b], into: a })
    expect((await r.shown(a))?.votes).toBe(4)
    expect((await r.shown(a))?.merged).toEqual([b])
    expect(await r.shown(b)).toMatchObject({ state: 'merged', votes: 2, mergedInto: { no: a } })
    // A vote of somebody who supported the other one before changes nothing; a new one counts.
    expect(await r.vote(a, 4)).toBe(4)
    expect(await r.vote(a, 5)).toBe(5)
  })

  test('un-merging finds every ballot where it was cast, also those cast meanwhile', async () => {
    const { nos, ...r } = await room()
    const [a, b] = nos
    await r.vote(a, 1)
    await r.vote(b, 1)
    await r.vote(b, 2)
    await r.decide({ act: 'merge', nos: [b], into: a })
    await r.vote(a, 9)
    await r.decide({ act: 'unmerge', nos: [b] })
    expect((await r.shown(a))?.votes).toBe(2)
    expect(await r.shown(b)).toMatchObject({ state: 'listed', votes: 2 })
    expect(await r.shown(a)).not.toHaveProperty('merged')
  })

  test('support taken back from a group is taken back from all of it', async () => {
    const { nos, ...r } = await room()
    const [a, b] = nos
    await r.vote(a, 1)
    await r.vote(b, 1)
    await r.vote(b, 2)
    await r.decide({ act: 'merge', nos: [b], into: a })
    expect(await r.vote(a, 1, false)).toBe(1)
    await r.decide({ act: 'unmerge', nos: [b] })
    expect([(await r.shown(a))?.votes, (await r.shown(b))?.votes]).toEqual([0, 1])
  })

  test('groups of groups count each voter once, and lead to the outermost question', async () => {
    const { nos, ...r } = await room()
    const [a, b, c] = nos
    for (const no of nos) await r.vote(no, 1)
    await r.vote(c, 2)
    await r.decide({ act: 'merge', nos: [c], into: b })
    expect((await r.shown(c))?.mergedInto?.no).toBe(b)
    await r.decide({ act: 'merge', nos: [b], into: a })
    expect((await r.shown(a))?.votes).toBe(2)
    expect((await r.shown(c))?.mergedInto?.no).toBe(a)
    expect(refusal(await r.room.vote(c, 3, true, r.now())).facts).toEqual({ mergedInto: a })
    const { questions } = (await r.room.page({ order: 'hot', page: 1, size: 20 }, 2)) ?? {}
    expect(questions?.map((one) => one.no)).toEqual([a])
    expect((await r.room.page({ order: 'hot', page: 1, size: 20 }, 2))?.mine).toEqual([a])

    await r.decide({ act: 'unmerge', nos: [b] })
    expect([(await r.shown(a))?.votes, (await r.shown(b))?.votes]).toEqual([1, 2])
    expect((await r.shown(c))?.mergedInto?.no).toBe(b)
  })

  test('whoever watches is told where a member of a group leads when its group joins another', async () => {
    const { nos, ...r } = await room()
    const [a, b, c] = nos
    await r.decide({ act: 'merge', nos: [c], into: b })
    const watcher = await r.socket()
    const held = stateOf(await r.snapshot())
    await r.decide({ act: 'merge', nos: [b], into: a })
    const next = applyDelta(held, await newsSince(watcher, held))
    if (next === 'gap') throw new Error('nothing was missed')
    expect(next.state.questions.get(c)?.mergedInto?.no).toBe(a)
    expect(next.state.questions).toEqual(stateOf(await r.snapshot()).questions)
    watcher.leave()
  })

  test('a member that its asker withdraws leaves the group around it right', async () => {
    const { nos, ...r } = await room()
    const [a, b, c] = nos
    await r.vote(c, 1)
    await r.vote(b, 2)
    await r.decide({ act: 'merge', nos: [c], into: b })
    await r.decide({ act: 'merge', nos: [b], into: a })
    const watcher = await r.socket()
    const held = stateOf(await r.snapshot())
    expect(held.questions.get(a)?.votes).toBe(2)
    heard(await r.room.withdraw({ receiptHash: `hash-q${r.slug.slice(2)}3` }, r.now()))
    const next = applyDelta(held, await newsSince(watcher, held))
    if (next === 'gap') throw new Error('nothing was missed')
    expect([a, b].map((no) => next.state.questions.get(no)?.votes)).toEqual([1, 1])
    expect(next.state.questions.get(b)).not.toHaveProperty('merged')
    watcher.leave()
  })

  test('a pending question can go into a listed one at once: accepted, and its words are public there', async () => {
    const r = await openRoom({ state: 'live', liveAt: 1 })
    const head = await r.listed(water)
    const pending = await r.ask(yellow)
    await r.decide({ act: 'merge', nos: [pending], into: head })
    expect(await r.shown(pending)).toMatchObject({ state: 'merged', text: yellow })
    expect((await r.snapshot()).balance.total).toMatchObject({ accepted: 2, merged: 1, pending: 0 })
    const [own] = await r.room.own('asker-1')
    expect(own).toMatchObject({ state: 'merged', mergedInto: { no: head } })
  })

  // ASVS 2.3.3
  test('a burst of alike questions is merged in one decision, or not at all', async () => {
    const r = await openRoom({ state: 'live', liveAt: 1 })
    const head = await r.listed(water)
    const nos: number[] = []
    for (let n = 0; n < 12; n += 1) nos.push(await r.ask(`第${n}栋的水也发黄，几时修？`))
    const before = await r.snapshot()
    expect(refusal(await r.tryTo({ act: 'merge', nos: [...nos, 99], into: head })).code).toBe(
      'NOT_FOUND',
    )
    expect((await r.snapshot()).seq).toBe(before.seq)
    await r.decide({ act: 'merge', nos, into: head })
    expect((await r.shown(head))?.merged).toEqual(nos)
  })

  test('is refused into itself, into its own member, into what is not there for it', async () => {
    const { nos, ...r } = await room()
    const [a, b, c] = nos
    const into = async (no: number, head: number) =>
      refusal(await r.tryTo({ act: 'merge', nos: [no], into: head })).code
    expect(await into(a, a)).toBe('INVALID')
    await r.decide({ act: 'merge', nos: [b], into: a })
    expect(await into(a, b)).toBe('NOT_POSSIBLE')
    expect(await into(c, b)).toBe('NOT_POSSIBLE')
    expect(await into(c, 99)).toBe('NOT_FOUND')
    expect(await into(99, a)).toBe('NOT_FOUND')
    const pending = await r.ask('广场的路灯为什么一直不亮？')
    expect(await into(c, pending)).toBe('NOT_POSSIBLE')
    await r.decide(answering(c, { mode: 'written' }))
    expect(await into(c, a)).toBe('NOT_POSSIBLE')
  })

  test('un-merging what is not merged is refused', async () => {
    const { nos, ...r } = await room()
    const told = refusal(await r.tryTo({ act: 'unmerge', nos: [nos[0]] }))
    expect(told).toEqual({ code: 'NOT_POSSIBLE', facts: { open: [nos[0]] } })
  })

  test('two moderators merging the same question: the second is told where it went and by whom', async () => {
    const { nos, ...r } = await room()
    const [a, b, c] = nos
    const seen = { [b]: (await r.onDesk(b)).version }
    const at = r.now()
    await r.decide({ act: 'merge', nos: [b], into: a, seen }, lin)
    r.later(500)
    expect(refusal(await r.tryTo({ act: 'merge', nos: [b], into: c, seen }, chen))).toEqual({
      code: 'CONFLICT',
      facts: { by: lin.name, action: 'merge', at, open: [b] },
    })
  })

  test('a head taken down lets its members go, with their own votes', async () => {
    const { nos, ...r } = await room()
    const [a, b] = nos
    await r.vote(a, 1)
    await r.vote(b, 2)
    await r.decide({ act: 'merge', nos: [b], into: a })
    await r.decide({ act: 'take_down', no: a, reason: 'personal_data' })
    expect(await r.shown(b)).toMatchObject({ state: 'listed', votes: 1 })
    expect(await r.shown(a)).toMatchObject({ state: 'taken_down', text: '' })
  })

  test('merging taken back within ten seconds is as if it had not been', async () => {
    const { nos, ...r } = await room()
    const [a, b] = nos
    await r.vote(a, 1)
    await r.vote(b, 2)
    const before = await r.snapshot()
    const { event } = await r.decide({ act: 'merge', nos: [b], into: a })
    r.later(9_000)
    await r.decide({ act: 'undo', event })
    const after = await r.snapshot()
    expect(after.questions).toEqual(before.questions)
    expect(after.balance).toEqual(before.balance)
  })
})
