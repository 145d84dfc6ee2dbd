import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import { Browser, codeOf, decide, open } from './http-kit'
import { chen, openRoom, refusal, type TestRoom } from './room-kit'

/** A comment is its author's to take back, as a question is. */

const hashOf = (room: TestRoom, n = 1) => `hash-c${room.slug.slice(2)}${n}`
const withdraw = (room: TestRoom, n = 1) =>
  room.room.withdraw({ receiptHash: hashOf(room, n) }, room.now())

describe('taking back a comment', () => {
  test('before review leaves nothing in public', async () => {
    const room = await openRoom()
    const { id, no } = heard(await room.tryToComment('希望早点修好。', { asker: 'wang' }))
    const own = heard(await room.room.withdraw({ asker: 'wang', id }, room.now()))
    expect(own).toMatchObject({ kind: 'comment', state: 'withdrawn', canWithdraw: false })
    const all = await room.snapshot()
    expect([all.comments, all.totalComments]).toEqual([[], 0])
    expect(refusal(await room.tryTo({ act: 'approve_comment', nos: [no] })).facts).toMatchObject({
      action: 'withdraw',
    })
  })

  test('after it was listed leaves a stub without words or name', async () => {
    const room = await openRoom()
    await room.decide({ act: 'ask_back', text: '大家最希望末班车几点？' })
    const { no } = heard(await room.tryToComment('十点半。', { prompt: 1, name: '老李' }))
    await room.decide({ act: 'approve_comment', nos: [no] })
    const watcher = await room.socket()
    expect(heard(await withdraw(room)).state).toBe('withdrawn')
    const told = await watcher.hear((frame) => JSON.stringify(frame['c']).includes('withdrawn'))
    expect(JSON.stringify(told)).not.toMatch(/十点半|老李/)
    const { comments, prompts } = await room.snapshot()
    expect(comments).toMatchObject([{ no, state: 'withdrawn', text: '' }])
    expect(comments[0]?.name).toBeUndefined()
    expect(prompts[0]?.comments).toBe(0)
    expect(JSON.stringify((await room.desk()).comments)).not.toMatch(/十点半|老李/)
    // Again is once.
    expect(heard(await withdraw(room)).state).toBe('withdrawn')
    watcher.leave()
  })

  test('nobody brings it back: no decision, and no undo of an earlier one', async () => {
    const room = await openRoom()
    const { no } = heard(await room.tryToComment('希望早点修好。'))
    const { event } = await room.decide({ act: 'approve_comment', nos: [no] })
    heard(await withdraw(room))
    expect(refusal(await room.tryTo({ act: 'undo', event }))).toMatchObject({
      code: 'CONFLICT',
      facts: { action: 'withdraw' },
    })
    for (const act of ['promote_comment', 'take_down_comment'] as const) {
      const decision =
        act === 'promote_comment' ? { act, no } : { act, no, reason: 'mistake' as const }
      expect(refusal(await room.tryTo(decision, chen)).code).toBe('CONFLICT')
    }
    expect((await room.snapshot()).comments).toMatchObject([{ state: 'withdrawn' }])
  })

  test('the same words can be said again afterwards', async () => {
    const room = await openRoom()
    const first = heard(await room.tryToComment('希望早点修好。', { asker: 'wang' }))
    heard(await withdraw(room))
    const again = heard(await room.tryToComment('希望早点修好。', { asker: 'wang' }))
    expect(again.no).not.toBe(first.no)
  })

  test('is its author’s alone, and not possible once it was decided on for good', async () => {
    const room = await openRoom()
    const { id, no } = heard(await room.tryToComment('希望早点修好。', { asker: 'wang' }))
    const by = (asker: string) => room.room.withdraw({ asker, id }, room.now())
    expect(refusal(await by('somebody-else')).code).toBe('NOT_FOUND')
    await room.decide({ act: 'reject_comment', nos: [no], reason: 'abusive' })
    expect(refusal(await by('wang')).code).toBe('NOT_POSSIBLE')
    const second = heard(await room.tryToComment('路灯也请修一修。', { asker: 'wang' }))
    await room.decide({ act: 'approve_comment', nos: [second.no] })
    await room.decide({ act: 'take_down_comment', no: second.no, reason: 'mistake' })
    expect(refusal(await withdraw(room, 2)).code).toBe('NOT_POSSIBLE')
  })

  test('one that became a question is taken back as that question', async () => {
    const room = await openRoom()
    const { no } = heard(await room.tryToComment('路灯什么时候修好？', { asker: 'wang' }))
    await room.decide({ act: 'promote_comment', no })
    expect(heard(await withdraw(room))).toMatchObject({ kind: 'question', state: 'withdrawn' })
    expect((await room.snapshot()).balance.total.withdrawnLater).toBe(1)
  })
})

test('by the code, by the device, and by nobody else', async () => {
  const { slug, desk } = await open()
  const said = async (text: string) => {
    const browser = new Browser()
    const answer = await browser.json('POST', `/api/sessions/${slug}/comments`, { text })
    return { browser, ...((await answer.json()) as { id: string; no: number; receipt: string }) }
  }
  const first = await said('希望早点修好。')
  await decide(desk, slug, { act: 'approve_comment', nos: [first.no] })
  const stranger = new Browser()
  await stranger.json('POST', `/api/sessions/${slug}/comments`, { text: '我也这样想。' })
  for (const by of [stranger, desk]) {
    const refused = await by.send('POST', `/api/my/${first.id}/withdraw`)
    expect([refused.status, await codeOf(refused)]).toEqual([404, 'NOT_FOUND'])
  }
  const mine = await (await first.browser.get('/my')).text()
  expect(mine).toContain(`/my/q/${first.id}/withdraw`)
  const taken = await first.browser.form(`/my/q/${first.id}/withdraw`, {})
  expect(taken.status).toBe(303)
  const page = await (await new Browser().get(`/s/${slug}?tab=comments`)).text()
  expect(page).not.toContain('希望早点修好')
  expect(page).toContain('已由本人撤回')

  const second = await said('路灯也请修一修。')
  const byCode = await new Browser().json('POST', '/api/receipts/withdraw', {
    receipt: second.receipt,
  })
  expect([byCode.status, await byCode.json()]).toMatchObject([
    200,
    { id: second.id, kind: 'comment', state: 'withdrawn' },
  ])
})
