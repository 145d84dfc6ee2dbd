import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import type { StaffRole } from '../../worker/contract/staff'
import { notaryOf } from '../../worker/http/audit'
import { grantsOf } from '../../worker/store/grants'
import { sha256Text } from '../../worker/http/keys'
import { listInvites, openInvite } from '../../worker/store/invites'
import { listPeople, openSignIns } from '../../worker/store/people'
import { ensureStaff } from '../../worker/store/staff'
import { keepUnits } from '../../worker/store/units'
import { type Browser, moderator, signedIn } from './http-kit'

const DAY = 24 * 3_600_000
const member = (id: string, name: string, role: StaffRole) => ({
  id,
  name,
  office: '职员',
  unit: '县府办',
  role,
})
const watcher = member('eye', '钱督办', 'supervisor')

let desk: Browser
beforeEach(async () => {
  const bureau = { id: 'bureau', name: '县住建局', parentId: null, successorId: null, place: 0 }
  const rest = { level: 'county', department: true, takesCases: true, answerDays: null } as const
  await keepUnits(env.DB, [{ ...bureau, ...rest }])
  desk = await signedIn(member('boss', '周主任', 'admin'))
})

const filled = {
  name: '林承办',
  office: '科员',
  unit: '县住建局',
  role: 'officer',
  over: 'unit:bureau',
}
const add = (browser: Browser, fields: Record<string, string> = {}) =>
  browser.form('/desk/admin/people', { ...filled, ...fields })
const tokenIn = (html: string) => /\/desk\/join\?i=([\w-]{43})/.exec(html)?.[1] ?? ''

test('somebody new is put on the list with one role and gets a link that is shown this once', async () => {
  const answer = await add(desk)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toContain('no-store')
  const html = await answer.text()
  expect(html).toContain('只显示这一次')
  const token = tokenIn(html)
  const invite = await openInvite(env.DB, sha256Text(token), Date.now())
  expect(invite).toMatchObject({ name: '林承办', role: 'officer', invitedBy: 'boss' })
  expect((invite?.endsAt ?? 0) - Date.now()).toBeGreaterThan(6 * DAY)
  expect(await grantsOf(env.DB, invite?.staffId ?? '', Date.now())).toEqual([
    { role: 'officer', unit: 'bureau' },
  ])
  // Neither the list nor the chain shows the link again.
  const list = await (await desk.get('/desk/admin/invites')).text()
  expect(list).toContain('林承办')
  const chain = JSON.stringify(await notaryOf(env).rows(1, 500))
  for (const text of [list, chain]) expect(text).not.toContain(token)
  expect(chain).not.toContain('林承办')
})

// ASVS 6.4.1
test('an administrator’s invitation is good for one day only', async () => {
  const token = tokenIn(await (await add(desk, { role: 'admin', over: 'portal' })).text())
  const invite = await openInvite(env.DB, sha256Text(token), Date.now())
  expect((invite?.endsAt ?? 0) - Date.now()).toBeLessThanOrEqual(DAY)
})

test('without a name, an office, a unit or a role nobody is put on the list', async () => {
  const before = (await listPeople(env.DB)).length
  for (const field of ['name', 'office', 'unit', 'role', 'over']) {
    expect([field, (await add(desk, { [field]: '' })).status]).toEqual([field, 422])
  }
  expect(await listPeople(env.DB)).toHaveLength(before)
  expect(await listInvites(env.DB)).toEqual([])
})

test('an invitation is taken back once, and a new one replaces the old', async () => {
  await ensureStaff(env.DB, moderator)
  const first = tokenIn(await (await desk.form('/desk/admin/people/m1/invite', {})).text())
  const second = tokenIn(await (await desk.form('/desk/admin/people/m1/invite', {})).text())
  expect(await openInvite(env.DB, sha256Text(first), Date.now())).toBeNull()
  const open = await openInvite(env.DB, sha256Text(second), Date.now())
  const back = () => desk.form(`/desk/admin/invites/${open?.id}/revoke`, {})
  expect((await back()).status).toBe(303)
  expect(await openInvite(env.DB, sha256Text(second), Date.now())).toBeNull()
  expect((await back()).status).toBe(409)
  expect((await desk.form('/desk/admin/invites/nothing/revoke', {})).status).toBe(404)
})

test('nobody invites themselves, and nobody whose account is closed is invited', async () => {
  expect((await desk.form('/desk/admin/people/boss/invite', {})).status).toBe(409)
  await ensureStaff(env.DB, moderator)
  await desk.form('/desk/admin/people/m1/disable', { disabled: '1', reason: '调离' })
  expect((await desk.form('/desk/admin/people/m1/invite', {})).status).toBe(409)
  expect(await listInvites(env.DB)).toEqual([])
})

// ASVS 7.4.5, 7.5.2
test('a signing-in is seen on the list and ended, and its next request is asked to sign in', async () => {
  const other = await signedIn(moderator)
  const page = await (await desk.get('/desk/admin/sign-ins')).text()
  expect(page).toContain('陈主持')
  expect(page).toContain('您自己')
  const id = (await openSignIns(env.DB, Date.now(), 'm1'))[0]?.id ?? ''
  const end = () => desk.form(`/desk/admin/sign-ins/${id}/end`, {})
  expect((await end()).status).toBe(303)
  const answer = await other.get('/desk')
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/sign-in'])
  expect((await end()).status).toBe(404)
})

// ASVS 7.4.5
test('all signing-ins of a person end at once', async () => {
  const [one, two] = [await signedIn(moderator), await signedIn(moderator)]
  expect((await desk.form('/desk/admin/people/m1/sign-out', {})).status).toBe(303)
  for (const browser of [one, two]) expect((await browser.get('/desk')).status).toBe(303)
  expect((await desk.form('/desk/admin/people/m1/sign-out', {})).status).toBe(409)
})

// ASVS 13.3.2
test('the keys’ page names keys and shows none of them', async () => {
  const html = await (await desk.get('/desk/admin/keys')).text()
  expect(html).toContain('存证公钥')
  for (const secret of [env.PORTAL_KEY, env.OPERATOR_TOKEN, env.IMPORT_TOKEN]) {
    expect(secret).toBeTruthy()
    expect(html).not.toContain(secret)
  }
})

test('what was administered is told in words, the latest first', async () => {
  await add(desk)
  const html = await (await desk.get('/desk/admin/audit')).text()
  expect(html).toContain('周主任')
  expect(html).toContain('把林承办加进人员名单，角色：承办人（县住建局）')
})

test('supervisors look at all of it and change nothing; moderators see none of it', async () => {
  await add(desk)
  const invite = (await listInvites(env.DB))[0]
  const looking = await signedIn(watcher)
  const presiding = await signedIn(moderator)
  for (const path of ['', '/people', '/invites', '/sign-ins', '/keys', '/audit']) {
    const page = await looking.get(`/desk/admin${path}`)
    expect([path, page.status]).toEqual([path, 200])
    expect(await page.text()).not.toContain('method="post" action="/desk/admin')
    expect([path, (await presiding.get(`/desk/admin${path}`)).status]).toEqual([path, 403])
  }
  for (const browser of [looking, presiding]) {
    expect((await add(browser)).status).toBe(403)
    expect((await browser.form(`/desk/admin/invites/${invite?.id}/revoke`, {})).status).toBe(403)
    expect((await browser.form('/desk/admin/people/boss/sign-out', {})).status).toBe(403)
    expect((await browser.form('/desk/admin/people/boss/invite', {})).status).toBe(403)
  }
})
