import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import { readSeal } from '../../worker/store/seal'
import { recordSnapshot } from '../../worker/store/question-reads'
import { ask, Browser, codeOf, decide, moderator, official, open, signedIn } from './http-kit'
import { answering, lin, openRoom, refusal } from './room-kit'

/** A session called off after people had asked: it goes into the record as what it is, with what became of each. */

describe('a session called off while it collected', () => {
  test('is not handed over while one question has no disposition', async () => {
    const room = await openRoom()
    const listed = await room.listed('自来水什么时候能不发黄？')
    const pending = await room.ask('广场的路灯为什么一直不亮？')
    await room.decide({ act: 'move', to: 'cancelled' })
    expect(refusal(await room.room.archive(lin, room.now()))).toEqual({
      code: 'STILL_OPEN',
      facts: { pending: [pending], open: [listed] },
    })
    expect(await room.room.health()).toMatchObject({ held: true, state: 'cancelled' })
  })

  test('goes into the record as called off, with what became of each question, and the room is empty', async () => {
    const room = await openRoom()
    const [first, second, third] = [
      await room.listed('自来水什么时候能不发黄？'),
      await room.listed('二十三路公交末班车能否延后？'),
      await room.ask('广场的路灯为什么一直不亮？'),
    ]
    await room.vote(first, 1)
    await room.decide({ act: 'move', to: 'cancelled' })
    await room.decide(answering(first, { mode: 'written' }))
    await room.decide({ act: 'hand_off', nos: [second], units: ['unit-traffic'] })
    await room.decide({ act: 'reject', nos: [third], reason: 'unclear' })
    const before = await room.snapshot()
    const watcher = await room.socket()
    const at = room.later(60_000)
    expect(heard(await room.room.archive(lin, at)).ballots).toBe(1)
    expect(await watcher.whenClosed()).toBe(1000)
    const after = await recordSnapshot(env.DB, room.slug, at)
    expect(after?.session).toMatchObject({ state: 'cancelled', archivedAt: at })
    expect(after?.balance).toEqual(before.balance)
    expect(after?.questions.map(({ no, state }) => [no, state])).toEqual([
      [first, 'answered'],
      [second, 'handed_off'],
    ])
    expect(await room.room.health()).toMatchObject({ held: false, outbox: 0 })
    expect(await readSeal(env.DB, `id-${room.slug}`)).toMatchObject({ ballots: 1 })
  })

  test('what is being handed over stays as it is: nobody takes anything back meanwhile', async () => {
    const room = await openRoom()
    await room.listed('自来水什么时候能不发黄？')
    await room.listed('水为什么是黄的？')
    await room.decide({ act: 'merge', nos: [2], into: 1 })
    await room.decide({ act: 'hand_off', nos: [1], units: ['unit-water'] })
    await room.decide({ act: 'move', to: 'cancelled' })
    const hash = `hash-q${room.slug.slice(2)}2`
    const [archived, late] = await Promise.all([
      room.room.archive(lin, room.now()),
      room.room.withdraw({ receiptHash: hash }, room.now()),
    ])
    expect(archived.ok).toBe(true)
    expect(refusal(late).code).toBe('NOT_POSSIBLE')
    const after = await recordSnapshot(env.DB, room.slug, room.now())
    expect(after?.questions.find(({ no }) => no === 2)?.state).toBe('merged')
  })

  test('is not handed over while the record differs', async () => {
    const room = await openRoom()
    await room.listed('自来水什么时候能不发黄？')
    await room.decide({ act: 'hand_off', nos: [1], units: ['unit-water'] })
    await room.decide({ act: 'move', to: 'cancelled' })
    await expect.poll(async () => (await room.room.health()).outbox).toBe(0)
    await env.DB.prepare("UPDATE questions SET state = 'answered' WHERE session_id = ?")
      .bind(`id-${room.slug}`)
      .run()
    expect(refusal(await room.room.archive(lin, room.now())).code).toBe('CONFLICT')
    expect(await room.room.health()).toMatchObject({ held: true })
  })
})

test('its page stays: called off, with its questions; only a moderator hands it over, and twice is once', async () => {
  const { slug, desk, deskApi } = await open()
  const asker = new Browser()
  const { no, id, receipt } = await ask(asker, slug, '自来水什么时候能不发黄？')
  await decide(desk, slug, { act: 'approve', nos: [no] })
  await decide(desk, slug, { act: 'move', to: 'cancelled' })
  const archive = (by: Browser) => by.json('POST', `${deskApi}/archive`, {})
  for (const [by, status, code] of [
    [new Browser(), 401, 'SIGN_IN_FIRST'],
    [await signedIn(official), 403, 'NOT_ALLOWED'],
    [desk, 409, 'STILL_OPEN'],
  ] as const) {
    const refused = await archive(by)
    expect([refused.status, await codeOf(refused)]).toEqual([status, code])
  }
  await decide(desk, slug, {
    act: 'answer',
    no,
    mode: 'written',
    speaker: '吴经理',
    office: '总经理',
    unit: '县供水公司',
    text: '管网正在更换，下月底前完成。',
    solved: 'partly',
  })
  const first = await archive(desk)
  expect(first.status).toBe(200)
  const again = await archive(await signedIn(moderator))
  expect([again.status, await again.json()]).toEqual([200, await first.json()])

  const page = await (await new Browser().get(`/s/${slug}`)).text()
  expect(page).toContain('已取消')
  expect(page).toContain('这一场已经取消')
  expect(page).toContain('自来水什么时候能不发黄')
  expect(page).toContain('书面答复')
  expect((await new Browser().get(`/q/${id}`)).status).toBe(200)
  const found = await new Browser().json('POST', '/api/receipts/lookup', { receipt })
  expect(await found.json()).toMatchObject({ state: 'answered', canWithdraw: false })
  // At the desk it is a record: nothing is decided there any more.
  const late = await decide(desk, slug, { act: 'note', no, note: '来不及了' })
  expect(late.status).toBe(404)
})
