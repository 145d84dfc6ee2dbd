import type { StaffRole } from '../contract/staff'
import { addDays, shanghaiDay } from '../domain/shanghai'
import { absenceStatement, giveStatement } from '../store/people'
import { ensureStaff } from '../store/staff'
import { COUNTY, HOST_UNIT, moderators } from './county'

/** Who else works in the fictitious county, so that the administration has something to show. */

interface DemoPerson {
  id: string
  name: string
  office: string
  unit: string
  role: StaffRole
  /** Unit the role is held over; left out: the whole portal. */
  over?: string
}

const people: readonly DemoPerson[] = [
  { id: 'demo-admin', name: '周某', office: '办公室副主任', unit: HOST_UNIT, role: 'admin' },
  { id: 'demo-watch', name: '钱某', office: '督查室科员', unit: HOST_UNIT, role: 'supervisor' },
  {
    id: 'demo-approver',
    name: '沈某',
    office: '办公室主任',
    unit: HOST_UNIT,
    role: 'approver',
    over: COUNTY,
  },
  {
    id: 'demo-official-housing',
    name: '黄某',
    office: '副局长',
    unit: '县住建局',
    role: 'official',
    over: 'demo-housing',
  },
  {
    id: 'demo-officer-housing',
    name: '蔡某',
    office: '信访科科员',
    unit: '县住建局',
    role: 'officer',
    over: 'demo-housing',
  },
  {
    id: 'demo-officer-water',
    name: '谢某',
    office: '客服主管',
    unit: '县供水公司',
    role: 'officer',
    over: 'demo-water',
  },
  {
    id: 'demo-officer-town',
    name: '邱某',
    office: '党政办干事',
    unit: '双塘镇',
    role: 'officer',
    over: 'demo-shuangtang',
  },
]

/** Puts them on the list with their roles, and one of them on leave. Done once, with the demonstration. */
export async function seedPeople(db: D1Database, now: number): Promise<void> {
  const by = { givenBy: 'demo-admin', givenAt: now }
  for (const { id, name, office, unit, role } of people) {
    await ensureStaff(db, { id, name, office, unit, role })
  }
  const today = shanghaiDay(now)
  await db.batch([
    ...people.flatMap(({ id, role, over }) =>
      over === undefined
        ? []
        : [
            giveStatement(db, {
              id: `${id}-role`,
              staffId: id,
              role,
              unitId: over,
              session: null,
              fromAt: now,
              untilAt: null,
              revokedBy: null,
              revokedAt: null,
              ...by,
            }),
          ],
    ),
    absenceStatement(db, {
      id: 'demo-absence',
      ofStaff: 'demo-officer-housing',
      byStaff: moderators[1].id,
      fromDay: today,
      toDay: addDays(today, 4),
      reason: '年休假',
      endedBy: null,
      endedAt: null,
      ...by,
    }),
  ])
}
