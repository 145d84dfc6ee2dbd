import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import type { StaffRole } from '../../worker/contract/staff'
import { addDays, DAY_MS, shanghaiDay, startOfDay } from '../../worker/domain/shanghai'
import { grantsOf, unitsOverSession } from '../../worker/store/grants'
import { createSession } from '../../worker/store/sessions'
import { disableStaff, ensureStaff } from '../../worker/store/staff'
import { keepUnits, type UnitRow } from '../../worker/store/units'

const { DB } = env
/** Noon of a day in Shanghai. */
const NOON = startOfDay('2026-05-06') + DAY_MS / 2
const today = shanghaiDay(NOON)

const person = (id: string, role: StaffRole) =>
  ensureStaff(DB, { id, name: `${id}某`, office: '职员', unit: '霞湾县', role })

let number = 0
const give = (
  staffId: string,
  role: StaffRole,
  over: { unit?: string; session?: string; from?: number; until?: number; revoked?: number } = {},
) =>
  DB.prepare(
    `INSERT INTO grants (id, staff_id, role, unit_id, session, from_at, until_at, given_by, given_at, revoked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'boss', 0, ?)`,
  )
    .bind(
      `g-${++number}`,
      staffId,
      role,
      over.unit ?? null,
      over.session ?? null,
      over.from ?? 0,
      over.until ?? null,
      over.revoked ?? null,
    )
    .run()

const absent = (of: string, by: string, fromDay: string, toDay: string, ended?: number) =>
  DB.prepare(
    `INSERT INTO absences (id, of_staff, by_staff, from_day, to_day, reason, given_by, given_at, ended_at)
     VALUES (?, ?, ?, ?, ?, '年假', 'boss', 0, ?)`,
  )
    .bind(`a-${++number}`, of, by, fromDay, toDay, ended ?? null)
    .run()

beforeEach(async () => {
  await person('xu', 'moderator')
  await person('he', 'official')
})

test('whoever was never given anything holds the role they are known by, over the whole portal', async () => {
  expect(await grantsOf(DB, 'xu', NOON)).toEqual([{ role: 'moderator' }])
})

test('somebody holds several roles, each over what it was given for', async () => {
  await give('xu', 'officer', { unit: 'town' })
  await give('xu', 'approver', { session: 'evening' })
  expect(await grantsOf(DB, 'xu', NOON)).toEqual(
    expect.arrayContaining([
      { role: 'moderator' },
      { role: 'officer', unit: 'town' },
      { role: 'approver', session: 'evening' },
    ]),
  )
})

test('a role given over less takes the place of the one somebody is known by', async () => {
  await give('xu', 'moderator', { unit: 'town' })
  expect(await grantsOf(DB, 'xu', NOON)).toEqual([{ role: 'moderator', unit: 'town' }])
})

test('a role that was taken away does not come back as the one somebody is known by', async () => {
  await give('xu', 'moderator', { revoked: NOON - 1 })
  expect(await grantsOf(DB, 'xu', NOON)).toEqual([])
})

test('a role begins and ends with its dates, to the millisecond', async () => {
  await give('he', 'officer', { from: NOON, until: NOON + 10 })
  const roles = async (now: number) => (await grantsOf(DB, 'he', now)).map(({ role }) => role)
  expect(await roles(NOON - 1)).toEqual(['official'])
  expect(await roles(NOON)).toEqual(['official', 'officer'])
  expect(await roles(NOON + 9)).toEqual(['official', 'officer'])
  expect(await roles(NOON + 10)).toEqual(['official'])
})

test('during an absence a colleague does the work, marked as hers, until midnight of the last day', async () => {
  await absent('xu', 'he', today, addDays(today, 1))
  const back = startOfDay(addDays(today, 2))
  expect(await grantsOf(DB, 'he', NOON)).toEqual([
    { role: 'official' },
    { role: 'moderator', until: back, for: { id: 'xu', name: 'xu某' } },
  ])
  expect(await grantsOf(DB, 'he', back - 1)).toHaveLength(2)
  expect(await grantsOf(DB, 'he', back)).toEqual([{ role: 'official' }])
  expect(await grantsOf(DB, 'he', startOfDay(today) - 1)).toEqual([{ role: 'official' }])
})

test('an absence that was ended early lends nothing any more, and neither does a disabled account', async () => {
  await absent('xu', 'he', today, today, NOON - 1)
  expect(await grantsOf(DB, 'he', NOON)).toEqual([{ role: 'official' }])
  await person('lin', 'approver')
  await absent('lin', 'he', today, today)
  expect(await grantsOf(DB, 'he', NOON)).toHaveLength(2)
  await disableStaff(DB, 'lin', true)
  expect(await grantsOf(DB, 'he', NOON)).toEqual([{ role: 'official' }])
})

test('administration is not lent, and what was lent is not lent on', async () => {
  await person('boss', 'admin')
  await person('third', 'officer')
  await absent('boss', 'he', today, today)
  await absent('xu', 'he', today, today)
  await absent('he', 'third', today, today)
  expect((await grantsOf(DB, 'he', NOON)).map(({ role }) => role)).toEqual([
    'official',
    'moderator',
  ])
  expect((await grantsOf(DB, 'third', NOON)).map(({ role }) => role)).toEqual([
    'officer',
    'official',
  ])
})

test('a disabled person holds nothing, not even for somebody else', async () => {
  await absent('xu', 'he', today, today)
  await disableStaff(DB, 'he', true)
  expect(await grantsOf(DB, 'he', NOON)).toEqual([])
})

const unit = (id: string, parentId: string | null, successorId: string | null = null): UnitRow => ({
  id,
  name: id,
  level: 'county',
  parentId,
  department: false,
  takesCases: true,
  answerDays: null,
  successorId,
  place: 0,
})

test('over a session stand its unit, all above it, and who took over from a merged one', async () => {
  await keepUnits(DB, [
    unit('city', null),
    unit('county', 'city'),
    unit('bureau', 'county'),
    unit('old-bureau', 'county', 'bureau'),
    unit('elsewhere', 'city'),
  ])
  const session = (slug: string, unitId: string | null) =>
    createSession(
      DB,
      {
        slug,
        kind: 'town_hall',
        title: '出行',
        topic: '',
        notice: '',
        place: '',
        unit: '霞湾县',
        unitId,
        startsAt: NOON,
        guests: [],
      },
      `id-${slug}`,
      NOON,
    )
  await session('by-bureau', 'bureau')
  await session('by-old', 'old-bureau')
  await session('by-nobody', null)
  expect((await unitsOverSession(DB, 'by-bureau')).sort()).toEqual(['bureau', 'city', 'county'])
  expect((await unitsOverSession(DB, 'by-old')).sort()).toEqual([
    'bureau',
    'city',
    'county',
    'old-bureau',
  ])
  expect(await unitsOverSession(DB, 'by-nobody')).toEqual([])
  expect(await unitsOverSession(DB, 'never-heard-of')).toEqual([])
})

test('units that stand over each other in a circle are each found once', async () => {
  await keepUnits(DB, [unit('egg', 'hen'), unit('hen', 'egg')])
  await createSession(
    DB,
    {
      slug: 'circle',
      kind: 'town_hall',
      title: '出行',
      topic: '',
      notice: '',
      place: '',
      unit: '霞湾县',
      unitId: 'egg',
      startsAt: NOON,
      guests: [],
    },
    'id-circle',
    NOON,
  )
  expect((await unitsOverSession(DB, 'circle')).sort()).toEqual(['egg', 'hen'])
})
