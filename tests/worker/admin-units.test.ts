import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { notaryOf } from '../../worker/http/audit'
import { listActs } from '../../worker/store/admin-acts'
import { keepUnits, unitsForHandOff } from '../../worker/store/units'
import { allUnits } from '../../worker/store/units-admin'
import { type Browser, moderator, signedIn } from './http-kit'

const admin = { id: 'boss', name: '周主任', office: '办公室主任', unit: '县府办', role: 'admin' }
const watcher = { id: 'eye', name: '钱督办', office: '督办员', unit: '督查室', role: 'supervisor' }
type Member = Parameters<typeof signedIn>[0]

let desk: Browser
beforeEach(async () => {
  desk = await signedIn(admin as Member)
})

const filled = {
  name: '县水务局',
  level: 'county',
  parent: '',
  department: 'on',
  takesCases: 'on',
  answerDays: '7',
  place: '3',
}
const add = (browser: Browser, fields: Record<string, string>) =>
  browser.form('/desk/admin/units', { ...filled, ...fields })

async function added(fields: Record<string, string> = {}) {
  const before = new Set((await allUnits(env.DB)).map(({ id }) => id))
  const answer = await add(desk, fields)
  if (answer.status !== 303) throw new Error(`adding answered ${answer.status}`)
  const unit = (await allUnits(env.DB)).find(({ id }) => !before.has(id))
  if (!unit) throw new Error('nothing was added')
  return unit
}

/** What the form of a unit says it was filled from. */
async function seenOn(id: string): Promise<string> {
  const html = await (await desk.get(`/desk/admin/units/${id}`)).text()
  return /name="seen" value="([^"]+)"/.exec(html)?.[1] ?? ''
}

test('an administrator adds a unit, finds it in the tree, and the chain has it without its name', async () => {
  const unit = await added()
  expect(unit).toMatchObject({ name: '县水务局', answerDays: 7, takesCases: true, place: 3 })
  const page = await (await desk.get('/desk/admin/units')).text()
  expect(page).toContain('县水务局')
  const rows = await notaryOf(env).rows(1, 100)
  const entry = rows.map((row) => row.entry).find((text) => text.includes('"act":"add_unit"'))
  expect(entry).toContain('"role":"admin"')
  expect(entry).not.toContain('县水务局')
  expect(entry).not.toContain(unit.id)
  expect((await listActs(env.DB, 5))[0]).toMatchObject({
    act: 'add_unit',
    actor: 'boss',
    about: unit.id,
  })
})

test('a form with something wrong is shown again as it was typed, and nothing is kept', async () => {
  const before = (await allUnits(env.DB)).length
  const mistakes: Record<string, string>[] = [
    { name: '' },
    { level: 'village' },
    { parent: 'nowhere' },
    { answerDays: '0' },
    { answerDays: 'seven' },
    { place: '-1' },
  ]
  for (const wrong of mistakes) {
    const answer = await add(desk, { ...wrong, takesCases: '' })
    expect([wrong, answer.status]).toEqual([wrong, 422])
    expect(await answer.text()).toContain('role="alert"')
  }
  expect(await allUnits(env.DB)).toHaveLength(before)
})

test('supervisors read the units, moderators do not, and neither changes one', async () => {
  const looking = await signedIn(watcher as Member)
  const page = await looking.get('/desk/admin/units')
  expect(page.status).toBe(200)
  const html = await page.text()
  expect(html).toContain('这里只能看，不能改')
  expect(html).not.toContain('action="/desk/admin/units"')
  expect((await add(looking, {})).status).toBe(403)
  const presiding = await signedIn(moderator)
  expect((await presiding.get('/desk/admin/units')).status).toBe(403)
  expect((await add(presiding, {})).status).toBe(403)
})

test('a unit is renamed and moved; of two administrators the second one is told', async () => {
  const county = await added({ name: '霞湾县', department: '' })
  const unit = await added()
  const seen = await seenOn(unit.id)
  const change = (fields: Record<string, string>) =>
    desk.form(`/desk/admin/units/${unit.id}`, { ...filled, seen, ...fields })
  expect((await change({ name: '县水利局', parent: county.id })).status).toBe(303)
  const late = await change({ name: '县供水局' })
  expect(late.status).toBe(409)
  expect(await late.text()).toContain('县供水局')
  const now = (await allUnits(env.DB)).find(({ id }) => id === unit.id)
  expect(now).toMatchObject({ name: '县水利局', parentId: county.id })
})

test('a unit is never put below itself', async () => {
  const county = await added({ name: '霞湾县' })
  const bureau = await added({ name: '县住建局', parent: county.id })
  const change = async (parent: string) =>
    desk.form(`/desk/admin/units/${county.id}`, {
      ...filled,
      name: '霞湾县',
      parent,
      seen: await seenOn(county.id),
    })
  expect((await change(bureau.id)).status).toBe(422)
  expect((await change(county.id)).status).toBe(422)
})

test('a merged unit stays on record, points to its successor and takes nothing more', async () => {
  const old = await added({ name: '县建设局' })
  const heir = await added({ name: '县住建局' })
  const merge = async (id: string, successor: string, name: string) =>
    desk.form(`/desk/admin/units/${id}`, { ...filled, name, successor, seen: await seenOn(id) })
  expect((await merge(old.id, heir.id, '县建设局')).status).toBe(303)
  expect((await unitsForHandOff(env.DB)).map(({ name }) => name)).not.toContain('县建设局')
  expect(await (await desk.get('/desk/admin/units')).text()).toContain('已并入县住建局')
  // Nobody is merged into what is merged itself, nor in a circle.
  expect((await merge(heir.id, old.id, '县住建局')).status).toBe(422)
})

test('two units of one name do not stand side by side', async () => {
  await added()
  expect((await add(desk, {})).status).toBe(409)
})

test('a unit that does not exist has no page', async () => {
  await keepUnits(env.DB, [])
  expect((await desk.get('/desk/admin/units/nobody')).status).toBe(404)
  expect((await desk.form('/desk/admin/units/nobody', filled)).status).toBe(404)
})
