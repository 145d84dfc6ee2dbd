import { env, exports } from 'cloudflare:workers'
import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../worker/contract/room'
import { staffRoles, type Grant, type StaffRole } from '../../worker/contract/staff'
import {
  may,
  maySend,
  permissions,
  socketMessages,
  type Action,
  type Caller,
} from '../../worker/domain/permissions'
import { addDays, shanghaiDay } from '../../worker/domain/shanghai'
import { access } from '../../worker/http/access'
import type { AppEnv } from '../../worker/http/app-env'
import { guard } from '../../worker/http/guard'
import { newId, randomText } from '../../worker/http/ids'
import { sha256Text } from '../../worker/http/keys'
import { answerErrors } from '../../worker/http/refuse'
import { writeToken } from '../../worker/http/staff'
import { createSession } from '../../worker/store/sessions'
import { disableStaff, ensureStaff } from '../../worker/store/staff'
import { endSessions, keepSession } from '../../worker/store/staff-sessions'
import { keepUnits } from '../../worker/store/units'
import { HOUR, origin } from './http-kit'

/**
 * Every way in × everybody who might come, at their own session and at a foreign one. The doors are the real
 * guard over the real record (grants, absences, the tree of units, signing-ins); behind them stands nothing,
 * so that an answer tells who was let in. tests/worker/permissions.test.ts knocks at the doors themselves.
 */

/** What stands behind a door: that somebody got there. */
const IN = 204

const doors = new Hono<AppEnv>()
doors.onError(answerErrors())
doors.use(guard)
for (const way of Object.keys(access)) {
  const [method = '', path = ''] = way.split(' ')
  doors.on(method, path, (c) => c.body(null, IN))
}

/** A session of the bureau, which belongs to the county; and one of a harbour elsewhere. */
const sessions = [
  { slug: 'here', units: ['bureau', 'county'] },
  { slug: 'there', units: ['harbour'] },
] as const

/** Cases: led by the bureau with the harbour assisting, led by the harbour, and none at all. */
const cases = [
  {
    id: 'case-here',
    about: {
      session: 'here',
      units: ['bureau', 'county'],
      case: { lead: ['bureau', 'county'], assist: ['harbour'], above: ['county'] },
    },
  },
  {
    id: 'case-there',
    about: {
      session: 'there',
      units: ['harbour'],
      case: { lead: ['harbour'], assist: [], above: [] },
    },
  },
  { id: 'no-case', about: {} },
] as const

type Place = { session?: string; unit?: string }
const places: Record<string, Place> = {
  'the portal': {},
  'their unit': { unit: 'bureau' },
  'the unit above': { unit: 'county' },
  'another unit': { unit: 'harbour' },
  'their session': { session: 'here' },
  'another session': { session: 'there' },
}

interface Somebody {
  caller: Caller
  headers: () => Promise<Record<string, string>>
}

let people: Record<string, Somebody>
const browser = { 'sec-fetch-site': 'same-origin' }
const now = () => Date.now()

async function cookieOf(id: string, endsAt = now() + HOUR): Promise<string> {
  const [pass, key] = [newId(), randomText(32)]
  const row = { hash: sha256Text(key), id: pass, staffId: id, device: '', now: now(), endsAt }
  await keepSession(env.DB, { ...row, how: 'passkey', provedAt: now() })
  // What the cookie claims does not count: the record has the last word.
  const claimed = { role: 'admin' as const, grants: staffRoles.map((role) => ({ role })) }
  const token = { id, name: id, office: '职员', exp: endsAt, pass, key, ...claimed }
  return `mdm-staff=${writeToken(env, token)}`
}

let number = 0

/** A member of staff with one row of a grant, and a cookie of theirs that is asked for anew each time. */
async function member(
  role: StaffRole,
  row: Place & { from?: number; until?: number; revoked?: number } = {},
): Promise<string> {
  const id = `p-${++number}`
  await ensureStaff(env.DB, { id, name: id, office: '职员', unit: '霞湾县', role })
  await env.DB.prepare(
    `INSERT INTO grants (id, staff_id, role, unit_id, session, from_at, until_at, given_by, given_at, revoked_at)
     VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, 'boss', 0, ?7)`,
  )
    .bind(
      id,
      role,
      row.unit ?? null,
      row.session ?? null,
      row.from ?? 0,
      row.until ?? null,
      row.revoked ?? null,
    )
    .run()
  return id
}

const staff = (grants: readonly Grant[]): Caller => ({ kind: 'staff', grants })
const visitor: Caller = { kind: 'visitor' }

/** Somebody who comes with one cookie all day. */
function dayLong(caller: Caller, cookie: string): Somebody {
  return { caller, headers: () => Promise.resolve({ ...browser, cookie }) }
}

async function everybodyComes(): Promise<void> {
  const unit = { level: 'county', department: false, takesCases: true, answerDays: null } as const
  const tree = { county: null, bureau: 'county', harbour: null }
  await keepUnits(
    env.DB,
    Object.entries(tree).map(([id, parentId], place) => ({
      ...unit,
      id,
      name: id,
      parentId,
      successorId: null,
      place,
    })),
  )
  for (const { slug, units } of sessions) {
    const facts = { kind: 'town_hall', title: '出行', topic: '', notice: '', place: '' } as const
    const draft = { ...facts, slug, unit: '霞湾县', unitId: units[0], startsAt: now(), guests: [] }
    await createSession(env.DB, { ...draft, state: 'announced' }, `s-${slug}`, now())
  }
  for (const [id, session, unit] of [
    ['case-here', 's-here', 'bureau'],
    ['case-there', 's-there', 'harbour'],
  ]) {
    await env.DB.prepare(
      `INSERT INTO cases (id, session_id, question_no, kind, unit_id, unit, state, assigned_at)
       VALUES (?1, ?2, 1, 'hand_off', ?3, ?3, 'assigned', 0)`,
    )
      .bind(id, session, unit)
      .run()
  }
  await env.DB.prepare(
    `INSERT INTO case_units (case_id, unit_id, unit, role, from_at) VALUES ('case-here', 'harbour', 'harbour', 'assist', 0)`,
  ).run()
  people = {
    'a visitor': { caller: visitor, headers: () => Promise.resolve(browser) },
    'the operator': {
      caller: { kind: 'operator' },
      headers: () => Promise.resolve({ authorization: 'Bearer test-operator-token' }),
    },
    'the importer': {
      caller: { kind: 'importer' },
      headers: () => Promise.resolve({ authorization: 'Bearer test-import-token' }),
    },
    'a script with a made-up token': {
      caller: visitor,
      headers: () => Promise.resolve({ authorization: 'Bearer test-operator-tokem' }),
    },
  }
  for (const role of staffRoles) {
    for (const [name, place] of Object.entries(places)) {
      const id = await member(role, place)
      people[`${role} over ${name}`] = dayLong(staff([{ role, ...place }]), await cookieOf(id))
    }
  }
  const odd = async (name: string, caller: Caller, id: string) => {
    people[name] = dayLong(caller, await cookieOf(id))
  }
  const today = shanghaiDay(now())
  await odd('a role that is over', staff([]), await member('moderator', { until: now() - 1 }))
  await odd('a role to come', staff([]), await member('admin', { from: now() + HOUR }))
  await odd('a role taken back', staff([]), await member('admin', { revoked: 1 }))
  // Doing the work of somebody absent: her sessions, not her administration.
  const absent = await member('moderator', { unit: 'county' })
  const boss = await member('admin')
  const deputy = await member('official', { revoked: 1 })
  for (const of of [absent, boss]) {
    await env.DB.prepare(
      `INSERT INTO absences (id, of_staff, by_staff, from_day, to_day, reason, given_by, given_at)
       VALUES (?1, ?1, ?2, ?3, ?4, '年假', 'boss', 0)`,
    )
      .bind(of, deputy, today, addDays(today, 1))
      .run()
  }
  await odd('a deputy', staff([{ role: 'moderator', unit: 'county' }]), deputy)
  const gone = await member('admin')
  await odd('a disabled administrator', visitor, gone)
  await disableStaff(env.DB, gone, true)
  const out = await member('admin')
  people['an administrator signed out elsewhere'] = dayLong(visitor, await cookieOf(out))
  await endSessions(env.DB, out)
  const late = await member('admin')
  people['a late administrator'] = dayLong(visitor, await cookieOf(late, now() - 1))
  const forged = (await cookieOf(await member('admin'))).replace(/.$/, (sign) =>
    sign === 'A' ? 'B' : 'A',
  )
  people['a forger'] = dayLong(visitor, forged)
}

/** A place of a session in an address, or any value that has the right shape. */
const pathOf = (pattern: string, slug: string, id = 'no-case') =>
  pattern.replace(':slug', slug).replace(':case', id).replace(/:\w+/g, '1').replace('*', 'x')

/** Who gets through a door where the table does not let them, and who does not where it does. */
async function astray(ways: Record<string, Action>) {
  const wrong: string[] = []
  let cells = 0
  for (const [way, action] of Object.entries(ways)) {
    const [method = '', pattern = ''] = way.split(' ')
    const places = pattern.includes(':case')
      ? cases.map(({ id, about }) => ({ path: pathOf(pattern, '', id), about }))
      : pattern.includes(':slug')
        ? sessions.map(({ slug, units }) => ({
            path: pathOf(pattern, slug),
            about: { session: slug, units },
          }))
        : [{ path: pathOf(pattern, ''), about: {} }]
    for (const { path, about } of places) {
      const each = Object.entries(people).map(async ([name, { caller, headers }]) => {
        const init: RequestInit = { method, headers: await headers() }
        const answer = await doors.request(origin + path, init, env, fakeContext)
        const wanted = may(action, caller, about)
        const refused = [401, 403].includes(answer.status)
        if (answer.status === IN ? !wanted : wanted || !refused) {
          wrong.push(`${name} at ${way} (${path}): ${answer.status}`)
        }
      })
      await Promise.all(each)
      cells += each.length
    }
  }
  return { wrong, cells }
}

const fakeContext = {
  waitUntil: () => undefined,
  passThroughOnException: () => undefined,
  props: {},
}

// ASVS 8.2.1, 8.2.2, 8.3.1
test('whoever comes by any way in is let through where the table says so, and nowhere else', async () => {
  await everybodyComes()
  const { wrong, cells } = await astray(access)
  console.log(
    `authorisation: ${cells} cells, ${Object.keys(access).length} ways × ${Object.keys(people).length} identities, ${wrong.length} unexpected`,
  )
  expect(wrong).toEqual([])
  expect(cells).toBeGreaterThan(4_000)
}, 240_000)

test('a way whose entry is taken out lets nobody in, whichever it is', async () => {
  await everybodyComes()
  const table = access as Record<string, Action>
  const somebody = people['moderator over the portal']
  const administrator = people['admin over the portal']
  for (const [way, action] of Object.entries({ ...access })) {
    const [method = '', pattern = ''] = way.split(' ')
    delete table[way]
    try {
      for (const one of [somebody, administrator]) {
        const init: RequestInit = { method, headers: (await one?.headers()) ?? {} }
        const answer = await doors.request(origin + pathOf(pattern, 'here'), init, env, fakeContext)
        expect([way, answer.status]).toEqual([way, 403])
      }
      // The first test of permissions.test.ts compares these two lists.
      const ways = doors.routes.filter(({ method: of }) => of !== 'ALL')
      expect(ways.map(({ method: of, path }) => `${of} ${path}`)).toContain(way)
      expect(Object.keys(access)).not.toContain(way)
    } finally {
      table[way] = action
    }
  }
})

/** One of each decision, well-formed and about nothing there is. */
const decisions: { [A in Decision['act']]: Extract<Decision, { act: A }> } = {
  approve: { act: 'approve', nos: [999] },
  reject: { act: 'reject', nos: [999], reason: 'unclear' },
  redirect: { act: 'redirect', no: 999, route: 'petition' },
  merge: { act: 'merge', nos: [999], into: 998 },
  unmerge: { act: 'unmerge', nos: [999] },
  edit: { act: 'edit', no: 999, text: '这里要改一个错字', why: 'typo' },
  note: { act: 'note', no: 999, note: '记' },
  place: { act: 'place', no: 999, before: null },
  stage: { act: 'stage', no: 999 },
  unstage: { act: 'unstage', no: 999 },
  answer: {
    act: 'answer',
    no: 999,
    mode: 'written',
    speaker: '林某',
    office: '局长',
    unit: '住建局',
    text: '已经安排',
    solved: 'yes',
  },
  correct_answer: { act: 'correct_answer', no: 999, answer: 'a', text: '更正', why: '错字' },
  hand_off: { act: 'hand_off', nos: [999], units: ['bureau'] },
  take_down: { act: 'take_down', no: 999, reason: 'mistake' },
  reopen: { act: 'reopen', no: 999, why: '还没有答全' },
  approve_comment: { act: 'approve_comment', nos: [999] },
  reject_comment: { act: 'reject_comment', nos: [999], reason: 'unclear' },
  promote_comment: { act: 'promote_comment', no: 999 },
  take_down_comment: { act: 'take_down_comment', no: 999, reason: 'mistake' },
  ask_back: { act: 'ask_back', text: '大家怎么看？' },
  sum_up_prompt: { act: 'sum_up_prompt', no: 999, summary: '小结' },
  add_guest: { act: 'add_guest', guest: { id: 'g', name: '林某', office: '局长', unit: '局' } },
  move: { act: 'move', to: 'live' },
  settle_burst: { act: 'settle_burst', burst: 9, was: 'held', to: 'counted', reason: '核对过' },
  mute: { act: 'mute', of: 'question', no: 999, reason: 'flood', hours: 1 },
  lift_mute: { act: 'lift_mute', mute: 9 },
  set_quota: { act: 'set_quota', asks: 10, comments: 20 },
  settle_appeal: { act: 'settle_appeal', no: 999, to: 'upheld', reason: '核对过' },
  settle_report: {
    act: 'settle_report',
    report: 'question:999',
    to: 'dismissed',
    reports: 1,
    reason: '核对过',
  },
  cut: { act: 'cut', kind: 'picture', reason: 'privacy', keepOut: true },
  resume: { act: 'resume', kind: 'text' },
  nudge_chapter: { act: 'nudge_chapter', staging: 'nothing', seconds: -5 },
  undo: { act: 'undo', event: 999 },
}

// ASVS 8.2.2
test('each decision of the desk is taken by whom the table lets, at their own session and at no other', async () => {
  await everybodyComes()
  const wrong: string[] = []
  let cells = 0
  const names = Object.keys(permissions).filter((name) => name.startsWith('decide_'))
  expect(
    Object.keys(decisions)
      .map((act) => `decide_${act}`)
      .sort(),
  ).toEqual(names.sort())
  for (const [act, decision] of Object.entries(decisions)) {
    const action = `decide_${act}` as Action
    for (const { slug, units } of sessions) {
      const about = { session: slug, units }
      // Whom the way itself refuses is a cell of the table above.
      const letIn = Object.entries(people).filter(([, { caller }]) => may('decide', caller, about))
      const each = letIn.map(async ([name, { caller, headers }]) => {
        const answer = await exports.default.fetch(
          new Request(`${origin}/api/desk/sessions/${slug}/decisions`, {
            method: 'POST',
            body: JSON.stringify(decision),
            headers: { 'content-type': 'application/json', ...(await headers()) },
          }),
        )
        const { error } = await answer.json<{ error?: { code: string } }>()
        // There is no room: whoever is let through hears that. And so nothing is an official's own answer.
        const wanted = may(action, caller, about) && !name.startsWith('official')
        const refused = ['SIGN_IN_FIRST', 'NOT_ALLOWED'].includes(error?.code ?? '')
        if (wanted === refused || answer.status >= 500 || answer.ok) {
          wrong.push(`${name} takes ${act} at ${slug}: ${answer.status} ${error?.code}`)
        }
      })
      await Promise.all(each)
      cells += each.length
    }
  }
  console.log(`authorisation: ${cells} cells of decisions, ${wrong.length} unexpected`)
  expect(wrong).toEqual([])
}, 240_000)

// ASVS 8.2.1
describe('what is sent through a socket', () => {
  /** By hand, so that a change of the table is noticed here. */
  const heard: Record<string, string[]> = {
    'public visitor': ['hello', 'vote'],
    'screen visitor': ['hello'],
    'desk moderator': ['hello', 'hold'],
  }

  test('is heard from the seats it belongs to, and from no other', () => {
    const kinds = Object.keys(socketMessages) as (keyof typeof socketMessages)[]
    const messages = new Set<unknown>(
      Object.values(socketMessages).flatMap((one) => Object.keys(one)),
    )
    for (const other of ['', 'decide', 'constructor', '__proto__', 'toString', 1, null, {}, []]) {
      messages.add(other)
    }
    const found: Record<string, unknown[]> = {}
    let cells = 0
    for (const kind of kinds) {
      for (const role of [null, ...staffRoles]) {
        for (const message of messages) {
          cells += 1
          if (!maySend(kind, message, role)) continue
          const seat = `${kind} ${kind === 'desk' ? (role ?? 'visitor') : 'visitor'}`
          const held = (found[seat] ??= [])
          if (!held.includes(message)) held.push(message)
        }
      }
    }
    console.log(`authorisation: ${cells} cells of socket messages`)
    expect(found).toEqual(heard)
  })

  test('a message whose entry is taken out is understood by nobody', () => {
    for (const [kind, messages] of Object.entries(socketMessages)) {
      const table = messages as Record<string, Action>
      for (const [message, action] of Object.entries({ ...table })) {
        delete table[message]
        try {
          for (const role of [null, ...staffRoles]) {
            expect(maySend(kind as keyof typeof socketMessages, message, role)).toBe(false)
          }
        } finally {
          table[message] = action
        }
      }
    }
  })
})
