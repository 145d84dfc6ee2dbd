import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Courier } from '../../worker/courier/courier'
import { signed } from '../../worker/courier/ways/hook'
import { isWorkday } from '../../worker/domain/calendar'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import { dueDate } from '../../worker/domain/deadlines'
import { formatTime, shanghaiDay, startOfDay } from '../../worker/domain/shanghai'
import { sealChannel } from '../../worker/http/channel-seal'
import { carry, emptyLoad } from '../../worker/store/carry'
import { keepUnits } from '../../worker/store/units'
import { addChannelStatement } from '../../worker/store/unit-channels'
import { aCase, aQuestion, aSession, NOON } from './store-rows'

const DAY = 86_400_000
const HOUR = 3_600_000
const SECRET = 'secret-of-the-unit'
const HOOK = 'https://hooks.roads.example.cn/in'

const courier = () => env.COURIER.getByName('portal') as unknown as DurableObjectStub<Courier>
const unit = (id: string, parentId: string | null) => ({
  id,
  name: id,
  level: 'county' as const,
  parentId,
  department: parentId !== null,
  takesCases: true,
  answerDays: null,
  successorId: null,
  place: 0,
})

/** A unit's own system: keeps what it got, and knows a letter it has by its key. */
class Receiver {
  got: { key: string; body: string }[] = []
  wrong = 0
  /** After so many letters it takes one and then does not answer. */
  breaksEvery = 0

  fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    return this.take(request)
  }

  private async take(request: Request): Promise<Response> {
    const body = await request.text()
    const time = request.headers.get('x-mianduimian-time') ?? ''
    const right = signed(SECRET, time, body) === request.headers.get('x-mianduimian-signature')
    if (!right || request.url !== HOOK) this.wrong += 1
    this.got.push({ key: request.headers.get('idempotency-key') ?? '', body })
    if (this.breaksEvery > 0 && this.got.length % this.breaksEvery === 0) {
      throw new TypeError('The connection was lost.')
    }
    return new Response(null, { status: 204 })
  }
}

/** A record that breaks off at every so many-th mark of a delivery. */
function breaking(db: D1Database, every: number): D1Database {
  let marks = 0
  return new Proxy(db, {
    get(target, name: keyof D1Database) {
      if (name !== 'prepare') {
        const value = target[name] as unknown
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      }
      return (sql: string) => {
        marks += sql.startsWith('UPDATE messages SET told') ? 1 : 0
        if (marks > 0 && marks % every === 0) {
          marks += 1
          throw new Error('The record was away.')
        }
        return target.prepare(sql)
      }
    },
  })
}

const settings = (more: object = {}) =>
  runInDurableObject(courier(), (object) => {
    Object.defineProperty(object, 'env', {
      value: { ...env, PUBLIC_URL: 'https://ask.example.cn', ...more },
      configurable: true,
    })
  })
const round = (now: number) => runInDurableObject(courier(), (object: Courier) => object.round(now))

const due = dueDate('town_hall', 'answer', NOON, calendar)
const dates = { assignedAt: NOON, dueAt: due.dueAt, dueSums: JSON.stringify(due) }

/** A case that nobody touches, one in an officer's hands, one that waits for details, one that was answered. */
async function fourCases() {
  await keepUnits(env.DB, [unit('county', null), unit('roads', 'county')])
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ state: 'archived' }),
    questions: [1, 2, 3, 4].map((no) => aQuestion(no, { state: 'handed_off' })),
    cases: [1, 2, 3, 4].map((no) => aCase(no, dates)),
  })
  const limit = startOfDay('2026-11-25')
  await env.DB.batch([
    env.DB.prepare("UPDATE sessions SET authority = 'record'"),
    env.DB.prepare("UPDATE cases SET state = 'in_progress', officer_id = 'cai' WHERE id = 'c2'"),
    env.DB.prepare("UPDATE cases SET state = 'needs_info', paused_at = ? WHERE id = 'c3'").bind(
      NOON + DAY,
    ),
    env.DB.prepare(
      `INSERT INTO case_pauses (id, case_id, from_at, why, text, limit_at)
         VALUES ('p1', 'c3', ?, 'details', '请问是哪一栋？', ?)`,
    ).bind(NOON + DAY, limit),
    env.DB.prepare(
      `UPDATE cases SET state = 'replied', replied_at = ?, reply = '已修好。', follow_up_until = ?
         WHERE id = 'c4'`,
    ).bind(NOON + 2 * HOUR, startOfDay('2026-12-10')),
  ])
}

async function nameHook(id = 'ch1') {
  const sealed = await sealChannel(env, id, { to: HOOK, secret: SECRET })
  const row = { id, unitId: 'roads', way: 'hook' as const, hint: 'hooks.roads…', kinds: [] }
  await addChannelStatement(env.DB, {
    ...row,
    ...sealed,
    addedBy: 'boss',
    addedAt: NOON - DAY,
    endedAt: null,
  }).run()
}

interface Told {
  id: string
  kind: string
  recipient: string
  audience: string
  about: string
  facts: string
  dueAt: number
  at: number
  done_at: number | null
}
const messages = async () =>
  (await env.DB.prepare('SELECT *, at FROM messages ORDER BY at, id').all<Told>()).results

/** `c1 roads 2026-11-23 08:30 case_due_soon accept/day` */
const lines = (rows: Told[], about: string) =>
  rows
    .filter((row) => row.about === about)
    .map(({ kind, recipient, at, facts }) => {
      const { period, stage } = JSON.parse(facts) as { period?: string; stage?: string }
      const what = period ? ` ${period}/${stage}` : ''
      return `${shanghaiDay(at)} ${formatTime(at)} ${recipient} ${kind}${what}`
    })
    .toSorted()

const events = async (about: string) =>
  (
    await env.DB.prepare('SELECT what, at FROM case_events WHERE case_id = ? ORDER BY seq')
      .bind(about)
      .all<{ what: string; at: number }>()
  ).results.map(({ what, at }) => `${shanghaiDay(at)} ${what}`)

let receiver: Receiver
beforeEach(() => {
  receiver = new Receiver()
  vi.stubGlobal('fetch', receiver.fetch)
})
afterEach(() => vi.unstubAllGlobals())

const weekly = ['2026-12-07', '2026-12-14', '2026-12-21', '2026-12-28']
const answer = (who: string, from = 'roads') => [
  `2026-11-25 08:30 ${who} case_due_soon answer/soon`,
  `2026-11-27 08:30 ${who} case_due_soon answer/day`,
  `2026-11-30 08:30 ${who} case_overdue answer/over`,
  ...weekly.map((day) => `${day} 08:30 ${who} case_overdue answer/again`),
  ...(who === from ? ['2026-11-30 08:30 county case_escalated answer/over'] : []),
]

test('over forty days everybody is told of everything once, though sendings break off and alarms run twice', async () => {
  await fourCases()
  await nameHook()
  await settings({ DB: breaking(env.DB, 5) })
  receiver.breaksEvery = 4
  for (let day = 0; day < 40; day += 1) {
    const midnight = startOfDay(shanghaiDay(NOON)) + day * DAY
    const morning = midnight + 8.5 * HOUR
    // After two weeks days of rest are passed over: that nothing is told on them is known by then.
    if (day > 14 && !isWorkday(calendar, shanghaiDay(morning))) continue
    for (const now of day % 5 === 0 ? [midnight, morning, morning + HOUR] : [morning]) {
      // The alarm runs twice at once; and again an hour later.
      if (now >= NOON) await (day % 4 === 0 ? Promise.all([round(now), round(now)]) : round(now))
    }
    if (day === 0) await round(NOON)
  }
  await settings()
  // What broke off last is due again after its back-off, and the ways that are left are gone through.
  for (const hour of [1, 8, 24]) await round(NOON + 40 * DAY + hour * HOUR)

  const told = await messages()
  expect(lines(told, 'c1')).toEqual(
    [
      '2026-11-20 12:00 roads case_assigned',
      '2026-11-23 08:30 roads case_due_soon accept/day',
      '2026-11-24 08:30 roads case_overdue accept/over',
      '2026-11-24 08:30 county case_escalated accept/over',
      '2026-11-24 08:30 roads case_due_soon objection/day',
      ...answer('roads'),
    ].toSorted(),
  )
  expect(lines(told, 'c2')).toEqual([...answer('roads'), ...answer('cai')].toSorted())
  // Its clock stood still from the 21st to the 25th: 26, 27, 30, 1 and 2 December.
  expect(lines(told, 'c3')).toEqual(
    [
      '2026-11-30 08:30 roads case_due_soon answer/soon',
      '2026-12-02 08:30 roads case_due_soon answer/day',
      '2026-12-03 08:30 county case_escalated answer/over',
      '2026-12-03 08:30 roads case_overdue answer/over',
      ...['2026-12-10', '2026-12-17', '2026-12-24', '2026-12-31'].map(
        (day) => `${day} 08:30 roads case_overdue answer/again`,
      ),
    ].toSorted(),
  )
  expect(lines(told, 'c4')).toEqual([])
  expect(await events('c1')).toEqual(['2026-11-30 escalated'])
  expect(await events('c3')).toEqual(['2026-11-25 details_lapsed', '2026-12-03 escalated'])
  expect(await events('c4')).toEqual(['2026-12-10 lapsed'])

  // Everything is delivered. The unit's system got each letter, some twice under one key, none of them changed.
  expect(told.filter((row) => row.done_at === null)).toEqual([])
  const wanted = told.filter((row) => row.recipient === 'roads').map(({ id }) => id)
  const keys = new Map<string, Set<string>>()
  for (const { key, body } of receiver.got) keys.set(key, (keys.get(key) ?? new Set()).add(body))
  expect([...keys.keys()].toSorted()).toEqual(wanted.toSorted())
  expect([...keys.values()].every((bodies) => bodies.size === 1)).toBe(true)
  expect(receiver.got.length).toBeGreaterThan(wanted.length)
  expect(receiver.wrong).toBe(0)
}, 120_000)

describe('a way out of the portal', () => {
  test('is tried again later and later, then given up, and the unit reads so at its desk', async () => {
    await fourCases()
    await nameHook()
    await settings()
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 503 })))
    let now = NOON + HOUR
    const first = await round(now)
    expect(first).toBeLessThanOrEqual(now + HOUR)
    const tries = async () => {
      const row = await env.DB.prepare(
        "SELECT told, done_at AS doneAt, due_at AS dueAt FROM messages WHERE id = 'case_assigned:c1:0:roads'",
      ).first<{ told: string; doneAt: number | null; dueAt: number }>()
      return { ...row, told: JSON.parse(row?.told ?? '{}') as Record<string, { tries: number }> }
    }
    expect((await tries()).told['ch1']).toEqual({ at: null, tries: 1, error: 'refused' })
    for (let n = 1; n < 12; n += 1) {
      now = (await tries()).dueAt ?? 0
      await round(now)
    }
    expect((await tries()).doneAt).toBe(now)
    expect(now - NOON).toBeLessThan(3 * DAY)
    const told = (await messages()).filter(({ kind }) => kind === 'delivery_failed')
    expect(new Set(told.map(({ recipient }) => recipient))).toEqual(new Set(['roads']))
    expect(JSON.stringify(told)).not.toContain(HOOK)
  })

  test('that ended is used no more, and one that was named later tells no old news', async () => {
    await fourCases()
    await nameHook()
    await env.DB.prepare("UPDATE unit_channels SET ended_at = ?, box = ''").bind(NOON).run()
    await nameHook('ch2')
    await env.DB.prepare("UPDATE unit_channels SET added_at = ? WHERE id = 'ch2'")
      .bind(NOON + DAY)
      .run()
    await settings()
    await round(NOON + HOUR)
    expect(receiver.got).toEqual([])
    expect((await messages()).every(({ done_at }) => done_at !== null)).toBe(true)
  })

  test('is tried at once when an administrator asks, and says what is wrong', async () => {
    await fourCases()
    await nameHook()
    await settings()
    const tried = () =>
      runInDurableObject(courier(), (object: Courier) => object.tryChannel('ch1', NOON))
    expect(await tried()).toBe(null)
    expect(receiver.got).toHaveLength(1)
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 302 })))
    expect(await tried()).toBe('refused')
    await settings({ HOOK_HOSTS: 'other.example.cn' })
    expect(await tried()).toBe('address')
  })
})

test('the alarm asks to be woken again, whatever happens', async () => {
  await fourCases()
  await runInDurableObject(courier(), (object: Courier) => object.wake(Date.now()))
  await settings({ DB: breaking(env.DB, 1) })
  await runDurableObjectAlarm(courier())
  const next = await runInDurableObject(courier(), (_, { storage }) => storage.getAlarm())
  expect(next).not.toBe(null)
})

test('a notice that is published moves open dates by an event, and what was provisional is final', async () => {
  await keepUnits(env.DB, [unit('county', null), unit('roads', 'county')])
  const received = startOfDay('2026-12-29') + 9 * HOUR
  const first = dueDate('town_hall', 'answer', received, calendar)
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession({ state: 'archived' }),
    questions: [aQuestion(1, { state: 'handed_off' })],
    cases: [
      aCase(1, {
        assignedAt: received,
        dueAt: first.dueAt,
        dueSums: JSON.stringify(first),
        provisional: true,
      }),
    ],
  })
  await env.DB.batch([
    env.DB.prepare("UPDATE sessions SET authority = 'record'"),
    env.DB.prepare(
      `INSERT INTO calendar_notices (year, version, holidays, make_up_days, source, by, at)
         VALUES (2027, 1, '["2027-01-01","2027-01-02","2027-01-03"]', '[]', '国办发明电〔2026〕9号', 'boss', 1)`,
    ),
  ])
  await settings()
  await round(received + HOUR)
  await round(received + 2 * HOUR)
  const row = await env.DB.prepare('SELECT due_at, provisional, due_sums FROM cases').first<{
    due_at: number
    provisional: number
    due_sums: string
  }>()
  expect([shanghaiDay((row?.due_at ?? 0) - 1), row?.provisional]).toEqual(['2027-01-06', 0])
  expect(row?.due_sums).toContain(`${calendar.version}+2027.1`)
  const { results } = await env.DB.prepare('SELECT what, text, facts FROM case_events').all<{
    what: string
    text: string
    facts: string
  }>()
  expect(results).toHaveLength(1)
  expect(results[0]).toMatchObject({ what: 'due_recomputed' })
  expect(results[0]?.text).toContain('1月6日')
  expect(JSON.parse(results[0]?.facts ?? '{}')).toMatchObject({ was: first.dueAt })
})
