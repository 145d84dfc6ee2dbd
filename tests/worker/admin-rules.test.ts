import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { heard } from '../../worker/contract/refusals'
import { addDays, shanghaiDay, startOfDay } from '../../worker/domain/shanghai'
import { notaryOf } from '../../worker/http/audit'
import { allRules, rulesInForce } from '../../worker/store/deadline-rules'
import { reasonTexts } from '../../worker/store/reason-texts'
import { keepUnits } from '../../worker/store/units'
import { roomOf } from '../../worker/http/room-door'
import { forgetReasons } from '../../worker/http/reason-sentences'
import { announced, ask, Browser, decide, moderator, signedIn } from './http-kit'

const boss = {
  id: 'boss',
  name: '周主任',
  office: '办公室主任',
  unit: '县府办',
  role: 'admin',
} as const
const watcher = { ...boss, id: 'eye', name: '钱督办', role: 'supervisor' } as const

let desk: Browser
let today: string
beforeEach(async () => {
  forgetReasons()
  desk = await signedIn(boss)
  today = shanghaiDay(Date.now())
})

/** The form as the page has it, with something typed into it. */
async function formWith(typed: Record<string, string>): Promise<Record<string, string>> {
  const html = await (await desk.get('/desk/admin/rules')).text()
  const fields: Record<string, string> = {}
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(tag)?.[1]
    if (name) fields[name] = /value="([^"]*)"/.exec(tag)?.[1] ?? ''
  }
  for (const [, name = '', inner = ''] of html.matchAll(
    /<select name="([^"]+)"[^>]*>(.*?)<\/select>/g,
  )) {
    fields[name] =
      /<option[^>]*selected[^>]*value="([^"]+)"|value="([^"]+)"[^>]*selected/
        .exec(inner)
        ?.slice(1)
        .find(Boolean) ?? 'workday'
  }
  return { ...fields, why: '县政府办〔2026〕8号', ...typed }
}
const keep = async (typed: Record<string, string>, browser = desk) =>
  browser.form('/desk/admin/rules', await formWith(typed))

/** Hands a question of a session off and tells when its answer is due. */
async function handedOff(slug: string): Promise<number> {
  const presiding = await signedIn(moderator)
  const { no } = await ask(new Browser(), slug, '小区门口的路灯什么时候修好？')
  await decide(presiding, slug, { act: 'approve', nos: [no] })
  const answer = await decide(presiding, slug, { act: 'hand_off', nos: [no], units: ['bureau'] })
  if (answer.status !== 200) throw new Error(`hand-off answered ${answer.status}`)
  const state = heard(await roomOf(env, slug).desk(Date.now()))
  return state.questions.find((one) => one.no === no)?.cases[0]?.dueAt ?? 0
}

async function opened(): Promise<string> {
  const presiding = await signedIn(moderator)
  const { slug } = await announced()
  await presiding.json('POST', `/api/desk/sessions/${slug}/open`, {})
  return slug
}

test('a new version is in force from its first day, and sessions opened from then on take it', async () => {
  const bureau = { id: 'bureau', name: '县住建局', parentId: null, successorId: null, place: 0 }
  const rest = { level: 'county', department: true, takesCases: true, answerDays: null } as const
  await keepUnits(env.DB, [{ ...bureau, ...rest }])
  const before = await opened()
  const answer = await keep({ 'town_hall.answer.amount': '30', 'town_hall.answer.unit': 'day' })
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    '/desk/admin/rules?done=rules_kept',
  ])
  expect((await rulesInForce(env.DB, today))?.version).toBe(1)
  const after = await opened()
  const [old, fresh] = [await handedOff(before), await handedOff(after)]
  expect(fresh).toBeGreaterThanOrEqual(startOfDay(addDays(today, 31)))
  expect(old).toBeLessThan(startOfDay(addDays(today, 31)))
  // What the desk shows before handing off is computed by the same rules.
  const rules = heard(await roomOf(env, after).desk(Date.now())).rules
  expect(rules?.profiles.town_hall.periods.answer).toMatchObject({ amount: 30, unit: 'day' })
  expect(heard(await roomOf(env, before).desk(Date.now())).rules).toBeUndefined()
  const entries = (await notaryOf(env).rows(1, 500)).map(({ entry }) => entry)
  expect(entries.find((text) => text.includes('"act":"keep_rules"'))).toContain('"version":1')
})

test('a version to come changes nothing before its day', async () => {
  const day = addDays(today, 10)
  expect((await keep({ 'consult.answer.amount': '9', from: day })).status).toBe(303)
  expect(await rulesInForce(env.DB, addDays(day, -1))).toBeNull()
  expect((await rulesInForce(env.DB, day))?.profiles.consult.periods.answer?.amount).toBe(9)
  expect(await (await desk.get('/desk/admin/rules')).text()).toContain('第 1 版')
})

test('of two who change the rules from the same page one is told to look again', async () => {
  const [one, two] = [
    await formWith({ 'consult.answer.amount': '8' }),
    await formWith({ 'consult.answer.amount': '9' }),
  ]
  expect((await desk.form('/desk/admin/rules', one)).status).toBe(303)
  const late = await desk.form('/desk/admin/rules', two)
  expect(late.status).toBe(409)
  expect(await allRules(env.DB)).toHaveLength(1)
})

test('rules that are no rules are not kept', async () => {
  const mistakes: Record<string, string>[] = [
    { 'town_hall.answer.amount': '' },
    { 'town_hall.answer.amount': '0' },
    { 'town_hall.answer.amount': '400' },
    { 'town_hall.accept.amount': 'one' },
    { 'town_hall.answer.amount': '6', 'town_hall.answer.unit': 'year' },
    { 'town_hall.answer.amount': '6', 'town_hall.basis': '' },
    { 'town_hall.answer.amount': '6', why: '' },
    { 'town_hall.answer.amount': '6', from: addDays(today, -1) },
    { 'town_hall.answer.amount': '6', from: 'tomorrow' },
    // Nothing was changed.
    {},
  ]
  for (const wrong of mistakes) expect([wrong, (await keep(wrong)).status]).toEqual([wrong, 422])
  expect(await allRules(env.DB)).toEqual([])
})

test('a later version made for an earlier day gives way when the other one’s day has come', async () => {
  await keep({ 'consult.answer.amount': '8', from: addDays(today, 20) })
  await keep({ 'consult.answer.amount': '9', from: addDays(today, 10) })
  const on = async (n: number) => (await rulesInForce(env.DB, addDays(today, n)))?.version
  expect([await on(0), await on(10), await on(19), await on(20)]).toEqual([undefined, 2, 2, 1])
})

test('supervisors read the rules and reasons and change none of them; moderators do neither', async () => {
  const looking = await signedIn(watcher)
  const presiding = await signedIn(moderator)
  const typed = await formWith({ 'consult.answer.amount': '8' })
  for (const [browser, status] of [
    [looking, 200],
    [presiding, 403],
  ] as const) {
    for (const path of ['/desk/admin/rules', '/desk/admin/reasons']) {
      const page = await browser.get(path)
      expect([path, page.status]).toEqual([path, status])
      expect(await page.text()).not.toContain('action="/desk/admin')
    }
    expect((await browser.form('/desk/admin/rules', typed)).status).toBe(403)
    const reason = { seen: '0', zh: '请换个说法', en: 'Please reword' }
    expect((await browser.form('/desk/admin/reasons/unclear', reason)).status).toBe(403)
  }
})

test('a reason that was reworded is what the asker reads', async () => {
  const slug = await opened()
  const asker = new Browser()
  const { no } = await ask(asker, slug, '这个这个那个怎么说呢？')
  const presiding = await signedIn(moderator)
  await decide(presiding, slug, { act: 'reject', nos: [no], reason: 'unclear' })
  expect(await (await asker.get('/my')).text()).toContain('看不明白要问什么')
  const words = { zh: '请把要问的事写清楚再提', en: 'Please write what you ask more clearly' }
  const send = (seen: string) => desk.form('/desk/admin/reasons/unclear', { seen, ...words })
  expect((await send('0')).status).toBe(303)
  expect(await (await asker.get('/my')).text()).toContain(words.zh)
  // Sent once more from the page as it was, or for a reason there is none of.
  expect((await send('0')).status).toBe(409)
  expect((await send('1')).status).toBe(422)
  expect((await desk.form('/desk/admin/reasons/boring', { seen: '0', ...words })).status).toBe(404)
  for (const wrong of [{ zh: '' }, { en: '' }, { zh: '长'.repeat(61) }]) {
    const answer = await desk.form('/desk/admin/reasons/abusive', { seen: '0', ...words, ...wrong })
    expect(answer.status).toBe(422)
  }
  expect(await reasonTexts(env.DB)).toEqual([{ code: 'unclear', version: 1, ...words }])
})
