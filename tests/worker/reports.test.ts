import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import {
  REPORTS_PER_VISITOR,
  type Reported,
  type ReportReason,
} from '../../worker/contract/fairness'
import { heard } from '../../worker/contract/refusals'
import { ask, Browser, codeOf, decide, open } from './http-kit'
import { answering, chen, lin, liveRoom, openRoom, refusal, type TestRoom } from './room-kit'

const question = (no: number): Reported => ({ kind: 'question', no, answer: null })

/** Reports as one device; the hash is what the Worker would make of device and thing. */
const from = (device: string, about: Reported) => ({
  device,
  hash: `${device}-${about.kind}-${about.no}-${about.answer ?? ''}`,
})
const reporter =
  (room: TestRoom) =>
  (device: string, about: Reported, reason: ReportReason = 'insult', note: string | null = null) =>
    room.room.report(about, { reason, note }, from(device, about), room.now())

const cards = async (room: TestRoom) => (await room.desk()).reports ?? []

describe('a report', () => {
  test('is a card for the moderators, and hides nothing however many there are', async () => {
    const room = await liveRoom('小区门口的路灯什么时候修好？')
    const [no = 0] = room.nos
    const report = reporter(room)
    for (let i = 0; i < 40; i += 1) {
      heard(await report(`d${i}`, question(no), i % 4 === 0 ? 'spam' : 'insult', `说明${i}`))
    }
    expect(await room.shown(no)).toMatchObject({ state: 'listed', text: /路灯/ })
    const [card] = await cards(room)
    expect(card).toMatchObject({ state: 'open', no, counts: { spam: 10, insult: 30 } })
    expect(card?.notes).toHaveLength(20)
  })

  test('of one device counts once for one thing, and says so', async () => {
    const room = await liveRoom('小区门口的路灯什么时候修好？')
    const [no = 0] = room.nos
    const report = reporter(room)
    expect(heard(await report('d1', question(no)))).toEqual({ again: false })
    expect(heard(await report('d1', question(no), 'spam'))).toEqual({ again: true })
    await room.wake()
    expect(heard(await report('d1', question(no)))).toEqual({ again: true })
    expect((await cards(room))[0]?.counts).toEqual({ insult: 1 })
  })

  // ASVS 2.4.1
  test('comes no more than so many times from one device', async () => {
    const texts = Array.from({ length: REPORTS_PER_VISITOR + 1 }, (_, i) => `第${i}条事情怎么办？`)
    const room = await liveRoom(...texts)
    const report = reporter(room)
    for (const no of room.nos.slice(0, -1)) heard(await report('d1', question(no)))
    const last = room.nos.at(-1) ?? 0
    expect(refusal(await report('d1', question(last)))).toMatchObject({ code: 'SLOW_DOWN' })
    heard(await report('d2', question(last)))
  })

  test('is about something public: what waits or was taken down is not there', async () => {
    const room = await liveRoom('小区门口的路灯什么时候修好？')
    const [no = 0] = room.nos
    const pending = await room.ask('公交几点收车？')
    const report = reporter(room)
    expect(refusal(await report('d1', question(pending))).code).toBe('NOT_FOUND')
    expect(refusal(await report('d1', question(99))).code).toBe('NOT_FOUND')
    const comment = { kind: 'comment', no: 1, answer: null } as const
    heard(await room.tryToComment('说得好'))
    expect(refusal(await report('d1', comment)).code).toBe('NOT_FOUND')
    await room.decide({ act: 'approve_comment', nos: [1] })
    heard(await report('d1', comment))
    await room.decide({ act: 'take_down', no, reason: 'unlawful' })
    expect(refusal(await report('d1', question(no))).code).toBe('NOT_FOUND')
  })

  test('is dismissed with a reason, and a few more devices bring it back', async () => {
    const room = await liveRoom('小区门口的路灯什么时候修好？')
    const [no = 0] = room.nos
    const report = reporter(room)
    heard(await report('d1', question(no)))
    const settle = (reports: number) =>
      room.tryTo({
        act: 'settle_report',
        report: `q:${no}`,
        to: 'dismissed',
        reports,
        reason: '正常批评',
      })
    expect(refusal(await settle(2)).code).toBe('CONFLICT')
    heard(await settle(1))
    expect((await cards(room))[0]).toMatchObject({ state: 'dismissed', reason: '正常批评' })
    expect(refusal(await settle(1))).toMatchObject({ code: 'CONFLICT', facts: { by: lin.name } })
    heard(await report('d2', question(no)))
    heard(await report('d3', question(no)))
    expect((await cards(room))[0]?.state).toBe('dismissed')
    heard(await report('d4', question(no)))
    expect((await cards(room))[0]?.state).toBe('open')
    expect((await room.onDesk(no)).events.map(({ act }) => act)).toContain('dismissed_report')
  })

  test('is settled by a take-down, and open again when that is undone', async () => {
    const room = await liveRoom('小区门口的路灯什么时候修好？')
    const [no = 0] = room.nos
    heard(await reporter(room)('d1', question(no), 'personal_data'))
    const { event } = await room.decide({ act: 'take_down', no, reason: 'personal_data' }, chen)
    expect((await cards(room))[0]).toMatchObject({ state: 'taken_down', by: chen.name })
    expect((await room.room.fairness(room.now()))?.reported).toEqual({ taken_down: 1 })
    await room.decide({ act: 'undo', event }, chen)
    expect((await cards(room))[0]?.state).toBe('open')
  })

  test('can mean one answer, and its correction settles it', async () => {
    const room = await liveRoom('小区门口的路灯什么时候修好？')
    const [no = 0] = room.nos
    await room.decide(answering(no))
    const answer = (await room.shown(no))?.answers[0]?.id ?? ''
    const about = { kind: 'answer', no, answer } as const
    heard(await reporter(room)('d1', about, 'false_or_illegal'))
    const elsewhere = { ...about, answer: 'another' }
    expect(refusal(await reporter(room)('d1', elsewhere)).code).toBe('NOT_FOUND')
    await room.decide({
      act: 'settle_report',
      report: `a:${answer}`,
      to: 'corrected',
      reports: 1,
      reason: '日期写错，已更正',
    })
    expect((await cards(room))[0]).toMatchObject({ kind: 'answer', state: 'corrected' })
  })

  test('leaves no trace of its reporter in the record, the chain or the desk', async () => {
    const room = await liveRoom('小区门口的路灯什么时候修好？')
    const [no = 0] = room.nos
    heard(await reporter(room)('device-of-zhao', question(no), 'other', '请看一眼'))
    const chain = JSON.stringify(await room.room.chainRows(1, 100))
    expect(chain).not.toContain('device-of-zhao')
    expect(chain).not.toContain('请看一眼')
    expect(JSON.stringify(await room.desk())).not.toContain('device-of-zhao')
    await room.decide(answering(no))
    await room.decide({ act: 'move', to: 'wrapped' })
    await room.decide({ act: 'move', to: 'closed' })
    await room.room.archive(lin, room.now())
    const row = await env.DB.prepare('SELECT * FROM reports WHERE session_id = ?')
      .bind(`id-${room.slug}`)
      .first()
    expect(row).toMatchObject({ id: `q:${no}`, counts: '{"other":1}' })
    expect(JSON.stringify(row)).not.toContain('device-of-zhao')
  })
})

describe('what is told in public of rejections', () => {
  test('number, day, reason and the outcome of an appeal, never words, name or asker', async () => {
    const room = await openRoom()
    const no = await room.ask('卖保健品请加我微信吗？', 'seller')
    await room.decide({ act: 'reject', nos: [no], reason: 'advertising', note: '推销' })
    const [own] = await room.room.own('seller')
    heard(await room.room.appeal({ asker: 'seller', id: own?.id ?? '' }, '不是推销', room.now()))
    await room.decide({ act: 'settle_appeal', no, to: 'upheld', reason: '就是推销' }, chen)
    const told = await room.room.fairness(room.now())
    expect(told?.rejections).toMatchObject([
      { no, reason: 'advertising', appeal: { state: 'upheld' } },
    ])
    const bytes = JSON.stringify(told)
    for (const word of ['保健品', 'seller', '不是推销', '推销', chen.name]) {
      expect(bytes).not.toContain(word)
    }
  })

  test('one listed on appeal stays in the list with that outcome', async () => {
    const room = await openRoom()
    const no = await room.ask('路灯什么时候修？', 'wu')
    await room.decide({ act: 'reject', nos: [no], reason: 'unclear' })
    const [own] = await room.room.own('wu')
    heard(await room.room.appeal({ asker: 'wu', id: own?.id ?? '' }, '很清楚', room.now()))
    await room.decide({ act: 'settle_appeal', no, to: 'listed', reason: '' }, chen)
    const told = await room.room.fairness(room.now())
    expect(told?.rejections).toMatchObject([{ no, reason: 'unclear', appeal: { state: 'listed' } }])
    expect(told?.rejectedBy).toEqual({ unclear: 1 })
  })

  test('what somebody took for an accusation is in no list, whatever became of it', async () => {
    const room = await openRoom()
    const no = await room.ask('某某科长收了钱你们管不管？', 'wu')
    await room.decide({ act: 'redirect', no, route: 'discipline' })
    await room.decide({ act: 'reject', nos: [no], reason: 'unlawful' }, chen)
    const told = await room.room.fairness(room.now())
    expect(told).toMatchObject({ rejections: [], rejectedBy: {} })
  })

  test('redirections are counted by route once two people have seen them', async () => {
    const room = await openRoom()
    const no = await room.ask('我要起诉开发商怎么办？')
    await room.decide({ act: 'redirect', no, route: 'lawsuit' })
    expect((await room.room.fairness(room.now()))?.redirectedTo).toEqual({})
    await room.decide({ act: 'redirect', no, route: 'lawsuit' }, chen)
    expect((await room.room.fairness(room.now()))?.redirectedTo).toEqual({ lawsuit: 1 })
    expect((await room.snapshot()).balance.total.redirected).toBe(1)
  })
})

describe('reporting over the web', () => {
  async function public_() {
    const { slug, desk, api } = await open()
    const { no } = await ask(new Browser(), slug, '小区门口的路灯什么时候修好？')
    await decide(desk, slug, { act: 'approve', nos: [no] })
    return { slug, desk, api, no }
  }

  test('a plain form takes it and says that it came', async () => {
    const { slug, no } = await public_()
    const reader = new Browser()
    const page = await (await reader.get(`/s/${slug}/report?q=${no}`)).text()
    expect(page).toContain('小区门口的路灯')
    const fields = { kind: 'question', no: String(no), reason: 'insult', note: '打 13800138000' }
    const sent = await reader.form(`/s/${slug}/report`, fields)
    expect(sent.status).toBe(200)
    expect(await sent.text()).toContain('举报已收到')
    expect(await (await reader.form(`/s/${slug}/report`, fields)).text()).toContain('已经举报过')
    const figures = await (await reader.get(`/s/${slug}/rejections`)).text()
    expect(figures).toContain('收到 1 次举报，涉及 1 处')
  })

  test('the API answers 201, then 200; a wrong kind of thing, reason or session is refused', async () => {
    const { slug, api, no } = await public_()
    const reader = new Browser()
    const send = (body: object, path = `${api}/reports`) => reader.json('POST', path, body)
    const given = { kind: 'question', no, reason: 'spam' }
    const first = await send(given)
    expect([first.status, await first.json()]).toEqual([201, { received: true, again: false }])
    expect((await send(given)).status).toBe(200)
    expect((await send({ ...given, reason: 'boring' })).status).toBe(422)
    expect((await send({ ...given, kind: 'answer' })).status).toBe(422)
    expect((await send({ ...given, no: 77 })).status).toBe(404)
    const nowhere = await send(given, '/api/sessions/nowhere-at-all/reports')
    expect([nowhere.status, await codeOf(nowhere)]).toEqual([404, 'NOT_FOUND'])
    expect((await reader.get(`/s/${slug}/report?q=77`)).status).toBe(404)
  })

  test('nobody but a moderator decides a card', async () => {
    const { slug, api, no, desk } = await public_()
    await new Browser().json('POST', `${api}/reports`, { kind: 'question', no, reason: 'spam' })
    const settle = {
      act: 'settle_report',
      report: `q:${no}`,
      to: 'dismissed',
      reports: 1,
      reason: '不是广告',
    }
    expect((await decide(new Browser(), slug, settle)).status).toBe(401)
    expect((await decide(desk, slug, { ...settle, reason: '' })).status).toBe(422)
    expect((await decide(desk, slug, settle)).status).toBe(200)
    const told = await (await new Browser().get(`${api}/fairness`)).json()
    expect(told).toMatchObject({ reports: { spam: 1 }, reported: { dismissed: 1 } })
  })
})
