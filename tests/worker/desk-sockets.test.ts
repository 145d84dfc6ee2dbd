import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { STAFF_SESSION_MS } from '../../worker/contract/limits'
import { disableStaff, ensureStaff } from '../../worker/store/staff'
import { ask, moderator, open, origin, signedIn, type Browser } from './http-kit'
import { atDesk, chen, lin, openRoom, TestSocket, type TestRoom } from './room-kit'

/** A desk's socket is as good as the signing-in it was opened with, and not a moment longer. */

const later = (ms: number) => new Promise((done) => setTimeout(done, ms))
const hello = { t: 'hello', v: 1 }
/** The alarm is late: whatever comes now comes before it. */
const withoutAlarm = (room: TestRoom) =>
  runInDurableObject(room.stub, (_, { storage }) => storage.deleteAlarm())
const staffOf = async (room: TestRoom) => (await room.desk()).staff.map(({ name }) => name)

describe('when the twelve hours are over', () => {
  // ASVS 7.3.2
  test('the room closes the socket by its alarm, and nobody has to keep awake for it', async () => {
    const room = await openRoom()
    const gone = await room.socket(atDesk(lin, { until: Date.now() + 80 }))
    const stays = await room.socket(atDesk(chen, { until: Date.now() + STAFF_SESSION_MS }))
    stays.say(hello)
    await stays.hear('desk')
    // Asleep: nothing in memory knows of the two but their sockets.
    await room.wake()
    await later(100)
    await runDurableObjectAlarm(room.stub)
    expect(await gone.whenClosed()).toBe(1008)
    expect(gone.heard.at(-1)).toEqual({ t: 'no', code: 'SIGN_IN_FIRST' })
    expect(await staffOf(room)).toEqual([chen.name])
    stays.leave()
  })

  test('a message that comes before the alarm is not honoured, and nothing more is told', async () => {
    const room = await openRoom()
    const desk = await room.socket(atDesk(lin, { until: Date.now() + 60 }))
    await withoutAlarm(room)
    await later(80)
    desk.say(hello)
    expect(await desk.whenClosed()).toBe(1008)
    expect(desk.heard.filter(({ t }) => t === 'desk' || t === 'welcome')).toHaveLength(1)
    expect(desk.heard.at(-1)).toEqual({ t: 'no', code: 'SIGN_IN_FIRST' })
  })

  test('what changes afterwards is told to those who are still signed in', async () => {
    const room = await openRoom()
    const desk = await room.socket(atDesk(lin, { until: Date.now() + 60 }))
    await withoutAlarm(room)
    await later(80)
    await room.ask('自来水什么时候能不发黄？')
    expect(await desk.whenClosed()).toBe(1008)
    expect(JSON.stringify(desk.heard)).not.toContain('发黄')
  })

  test('a socket that comes too late is not let in', async () => {
    const room = await openRoom()
    const desk = await room.socket(atDesk(lin, { until: Date.now() - 1 }))
    expect(await desk.hear('no')).toEqual({ t: 'no', code: 'SIGN_IN_FIRST' })
    expect(await staffOf(room)).toEqual([])
  })

  test('the alarm still carries to the record what there is to carry', async () => {
    const room = await openRoom()
    await room.ask('自来水什么时候能不发黄？')
    const desk = await room.socket(atDesk(lin, { until: Date.now() + STAFF_SESSION_MS }))
    await expect.poll(async () => (await room.room.health()).outbox, { timeout: 5_000 }).toBe(0)
    desk.leave()
  })
})

describe('when a signing-in is revoked', () => {
  test('the sockets of that signing-in end, and no others', async () => {
    const room = await openRoom()
    const until = Date.now() + STAFF_SESSION_MS
    const phone = await room.socket(atDesk(lin, { until, pass: 'phone' }))
    const laptop = await room.socket(atDesk(lin, { until, pass: 'laptop' }))
    expect(await room.room.dismiss({ pass: 'phone' })).toBe(1)
    expect(await phone.whenClosed()).toBe(1008)
    laptop.say(hello)
    await laptop.hear('desk')
    expect(await room.room.dismiss({ pass: 'phone' })).toBe(0)
    expect(await room.room.dismiss({ pass: '' })).toBe(0)
    expect(await room.room.dismiss({ staff: lin.id })).toBe(1)
    expect(await laptop.whenClosed()).toBe(1008)
  })

  test('readers and screens are nobody’s to dismiss', async () => {
    const room = await openRoom()
    const reader = await room.socket()
    const screen = await room.socket({ 'x-kind': 'screen' })
    expect(await room.room.dismiss({ staff: lin.id })).toBe(0)
    expect([reader.closed, screen.closed]).toEqual([null, null])
    reader.leave()
    screen.leave()
  })
})

async function connect(desk: Browser, slug: string, more: Record<string, string> = {}) {
  const cookie = [...desk.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return new TestSocket(
    await exports.default.fetch(
      new Request(`${origin}/api/desk/sessions/${slug}/live`, {
        headers: { upgrade: 'websocket', origin, cookie, 'sec-fetch-site': 'same-origin', ...more },
      }),
    ),
  )
}

describe('through the front door', () => {
  // ASVS 7.4.1
  test('signing out ends one’s own sockets; those of the same person elsewhere stay', async () => {
    const { slug, desk } = await open()
    const elsewhere = await signedIn(moderator)
    // What a client says of itself counts for nothing.
    const mine = await connect(desk, slug, { 'x-pass': 'made-up', 'x-until': '99999999999999' })
    const other = await connect(elsewhere, slug)
    expect((await desk.form('/desk/sign-out', {})).status).toBe(303)
    expect(await mine.whenClosed()).toBe(1008)
    expect(other.closed).toBeNull()
    other.say(hello)
    await other.hear('desk')
    other.leave()
  })

  // ASVS 7.4.2
  test('somebody who may not work here any more loses the sockets with the first request', async () => {
    const member = { ...moderator, id: 'm-leaving', name: '郑主持' }
    const { slug } = await open()
    const desk = await signedIn(member)
    const socket = await connect(desk, slug)
    await disableStaff(env.DB, member.id, true)
    expect((await desk.get(`/api/desk/sessions/${slug}`)).status).toBe(401)
    expect(await socket.whenClosed()).toBe(1008)
    await ensureStaff(env.DB, moderator)
    await ask(desk, slug, '读者照常可以提问吗？')
  })
})
