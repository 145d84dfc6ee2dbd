import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { STAFF_IDLE_MS, STAFF_SESSION_MS } from '../../worker/contract/limits'
import { notaryOf } from '../../worker/http/audit'
import { deviceOf, endStaffSessions } from '../../worker/http/staff-session'
import { disableStaff } from '../../worker/store/staff'
import { sessionOf, sessionsOf, touchSession } from '../../worker/store/staff-sessions'
import { Browser, codeOf, moderator, official, signedIn } from './http-kit'

/** A signing-in is a row of the record: it ends when its row does, and not a request later. */

const LIST = '/api/desk/sessions'
const own = () => sessionsOf(env.DB, moderator.id, Date.now())

async function acts(): Promise<string[]> {
  const rows = await notaryOf(env).rows(1, 100)
  return rows.map(({ entry }) => (JSON.parse(entry) as { act: string }).act)
}

describe('a signing-in', () => {
  // ASVS 7.2.3, 7.3.2
  test('is kept by the hash of its token only, for twelve hours, and is in the chain', async () => {
    const browser = await signedIn(moderator)
    const cookie = browser.cookies.get('mdm-staff') ?? ''
    const claims = JSON.parse(
      atob((cookie.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')),
    )
    expect(claims.key).toMatch(/^[\w-]{43}$/)
    const { results } = await env.DB.prepare('SELECT * FROM staff_sessions').all()
    expect(results).toHaveLength(1)
    expect(JSON.stringify(results)).not.toContain(claims.key)
    const row = results[0] as { started_at: number; ends_at: number; how: string }
    expect([row.ends_at - row.started_at, row.how]).toEqual([STAFF_SESSION_MS, 'link'])
    expect(await acts()).toContain('sign_in')
  })

  // ASVS 7.4.1
  test('that was signed out opens nothing, also with a copy of its cookie', async () => {
    const browser = await signedIn(moderator)
    const thief = new Browser()
    thief.cookies = new Map(browser.cookies)
    expect((await thief.get(LIST)).status).toBe(200)
    await browser.form('/desk/sign-out', {})
    const refused = await thief.get(LIST)
    expect([refused.status, await codeOf(refused)]).toEqual([401, 'SIGN_IN_FIRST'])
    expect(await own()).toEqual([])
    expect(await acts()).toContain('sign_out')
  })

  // ASVS 7.4.2
  test('of somebody disabled is over at the very next request', async () => {
    const browser = await signedIn(moderator)
    expect((await browser.get(LIST)).status).toBe(200)
    await disableStaff(env.DB, moderator.id, true)
    expect((await browser.get(LIST)).status).toBe(401)
    expect(browser.cookies.size).toBe(0)
  })

  // ASVS 7.3.1
  test('that nobody touched for half an hour is over; one that was used goes on', async () => {
    const idle = await signedIn(moderator)
    const busy = await signedIn(official)
    const long = Date.now() - STAFF_IDLE_MS - 1
    await env.DB.prepare('UPDATE staff_sessions SET seen_at = ?').bind(long).run()
    const [mine] = await sessionsOf(env.DB, official.id, Date.now())
    await touchSession(env.DB, mine?.id ?? '', Date.now())
    expect((await idle.get(LIST)).status).toBe(401)
    expect((await busy.get(LIST)).status).toBe(200)
    expect(await own()).toEqual([])
  })

  test('is seen at most once a minute, so that reading the desk does not write', async () => {
    const browser = await signedIn(moderator)
    const seenAt = async () => (await own())[0]?.seenAt
    const first = await seenAt()
    for (let n = 0; n < 3; n++) await browser.get(LIST)
    expect(await seenAt()).toBe(first)
    const before = Date.now() - 90_000
    await env.DB.prepare('UPDATE staff_sessions SET seen_at = ?').bind(before).run()
    await browser.get(LIST)
    await expect.poll(seenAt).toBeGreaterThan(before)
  })

  // ASVS 7.2.1
  test('is the only one that its token opens', async () => {
    const browser = await signedIn(moderator)
    await env.DB.prepare("UPDATE staff_sessions SET hash = 'another'").run()
    expect((await browser.get(LIST)).status).toBe(401)
    // Another tab may have the new token: its session and its cookie stay.
    expect(await own()).toHaveLength(1)
    expect(browser.cookies.size).toBe(1)
  })

  test('does what its person may do now, not what they might do when it began', async () => {
    const browser = await signedIn(moderator)
    await env.DB.prepare("UPDATE staff SET role = 'supervisor' WHERE id = ?")
      .bind(moderator.id)
      .run()
    expect((await browser.get(LIST)).status).toBe(200)
    const draft = await browser.json('POST', LIST, {})
    expect([draft.status, await codeOf(draft)]).toEqual([403, 'NOT_ALLOWED'])
  })
})

describe('ending sessions', () => {
  // ASVS 7.4.3, 7.5.2
  test('one, all others, or all of somebody; each is in the chain', async () => {
    const [a, b, c] = [
      await signedIn(moderator),
      await signedIn(moderator),
      await signedIn(moderator),
    ]
    const list = await own()
    expect(list).toHaveLength(3)
    const by = { ...moderator }
    const [first] = list
    expect(
      await endStaffSessions(env, by, moderator.id, { only: first?.id ?? '' }, Date.now()),
    ).toBe(1)
    const [left] = await own()
    expect(await endStaffSessions(env, by, moderator.id, { but: left?.id ?? '' }, Date.now())).toBe(
      1,
    )
    const statuses = await Promise.all([a, b, c].map(async (one) => (await one.get(LIST)).status))
    expect(statuses.sort((a, b) => a - b)).toEqual([200, 401, 401])
    expect(await endStaffSessions(env, by, moderator.id, {}, Date.now())).toBe(1)
    expect((await acts()).filter((act) => act === 'end_sessions')).toHaveLength(3)
  })

  test('of somebody else is not done by naming one’s own person', async () => {
    await signedIn(moderator)
    const [theirs] = await own()
    await signedIn(official)
    const by = { ...official }
    expect(
      await endStaffSessions(env, by, official.id, { only: theirs?.id ?? '' }, Date.now()),
    ).toBe(0)
    expect(await sessionOf(env.DB, theirs?.id ?? '')).not.toBeNull()
  })
})

test('of a browser’s header two words are kept', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
  expect(deviceOf(chrome)).toBe('Chrome · Windows')
  expect(deviceOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1')).toBe(
    'Safari · iOS',
  )
  expect(deviceOf('curl/8.0')).toBe('')
})
