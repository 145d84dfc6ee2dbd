import { describe, expect, test } from 'vitest'
import type { Decision, DeskState } from '../../worker/contract/room'
import type { OwnQuestion } from '../../worker/contract/views'
import { ask, Browser, codeOf, decide, official, open, signedIn } from './http-kit'
import { chen, lin, liveRoom, openRoom } from './room-kit'

const HOUR = 3_600_000
const flood = { act: 'mute', of: 'question', reason: 'flood', hours: 1 } as const

describe('a device that may not speak for a while', () => {
  // ASVS 2.3.2
  test('is told why and until when; its votes go on, and afterwards it may speak again', async () => {
    const room = await liveRoom('东门的路灯什么时候修？')
    const no = await room.ask('刷屏的第一条，请理我。', 'loud')
    await room.decide({ ...flood, no })
    const refused = await room.tryToAsk('刷屏的第二条，请理我。', { asker: 'loud' })
    const until = room.now() + HOUR
    expect(refused).toEqual({ ok: false, code: 'MUTED', facts: { why: 'flood', until } })
    expect(await room.tryToComment('刷屏的留言', { asker: 'loud' })).toMatchObject({
      code: 'MUTED',
    })
    expect((await room.tryToAsk('别人照样提问，没有影响。')).ok).toBe(true)
    expect(await room.vote(1, 77)).toBe(1)
    expect(await room.wake()).toBeUndefined()
    expect(await room.tryToComment('醒来以后也一样', { asker: 'loud' })).toMatchObject({
      code: 'MUTED',
    })
    room.later(HOUR + 1)
    expect((await room.tryToAsk('一个小时以后再提一次。', { asker: 'loud' })).ok).toBe(true)
  })

  test('the desk sees by what it was muted and never who it is; another moderator lifts it', async () => {
    const room = await openRoom()
    const no = await room.ask('买车位请加我，价格优惠。', 'seller')
    await room.decide({ ...flood, no, reason: 'advertising', hours: null })
    const { mutes } = await room.desk()
    expect(mutes).toEqual([
      {
        id: 1,
        of: 'question',
        no,
        reason: 'advertising',
        until: null,
        at: room.now(),
        by: lin.name,
      },
    ])
    expect(JSON.stringify(await room.desk())).not.toContain('seller')
    await room.decide({ act: 'lift_mute', mute: 1 }, chen)
    expect((await room.desk()).mutes).toEqual([])
    expect((await room.tryToAsk('车位在哪里可以申请？', { asker: 'seller' })).ok).toBe(true)
    expect(await room.tryTo({ act: 'lift_mute', mute: 1 })).toMatchObject({ code: 'CONFLICT' })
    expect(await room.tryTo({ act: 'lift_mute', mute: 9 })).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('undone within ten seconds it speaks again; the chain holds each step with its reason', async () => {
    const room = await openRoom()
    const no = await room.ask('请问公交几点收班？', 'mistaken')
    const { event } = await room.decide({ ...flood, no })
    await room.decide({ act: 'undo', event })
    expect((await room.tryToAsk('请问公交几点发车？', { asker: 'mistaken' })).ok).toBe(true)
    const rows = (await room.room.chainRows(1, 100)) ?? []
    const acts = rows.map(({ entry }) => JSON.parse(entry) as { act: string; reason?: string })
    expect(acts.map(({ act }) => act)).toEqual(expect.arrayContaining(['mute', 'undo']))
    expect(acts.find(({ act }) => act === 'mute')?.reason).toBe('flood')
    expect(JSON.stringify(rows)).not.toContain('mistaken')
  })

  test('what staff entered for somebody came from no device', async () => {
    const room = await openRoom()
    const entered = await room.room.enter(
      {
        id: 'entered1',
        text: '大厅里一位老人问医保。',
        details: null,
        name: null,
        asker: null,
        receiptHash: 'h',
        key: null,
        digest: '',
        channel: 'floor',
      },
      'pending',
      lin,
      room.now(),
    )
    const no = entered.ok ? entered.value.no : 0
    expect(await room.tryTo({ ...flood, no })).toMatchObject({ code: 'NOT_POSSIBLE' })
    expect(await room.tryTo({ ...flood, no: 99 })).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('reads the refusal in words, and finds it under 我的提问', async () => {
    const { slug, desk, api, deskApi } = await open()
    const phone = new Browser()
    const { no } = await ask(phone, slug, '请问停车位怎么申请？')
    expect((await decide(desk, slug, { ...flood, no, reason: 'abusive' })).status).toBe(200)
    const refused = await phone.json('POST', `${api}/questions`, { text: '为什么不回答我？' })
    expect(refused.status).toBe(403)
    const { error } = (await refused.json()) as { error: { code: string; message: string } }
    expect(error.code).toBe('MUTED')
    expect(error.message).toContain('多次辱骂、攻击他人')
    expect(error.message).toMatch(/到 .*\d/)
    const mine = (await (await phone.get('/api/my')).json()) as { questions: OwnQuestion[] }
    expect(JSON.stringify(mine)).toContain('"why":"abusive"')
    expect(await (await phone.get('/my')).text()).toContain('多次辱骂、攻击他人')
    // Whoever only answers does not see who was muted.
    const clerk = await signedIn(official)
    const state = (await (await clerk.get(deskApi)).json()) as DeskState
    expect(state.mutes).toBeUndefined()
    const tried = await decide(clerk, slug, { ...flood, no })
    expect([tried.status, await codeOf(tried)]).toEqual([403, 'NOT_ALLOWED'])
    for (const wrong of [
      { ...flood, no, hours: 73 },
      { ...flood, no, reason: 'dislike' },
      { ...flood },
    ]) {
      expect((await decide(desk, slug, wrong)).status).toBe(422)
    }
  })
})

describe('how much one device may hand in', () => {
  test('is the session’s to say, and everybody can read it', async () => {
    const room = await openRoom()
    await room.decide({ act: 'set_quota', asks: 2, comments: 1 })
    expect((await room.snapshot()).session.quota).toEqual({ asks: 2, comments: 1 })
    for (const text of ['第一条：公交几点收班？', '第二条：公交几点发车？']) {
      expect((await room.tryToAsk(text, { asker: 'one' })).ok).toBe(true)
    }
    expect(await room.tryToAsk('第三条：公交票价多少？', { asker: 'one' })).toMatchObject({
      code: 'SLOW_DOWN',
    })
    expect((await room.tryToComment('好', { asker: 'one' })).ok).toBe(true)
    expect(await room.tryToComment('很好', { asker: 'one' })).toMatchObject({ code: 'SLOW_DOWN' })
    await room.wake()
    expect(await room.tryToComment('非常好', { asker: 'one' })).toMatchObject({ code: 'SLOW_DOWN' })
  })

  test('stands in nobody’s way who decides on a comment', async () => {
    const room = await openRoom()
    expect((await room.tryToComment('领优惠券')).ok).toBe(true)
    await room.decide({ act: 'reject_comment', nos: [1], reason: 'advertising' })
    await room.decide({ act: 'set_quota', asks: 5, comments: 6 })
    const again: Decision = { act: 'reject_comment', nos: [1], reason: 'unclear' }
    expect(await room.tryTo(again)).toMatchObject({ ok: false, code: 'NOT_POSSIBLE' })
    expect(await room.tryTo(again, chen)).toMatchObject({ ok: false, code: 'CONFLICT' })
  })

  test('is between one and a hundred, and the moderators’ to say', async () => {
    const { slug, desk } = await open()
    for (const asks of [0, 101, 1.5]) {
      expect((await decide(desk, slug, { act: 'set_quota', asks, comments: 5 })).status).toBe(422)
    }
    const clerk = await signedIn(official)
    expect((await decide(clerk, slug, { act: 'set_quota', asks: 5, comments: 5 })).status).toBe(403)
  })
})

describe('answers given together', () => {
  const text =
    '您好，您反映的问题我局高度重视，已安排专人到现场核实，将结合实际研究处理，感谢支持。'
  const answer = {
    act: 'answer',
    mode: 'written',
    speaker: '林局长',
    office: '局长',
    unit: '住建局',
    text,
    solved: 'no',
  } as const

  test('say so in public; the same text without saying so is counted in the report', async () => {
    const room = await liveRoom(
      '东门的路灯什么时候修？',
      '西门的路灯什么时候修？',
      '南门的路灯什么时候修？',
    )
    await room.decide({ ...answer, no: 1 })
    await room.decide({ ...answer, no: 2, joint: [1, 1] })
    expect((await room.shown(2))?.answers[0]?.joint).toEqual([1])
    expect((await room.shown(1))?.answers[0]).not.toHaveProperty('joint')
    expect((await room.room.integrity(room.now()))?.pasted).toBe(0)
    await room.decide({ ...answer, no: 3 })
    await room.wake()
    expect((await room.room.integrity(room.now()))?.pasted).toBe(1)
    expect((await room.shown(2))?.answers[0]?.joint).toEqual([1])
  })

  test('are not given together with themselves, nor with what does not exist', async () => {
    const room = await liveRoom('东门的路灯什么时候修？')
    for (const joint of [[1], [99]]) {
      expect(await room.tryTo({ ...answer, no: 1, joint })).toMatchObject({ code: 'INVALID' })
    }
  })
})
