import { describe, expect, test } from 'vitest'
import { UNDO_MS } from '../../worker/contract/limits'
import { heard } from '../../worker/contract/refusals'
import type { Actor, Decision } from '../../worker/contract/room'
import type { QuestionState } from '../../worker/contract/states'
import { questionAfter } from '../../worker/domain/machine'
import {
  answering,
  chen,
  lin,
  liveRoom,
  MONDAY,
  openRoom,
  refusal,
  type TestRoom,
} from './room-kit'

/** What moderators decide: that it works, that it is refused, and what the second of two is told. */

const lamp = '广场的路灯为什么一直不亮？'
const bus = '二十三路公交末班车能否延后？'

describe('reviewing', () => {
  test('an approved question is public, with the moment it was accepted', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp)
    const at = room.later(60_000)
    await room.decide({ act: 'approve', nos: [no] })
    expect(await room.shown(no)).toMatchObject({ state: 'listed', text: lamp, listedAt: at })
  })

  test('a rejected one is never public; its asker reads the reason and the note', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp, 'wang')
    await room.decide({ act: 'reject', nos: [no], reason: 'off_topic', note: '请拨打路灯热线。' })
    expect(await room.shown(no)).toBeUndefined()
    expect((await room.snapshot()).balance.total).toMatchObject({
      received: 1,
      accepted: 0,
      rejected: 1,
    })
    expect((await room.room.own('wang'))[0]).toMatchObject({
      state: 'rejected',
      reason: 'off_topic',
      reasonNote: '请拨打路灯热线。',
    })
  })

  test('an appeal brings a rejected question back to review, and the revision says why', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp, 'wang')
    await room.decide({ act: 'reject', nos: [no], reason: 'off_topic' }, lin)
    await room.decide({ act: 'reopen', no, why: '申诉成立：属于本期主题' }, chen)
    expect(await room.onDesk(no)).toMatchObject({ state: 'submitted' })
    expect(await room.onDesk(no)).not.toHaveProperty('reason')
    await room.decide({ act: 'approve', nos: [no] }, chen)
    expect(await room.shown(no)).toMatchObject({ state: 'listed' })
  })

  // ASVS 2.3.3
  test('many at once are approved whole or not at all', async () => {
    const room = await openRoom()
    const nos = [await room.ask(lamp), await room.ask(bus)]
    await room.decide({ act: 'reject', nos: nos.slice(1), reason: 'unclear' })
    const before = (await room.snapshot()).seq
    expect(refusal(await room.tryTo({ act: 'approve', nos })).code).toBe('NOT_POSSIBLE')
    expect((await room.snapshot()).seq).toBe(before)
    expect(await room.shown(nos[0] ?? 0)).toBeUndefined()
  })
})

describe('pointing a question to its lawful route', () => {
  // ASVS 2.3.1
  test('takes a second person; the first one alone cannot do it', async () => {
    const room = await openRoom()
    const no = await room.ask('我要举报某某单位拖欠工资', 'wang')
    const redirect = { act: 'redirect', no, route: 'labour_arbitration' } as const
    await room.decide(redirect, lin)
    expect(await room.onDesk(no)).toMatchObject({ state: 'submitted', redirectBy: lin.id })
    expect((await room.room.own('wang'))[0]).not.toHaveProperty('reason')
    expect(refusal(await room.tryTo(redirect, lin)).code).toBe('SECOND_PERSON')
    await room.decide(redirect, chen)
    expect(await room.onDesk(no)).toMatchObject({ state: 'redirected', reason: redirect.route })
    expect((await room.room.own('wang'))[0]).toMatchObject({ reason: redirect.route })
    expect((await room.snapshot()).balance.total).toMatchObject({ redirected: 1, accepted: 0 })
    // Never public before review: nothing of it shows, not even that it was there.
    expect(await room.shown(no)).toBeUndefined()
  })

  test('another route named by the second person is a new proposal, not a consent', async () => {
    const room = await openRoom()
    const no = await room.listed(lamp)
    await room.decide({ act: 'redirect', no, route: 'petition' }, lin)
    await room.decide({ act: 'redirect', no, route: 'lawsuit' }, chen)
    expect(await room.shown(no)).toMatchObject({ state: 'listed' })
    await room.decide({ act: 'redirect', no, route: 'lawsuit' }, lin)
    expect(await room.shown(no)).toMatchObject({ state: 'redirected', text: '', reason: 'lawsuit' })
    expect((await room.snapshot()).balance.total).toMatchObject({ redirectedLater: 1, accepted: 1 })
  })
})

describe('the run-down and the stage', () => {
  test('the host arranges the run-down by hand, apart from the votes', async () => {
    const room = await liveRoom(
      '第一个问题在这里',
      '第二个问题在这里',
      '第三个问题在这里',
      '第四个问题在这里',
    )
    await room.vote(4, 1)
    expect((await room.snapshot()).next).toEqual([4, 1, 2])
    await room.decide({ act: 'place', no: 3, before: 'end' })
    await room.decide({ act: 'place', no: 2, before: 3 })
    await room.decide({ act: 'place', no: 1, before: 3 })
    expect((await room.snapshot()).next).toEqual([2, 1, 3])
    expect(await room.shown(2)).toMatchObject({ arranged: true })
    await room.decide({ act: 'place', no: 2, before: null })
    expect((await room.snapshot()).next).toEqual([1, 3, 4])
    expect(refusal(await room.tryTo({ act: 'place', no: 1, before: 4 })).facts.field).toBe('before')
    await room.decide({ act: 'hand_off', nos: [4], units: ['unit-water'] })
    expect(refusal(await room.tryTo({ act: 'place', no: 4, before: 'end' })).code).toBe(
      'NOT_POSSIBLE',
    )
  })

  test('one question is on stage, who answers is named, and it can go back to the list', async () => {
    const room = await liveRoom(lamp, bus)
    const since = room.later(60_000)
    await room.decide({ act: 'stage', no: 1 })
    expect((await room.snapshot()).stage).toEqual({ no: 1, since })
    room.later(10_000)
    await room.decide({ act: 'stage', no: 1, speaker: '吴经理', office: '总经理' })
    expect((await room.snapshot()).stage).toEqual({
      no: 1,
      since,
      speaker: '吴经理',
      office: '总经理',
    })
    expect(refusal(await room.tryTo({ act: 'stage', no: 2 }))).toEqual({
      code: 'NOT_POSSIBLE',
      facts: { open: [1] },
    })
    await room.decide({ act: 'unstage', no: 1 })
    const all = await room.snapshot()
    expect(all.stage).toBeNull()
    expect(await room.shown(1)).toMatchObject({ state: 'listed', stagedAt: since })
  })

  test('nothing goes on stage before the stream, in a pause, or after it', async () => {
    const room = await openRoom()
    const no = await room.listed(lamp)
    const code = async () => refusal(await room.tryTo({ act: 'stage', no })).code
    expect(await code()).toBe('SESSION_MOVE')
    await room.decide({ act: 'move', to: 'live' })
    await room.decide({ act: 'move', to: 'paused' })
    expect(await code()).toBe('SESSION_MOVE')
  })
})

describe('answers', () => {
  test('a live answer ends the stage; answered and solved are two facts', async () => {
    const room = await liveRoom(lamp)
    await room.decide({ act: 'stage', no: 1 })
    const at = room.later(90_000)
    await room.decide(answering(1, { solved: 'no', followUp: ['unit-traffic'] }))
    const shown = await room.shown(1)
    expect(shown).toMatchObject({ state: 'answered', settledAt: at })
    expect(shown?.answers).toMatchObject([{ mode: 'live', solved: 'no', at, speaker: '吴经理' }])
    expect(shown?.cases).toMatchObject([
      { kind: 'follow_up', unit: '县交通运输局', state: 'assigned' },
    ])
    const all = await room.snapshot()
    expect(all.stage).toBeNull()
    expect(all.balance.total).toMatchObject({ answeredLive: 1, followedUp: 1, handedOff: 0 })
    expect(all.cases).toMatchObject({ total: 1, overdue: 0 })
  })

  test('nobody answered live before there was a stream', async () => {
    const room = await openRoom()
    const no = await room.listed(lamp)
    expect(refusal(await room.tryTo(answering(no))).code).toBe('SESSION_MOVE')
    await room.decide(answering(no, { mode: 'written' }))
    expect((await room.snapshot()).balance.total).toMatchObject({ answeredWritten: 1 })
  })

  test('a deputy may add an answer; the first one stays the disposition, also after a sleep', async () => {
    const room = await liveRoom(lamp)
    await room.decide(answering(1))
    room.later(1_000)
    await room.decide(
      answering(1, { mode: 'written', speaker: '郑副局长', text: '补充：下周公布。' }),
    )
    const first = (await room.shown(1))?.answers[0]?.id ?? ''
    room.later(1_000)
    await room.decide({
      act: 'correct_answer',
      no: 1,
      answer: first,
      text: '下周内检修。',
      why: '口误',
    })
    await room.wake()
    const all = await room.snapshot()
    expect(all.questions[0]?.answers.map((one) => one.text)).toEqual([
      '下周内检修。',
      '补充：下周公布。',
    ])
    expect(all.balance.total).toMatchObject({ answeredLive: 1, answeredWritten: 0 })
  })

  test('an answer is corrected in the open, and what was said first stays sealed in a revision', async () => {
    const room = await liveRoom(lamp)
    await room.decide(answering(1))
    const id = (await room.shown(1))?.answers[0]?.id ?? ''
    const at = room.later(60_000)
    const correct = {
      act: 'correct_answer',
      no: 1,
      answer: id,
      text: '下周内检修。',
      why: '口误',
    } as const
    await room.decide(correct)
    expect((await room.shown(1))?.answers[0]).toMatchObject({
      text: '下周内检修。',
      revised: { at, why: '口误' },
    })
    expect(await room.rows('revisions')).toMatchObject([
      {
        entity: 'answer',
        entityId: id,
        before: '本周内派人上门检修。',
        after: '下周内检修。',
        by: lin.id,
      },
    ])
    const wrong = await room.tryTo({ ...correct, answer: 'no-such-answer' })
    expect(refusal(wrong)).toMatchObject({ code: 'NOT_FOUND', facts: { field: 'answer' } })
  })

  test('reopening keeps the answer on record, no longer shown, and leaves a revision', async () => {
    const room = await liveRoom(lamp)
    await room.decide(answering(1, { followUp: ['unit-water'] }))
    await room.decide({ act: 'reopen', no: 1, why: '答复与问题不符' })
    expect(await room.shown(1)).toMatchObject({ state: 'listed', answers: [], cases: [] })
    expect(await room.rows('answers')).toMatchObject([{ withdrawn: 1 }])
    expect(await room.rows('cases')).toMatchObject([{ state: 'void' }])
    expect(await room.rows('revisions')).toMatchObject([
      { entity: 'question', why: '答复与问题不符' },
    ])
    await room.decide(answering(1, { mode: 'written' }))
    expect((await room.snapshot()).balance.total).toMatchObject({
      answeredWritten: 1,
      followedUp: 0,
    })
  })
})

describe('handing off', () => {
  test('opens a case for each department, with the date due and how it was computed', async () => {
    const room = await liveRoom(lamp)
    room.later(MONDAY - room.now())
    await room.decide({
      act: 'hand_off',
      nos: [1],
      units: ['unit-water', 'unit-traffic'],
      note: '请现场查看',
    })
    const shown = await room.shown(1)
    expect(shown?.state).toBe('handed_off')
    // Monday 2026-11-23: five working days, and seven where the department's own rule says so.
    const shanghaiMidnight = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
    const due = Object.fromEntries(shown?.cases.map((one) => [one.unit, one.dueAt]) ?? [])
    expect(due).toEqual({
      县供水公司: shanghaiMidnight('2026-12-01'),
      县交通运输局: shanghaiMidnight('2026-12-03'),
    })
    const rows = await room.rows('cases')
    for (const row of rows) expect(JSON.parse(String(row['dueSums']))).toHaveProperty('steps')
    expect(JSON.stringify(await room.snapshot())).not.toContain('请现场查看')
  })

  test('to the same department twice is one hand-off; to another one it is a second case', async () => {
    const room = await liveRoom(lamp)
    const to = (unit: string): Decision => ({ act: 'hand_off', nos: [1], units: [unit] })
    await room.decide(to('unit-water'))
    await room.decide(to('unit-water'))
    expect((await room.shown(1))?.cases).toHaveLength(1)
    await room.decide(to('unit-traffic'))
    expect((await room.shown(1))?.cases).toHaveLength(2)
    expect((await room.snapshot()).balance.total).toMatchObject({ handedOff: 1 })
  })

  test('an answered question handed off is followed up; its answer stays the disposition', async () => {
    const room = await liveRoom(lamp)
    await room.decide(answering(1))
    await room.decide({ act: 'hand_off', nos: [1], units: ['unit-water'] })
    expect((await room.shown(1))?.cases[0]?.kind).toBe('follow_up')
    expect((await room.snapshot()).balance.total).toMatchObject({ answeredLive: 1, followedUp: 1 })
  })

  test('to nobody, or to a department nobody knows, is refused', async () => {
    const room = await liveRoom(lamp)
    for (const units of [[], ['unit-nowhere']]) {
      const told = refusal(await room.tryTo({ act: 'hand_off', nos: [1], units }))
      expect(told).toEqual({ code: 'INVALID', facts: { field: 'units' } })
    }
    expect(await room.shown(1)).toMatchObject({ state: 'listed', cases: [] })
  })
})

describe('words', () => {
  test('a masked question shows 已编辑; what was written stays sealed', async () => {
    const room = await openRoom()
    const no = await room.listed('我叫李某某住东街三号，井盖坏了')
    const text = '我住东街，井盖坏了谁来修？'
    await room.decide({ act: 'edit', no, text, why: 'mask' })
    expect(await room.shown(no)).toMatchObject({ text, edited: true })
    expect(JSON.stringify(await room.snapshot())).not.toContain('李某某')
    const [revision] = await room.rows('revisions')
    expect(revision).toMatchObject({ why: 'mask', by: lin.id })
    expect(String(revision?.['before'])).toContain('李某某')
  })

  test('two moderators at one text: the second is told, so that the mask is not undone by a typo', async () => {
    const room = await openRoom()
    const no = await room.listed('我叫李某某住东街三号，井盖坏了')
    const seen = { [no]: (await room.onDesk(no)).version }
    await room.decide(
      { act: 'edit', no, text: '我住东街，井盖坏了谁来修？', why: 'mask', seen },
      lin,
    )
    const told = await room.tryTo(
      { act: 'edit', no, text: '我叫李某某住东街三号，井盖坏了！', why: 'typo', seen },
      chen,
    )
    expect(refusal(told)).toMatchObject({
      code: 'CONFLICT',
      facts: { by: lin.name, action: 'edit' },
    })
  })

  test('details that should not be there are cleared; left out, they stay as they are', async () => {
    const room = await openRoom()
    const { no } = heard(await room.tryToAsk(lamp, { details: '我家住东街 3 号' }))
    await room.decide({ act: 'approve', nos: [no] })
    await room.decide({ act: 'edit', no, text: '广场的路灯为何不亮？', why: 'typo' })
    expect(await room.shown(no)).toMatchObject({ details: '我家住东街 3 号' })
    await room.decide({ act: 'edit', no, text: lamp, details: null, why: 'mask' })
    const shown = await room.shown(no)
    expect([shown?.text, shown?.details, shown?.edited]).toEqual([lamp, undefined, true])
    expect((await room.onDesk(no)).details).toBeUndefined()
    // What stood there stays sealed in the revision.
    const [, cleared] = await room.rows('revisions')
    expect(JSON.parse(String(cleared?.['before']))).toMatchObject({ details: '我家住东街 3 号' })
    expect(JSON.parse(String(cleared?.['after']))).toMatchObject({ details: null })
  })

  test('nobody edits what its asker withdrew, or what was taken down', async () => {
    const room = await openRoom()
    const no = await room.listed(lamp)
    await room.decide({ act: 'take_down', no, reason: 'mistake' })
    expect(refusal(await room.tryTo({ act: 'edit', no, text: bus, why: 'typo' })).code).toBe(
      'NOT_POSSIBLE',
    )
  })

  test('a note is for the desk alone, and stands in nobody’s way', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp)
    const seen = { [no]: (await room.onDesk(no)).version }
    await room.decide({ act: 'note', no, note: '问过路灯所' }, chen)
    expect(await room.onDesk(no)).toMatchObject({ note: '问过路灯所' })
    await room.decide({ act: 'approve', nos: [no], seen }, lin)
    expect(JSON.stringify(await room.snapshot())).not.toContain('问过路灯所')
    await room.decide({ act: 'note', no, note: '' })
    expect(await room.onDesk(no)).not.toHaveProperty('note')
  })
})

describe('taking down', () => {
  test('leaves every page at once; a dated stub with its reason stays', async () => {
    const room = await liveRoom(lamp)
    const watcher = await room.socket()
    const screen = await room.socket({ 'x-kind': 'screen' })
    await room.decide({ act: 'stage', no: 1 })
    await watcher.hear((frame) => frame.t === 'delta' && frame['stage'] !== undefined)
    const from = watcher.heard.length
    const at = room.later(1_000)
    await room.decide({ act: 'take_down', no: 1, reason: 'personal_data' })
    // The very next frame of everybody says so.
    for (const [socket, first] of [
      [watcher, from],
      [screen, from],
    ] as const) {
      const frame = await socket.hear('delta', first)
      expect(frame).toMatchObject({
        stage: null,
        q: [{ no: 1, state: 'taken_down', text: '', reason: 'personal_data', settledAt: at }],
      })
    }
    expect(JSON.stringify(await room.snapshot())).not.toContain(lamp)
    expect((await room.room.page({ order: 'hot', page: 1, size: 20 }, null))?.questions).toEqual([])
    watcher.leave()
    screen.leave()
  })

  test('put back, its answers do not stand again by themselves', async () => {
    const room = await liveRoom(lamp)
    await room.decide(answering(1))
    await room.decide({ act: 'take_down', no: 1, reason: 'mistake' })
    expect((await room.snapshot()).balance.total).toMatchObject({ takenDown: 1, answeredLive: 0 })
    await room.decide({ act: 'reopen', no: 1, why: '撤下有误' })
    expect(await room.shown(1)).toMatchObject({ state: 'listed', text: lamp, answers: [] })
  })

  test('a pending question cannot be taken down: nobody sees it', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp)
    const told = refusal(await room.tryTo({ act: 'take_down', no, reason: 'mistake' }))
    expect(told.code).toBe('NOT_POSSIBLE')
  })
})

describe('comments and questions to the public', () => {
  test('a comment waits for review, is listed, and stays out of the balance', async () => {
    const room = await openRoom()
    const { no } = heard(await room.tryToComment('支持延长末班车。', { asker: 'wang' }))
    expect((await room.snapshot()).comments).toEqual([])
    await room.decide({ act: 'approve_comment', nos: [no] })
    const all = await room.snapshot()
    expect(all.comments).toMatchObject([{ no, text: '支持延长末班车。', state: 'listed' }])
    expect(all.balance.total.received).toBe(0)
  })

  test('a rejected comment is read by its author alone', async () => {
    const room = await openRoom()
    const { no } = heard(await room.tryToComment('加我微信领券', { asker: 'wang' }))
    await room.decide({ act: 'reject_comment', nos: [no], reason: 'advertising', note: '广告' })
    expect((await room.snapshot()).comments).toEqual([])
    expect((await room.room.own('wang'))[0]).toMatchObject({
      state: 'rejected',
      reason: 'advertising',
    })
  })

  test('a listed comment can be taken down; its stub stays', async () => {
    const room = await openRoom()
    const { no } = heard(await room.tryToComment('张三电话一三八……'))
    await room.decide({ act: 'approve_comment', nos: [no] })
    await room.decide({ act: 'take_down_comment', no, reason: 'personal_data' })
    expect((await room.snapshot()).comments).toMatchObject([{ no, text: '', state: 'taken_down' }])
    const again = await room.tryTo({ act: 'take_down_comment', no, reason: 'personal_data' })
    expect(refusal(again).code).toBe('NOT_POSSIBLE')
  })

  test('a comment that asks for an answer becomes a question, and its receipt leads there', async () => {
    const room = await openRoom()
    const { no } = heard(
      await room.tryToComment('末班车到底能不能延后？', {
        asker: 'wang',
        receiptHash: 'code-of-wang',
      }),
    )
    await room.decide({ act: 'approve_comment', nos: [no] })
    const { nos } = await room.decide({ act: 'promote_comment', no })
    const question = nos[0] ?? 0
    expect(await room.shown(question)).toMatchObject({
      state: 'listed',
      text: '末班车到底能不能延后？',
    })
    expect((await room.snapshot()).comments).toEqual([])
    for (const look of ['before', 'after a sleep']) {
      const own = await room.room.byReceipt('code-of-wang')
      expect([look, own]).toMatchObject([look, { kind: 'question', no: question, state: 'listed' }])
      expect(await room.room.own('wang')).toHaveLength(1)
      await room.wake()
    }
    expect((await room.snapshot()).balance.total).toMatchObject({ received: 1, open: 1 })
    expect(refusal(await room.tryTo({ act: 'promote_comment', no })).code).toBe('NOT_POSSIBLE')
  })

  test('the second of two moderators at one comment is told who was first', async () => {
    const room = await openRoom()
    const { no } = heard(await room.tryToComment('支持延长末班车。'))
    const at = room.now()
    await room.decide({ act: 'approve_comment', nos: [no] }, lin)
    room.later(1_000)
    const reject: Decision = { act: 'reject_comment', nos: [no], reason: 'off_topic' }
    expect(refusal(await room.tryTo(reject, chen))).toEqual({
      code: 'CONFLICT',
      facts: { by: lin.name, action: 'approve_comment', at, open: [no] },
    })
  })

  test('a comment decision is not undone under somebody who built on it', async () => {
    const room = await openRoom()
    const { no } = heard(await room.tryToComment('末班车到底能不能延后？'))
    const { event } = await room.decide({ act: 'approve_comment', nos: [no] }, lin)
    await room.decide({ act: 'promote_comment', no }, chen)
    expect(refusal(await room.tryTo({ act: 'undo', event }, lin))).toMatchObject({
      code: 'CONFLICT',
      facts: { by: chen.name, action: 'promote_comment' },
    })
  })

  test('the host asks back, comments gather under it, and a summary closes it', async () => {
    const room = await liveRoom()
    await room.decide({ act: 'ask_back', text: '大家最希望末班车几点？' })
    const { no } = heard(await room.tryToComment('十点半。', { prompt: 1 }))
    expect(refusal(await room.tryToComment('十点半。', { prompt: 9 })).code).toBe('NOT_FOUND')
    await room.decide({ act: 'approve_comment', nos: [no] })
    expect((await room.snapshot()).prompts).toMatchObject([{ no: 1, open: true, comments: 1 }])

    const watcher = await room.socket()
    await room.decide({ act: 'promote_comment', no })
    expect((await watcher.hear('delta'))['prompts']).toMatchObject([{ no: 1, comments: 0 }])
    watcher.leave()

    await room.decide({ act: 'sum_up_prompt', no: 1, summary: '多数人希望十点半。' })
    expect((await room.snapshot()).prompts).toMatchObject([
      { open: false, summary: '多数人希望十点半。' },
    ])
    const unknown = await room.tryTo({ act: 'sum_up_prompt', no: 9, summary: '没有这一条。' })
    expect(refusal(unknown).code).toBe('NOT_FOUND')
  })

  test('a deputy joins those who answer, once', async () => {
    const room = await liveRoom()
    const guest = { id: 'g1', name: '郑某', office: '副局长', unit: '县交通运输局' }
    await room.decide({ act: 'add_guest', guest })
    await room.decide({ act: 'add_guest', guest: { ...guest, office: '局长' } })
    expect((await room.snapshot()).session.guests).toEqual([{ ...guest, office: '局长' }])
  })
})

describe('two moderators', () => {
  const alone: [string, (no: number) => Decision][] = [
    ['approve', (no) => ({ act: 'approve', nos: [no] })],
    ['reject', (no) => ({ act: 'reject', nos: [no], reason: 'unclear' })],
  ]
  test.each(alone)(
    'the second one to review, with %s, is told who did what and when',
    async (_, second) => {
      const room = await openRoom()
      const no = await room.ask(lamp)
      const seen = { [no]: (await room.onDesk(no)).version }
      const at = room.later(3_000)
      await room.decide({ act: 'approve', nos: [no], seen }, lin)
      room.later(1_000)
      const told = refusal(await room.tryTo({ ...second(no), seen } as Decision, chen))
      expect(told).toEqual({
        code: 'CONFLICT',
        facts: { by: lin.name, action: 'approve', at, open: [no] },
      })
    },
  )

  test('what was decided since one looked is told even where the decision would still be possible', async () => {
    const room = await liveRoom(lamp)
    const seen = { 1: (await room.onDesk(1)).version }
    await room.decide({ act: 'edit', no: 1, text: '广场的路灯几时能亮？', why: 'typo' }, lin)
    const told = refusal(await room.tryTo({ act: 'stage', no: 1, seen }, chen))
    expect(told).toMatchObject({ code: 'CONFLICT', facts: { by: lin.name, action: 'edit' } })
    // Having looked again, chen may.
    await room.decide({ act: 'stage', no: 1, seen: { 1: (await room.onDesk(1)).version } }, chen)
  })

  test('votes between the look and the decision stand in nobody’s way', async () => {
    const room = await liveRoom(lamp)
    const seen = { 1: (await room.onDesk(1)).version }
    await room.vote(1, 1)
    expect(await room.tryTo({ act: 'stage', no: 1, seen }, chen)).toMatchObject({ ok: true })
  })

  test('the stage taken by one is told to the other', async () => {
    const room = await liveRoom(lamp)
    await room.decide({ act: 'stage', no: 1 }, lin)
    await room.decide(answering(1), lin)
    expect(refusal(await room.tryTo({ act: 'unstage', no: 1 }, chen))).toMatchObject({
      code: 'CONFLICT',
      facts: { by: lin.name, action: 'answer' },
    })
    expect(refusal(await room.tryTo({ act: 'unstage', no: 1 }, lin)).code).toBe('NOT_POSSIBLE')
  })
})

describe('undo', () => {
  const reversible: [string, Decision][] = [
    ['approve', { act: 'approve', nos: [2] }],
    ['reject', { act: 'reject', nos: [2], reason: 'unclear', note: '看不懂' }],
    ['redirect', { act: 'redirect', no: 1, route: 'petition' }],
    ['place', { act: 'place', no: 1, before: 'end' }],
    ['stage', { act: 'stage', no: 1, speaker: '吴经理' }],
    ['answer', answering(1, { followUp: ['unit-water'] })],
    ['hand_off', { act: 'hand_off', nos: [1], units: ['unit-water', 'unit-traffic'] }],
    ['take_down', { act: 'take_down', no: 1, reason: 'mistake' }],
    ['merge', { act: 'merge', nos: [2], into: 1 }],
    ['approve_comment', { act: 'approve_comment', nos: [1] }],
    ['reject_comment', { act: 'reject_comment', nos: [1], reason: 'abusive' }],
  ]
  test.each(reversible)(
    '%s is taken back within ten seconds as if it had not been',
    async (_, decision) => {
      const room = await liveRoom(lamp)
      await room.ask(bus)
      heard(await room.tryToComment('支持延长末班车。'))
      await room.vote(1, 1)
      const before = await comparable(room)
      const { event } = await room.decide(decision)
      expect(await comparable(room)).not.toEqual(before)
      room.later(UNDO_MS)
      await room.decide({ act: 'undo', event })
      expect(await comparable(room)).toEqual(before)
      expect(refusal(await room.tryTo({ act: 'undo', event })).code).toBe('NOT_FOUND')
    },
  )

  /** Everything of the desk but numbers of changes and the audit. */
  async function comparable(room: TestRoom) {
    const { questions, comments, snapshot } = await room.desk()
    const { balance, cases, stage, session } = snapshot
    return {
      questions: questions.map((one) => {
        const { version: _, events: __, ...rest } = one
        return rest
      }),
      comments,
      balance,
      cases,
      stage,
      session,
    }
  }

  test('after ten seconds it is too late', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp)
    const { event } = await room.decide({ act: 'approve', nos: [no] })
    room.later(UNDO_MS + 1)
    expect(refusal(await room.tryTo({ act: 'undo', event })).code).toBe('UNDO_TOO_LATE')
    expect(await room.shown(no)).toMatchObject({ state: 'listed' })
  })

  test('belongs to whoever decided; an unknown event is not found', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp)
    const { event } = await room.decide({ act: 'approve', nos: [no] }, lin)
    expect(refusal(await room.tryTo({ act: 'undo', event }, chen)).code).toBe('NOT_ALLOWED')
    expect(refusal(await room.tryTo({ act: 'undo', event: 99 }, lin)).code).toBe('NOT_FOUND')
  })

  const forGood: [string, Decision][] = [
    ['edit', { act: 'edit', no: 1, text: '广场的路灯几时能亮？', why: 'typo' }],
    ['ask_back', { act: 'ask_back', text: '大家最希望末班车几点？' }],
    ['move', { act: 'move', to: 'paused' }],
  ]
  test.each(forGood)('%s cannot be undone', async (_, decision) => {
    const room = await liveRoom(lamp)
    const { event } = await room.decide(decision)
    expect(refusal(await room.tryTo({ act: 'undo', event })).code).toBe('NOT_POSSIBLE')
  })

  const builtOn: [string, Decision, Decision, Actor][] = [
    ['staged', { act: 'approve', nos: [2] }, { act: 'stage', no: 2 }, chen],
    [
      'merged something into it',
      { act: 'approve', nos: [2] },
      { act: 'merge', nos: [1], into: 2 },
      chen,
    ],
    ['handed it off', answering(1), { act: 'hand_off', nos: [1], units: ['unit-water'] }, chen],
  ]
  test.each(builtOn)('is refused when somebody has %s since', async (_, first, then, by) => {
    const room = await liveRoom(lamp)
    await room.ask(bus)
    const { event } = await room.decide(first, lin)
    const at = room.later(1_000)
    await room.decide(then, by)
    const before = (await room.snapshot()).seq
    expect(refusal(await room.tryTo({ act: 'undo', event }, lin))).toMatchObject({
      code: 'CONFLICT',
      facts: { by: by.name, action: then.act, at },
    })
    expect((await room.snapshot()).seq).toBe(before)
  })

  test('is refused when the asker has withdrawn it since', async () => {
    const room = await openRoom()
    const no = await room.ask(lamp)
    const { event } = await room.decide({ act: 'approve', nos: [no] })
    heard(await room.room.withdraw({ receiptHash: `hash-q${room.slug.slice(2)}1` }, room.now()))
    expect(refusal(await room.tryTo({ act: 'undo', event }))).toMatchObject({
      code: 'CONFLICT',
      facts: { action: 'withdraw' },
    })
  })

  test('never brings a second question on stage', async () => {
    const room = await liveRoom(lamp, bus)
    await room.decide({ act: 'stage', no: 1 }, lin)
    const { event } = await room.decide(answering(1), lin)
    await room.decide({ act: 'stage', no: 2 }, chen)
    expect(refusal(await room.tryTo({ act: 'undo', event }, lin))).toMatchObject({
      code: 'CONFLICT',
      facts: { by: chen.name, action: 'stage', open: [2] },
    })
    const all = await room.snapshot()
    expect(all.stage?.no).toBe(2)
    expect(all.questions.filter((one) => one.state === 'on_stage').map((one) => one.no)).toEqual([
      2,
    ])
  })
})

describe('at the wrong moment', () => {
  /** How a question gets into each state, from a listed number 1 and a pending number 2. */
  const ways: Record<QuestionState, Decision[]> = {
    submitted: [],
    listed: [{ act: 'approve', nos: [2] }],
    on_stage: [
      { act: 'approve', nos: [2] },
      { act: 'stage', no: 2 },
    ],
    answered: [{ act: 'approve', nos: [2] }, answering(2)],
    handed_off: [
      { act: 'approve', nos: [2] },
      { act: 'hand_off', nos: [2], units: ['unit-water'] },
    ],
    merged: [{ act: 'merge', nos: [2], into: 1 }],
    taken_down: [
      { act: 'approve', nos: [2] },
      { act: 'take_down', no: 2, reason: 'mistake' },
    ],
    rejected: [{ act: 'reject', nos: [2], reason: 'unclear' }],
    redirected: [],
    withdrawn: [],
  }
  const decisions = {
    approve: { act: 'approve', nos: [2] },
    reject: { act: 'reject', nos: [2], reason: 'unclear' },
    redirect: { act: 'redirect', no: 2, route: 'petition' },
    stage: { act: 'stage', no: 2 },
    unstage: { act: 'unstage', no: 2 },
    answer: answering(2),
    hand_off: { act: 'hand_off', nos: [2], units: ['unit-traffic'] },
    merge: { act: 'merge', nos: [2], into: 1 },
    unmerge: { act: 'unmerge', nos: [2] },
    take_down: { act: 'take_down', no: 2, reason: 'mistake' },
    reopen: { act: 'reopen', no: 2, why: '补充' },
  } as const satisfies Record<string, Decision>

  test.each(Object.keys(ways) as QuestionState[])(
    'a question that is %s takes what its table allows, and refuses the rest unchanged',
    async (state) => {
      for (const [action, decision] of Object.entries(decisions)) {
        const room = await liveRoom(lamp)
        await room.ask(bus)
        for (const step of ways[state]) await room.decide(step)
        if (state === 'redirected') {
          await room.decide(decisions.redirect, lin)
          await room.decide(decisions.redirect, chen)
        }
        if (state === 'withdrawn') {
          heard(
            await room.room.withdraw({ receiptHash: `hash-q${room.slug.slice(2)}2` }, room.now()),
          )
        }
        expect((await room.onDesk(2)).state).toBe(state)
        const { seq } = await room.snapshot()
        const allowed = questionAfter(state, action as keyof typeof decisions) !== null
        // Naming who answers is a decision of its own while a question is on stage.
        const naming = state === 'on_stage' && action === 'stage'
        const told = await room.tryTo(decision, lin)
        expect([action, told.ok]).toEqual([action, allowed || naming])
        if (told.ok) continue
        expect(['NOT_POSSIBLE', 'CONFLICT']).toContain(told.code)
        expect((await room.snapshot()).seq).toBe(seq)
      }
    },
    30_000,
  )

  test('a number nobody asked under is not found', async () => {
    const room = await liveRoom(lamp)
    for (const [action, decision] of Object.entries(decisions)) {
      const told = refusal(await room.tryTo(decision))
      expect([action, told.code]).toEqual([action, 'NOT_FOUND'])
    }
    const others: Decision[] = [
      { act: 'approve_comment', nos: [9] },
      { act: 'promote_comment', no: 9 },
      { act: 'note', no: 9, note: '没有' },
      { act: 'place', no: 9, before: 'end' },
      { act: 'edit', no: 9, text: '没有这个问题', why: 'typo' },
    ]
    for (const decision of others) {
      expect(refusal(await room.tryTo(decision)).code).toBe('NOT_FOUND')
    }
  })
})
