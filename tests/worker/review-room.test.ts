import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import type { Delta } from '../../worker/contract/live'
import { carry, emptyLoad } from '../../worker/store/carry'
import { setAuthority } from '../../worker/store/sessions'
import { answering, chen, lin, liveRoom, openRoom, refusal } from './room-kit'

test('nobody learns which number was rejected, or when a pending one was looked at', async () => {
  const room = await openRoom()
  await room.listed('公开的问题什么时候有答复？')
  const before = await room.snapshot()
  const no = await room.ask('不会公开的问题是什么？')
  await room.decide({ act: 'note', no, note: '再看看' })
  await room.decide({ act: 'reject', nos: [no], reason: 'off_topic' })
  const comment = await room.tryToComment('不会公开的留言')
  expect(comment.ok).toBe(true)
  const socket = await room.socket()
  socket.say({ t: 'hello', v: 1, epoch: before.epoch, seq: before.seq })
  const delta = (await socket.hear('delta')) as unknown as Delta
  expect(delta.gone).toBeUndefined()
  expect(delta.cGone).toBeUndefined()
  expect(delta.balance?.total).toMatchObject({ received: 2, rejected: 1 })
  socket.leave()
})

test('what was public by mistake is taken from every screen', async () => {
  const room = await openRoom()
  const no = await room.ask('不该公开的问题是什么？')
  const { event } = await room.decide({ act: 'approve', nos: [no] })
  await room.tryToComment('不该公开的留言')
  const listed = await room.decide({ act: 'approve_comment', nos: [1] })
  const before = await room.snapshot()
  await room.decide({ act: 'undo', event })
  await room.decide({ act: 'undo', event: listed.event })
  const socket = await room.socket()
  socket.say({ t: 'hello', v: 1, epoch: before.epoch, seq: before.seq })
  const delta = (await socket.hear('delta')) as unknown as Delta
  expect([delta.gone, delta.cGone]).toEqual([[no], [1]])
  socket.leave()
})

test('an undo does not open again what the summing-up found answered', async () => {
  const room = await liveRoom('路灯什么时候修？')
  const [no = 0] = room.nos
  const { event } = await room.decide(answering(no))
  await room.decide({ act: 'move', to: 'wrapped' }, chen)
  expect(refusal(await room.tryTo({ act: 'undo', event })).code).toBe('SESSION_MOVE')
  expect((await room.snapshot()).balance.main).toMatchObject({ answeredLive: 1, open: 0 })
  // What is decided after it can be taken back as ever.
  await room.decide({ act: 'reopen', no, why: '答复有误' })
  const again = await room.decide({ act: 'hand_off', nos: [no], units: ['unit-traffic'] })
  expect((await room.tryTo({ act: 'undo', event: again.event })).ok).toBe(true)
})

test('a load that arrives late does not bring back an answer that was taken back', async () => {
  const room = await liveRoom('路灯什么时候修？')
  const [no = 0] = room.nos
  const { event } = await room.decide(answering(no))
  const [given] = await runInDurableObject(room.stub, (_, { storage }) =>
    storage.sql.exec('SELECT * FROM answers').toArray(),
  )
  const answered = (await room.snapshot()).seq
  await room.decide({ act: 'undo', event })
  await runDurableObjectAlarm(room.stub)
  const late = { ...(given as never as Parameters<typeof carry>[1]['answers'][number]) }
  await carry(env.DB, {
    ...emptyLoad,
    answers: [{ ...late, withdrawn: false, version: answered }],
  })
  const kept = await env.DB.prepare('SELECT withdrawn FROM answers WHERE id = ?')
    .bind(late.id)
    .first('withdrawn')
  expect(kept).toBe(1)
})

test('a room that was cut off after its hand-over empties itself', async () => {
  const room = await liveRoom('路灯什么时候修？')
  const [no = 0] = room.nos
  await room.vote(no, 7)
  await room.decide(answering(no))
  await room.decide({ act: 'move', to: 'wrapped' })
  await room.decide({ act: 'move', to: 'closed' })
  // The storage dies when it is to be emptied: the record has the session, the room still holds it.
  await runInDurableObject(room.stub, (_, { storage }) => {
    storage.deleteAll = () => Promise.reject(new Error('cut off'))
  })
  expect((await room.room.archive(lin, room.now())).ok).toBe(false)
  await room.wake()
  expect((await room.room.health()).held).toBe(true)
  await runDurableObjectAlarm(room.stub)
  expect((await room.room.health()).held).toBe(false)
})

test('a hand-over that broke off before the record had it leaves the room what it is', async () => {
  const room = await liveRoom('路灯什么时候修？')
  const [no = 0] = room.nos
  await room.decide(answering(no))
  await room.decide({ act: 'move', to: 'wrapped' })
  await room.decide({ act: 'move', to: 'closed' })
  await runInDurableObject(room.stub, (_, { storage }) => {
    storage.sql.exec(`INSERT OR REPLACE INTO meta (key, value) VALUES ('leaving', '1')`)
  })
  await room.wake()
  await room.room.health()
  await runDurableObjectAlarm(room.stub)
  expect((await room.room.health()).held).toBe(true)
  expect(await setAuthority(env.DB, `id-${room.slug}`, 'room', 'room')).toBe(true)
  expect((await room.room.archive(lin, room.now())).ok).toBe(true)
})

test('screens have their own seats, and no more than the room has', async () => {
  const room = await openRoom()
  const seats = []
  for (let i = 0; i < 100; i += 1) seats.push(await room.socket({ 'x-kind': 'screen' }))
  const late = await room.socket({ 'x-kind': 'screen' })
  expect(await late.hear('no')).toMatchObject({ code: 'ROOM_FULL' })
  const viewer = await room.socket()
  viewer.say({ t: 'hello', v: 1 })
  expect(await viewer.hear('welcome')).toMatchObject({ viewers: 1 })
  for (const seat of [...seats, viewer]) seat.leave()
})

test('a page, a snapshot and what was missed hold the same questions in the same order', async () => {
  const room = await liveRoom('路灯什么时候修？', '公交末班车能否延后？', '医保报销比例会提高吗？')
  const [first = 0, second = 0, third = 0] = room.nos
  await room.vote(second, 1)
  await room.decide({ act: 'take_down', no: third, reason: 'unlawful' })
  const before = await room.snapshot()
  expect(before.questions.map((one) => one.no)).toEqual([second, first, third])
  const page = await room.room.page({ order: 'hot', page: 1, size: 1 }, 1)
  expect(page).toMatchObject({ total: 2, mine: [second], questions: [{ no: second, votes: 1 }] })
  const next = await room.room.page({ order: 'hot', page: 2, size: 1 }, 1)
  expect(next?.questions.map((one) => one.no)).toEqual([first])
})

test('a socket that does nothing but greet is told to slow down', async () => {
  const room = await openRoom()
  const socket = await room.socket()
  for (let i = 0; i < 50; i += 1) socket.say({ t: 'hello', v: 1 })
  expect(await socket.hear('no')).toMatchObject({ code: 'SLOW_DOWN' })
  const heard = socket.heard.filter((frame) => frame.t === 'welcome').length
  expect(heard).toBeGreaterThanOrEqual(20)
  expect(heard).toBeLessThanOrEqual(40)
  socket.leave()
})
