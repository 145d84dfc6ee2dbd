import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { planDisabled, planRevoke } from '../../worker/actions/admin-people'
import { heard, Refusal } from '../../worker/contract/refusals'
import type { StaffRole } from '../../worker/contract/staff'
import { addDays, shanghaiDay } from '../../worker/domain/shanghai'
import { notaryOf } from '../../worker/http/audit'
import { newId } from '../../worker/http/ids'
import { roomOf } from '../../worker/http/room-door'
import { listActs } from '../../worker/store/admin-acts'
import { grantsOf } from '../../worker/store/grants'
import { personById } from '../../worker/store/people'
import { disableStaff, ensureStaff, findStaff } from '../../worker/store/staff'
import { keepUnits } from '../../worker/store/units'
import { announced, ask, Browser, decide, signedIn } from './http-kit'

const member = (id: string, name: string, role: StaffRole) => ({
  id,
  name,
  office: '职员',
  unit: '县府办',
  role,
})
const boss = member('boss', '周主任', 'admin')
const deputy = member('deputy', '吴副主任', 'admin')
const watcher = member('eye', '钱督办', 'supervisor')
const xu = member('xu', '许某某', 'moderator')
const he = member('he', '何某某', 'official')

let desk: Browser
let today: string

beforeEach(async () => {
  for (const one of [boss, deputy, xu, he]) await ensureStaff(env.DB, one)
  for (const one of [deputy]) await disableStaff(env.DB, one.id, false)
  const unit = { level: 'county', department: true, takesCases: true, answerDays: null } as const
  const bureau = { id: 'bureau', name: '县住建局', parentId: null, successorId: null, place: 0 }
  await keepUnits(env.DB, [{ ...bureau, ...unit }])
  desk = await signedIn(boss)
  today = shanghaiDay(Date.now())
})

const give = (browser: Browser, id: string, fields: Record<string, string>) =>
  browser.form(`/desk/admin/people/${id}/grants`, { form: 'grant', over: 'portal', ...fields })
const revoke = (browser: Browser, id: string, grant: string) =>
  browser.form(`/desk/admin/people/${id}/grants/${grant}/revoke`, {})
const rolesOf = (id: string) => grantsOf(env.DB, id, Date.now())
const grantIds = async (id: string) =>
  (await personById(env.DB, id))?.grants.map((grant) => grant.id) ?? []

test('a second role over a unit is given, found on the page, and chained without anybody’s name', async () => {
  const answer = await give(desk, 'xu', { role: 'officer', over: 'unit:bureau' })
  expect(answer.status).toBe(303)
  expect(await rolesOf('xu')).toEqual([{ role: 'moderator' }, { role: 'officer', unit: 'bureau' }])
  const page = await (await desk.get('/desk/admin/people/xu')).text()
  expect(page).toContain('承办人 · 县住建局')
  expect(page).toContain('给许某某角色：承办人（县住建局）')
  const entries = (await notaryOf(env).rows(1, 500)).map(({ entry }) => entry)
  const entry = entries.filter((text) => text.includes('"act":"give_role"')).at(-1) ?? ''
  expect(entry).toContain('"role":"officer"')
  expect(entry).toContain('"over":"unit"')
  expect(entry).toMatch(/"words":"[0-9a-f]{64}"/)
  for (const secret of ['许某某', '周主任', 'bureau', '"xu"']) expect(entry).not.toContain(secret)
})

test('the same role over less is added to what somebody holds over more, and does not narrow it', async () => {
  await give(desk, 'xu', { role: 'moderator', over: 'unit:bureau' })
  expect(await rolesOf('xu')).toEqual([
    { role: 'moderator' },
    { role: 'moderator', unit: 'bureau' },
  ])
})

test('a role for some days ends with its last day; one over a session names the session', async () => {
  const { slug } = await announced()
  const to = addDays(today, 2)
  expect((await give(desk, 'he', { role: 'moderator', over: `session:${slug}`, to })).status).toBe(
    303,
  )
  const held = (await rolesOf('he')).find(({ role }) => role === 'moderator')
  expect(held).toMatchObject({ session: slug })
  expect(shanghaiDay((held?.until ?? 0) - 1)).toBe(to)
})

test('a role that is no role, over nothing, or for days that are past, is not given', async () => {
  const mistakes: Record<string, string>[] = [
    { role: 'king' },
    { role: 'officer', over: 'unit:nowhere' },
    { role: 'officer', over: 'session:never-heard-of' },
    { role: 'officer', over: '' },
    { role: 'officer', to: addDays(today, -1) },
    { role: 'officer', from: addDays(today, 5), to: addDays(today, 4) },
    { role: 'officer', from: '2026-02-30' },
  ]
  for (const wrong of mistakes) {
    const answer = await give(desk, 'xu', wrong)
    expect([wrong, answer.status]).toEqual([wrong, 422])
  }
  expect((await give(desk, 'xu', { role: 'moderator' })).status).toBe(409)
  expect(await grantIds('xu')).toEqual([])
})

test('the role somebody is known by is taken back like any other, and only once', async () => {
  expect((await revoke(desk, 'xu', 'known')).status).toBe(303)
  expect(await rolesOf('xu')).toEqual([])
  expect((await revoke(desk, 'xu', 'known')).status).toBe(409)
  await give(desk, 'xu', { role: 'moderator' })
  expect(await rolesOf('xu')).toEqual([{ role: 'moderator' }])
  const id = (await grantIds('xu')).at(-1) ?? ''
  expect((await revoke(desk, 'xu', id)).status).toBe(303)
  expect(await rolesOf('xu')).toEqual([])
})

// ASVS 8.2.1
test('nobody changes their own roles or account, and is told that a colleague does', async () => {
  for (const answer of [
    await give(desk, 'boss', { role: 'moderator' }),
    await revoke(desk, 'boss', 'known'),
    await desk.form('/desk/admin/people/boss/disable', { disabled: '1', reason: '离职' }),
    // Standing in for somebody is holding more than before.
    await desk.form('/desk/admin/people/xu/absences', { by: 'boss', to: today, reason: '出差' }),
  ]) {
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('由另一位管理员来改')
  }
  expect(await rolesOf('boss')).toEqual([{ role: 'admin' }])
})

test('the last administrator can be neither disabled nor stripped, whatever the order of two hands', async () => {
  const by = (actor: typeof boss) => ({ db: env.DB, newId, actor, now: Date.now() })
  // Both administrators have looked and both may still go on.
  const first = await planRevoke(by(boss), 'deputy', 'known')
  const second = await planDisabled(by(deputy), 'boss', true, new Map([['reason', '离职']]))
  const third = await planRevoke(by(deputy), 'boss', 'known')
  await env.DB.batch(first.statements)
  const changes = async (plan: typeof first) =>
    (await env.DB.batch(plan.statements)).at(-1)?.meta.changes
  expect(await changes(second)).toBe(0)
  expect(second.lost).toEqual(new Refusal('LAST_ADMIN'))
  expect(await changes(third)).toBe(0)
  expect(await findStaff(env.DB, 'boss')).not.toBeNull()
  expect(await rolesOf('boss')).toEqual([{ role: 'admin' }])
  // A third hand, who looks now, is told at once.
  await expect(planRevoke(by(deputy), 'boss', 'known')).rejects.toThrow('LAST_ADMIN')
})

test('an administrator for some days only does not count as the one who is left', async () => {
  await desk.form('/desk/admin/people/he/grants', { role: 'admin', over: 'portal', to: today })
  await env.DB.prepare("UPDATE staff SET disabled = 1 WHERE id = 'deputy'").run()
  const actor = { ...he, role: 'admin' as const }
  await expect(
    planRevoke({ db: env.DB, newId, actor, now: Date.now() }, 'boss', 'known'),
  ).rejects.toThrow('LAST_ADMIN')
})

test('during an absence a colleague does the work; it is marked, ends by itself and can end sooner', async () => {
  const answer = await desk.form('/desk/admin/people/xu/absences', {
    by: 'he',
    from: today,
    to: addDays(today, 3),
    reason: '年假',
  })
  expect(answer.status).toBe(303)
  expect(await rolesOf('he')).toEqual([
    { role: 'official' },
    expect.objectContaining({ role: 'moderator', for: { id: 'xu', name: '许某某' } }),
  ])
  const page = await (await desk.get('/desk/admin/people/xu')).text()
  expect(page).toContain('由何某某代办')
  expect(await (await desk.get('/desk/admin/people')).text()).toContain('请假中，何某某代办')
  const end = /absences\/([^/"]+)\/end/.exec(page)?.[1] ?? ''
  expect((await desk.form(`/desk/admin/people/xu/absences/${end}/end`, {})).status).toBe(303)
  expect(await rolesOf('he')).toEqual([{ role: 'official' }])
  expect((await desk.form(`/desk/admin/people/xu/absences/${end}/end`, {})).status).toBe(409)
})

test('an absence without a colleague, a day or a reason is not put down', async () => {
  const right = { by: 'he', from: today, to: today, reason: '年假' }
  const mistakes: Record<string, string>[] = [
    { by: '' },
    { by: 'xu' },
    { by: 'nobody' },
    { to: '' },
    { to: addDays(today, -1) },
    { to: addDays(today, 400) },
    { reason: '' },
  ]
  for (const wrong of mistakes) {
    const answer = await desk.form('/desk/admin/people/xu/absences', { ...right, ...wrong })
    expect([wrong, answer.status]).toEqual([wrong, 422])
  }
})

// ASVS 7.4.2
test('a disabled account is shut out with its next request, and let in again when it is opened', async () => {
  const presiding = await signedIn(xu)
  expect((await presiding.get('/desk')).status).toBe(200)
  const set = (disabled: '0' | '1') =>
    desk.form('/desk/admin/people/xu/disable', { disabled, reason: '调离' })
  expect((await set('1')).status).toBe(303)
  const answer = await presiding.get('/desk')
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/sign-in'])
  expect((await set('1')).status).toBe(409)
  expect(await (await desk.get('/desk/admin/people')).text()).toContain('已停用')
  expect((await set('0')).status).toBe(303)
  expect((await signedIn(xu)).cookies.size).toBeGreaterThan(0)
  expect((await listActs(env.DB, 2)).map(({ act }) => act)).toEqual([
    'enable_staff',
    'disable_staff',
  ])
})

test('supervisors look at people and roles and are offered no form; moderators are not let in', async () => {
  const looking = await signedIn(watcher)
  const html = await (await looking.get('/desk/admin/people/xu')).text()
  expect(html).toContain('许某某')
  expect(html).not.toMatch(/action="\/desk\/admin\/people\/xu/)
  for (const browser of [looking, await signedIn(xu)]) {
    expect((await give(browser, 'he', { role: 'admin' })).status).toBe(403)
    expect((await revoke(browser, 'he', 'known')).status).toBe(403)
    const out = await browser.form('/desk/admin/people/he/disable', { disabled: '1', reason: '试' })
    expect(out.status).toBe(403)
  }
  expect(await rolesOf('he')).toEqual([{ role: 'official' }])
})

test('somebody who does not exist has no page and no roles', async () => {
  expect((await desk.get('/desk/admin/people/nobody')).status).toBe(404)
  expect((await give(desk, 'nobody', { role: 'officer' })).status).toBe(404)
})

test('what a deputy decides is told as done for the colleague who is absent, at the desk and in the chain', async () => {
  await desk.form('/desk/admin/people/xu/absences', {
    by: 'he',
    from: today,
    to: today,
    reason: '年假',
  })
  const presiding = await signedIn(xu)
  const { slug } = await announced()
  await presiding.json('POST', `/api/desk/sessions/${slug}/open`, {})
  const { no } = await ask(new Browser(), slug, '小区门口的路灯什么时候修好？')
  const deputy = await signedIn(he)
  expect((await decide(deputy, slug, { act: 'approve', nos: [no] })).status).toBe(200)
  const state = heard(await roomOf(env, slug).desk(Date.now()))
  const events = state.questions.find((one) => one.no === no)?.events ?? []
  expect(events.at(-1)?.by).toBe('何某某（代许某某）')
  const chain = await (await deputy.get(`/api/audit/export?room=${slug}`)).text()
  const entry = chain.split('\n').find((line) => line.includes('"act":"approve"')) ?? ''
  expect(entry).toMatch(/"actor":"[0-9a-f]{32}".*"for":"[0-9a-f]{32}".*"role":"moderator"/)
})
