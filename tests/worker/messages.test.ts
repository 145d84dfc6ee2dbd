import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { carry, emptyLoad } from '../../worker/store/carry'
import { putMessages } from '../../worker/store/messages'
import { keepUnits } from '../../worker/store/units'
import { calendarFromNotices as calendar } from '../../worker/domain/calendar-notices'
import { dueDate } from '../../worker/domain/deadlines'
import { type Browser, signedIn } from './http-kit'
import { aCase, aQuestion, aSession, NOON } from './store-rows'

type Member = Parameters<typeof signedIn>[0]
const cai = {
  id: 'cai',
  name: '蔡某',
  office: '科员',
  unit: '县交通运输局',
  role: 'officer',
} as const
const note = { id: 'nt', name: '许某', office: '速记', unit: '县府办', role: 'note_taker' } as const

const message = (id: string, audience: 'unit' | 'staff', recipient: string) => ({
  id,
  kind: 'case_overdue' as const,
  audience,
  recipient,
  about: 'c1',
  facts: { session: 'evening', no: 3, period: 'answer', stage: 'over', day: '2026-11-27' },
  at: NOON,
  dueAt: NOON,
})

let desk: Browser
beforeEach(async () => {
  await keepUnits(
    env.DB,
    ['roads', 'water'].map((id) => ({
      id,
      name: id === 'roads' ? '县交通运输局' : '县水务局',
      level: 'county' as const,
      parentId: null,
      department: true,
      takesCases: true,
      answerDays: null,
      successorId: null,
      place: 0,
    })),
  )
  const due = dueDate('town_hall', 'answer', NOON, calendar)
  await carry(env.DB, {
    ...emptyLoad,
    session: aSession(),
    questions: [1, 2].map((no) => aQuestion(no, { state: 'handed_off' })),
    cases: [1, 2].map((no) =>
      aCase(no, { assignedAt: NOON, dueAt: due.dueAt, dueSums: JSON.stringify(due) }),
    ),
  })
  await env.DB.prepare(
    "UPDATE cases SET unit_id = 'water', unit = '县水务局' WHERE id = 'c2'",
  ).run()
  await putMessages(env.DB, [
    message('m-unit', 'unit', 'roads'),
    message('m-own', 'staff', 'cai'),
    message('m-other', 'unit', 'water'),
    message('m-somebody', 'staff', 'shen'),
  ])
  desk = await signedIn(cai as Member)
  await env.DB.prepare(
    `INSERT INTO grants (id, staff_id, role, unit_id, from_at, given_by, given_at)
     VALUES ('g1', 'cai', 'officer', 'roads', 0, 'boss', 0)`,
  ).run()
})

const count = (html: string) => html.split('答复已逾期').length - 1

test('an officer reads what is told to them and to their unit, and nothing of others', async () => {
  const html = await (await desk.get('/desk/messages')).text()
  expect(count(html.replaceAll('标为已读答复已逾期', ''))).toBe(2)
  expect(html).toContain('“第三期网友面对面”3 号应在 11月27日 24:00 前答复，请尽快办理。')
  expect(html).toContain('2 条未读')
  expect(html).toContain('href="/desk/cases/c1"')
})

test('the first page of the desk and the list of cases say how much is unread, and lead there', async () => {
  for (const path of ['/desk', '/desk/cases']) {
    const text = await (await desk.get(path)).text()
    expect(text).toContain('<a href="/desk/messages?unread=1">消息 <b class="num">2 条未读</b></a>')
    expect(text).toContain('<a href="/desk/due">到期清单</a>')
  }
  await desk.form('/desk/messages', { all: '1' })
  expect(await (await desk.get('/desk')).text()).toContain('<a href="/desk/messages">消息</a>')
})

test('what is marked as read is read for the whole unit, by name; what is others’ stays', async () => {
  expect((await desk.form('/desk/messages', { id: 'm-unit' })).status).toBe(303)
  expect((await desk.form('/desk/messages', { id: 'm-other' })).status).toBe(303)
  const html = await (await desk.get('/desk/messages')).text()
  expect(html).toContain('1 条未读')
  expect(html).toContain('蔡某 已读')
  const { results } = await env.DB.prepare(
    'SELECT id FROM messages WHERE read_at IS NOT NULL',
  ).all<{ id: string }>()
  expect(results).toEqual([{ id: 'm-unit' }])
  await desk.form('/desk/messages', { all: '1' })
  expect(await (await desk.get('/desk/messages?unread=1')).text()).toContain('没有未读的消息')
})

test('whoever stands in for somebody absent reads theirs as well', async () => {
  await signedIn({ ...cai, id: 'shen', name: '沈某' } as Member)
  await env.DB.prepare(
    `INSERT INTO absences (id, of_staff, by_staff, from_day, to_day, reason, given_by, given_at)
     VALUES ('a1', 'shen', 'cai', '2000-01-01', '2999-12-31', '休假', 'boss', 0)`,
  ).run()
  const html = await (await desk.get('/desk/messages')).text()
  expect(html).toContain('3 条未读')
})

test('the list of what is due has the cases of the unit, each with how its date was computed', async () => {
  const html = await (await desk.get('/desk/due')).text()
  expect(html).toContain('/desk/cases/c1')
  expect(html).not.toContain('/desk/cases/c2')
  expect(html).toContain('11月27日是怎么算的')
})

test('a form without a message is refused, and so is a page token that was tampered with', async () => {
  expect((await desk.form('/desk/messages', {})).status).toBe(422)
  expect((await desk.get('/desk/messages?before=x')).status).toBe(404)
})

test('who takes notes has no messages, and a stranger has to sign in', async () => {
  const other = await signedIn(note as Member)
  expect((await other.get('/desk/messages')).status).toBe(403)
  expect((await other.get('/desk/due')).status).toBe(403)
  expect((await other.form('/desk/messages', { all: '1' })).status).toBe(403)
  desk.cookies.clear()
  expect((await desk.get('/desk/messages')).status).not.toBe(200)
})
