import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import {
  AFTER_WINDOW_MS,
  ASK_WINDOW_MS,
  ASKS_PER_VISITOR,
  COMMENTS_PER_VISITOR,
} from '../../worker/contract/limits'
import { heard } from '../../worker/contract/refusals'
import type { Decision, Room } from '../../worker/contract/room'
import type { SessionState } from '../../worker/contract/states'
import { balances } from '../../worker/domain/balance'
import {
  answering,
  chen,
  EVENING,
  lin,
  liveRoom,
  openRoom,
  refusal,
  session,
  units,
} from './room-kit'

/** The life of a session and of what comes in, as those who are there would tell it. */

describe('a session from its opening to its close', () => {
  test('goes through its whole life, and each step is public with its time', async () => {
    const room = await openRoom()
    const seen: [SessionState, number | null][] = []
    const look = async (at: 'liveAt' | 'wrappedAt' | 'closedAt' | null) => {
      const { session: now } = await room.snapshot()
      seen.push([now.state, at && now[at]])
    }
    await look(null)
    for (const [to, at] of [
      ['live', 'liveAt'],
      ['paused', 'liveAt'],
      ['live', 'liveAt'],
      ['wrapped', 'wrappedAt'],
      ['closed', 'closedAt'],
    ] as const) {
      room.later(60_000)
      await room.decide({ act: 'move', to })
      await look(at)
    }
    const minute = (n: number) => EVENING + n * 60_000
    expect(seen).toEqual([
      ['collecting', null],
      ['live', minute(1)],
      ['paused', minute(1)],
      // A pause does not begin the stream anew.
      ['live', minute(1)],
      ['wrapped', minute(4)],
      ['closed', minute(5)],
    ])
  })

  test('the summing-up opens seven more days for questions, and ends the stream', async () => {
    const room = await liveRoom()
    const at = room.later(90 * 60_000)
    await room.decide({ act: 'move', to: 'wrapped' })
    const { session: now } = await room.snapshot()
    expect(now).toMatchObject({ endsAt: at, wrappedAt: at, closesAt: at + AFTER_WINDOW_MS })
  })

  test.each<[SessionState, 'live' | 'paused' | 'wrapped' | 'closed' | 'cancelled' | 'collecting']>([
    ['collecting', 'paused'],
    ['collecting', 'wrapped'],
    ['collecting', 'closed'],
    ['live', 'collecting'],
    ['live', 'closed'],
    ['live', 'cancelled'],
    ['paused', 'closed'],
    ['wrapped', 'live'],
    ['closed', 'live'],
    ['closed', 'wrapped'],
    ['cancelled', 'live'],
  ])('from %s nobody can move it to %s', async (from, to) => {
    const room = await openRoom({ state: from, liveAt: from === 'collecting' ? null : EVENING })
    const before = await room.snapshot()
    expect(refusal(await room.tryTo({ act: 'move', to })).code).toBe('SESSION_MOVE')
    expect((await room.snapshot()).seq).toBe(before.seq)
  })

  test('the second moderator to press 开始直播 is told who did', async () => {
    const room = await openRoom()
    await room.decide({ act: 'move', to: 'live' }, lin)
    room.later(2_000)
    expect(refusal(await room.tryTo({ act: 'move', to: 'live' }, chen))).toEqual({
      code: 'CONFLICT',
      facts: { action: 'live', by: lin.name, at: EVENING },
    })
  })

  // ASVS 2.3.1
  test('the summing-up is refused with the list of what still waits', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？', '二十三路公交末班车能否延后？')
    const pending = await room.ask('广场的路灯为什么一直不亮？')
    const [first = 0, second = 0] = room.nos
    await room.decide({ act: 'stage', no: first })
    const told = refusal(await room.tryTo({ act: 'move', to: 'wrapped' }))
    expect(told).toEqual({
      code: 'STILL_OPEN',
      facts: { pending: [pending], open: [first, second] },
    })
    expect((await room.snapshot()).session.state).toBe('live')

    await room.decide(answering(first))
    await room.decide({ act: 'hand_off', nos: [second], units: ['unit-traffic'] })
    await room.decide({ act: 'reject', nos: [pending], reason: 'unclear' })
    await room.decide({ act: 'move', to: 'wrapped' })
    const { balance } = await room.snapshot()
    expect(balance.main).toMatchObject({
      received: 3,
      accepted: 2,
      rejected: 1,
      open: 0,
      pending: 0,
    })
    expect(balance.main).toMatchObject({ answeredLive: 1, handedOff: 1 })
  })

  test('what comes in after the summing-up is the second part, with a row of its own', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？')
    await room.decide(answering(1))
    await room.decide({ act: 'move', to: 'wrapped' })
    const late = await room.listed('会后再问一句：水费会不会涨价？')
    expect(await room.shown(late)).toMatchObject({ part: 2, state: 'listed' })
    const { balance } = await room.snapshot()
    expect([balance.main.received, balance.after.received, balance.total.received]).toEqual([
      1, 1, 2,
    ])
    expect(await room.vote(late, 7)).toBe(1)

    expect(refusal(await room.tryTo({ act: 'move', to: 'closed' }))).toEqual({
      code: 'STILL_OPEN',
      facts: { pending: [], open: [late] },
    })
    await room.decide(answering(late, { mode: 'written', solved: 'yes' }))
    await room.decide({ act: 'move', to: 'closed' })
    const end = await room.snapshot()
    expect(end.balance.after).toMatchObject({ accepted: 1, answeredWritten: 1, open: 0 })
    for (const line of Object.values(end.balance)) expect(balances(line)).toBe(true)
  })

  test('once the evening is summed up nothing is answered on the spot any more, in either part', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？')
    await room.decide(answering(1))
    await room.decide({ act: 'move', to: 'wrapped' })
    const late = await room.listed('会后再问一句：水费会不会涨价？')
    room.later(60_000)
    const before = await room.snapshot()
    for (const no of [1, late]) {
      expect(refusal(await room.tryTo(answering(no, { mode: 'live' }))).code).toBe('SESSION_MOVE')
    }
    expect((await room.snapshot()).seq).toBe(before.seq)
    await room.decide(answering(late, { mode: 'written' }))
    // A word added later to what was answered on the spot is in writing, and changes no figure of the evening.
    await room.decide(answering(1, { mode: 'written' }))
    const { balance } = await room.snapshot()
    expect(balance.main).toMatchObject({ answeredLive: 1, answeredWritten: 0 })
    expect(balance.after).toMatchObject({ answeredLive: 0, answeredWritten: 1 })
  })

  test('what was answered in a pause is still answered on the spot', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？')
    await room.decide({ act: 'move', to: 'paused' })
    await room.decide(answering(1))
    expect((await room.snapshot()).balance.main.answeredLive).toBe(1)
  })

  test('a question reopened after the summing-up keeps the session from closing', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？')
    await room.decide(answering(1))
    await room.decide({ act: 'move', to: 'wrapped' })
    await room.decide({ act: 'reopen', no: 1, why: '答复与问题不符' })
    expect(refusal(await room.tryTo({ act: 'move', to: 'closed' })).facts.open).toEqual([1])
  })

  test('a closed session takes no question, no comment, no vote and no withdrawal', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？')
    await room.decide({ act: 'hand_off', nos: [1], units: ['unit-water'] })
    await room.decide({ act: 'move', to: 'wrapped' })
    await room.decide({ act: 'move', to: 'closed' })
    const before = (await room.snapshot()).seq
    expect(refusal(await room.tryToAsk('现在还可以提问吗？')).code).toBe('SESSION_NOT_OPEN')
    expect(refusal(await room.tryToComment('晚了一步。')).code).toBe('SESSION_NOT_OPEN')
    expect(refusal(await room.room.vote(1, 5, true, room.now())).code).toBe('SESSION_NOT_OPEN')
    const hash = `hash-q${room.slug.slice(2)}1`
    expect(refusal(await room.room.withdraw({ receiptHash: hash }, room.now())).code).toBe(
      'NOT_POSSIBLE',
    )
    expect((await room.snapshot()).seq).toBe(before)
  })

  test('when the seven days are over nothing comes in, though nobody has closed it yet', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？')
    await room.decide(answering(1))
    await room.decide({ act: 'move', to: 'wrapped' })
    await room.listed('会后再问一句：水费会不会涨价？')
    room.later(AFTER_WINDOW_MS)
    expect(refusal(await room.tryToAsk('还来得及问一句吗？')).code).toBe('SESSION_NOT_OPEN')
    expect(refusal(await room.room.vote(2, 5, true, room.now())).code).toBe('SESSION_NOT_OPEN')
  })

  test('after the close nothing becomes open again', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？', '水为什么是黄的？')
    const pending = heard(await room.tryToComment('请给一个时间表。')).no
    await room.decide({ act: 'merge', nos: [2], into: 1 })
    const answered = await room.decide(answering(1))
    await room.decide({ act: 'move', to: 'wrapped' })
    await room.decide({ act: 'move', to: 'closed' })
    const decisions: Decision[] = [
      { act: 'undo', event: answered.event },
      { act: 'reopen', no: 1, why: '补充' },
      { act: 'unmerge', nos: [2] },
      { act: 'promote_comment', no: pending },
      { act: 'stage', no: 1 },
    ]
    for (const decision of decisions) {
      expect([decision.act, refusal(await room.tryTo(decision)).code]).toEqual([
        decision.act,
        'SESSION_MOVE',
      ])
    }
    expect((await room.snapshot()).balance.total).toMatchObject({ open: 0, pending: 0 })
  })

  test('the same session opened twice is one session, and another one cannot take its name', async () => {
    const room = await openRoom()
    await room.ask('广场的路灯为什么一直不亮？')
    const opening = { session: session(room.slug), units, socketCap: 5 }
    expect(heard(await room.room.open(opening, room.now())).id).toBe(`id-${room.slug}`)
    expect((await room.snapshot()).balance.total.received).toBe(1)
    const other = { ...opening, session: { ...opening.session, id: 'another' } }
    expect(refusal(await room.room.open(other, room.now())).code).toBe('SLUG_TAKEN')
  })
})

describe('a question on its way in', () => {
  test('waits for review: its asker reads it, the public reads nothing of it', async () => {
    const room = await openRoom()
    const { no, id, state } = heard(
      await room.tryToAsk('我家门口的井盖什么时候修？', {
        asker: 'wang',
        details: '东街 3 号门前',
      }),
    )
    expect(state).toBe('submitted')
    expect(await room.shown(no)).toBeUndefined()
    expect(JSON.stringify(await room.snapshot())).not.toContain('井盖')
    expect(await room.room.question(no, null)).toBeNull()
    expect((await room.snapshot()).balance.total).toMatchObject({ received: 1, pending: 1 })
    const [own] = await room.room.own('wang')
    expect(own).toMatchObject({
      id,
      no,
      state: 'submitted',
      details: '东街 3 号门前',
      canWithdraw: true,
    })
    expect(await room.room.own('somebody-else')).toEqual([])
  })

  test('sent twice with one key it is one question with one receipt', async () => {
    const room = await openRoom()
    const sent = { key: 'key-of-one-submission', digest: 'd1', asker: 'wang' }
    const first = heard(await room.tryToAsk('我家门口的井盖什么时候修？', sent))
    const again = heard(await room.tryToAsk('我家门口的井盖什么时候修？', sent))
    expect(again).toEqual(first)
    expect((await room.snapshot()).balance.total.received).toBe(1)
  })

  test('the key still answers after the question was reviewed, with its state of now', async () => {
    const room = await openRoom()
    const sent = { key: 'key-of-one-submission', digest: 'd1' }
    const { no } = heard(await room.tryToAsk('我家门口的井盖什么时候修？', sent))
    await room.decide({ act: 'approve', nos: [no] })
    expect(heard(await room.tryToAsk('我家门口的井盖什么时候修？', sent))).toMatchObject({
      no,
      state: 'listed',
    })
  })

  test('the same key with other words is refused', async () => {
    const room = await openRoom()
    const key = 'key-of-one-submission'
    await room.tryToAsk('我家门口的井盖什么时候修？', { key, digest: 'd1' })
    const told = await room.tryToAsk('我家门口的路灯什么时候修？', { key, digest: 'd2' })
    expect(refusal(told).code).toBe('KEY_REUSED')
    expect((await room.snapshot()).balance.total.received).toBe(1)
  })

  test('the same words of the same asker are the same question; of another asker they are not', async () => {
    const room = await openRoom()
    const words = '我家门口的井盖什么时候修？'
    const first = heard(await room.tryToAsk(words, { asker: 'wang' }))
    const again = heard(await room.tryToAsk(` ${words}`, { asker: 'wang' }))
    expect(again.no).toBe(first.no)
    expect(heard(await room.tryToAsk(words, { asker: 'li' })).no).not.toBe(first.no)
    expect((await room.snapshot()).balance.total.received).toBe(2)
  })

  test('who withdrew a question may ask it again', async () => {
    const room = await openRoom()
    const words = '我家门口的井盖什么时候修？'
    const first = heard(await room.tryToAsk(words, { asker: 'wang' }))
    heard(await room.room.withdraw({ asker: 'wang', id: first.id }, room.now()))
    expect(heard(await room.tryToAsk(words, { asker: 'wang' })).no).not.toBe(first.no)
  })

  // ASVS 2.3.2, 2.4.1
  test('nobody asks more than ten in ten minutes, and is told when to come back', async () => {
    const room = await openRoom()
    for (let n = 1; n <= ASKS_PER_VISITOR; n += 1) {
      heard(await room.tryToAsk(`第${n}个井盖什么时候修？`, { asker: 'wang' }))
      room.later(1_000)
    }
    const told = refusal(await room.tryToAsk('还有一个井盖呢？', { asker: 'wang' }))
    expect(told).toEqual({
      code: 'SLOW_DOWN',
      facts: { retryAfter: ASK_WINDOW_MS / 1_000 - ASKS_PER_VISITOR },
    })
    heard(await room.tryToAsk('别人当然可以继续提问吧？', { asker: 'li' }))
    room.later((told.facts.retryAfter ?? 0) * 1_000)
    heard(await room.tryToAsk('还有一个井盖呢？', { asker: 'wang' }))
  })

  // ASVS 2.3.2
  test('nobody comments more than twenty times in ten minutes', async () => {
    const room = await openRoom()
    for (let n = 1; n <= COMMENTS_PER_VISITOR; n += 1) {
      heard(await room.tryToComment(`支持，第${n}次。`, { asker: 'wang' }))
    }
    expect(refusal(await room.tryToComment('再支持一次。', { asker: 'wang' })).code).toBe(
      'SLOW_DOWN',
    )
  })

  test('the wait for review is measured on what was reviewed lately', async () => {
    const room = await openRoom()
    expect(heard(await room.tryToAsk('第一个问题：井盖什么时候修？')).reviewMinutes).toBe(0)
    room.later(4 * 60_000)
    await room.decide({ act: 'approve', nos: [1] })
    expect(heard(await room.tryToAsk('第二个问题：路灯什么时候修？')).reviewMinutes).toBe(4)
  })
})

describe('withdrawing', () => {
  test('before review nothing of it stays in public, only its place in the balance', async () => {
    const room = await openRoom()
    const { id, no } = heard(await room.tryToAsk('我家门口的井盖什么时候修？', { asker: 'wang' }))
    const own = heard(await room.room.withdraw({ asker: 'wang', id }, room.now()))
    expect(own).toMatchObject({ state: 'withdrawn', canWithdraw: false })
    const all = await room.snapshot()
    expect(all.questions).toEqual([])
    expect(all.balance.total).toMatchObject({ received: 1, accepted: 0, withdrawnBefore: 1 })
    expect(refusal(await room.tryTo({ act: 'approve', nos: [no] }))).toMatchObject({
      code: 'CONFLICT',
      facts: { action: 'withdraw' },
    })
  })

  test('after it was listed a dated stub without words stays', async () => {
    const room = await openRoom()
    const no = await room.listed('我家门口的井盖什么时候修？')
    await room.vote(no, 1)
    const at = room.later(5_000)
    const hash = `hash-q${room.slug.slice(2)}1`
    heard(await room.room.withdraw({ receiptHash: hash }, at))
    expect(await room.shown(no)).toMatchObject({ state: 'withdrawn', text: '', settledAt: at })
    expect((await room.snapshot()).balance.total).toMatchObject({ accepted: 1, withdrawnLater: 1 })
    expect(refusal(await room.room.vote(no, 2, true, at)).code).toBe('QUESTION_CLOSED')
    // Saying it again changes nothing.
    heard(await room.room.withdraw({ receiptHash: hash }, room.later(1_000)))
    expect((await room.shown(no))?.settledAt).toBe(at)
  })

  test('is refused to everybody else, and once others rely on the answer', async () => {
    const room = await liveRoom('我家门口的井盖什么时候修？')
    const { id } = (await room.room.own('asker-0'))[0] ?? { id: '' }
    const withdraw = (asker: string) => room.room.withdraw({ asker, id }, room.now())
    expect(refusal(await withdraw('somebody-else')).code).toBe('NOT_FOUND')
    expect(refusal(await room.room.withdraw({ receiptHash: 'no-such' }, room.now())).code).toBe(
      'NOT_FOUND',
    )
    await room.decide({ act: 'stage', no: 1 })
    expect(refusal(await withdraw('asker-0')).code).toBe('NOT_POSSIBLE')
    await room.decide(answering(1))
    expect(refusal(await withdraw('asker-0')).code).toBe('NOT_POSSIBLE')
  })

  test('lets go what others asked and was merged into it', async () => {
    const room = await openRoom({ state: 'live', liveAt: 1 })
    const head = await room.listed('我家门口的井盖什么时候修？')
    const other = await room.listed('东街的井盖坏了谁来修？')
    await room.vote(other, 1)
    await room.decide({ act: 'merge', nos: [other], into: head })
    heard(await room.room.withdraw({ receiptHash: `hash-q${room.slug.slice(2)}1` }, room.now()))
    expect(await room.shown(other)).toMatchObject({ state: 'listed', votes: 1 })
    expect(await room.shown(other)).not.toHaveProperty('mergedInto')
  })

  test('leaves no trace of a redirection that was only proposed', async () => {
    const room = await openRoom()
    const no = await room.listed('邻居占道经营，多次反映没人管。')
    await room.decide({ act: 'redirect', no, route: 'petition' })
    expect((await room.room.own('asker-0'))[0]).not.toHaveProperty('reason')
    heard(await room.room.withdraw({ receiptHash: `hash-q${room.slug.slice(2)}1` }, room.now()))
    expect(await room.shown(no)).not.toHaveProperty('reason')
  })
})

describe('questions that staff enter for somebody', () => {
  const entry = (id: string, key: string | null = null) => ({
    id,
    text: '我是现场的老张，想问医保报销的事。',
    details: null,
    name: '老张',
    asker: null,
    receiptHash: `hash-${id}`,
    key,
    digest: 'd',
    channel: 'floor' as const,
  })

  test('go through review, onto the list, or straight on stage', async () => {
    const room = await liveRoom()
    const enter = async (id: string, direct: 'pending' | 'list' | 'stage') =>
      heard(await room.room.enter(entry(id), direct, lin, room.now()))
    expect((await enter('e1', 'pending')).state).toBe('submitted')
    expect((await enter('e2', 'list')).state).toBe('listed')
    expect((await enter('e3', 'stage')).state).toBe('on_stage')
    expect((await room.snapshot()).stage?.no).toBe(3)
    expect(await room.shown(3)).toMatchObject({ channel: 'floor', name: '老张', state: 'on_stage' })
    expect(await room.onDesk(3)).toMatchObject({ enteredBy: lin.id })
    expect(await room.room.byReceipt('hash-e3')).toMatchObject({ no: 3 })
  })

  test('do not push anybody off the stage, and then nothing is entered', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？')
    await room.decide({ act: 'stage', no: 1 })
    const told = refusal(await room.room.enter(entry('e1'), 'stage', lin, room.now()))
    expect(told).toEqual({ code: 'NOT_POSSIBLE', facts: { open: [1] } })
    expect((await room.snapshot()).balance.total.received).toBe(1)
  })

  test('cannot go on stage while nothing is live', async () => {
    const room = await openRoom()
    const told = refusal(await room.room.enter(entry('e1'), 'stage', lin, room.now()))
    expect(told.code).toBe('SESSION_MOVE')
    expect((await room.snapshot()).balance.total.received).toBe(0)
  })

  test('sent twice because the answer was lost are on stage once', async () => {
    const room = await liveRoom()
    const key = 'key-of-one-entry'
    const first = heard(await room.room.enter(entry('e1', key), 'stage', lin, room.now()))
    const again = heard(await room.room.enter(entry('e2', key), 'stage', lin, room.now()))
    expect(again).toEqual(first)
    await room.decide(answering(1))
    expect(heard(await room.room.enter(entry('e3', key), 'stage', lin, room.now())).state).toBe(
      'answered',
    )
    expect((await room.snapshot()).balance.total.received).toBe(1)
  })
})

describe('votes', () => {
  test('are set, not toggled: the same finger twice is one vote, and it can be taken back', async () => {
    const room = await openRoom()
    const no = await room.listed('广场的路灯为什么一直不亮？')
    expect(await room.vote(no, 1)).toBe(1)
    expect(await room.vote(no, 1)).toBe(1)
    expect(await room.vote(no, 2)).toBe(2)
    expect(await room.vote(no, 1, false)).toBe(1)
    expect(await room.vote(no, 1, false)).toBe(1)
    const { mine } = (await room.room.question(no, 2)) ?? { mine: null }
    expect(mine).toBe(true)
    expect((await room.room.question(no, 1))?.mine).toBe(false)
  })

  test('are refused with a code of its own for each reason', async () => {
    const room = await liveRoom(
      '自来水什么时候能不发黄？',
      '水为什么是黄的？',
      '公交末班车能否延后？',
    )
    const pending = await room.ask('广场的路灯为什么一直不亮？')
    const rejected = await room.ask('加我微信领优惠券，速来领取')
    await room.decide({ act: 'reject', nos: [rejected], reason: 'advertising' })
    await room.decide({ act: 'merge', nos: [2], into: 1 })
    await room.decide(answering(3))
    const code = async (no: number) => refusal(await room.room.vote(no, 1, true, room.now()))
    expect(await code(99)).toEqual({ code: 'NOT_FOUND', facts: {} })
    expect(await code(pending)).toEqual({ code: 'QUESTION_PENDING', facts: {} })
    // Nobody learns from a vote which numbers were rejected.
    expect(await code(rejected)).toEqual({ code: 'QUESTION_PENDING', facts: {} })
    expect(await code(2)).toEqual({ code: 'QUESTION_MERGED', facts: { mergedInto: 1 } })
    expect(await code(3)).toEqual({ code: 'QUESTION_CLOSED', facts: {} })
    await room.decide({ act: 'take_down', no: 1, reason: 'mistake' })
    expect(await code(1)).toEqual({ code: 'QUESTION_CLOSED', facts: {} })
  })

  test('on what is being answered still count', async () => {
    const room = await liveRoom('自来水什么时候能不发黄？')
    await room.decide({ act: 'stage', no: 1 })
    expect(await room.vote(1, 4)).toBe(1)
  })

  test('from one visitor in haste are slowed down, and nobody else is', async () => {
    const room = await openRoom()
    const no = await room.listed('广场的路灯为什么一直不亮？')
    const codes = new Set<string>()
    for (let n = 0; n < 70; n += 1) {
      const told = await room.room.vote(no, 1, n % 2 === 0, room.now())
      if (!told.ok) codes.add(told.code)
    }
    expect([...codes]).toEqual(['SLOW_DOWN'])
    expect(await room.vote(no, 2)).toBeGreaterThan(0)
  })
})

test('a room that holds no session says so to everybody', async () => {
  const room = env.ROOM.getByName(crypto.randomUUID()) as unknown as Room
  expect(await room.snapshot()).toBeNull()
  expect(await room.page({ order: 'hot', page: 1, size: 20 }, 1)).toBeNull()
  expect(await room.question(1, null)).toBeNull()
  expect(await room.own('wang')).toEqual([])
  expect(await room.byReceipt('hash')).toBeNull()
  expect(await room.health()).toEqual({ held: false, state: null, outbox: 0, viewers: 0 })
  const refused = [
    await room.vote(1, 1, true, EVENING),
    await room.desk(EVENING),
    await room.decide({ act: 'approve', nos: [1] }, lin, EVENING),
    await room.withdraw({ receiptHash: 'hash' }, EVENING),
    await room.archive(lin, EVENING),
    await room.redate(1, EVENING),
  ]
  expect(refused.map((told) => refusal<unknown>(told).code)).toEqual(Array(6).fill('NOT_FOUND'))
})

test('a room laid by an earlier version wakes with its questions, and takes what came since', async () => {
  const room = await liveRoom('桥什么时候修好')
  await runInDurableObject(room.stub, (_, { storage }) => {
    storage.sql.exec('ALTER TABLE questions DROP COLUMN note')
    storage.sql.exec('DROP TABLE tallies')
  })
  await room.wake()
  expect((await room.onDesk(1)).text).toBe('桥什么时候修好')
  await room.decide({ act: 'note', no: 1, note: '先问交通局' })
  expect((await room.onDesk(1)).note).toBe('先问交通局')
})
