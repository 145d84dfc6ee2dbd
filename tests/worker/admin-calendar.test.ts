import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openChannel } from '../../worker/http/channel-seal'
import { notaryOf } from '../../worker/http/audit'
import { allNotices, noticesInForce } from '../../worker/store/calendar'
import { channelsOf } from '../../worker/store/unit-channels'
import { keepUnits } from '../../worker/store/units'
import { type Browser, moderator, signedIn } from './http-kit'
import { aUnit } from './store-rows'

type Member = Parameters<typeof signedIn>[0]
const admin = { id: 'boss', name: '周主任', office: '办公室主任', unit: '县府办', role: 'admin' }
const watcher = { id: 'eye', name: '钱督办', office: '督办员', unit: '督查室', role: 'supervisor' }

let desk: Browser
beforeEach(async () => {
  desk = await signedIn(admin as Member)
  await keepUnits(env.DB, [aUnit()])
})
afterEach(() => vi.unstubAllGlobals())

// A year that is past at any time the tests run, so that they depend on no date.
const notice = {
  year: '2024',
  holidays: '2024-01-01\n2024-02-10 至 2024-02-17',
  makeUpDays: '2024-02-04\n2024-02-18',
  source: '国办发明电〔2023〕7号',
}
const publish = (browser: Browser, fields: Record<string, string> = {}) =>
  browser.form('/desk/admin/calendar', { ...notice, ...fields })

test('an administrator publishes the notice of a year as a new version, and the page and the chain have it', async () => {
  expect((await publish(desk)).status).toBe(303)
  expect(await noticesInForce(env.DB)).toMatchObject({ version: '+2024.1' })
  expect((await allNotices(env.DB))[0]).toMatchObject({
    year: 2024,
    version: 1,
    makeUpDays: ['2024-02-04', '2024-02-18'],
    by: 'boss',
  })
  expect((await publish(desk, { makeUpDays: '2024-02-04' })).status).toBe(303)
  expect(await noticesInForce(env.DB)).toMatchObject({ version: '+2024.2' })
  const html = await (await desk.get('/desk/admin/calendar')).text()
  expect(html).toContain('2024 年第 2 版')
  expect(html).toContain('+2024.2')
  const rows = await notaryOf(env).rows(1, 100)
  expect(rows.some(({ entry }) => entry.includes('"act":"keep_notice"'))).toBe(true)
})

test('what cannot be a notice is refused, by the field that is wrong, and nothing is kept', async () => {
  const bad: [Record<string, string>, string][] = [
    [{ year: '1988' }, 'year'],
    [{ holidays: '' }, 'holidays'],
    [{ holidays: '2024-02-30' }, 'holidays'],
    [{ holidays: '2025-01-01' }, 'holidays'],
    [{ makeUpDays: '2024-02-05' }, 'makeUpDays'],
    [{ makeUpDays: '2024-02-10' }, 'makeUpDays'],
    [{ source: '' }, 'source'],
  ]
  for (const [fields, field] of bad) {
    const answer = await publish(desk, fields)
    const html = await answer.text()
    expect([fields, answer.status]).toEqual([fields, 422])
    expect(html).toContain(`id="f-${field}"`)
  }
  expect(await allNotices(env.DB)).toEqual([])
  await publish(desk)
  // The same days again are no new version.
  expect((await publish(desk)).status).toBe(422)
})

test('nobody else publishes one', async () => {
  for (const member of [watcher as Member, moderator]) {
    const other = await signedIn(member)
    expect((await publish(other)).status).toBe(403)
  }
  expect(await allNotices(env.DB)).toEqual([])
})

const channels = '/desk/admin/units/roads/channels'
const HOOK = 'https://hooks.roads.example.cn/in'

test('a unit’s own system is named, its secret shown once; it is tried, and ended with its address erased', async () => {
  const answer = await desk.form(channels, { way: 'hook', to: HOOK })
  const html = await answer.text()
  const [row] = await channelsOf(env.DB, 'roads')
  if (!row) throw new Error('nothing was added')
  const { to, secret } = await openChannel(env, row)
  expect(to).toBe(HOOK)
  expect(html).toContain(secret)
  expect(await (await desk.get('/desk/admin/units/roads')).text()).not.toContain(secret)
  expect(JSON.stringify({ ...row, box: '' })).not.toContain('/in')

  const got: string[] = []
  vi.stubGlobal('fetch', (input: string) => {
    got.push(input)
    return Promise.resolve(new Response(null, { status: got.length === 1 ? 204 : 500 }))
  })
  expect((await desk.form(`${channels}/${row.id}/try`, {})).status).toBe(303)
  expect(await (await desk.form(`${channels}/${row.id}/try`, {})).text()).toContain('对方没有收下')
  expect(got).toEqual([HOOK, HOOK])

  expect((await desk.form(`${channels}/${row.id}/end`, {})).status).toBe(303)
  expect((await channelsOf(env.DB, 'roads'))[0]).toMatchObject({ box: '' })
  expect((await desk.form(`${channels}/${row.id}/end`, {})).status).toBe(409)
})

test('what cannot be told at is refused', async () => {
  const bad = [
    { way: 'email', to: 'roads' },
    { way: 'sms', to: '12345' },
    { way: 'hook', to: 'http://hooks.roads.example.cn/in' },
    { way: 'hook', to: 'https://127.0.0.1/in' },
    { way: 'pigeon', to: HOOK },
  ]
  for (const fields of bad) expect((await desk.form(channels, fields)).status).toBe(422)
  expect((await desk.form('/desk/admin/units/nowhere/channels', bad[0]!)).status).toBe(404)
  expect(await channelsOf(env.DB, 'roads')).toEqual([])
})

test('nobody but an administrator names one', async () => {
  const other = await signedIn(watcher as Member)
  expect((await other.form(channels, { way: 'hook', to: HOOK })).status).toBe(403)
  expect(await channelsOf(env.DB, 'roads')).toEqual([])
})
