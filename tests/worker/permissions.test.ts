import { env, exports } from 'cloudflare:workers'
import { Hono } from 'hono'
import { beforeEach, describe, expect, test } from 'vitest'
import { app } from '../../worker/app'
import { staffRoles, type Grant, type StaffRole } from '../../worker/contract/staff'
import { may, permissions, type Action, type Caller } from '../../worker/domain/permissions'
import { access } from '../../worker/http/access'
import type { AppEnv } from '../../worker/http/app-env'
import { guard } from '../../worker/http/guard'
import { newId, randomText } from '../../worker/http/ids'
import { sha256Text } from '../../worker/http/keys'
import { writeToken } from '../../worker/http/staff'
import { lazyPages } from '../../worker/pages/index'
import { lazyApis } from '../../worker/routes/lazily'
import { ensureStaff } from '../../worker/store/staff'
import { keepSession } from '../../worker/store/staff-sessions'
import { createSession } from '../../worker/store/sessions'
import { keepUnits } from '../../worker/store/units'
import { announced, HOUR, origin } from './http-kit'

const ways = [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`),
  ),
].sort()

describe('the table of permissions', () => {
  // ASVS 8.2.1
  test('names every way into the portal, and no other', () => {
    expect(Object.keys(access).sort()).toEqual(ways)
  })

  test('names every page and every part of the API that is read when it is asked for', async () => {
    for (const { ways: named, load } of [...lazyPages, ...lazyApis]) {
      const answered = (await load()).routes.map(({ method, path }) => `${method} ${path}`)
      expect([...new Set(answered)].sort()).toEqual([...named].sort())
    }
  })

  test('covers whatever the API description promises', async () => {
    const answer = await exports.default.fetch(new Request(`${origin}/api/openapi.json`))
    const { paths } = await answer.json<{ paths: Record<string, Record<string, unknown>> }>()
    const described = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map(
        (verb) => `${verb.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    expect(described.length).toBeGreaterThan(20)
    for (const way of described) expect(Object.keys(access)).toContain(way)
  })

  test('lets nobody in by a way it does not name', async () => {
    const forgetful = new Hono<AppEnv>()
    forgetful.onError((error, c) => c.text(error.message, 403))
    forgetful.use(guard)
    forgetful.get('/api/forgotten', (c) => c.text('in'))
    forgetful.get('/archive', (c) => c.text('in'))
    expect(await (await forgetful.request('/archive', {}, env)).text()).toBe('in')
    const refused = await forgetful.request('/api/forgotten', {}, env)
    expect([refused.status, await refused.text()]).toEqual([403, 'NOT_ALLOWED'])
  })

  test('has no word for what nobody wrote down', () => {
    const caller: Caller = { kind: 'staff', grants: staffRoles.map((role) => ({ role })) }
    for (const word of ['erase_all', 'constructor', '__proto__', 'toString']) {
      expect(may(word as Action, caller)).toBe(false)
    }
  })

  test('lets supervisors read, and never write', () => {
    const writes = Object.entries(access).filter(([way]) => !way.startsWith('GET '))
    for (const [way, action] of writes) {
      // What somebody does to their own account is nobody's business but theirs.
      const anyone = permissions[action].who === 'anyone' || action === 'own_account'
      // That a promise was kept says somebody outside of the unit that made it, with what shows it; they visit
      // askers, remark on cases, and mark what they themselves were told as read.
      const theirs: string[] = [
        'verify_promise',
        'show_promise',
        'visit_case',
        'remark_case',
        'open_cases',
      ]
      const sees = theirs.includes(action)
      const caller: Caller = { kind: 'staff', grants: [{ role: 'supervisor' }] }
      expect([way, may(action, caller, { session: 'x' })]).toEqual([way, anyone || sees])
    }
  })
})

/** Everybody who might knock, by the roles they hold. */
const people: Record<string, readonly Grant[]> = {
  ...Object.fromEntries(staffRoles.map((role) => [role, [{ role }]])),
  'moderator of this session': [{ role: 'moderator', session: 'here' }],
  'moderator of another session': [{ role: 'moderator', session: 'there' }],
  'moderator of its unit': [{ role: 'moderator', unit: 'county' }],
  'moderator of another unit': [{ role: 'moderator', unit: 'town' }],
  'official of this session': [{ role: 'official', session: 'here' }],
  'official of another session': [{ role: 'official', session: 'there' }],
  'nothing at all': [],
}

/** The cookie of a signing-in that the record knows of. */
async function cookieOf(name: string, grants: readonly Grant[], exp = Date.now() + HOUR) {
  const role: StaffRole = grants[0]?.role ?? 'official'
  const actor = { id: `p-${name.replaceAll(' ', '-')}`, name, office: '职员', role }
  const [pass, key, now] = [newId(), randomText(32), Date.now()]
  const row = { hash: sha256Text(key), id: pass, staffId: actor.id, device: '', now, endsAt: exp }
  await keepSession(env.DB, { ...row, how: 'passkey', provedAt: now })
  return `mdm-staff=${writeToken(env, { ...actor, grants, exp, pass, key })}`
}

/** Sends a request that nothing is wrong with but perhaps who sends it. */
async function knock(way: string, headers: Record<string, string>): Promise<number> {
  const [method = '', pattern = ''] = way.split(' ')
  const path = pattern
    .replace(':slug', 'here')
    .replace(':no', '1')
    .replace(':id', '0000000000000')
    .replace('*', 'x')
  const init: RequestInit = { method, redirect: 'manual', headers: { ...headers } }
  if (method !== 'GET') init.body = ''
  const answer = await exports.default.fetch(new Request(origin + path, init))
  await answer.body?.cancel()
  return answer.status
}

const SIGN_IN_FIRST = 401
const NOT_ALLOWED = 403
const shut = (way: string, status: number) =>
  status === SIGN_IN_FIRST ||
  status === NOT_ALLOWED ||
  // Pages send whoever is not signed in to the door.
  (status === 303 && way.startsWith('GET /desk'))

describe('whoever knocks at any door', () => {
  beforeEach(async () => {
    await keepUnits(env.DB, [
      {
        id: 'county',
        name: '霞湾县',
        level: 'county',
        parentId: null,
        department: false,
        takesCases: true,
        answerDays: null,
        successorId: null,
        place: 1,
      },
      {
        id: 'town',
        name: '湾头镇',
        level: 'township',
        parentId: 'county',
        department: false,
        takesCases: true,
        answerDays: null,
        successorId: null,
        place: 2,
      },
    ])
    const facts = { kind: 'town_hall', title: '出行', topic: '', notice: '', place: '' } as const
    for (const slug of ['here', 'there']) {
      const draft = {
        ...facts,
        slug,
        unit: '霞湾县',
        unitId: 'county',
        startsAt: Date.now() + HOUR,
        guests: [],
        state: 'announced' as const,
      }
      await createSession(env.DB, draft, `s-${slug}`, Date.now())
    }
    for (const [name, grants] of Object.entries(people)) {
      const role: StaffRole = grants[0]?.role ?? 'official'
      const id = `p-${name.replaceAll(' ', '-')}`
      await ensureStaff(env.DB, { id, name, office: '职员', unit: '霞湾县', role })
      // Without a row of its own a role is held over the whole portal; with a revoked one it is not held at all.
      const { session = null, unit = null } = grants[0] ?? {}
      const revoked = grants.length === 0 ? 1 : null
      if (session === null && unit === null && revoked === null) continue
      await env.DB.prepare(
        `INSERT INTO grants (id, staff_id, role, unit_id, session, from_at, given_by, given_at, revoked_at)
        VALUES (?1, ?1, ?2, ?3, ?4, 0, 'admin', 0, ?5)`,
      )
        .bind(id, role, unit, session, revoked)
        .run()
    }
    await announced()
  })

  const browser = { 'sec-fetch-site': 'same-origin' }
  const guarded = Object.entries(access).filter(
    ([, action]) => permissions[action].who !== 'anyone',
  )

  // One of the doors seeds the whole demonstration.
  const patient = { timeout: 60_000 }

  // ASVS 8.2.1, 8.2.2, 8.3.1
  test.for(guarded)(
    '%s lets in whom the table names, and nobody else',
    patient,
    async ([way, action]) => {
      const found: Record<string, boolean> = {}
      const wanted: Record<string, boolean> = {}
      const is = (name: string, caller: Caller, status: number) => {
        expect([way, name, status < 500]).toEqual([way, name, true])
        found[name] = !shut(way, status)
        wanted[name] = may(action, caller, {
          session: way.includes(':slug') ? 'here' : undefined,
          units: ['county'],
        })
      }
      is('a visitor', { kind: 'visitor' }, await knock(way, browser))
      for (const [name, grants] of Object.entries(people)) {
        const cookie = await cookieOf(name, grants)
        is(name, { kind: 'staff', grants }, await knock(way, { ...browser, cookie }))
      }
      const late = await cookieOf('moderator', [{ role: 'moderator' }], Date.now() - 1)
      is('a late moderator', { kind: 'visitor' }, await knock(way, { ...browser, cookie: late }))
      const forged = (await cookieOf('admin', [{ role: 'admin' }])).replace(/.$/, (sign) =>
        sign === 'A' ? 'B' : 'A',
      )
      is('a forger', { kind: 'visitor' }, await knock(way, { ...browser, cookie: forged }))
      for (const [kind, token] of [
        ['operator', 'test-operator-token'],
        ['importer', 'test-import-token'],
      ] as const) {
        const authorization = `Bearer ${token}`
        is(kind, { kind }, await knock(way, { authorization }))
      }
      expect(found).toEqual(wanted)
    },
  )
})
