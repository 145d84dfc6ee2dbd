import fc from 'fast-check'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { APPEAL_LAPSE_MS } from '../../worker/contract/fairness'
import { heard } from '../../worker/contract/refusals'
import { balances } from '../../worker/domain/balance'
import { ask, Browser, codeOf, decide, open, signedIn } from './http-kit'
import { answering, chen, lin, liveRoom, openRoom, refusal, type TestRoom } from './room-kit'

/** A question that lin rejected. */
async function rejected(room: TestRoom, text = '小区门口的路灯什么时候修好？', asker = 'wu') {
  const no = await room.ask(text, asker)
  await room.decide({ act: 'reject', nos: [no], reason: 'off_topic' })
  const [own] = (await room.room.own(asker)).filter((item) => item.no === no)
  if (!own) throw new Error('an asker finds the own question')
  const appeal = (words = '路灯就在会上说的那条路上，请再看看') =>
    room.room.appeal({ asker, id: own.id }, words, room.now())
  return { no, own, appeal }
}

const settle = (no: number, to: 'listed' | 'upheld', reason = '确实与主题有关') =>
  ({ act: 'settle_appeal', no, to, reason }) as const

describe('an appeal against a rejection', () => {
  test('waits at the desk with its words, and its asker reads that it waits', async () => {
    const room = await openRoom()
    const { no, own, appeal } = await rejected(room)
    expect(own.canAppeal).toBe(true)
    const kept = heard(await appeal())
    expect(kept).toMatchObject({ state: 'rejected', appeal: { state: 'waiting' } })
    expect(kept.canAppeal).toBeUndefined()
    expect(await room.onDesk(no)).toMatchObject({
      state: 'rejected',
      appeal: { state: 'waiting', rejectedBy: lin.id, against: 'off_topic' },
    })
    expect(await room.shown(no)).toBeUndefined()
  })

  test('is found again after the room has slept', async () => {
    const room = await openRoom()
    const { no, appeal } = await rejected(room)
    heard(await appeal())
    await room.wake()
    expect((await room.onDesk(no)).appeal?.state).toBe('waiting')
  })

  test('is made once: the same words again are the same appeal, others are refused', async () => {
    const room = await openRoom()
    const { appeal } = await rejected(room)
    heard(await appeal('请再看看'))
    expect(heard(await appeal('请再看看')).appeal?.text).toBe('请再看看')
    expect(refusal(await appeal('再说一遍')).code).toBe('APPEALED')
    expect(await room.rows('appeals')).toHaveLength(1)
  })

  test('is for its asker alone, and for what was rejected', async () => {
    const room = await openRoom()
    const { own } = await rejected(room)
    const stranger = await room.room.appeal({ asker: 'zhao', id: own.id }, '请再看看', room.now())
    expect(refusal(stranger).code).toBe('NOT_FOUND')
    const no = await room.ask('公交几点收车？', 'qian')
    const [pending] = await room.room.own('qian')
    const early = await room.room.appeal(
      { asker: 'qian', id: pending?.id ?? '' },
      '请快一点',
      room.now(),
    )
    expect(refusal(early).code).toBe('NOT_POSSIBLE')
    await room.decide({ act: 'approve', nos: [no] })
    expect((await room.room.own('qian'))[0]?.canAppeal).toBeUndefined()
  })

  test('is not heard by whoever rejected', async () => {
    const room = await openRoom()
    const { no, appeal } = await rejected(room)
    heard(await appeal())
    expect(refusal(await room.tryTo(settle(no, 'upheld'), lin)).code).toBe('SECOND_PERSON')
    expect(refusal(await room.tryTo(settle(no, 'listed'), lin)).code).toBe('SECOND_PERSON')
    const reopened = await room.tryTo({ act: 'reopen', no, why: '自己改主意' }, lin)
    expect(refusal(reopened).code).toBe('NOT_POSSIBLE')
  })

  test('upheld by another is final, and its asker reads why', async () => {
    const room = await openRoom()
    const { no, appeal } = await rejected(room)
    heard(await appeal())
    await room.decide(settle(no, 'upheld', '两条路不是同一条'), chen)
    const [own] = await room.room.own('wu')
    expect(own).toMatchObject({
      state: 'rejected',
      appeal: { state: 'upheld', reason: '两条路不是同一条' },
    })
    expect(refusal(await appeal('再说一遍')).code).toBe('APPEALED')
    const again = await room.tryTo(settle(no, 'listed'), chen)
    expect(refusal(again)).toMatchObject({ code: 'CONFLICT', facts: { by: chen.name } })
    expect(refusal(await room.tryTo({ act: 'reopen', no, why: '再看' }, chen)).code).toBe(
      'NOT_POSSIBLE',
    )
  })

  test('listed by another moves from the rejected to the accepted, and can be answered', async () => {
    const room = await liveRoom()
    const { no, appeal } = await rejected(room)
    heard(await appeal())
    expect((await room.snapshot()).balance.total).toMatchObject({ rejected: 1, accepted: 0 })
    await room.decide(settle(no, 'listed', ''), chen)
    const { balance } = await room.snapshot()
    expect(balance.total).toMatchObject({ received: 1, rejected: 0, accepted: 1, open: 1 })
    expect(balances(balance.total)).toBe(true)
    expect(await room.shown(no)).toMatchObject({ state: 'listed', votes: 0 })
    await room.decide(answering(no))
    expect((await room.room.own('wu'))[0]).toMatchObject({
      state: 'answered',
      appeal: { state: 'listed' },
    })
  })

  test('does not hold up the evening, but the close waits for it', async () => {
    const room = await liveRoom()
    const { no, appeal } = await rejected(room)
    heard(await appeal())
    await room.decide({ act: 'move', to: 'wrapped' })
    const closing = await room.tryTo({ act: 'move', to: 'closed' })
    expect(refusal(closing)).toMatchObject({ code: 'STILL_OPEN', facts: { pending: [no] } })
    await room.decide(settle(no, 'listed'), chen)
    const { balance } = await room.snapshot()
    // What the evening received does not change afterwards: the question stays in its part.
    expect(balance.main).toMatchObject({ received: 1, open: 1 })
    expect(refusal(await room.tryTo({ act: 'move', to: 'closed' })).facts).toMatchObject({
      open: [no],
    })
    await room.decide(answering(no, { mode: 'written' }))
    await room.decide({ act: 'move', to: 'closed' })
    expect(refusal(await appeal('再来一次')).code).toBe('APPEALED')
  })

  test('that nobody heard for a week no longer keeps the session from closing, and says so', async () => {
    const room = await liveRoom()
    const { no, appeal } = await rejected(room)
    heard(await appeal())
    await room.decide({ act: 'move', to: 'wrapped' })
    room.later(APPEAL_LAPSE_MS)
    await room.decide({ act: 'move', to: 'closed' })
    expect((await room.room.own('wu'))[0]?.appeal).toMatchObject({ state: 'lapsed' })
    expect((await room.room.fairness(room.now()))?.appeals).toEqual({ lapsed: 1 })
    expect(refusal(await room.tryTo(settle(no, 'listed'), chen)).code).toBe('CONFLICT')
    await room.room.archive(lin, room.now())
    const kept = await env.DB.prepare('SELECT state FROM appeals WHERE session_id = ?')
      .bind(`id-${room.slug}`)
      .first<{ state: string }>()
    expect(kept?.state).toBe('lapsed')
  })

  test('keeps the rejection from being undone under its asker’s hands', async () => {
    const room = await openRoom()
    const no = await room.ask('公交几点收车？', 'qian')
    const { event } = await room.decide({ act: 'reject', nos: [no], reason: 'unclear' })
    const [own] = await room.room.own('qian')
    heard(await room.room.appeal({ asker: 'qian', id: own?.id ?? '' }, '写得清楚', room.now()))
    expect(refusal(await room.tryTo({ act: 'undo', event })).code).toBe('CONFLICT')
  })

  test('is sealed into the chain: who appealed as the public, who heard it by handle', async () => {
    const room = await openRoom()
    const { no, appeal } = await rejected(room)
    heard(await appeal('路灯的事'))
    await room.decide(settle(no, 'listed'), chen)
    const rows = (await room.room.chainRows(1, 100)) ?? []
    const acts = rows.map(({ entry }) => {
      const { act, actor } = JSON.parse(entry) as { act: string; actor: string }
      return [act, actor === 'public' || actor === 'system' ? actor : 'staff']
    })
    expect(acts.slice(-2)).toEqual([
      ['appeal', 'public'],
      ['settle_appeal', 'staff'],
    ])
    expect(rows.map(({ entry }) => entry).join()).not.toContain('路灯的事')
  })

  test('whatever is rejected, appealed and heard in whatever order, both lines balance', async () => {
    const step = fc.record({
      what: fc.constantFrom('ask', 'reject', 'approve', 'appeal', 'listed', 'upheld', 'wrap'),
      which: fc.nat(5),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const room = await liveRoom()
        const ids: { no: number; id: string; asker: string }[] = []
        for (const { what, which } of steps) {
          const one = ids[which % Math.max(1, ids.length)]
          if (what === 'ask') {
            const asker = `a${ids.length}`
            const no = await room.ask(`第${ids.length}条问题怎么办？`, asker)
            ids.push({ no, asker, id: (await room.room.own(asker))[0]?.id ?? '' })
          } else if (what === 'wrap') await room.tryTo({ act: 'move', to: 'wrapped' })
          else if (!one) continue
          else if (what === 'appeal') await room.room.appeal(one, '请再看看', room.now())
          else if (what === 'approve') await room.tryTo({ act: 'approve', nos: [one.no] })
          else if (what === 'reject') {
            await room.tryTo({ act: 'reject', nos: [one.no], reason: 'unclear' })
          } else await room.tryTo(settle(one.no, what as 'listed' | 'upheld'), chen)
          const { balance } = await room.snapshot()
          for (const line of [balance.total, balance.main, balance.after]) {
            expect(balances(line)).toBe(true)
          }
          expect(balance.total.received).toBe(ids.length)
        }
      }),
      { numRuns: 12 },
    )
  })
})

describe('appealing over the web', () => {
  const second = {
    id: 'm2',
    name: '何审核',
    office: '审核员',
    unit: '县委宣传部',
    role: 'moderator',
  } as const

  async function turnedDown() {
    const { slug, desk } = await open()
    const phone = new Browser()
    const asked = await ask(phone, slug, '广场的健身器材坏了谁来修？')
    await decide(desk, slug, { act: 'reject', nos: [asked.no], reason: 'off_topic' })
    return { slug, desk, phone, asked }
  }

  test('a plain form on the page of own questions is enough', async () => {
    const { phone, asked, slug } = await turnedDown()
    const page = await (await phone.get('/my')).text()
    expect(page).toContain(`/my/q/${asked.id}/appeal`)
    const sent = await phone.form(`/my/q/${asked.id}/appeal`, {
      text: '器材就在会上说的广场，打 13800138000 找我',
    })
    expect(sent.status).toBe(303)
    const after = await (await phone.get('/my')).text()
    expect(after).toContain('正在复核')
    expect(after).toContain('138****8000')
    expect(after).not.toContain('13800138000')
    const other = await signedIn(second)
    const done = await decide(other, slug, {
      act: 'settle_appeal',
      no: asked.no,
      to: 'upheld',
      reason: '广场归另一场',
    })
    expect(done.status).toBe(200)
    expect(await (await phone.get('/my')).text()).toContain('广场归另一场')
  })

  test('a receipt code is enough on another device, and the API tells the same', async () => {
    const { asked } = await turnedDown()
    const elsewhere = new Browser()
    const answer = await elsewhere.json('POST', '/api/receipts/appeal', {
      receipt: asked.receipt,
      text: '请再看看',
    })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ appeal: { state: 'waiting' } })
    const form = await elsewhere.form(`/my/q/${asked.id}/appeal`, {
      receipt: asked.receipt,
      text: '请再看看',
    })
    expect(await form.text()).toContain('正在复核')
    const twice = await elsewhere.json('POST', '/api/receipts/appeal', {
      receipt: asked.receipt,
      text: '再写一遍',
    })
    expect([twice.status, await codeOf(twice)]).toEqual([409, 'APPEALED'])
  })

  test('empty words, somebody else’s question and a moderator without a reason are refused', async () => {
    const { phone, asked, slug } = await turnedDown()
    const empty = await phone.json('POST', `/api/my/${asked.id}/appeal`, { text: '  ' })
    expect(empty.status).toBe(422)
    const stranger = new Browser()
    await ask(stranger, slug, '我家门口的路灯呢？')
    const foreign = await stranger.json('POST', `/api/my/${asked.id}/appeal`, { text: '请再看' })
    expect([foreign.status, await codeOf(foreign)]).toEqual([404, 'NOT_FOUND'])
    const nobody = await new Browser().json('POST', `/api/my/${asked.id}/appeal`, { text: '请看' })
    expect(nobody.status).toBe(404)
    await phone.json('POST', `/api/my/${asked.id}/appeal`, { text: '请再看看' })
    const other = await signedIn(second)
    const upheld = { act: 'settle_appeal', no: asked.no, to: 'upheld', reason: ' ' }
    const bare = await decide(other, slug, upheld)
    expect([bare.status, await codeOf(bare)]).toEqual([422, 'EMPTY'])
    const netizen = await decide(new Browser(), slug, { ...upheld, reason: '不' })
    expect(netizen.status).toBe(401)
  })
})
