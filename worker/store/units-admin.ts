import { asc } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { units } from './schema'
import type { UnitRow } from './units'

/** Every unit, also those merged into another one. */
export async function allUnits(db: D1Database): Promise<UnitRow[]> {
  return drizzle(db).select().from(units).orderBy(asc(units.place), asc(units.id))
}

const columns = {
  name: 'name',
  level: 'level',
  parentId: 'parent_id',
  department: 'department',
  takesCases: 'takes_cases',
  answerDays: 'answer_days',
  successorId: 'successor_id',
  place: 'place',
} as const satisfies Record<Exclude<keyof UnitRow, 'id'>, string>
const props = Object.keys(columns) as (keyof typeof columns)[]
const values = (row: UnitRow) =>
  props.map((prop) => {
    const value = row[prop]
    return typeof value === 'boolean' ? Number(value) : value
  })

export function addUnitStatement(db: D1Database, row: UnitRow): D1PreparedStatement {
  const names = props.map((prop) => columns[prop]).join(', ')
  return db
    .prepare(`INSERT INTO units (id, ${names}) VALUES (?, ${props.map(() => '?').join(', ')})`)
    .bind(row.id, ...values(row))
}

/** Changes a unit that still is what it was. */
export function changeUnitStatement(
  db: D1Database,
  before: UnitRow,
  after: UnitRow,
): D1PreparedStatement {
  const set = props.map((prop) => `${columns[prop]} = ?`).join(', ')
  const still = props.map((prop) => `${columns[prop]} IS ?`).join(' AND ')
  return db
    .prepare(`UPDATE units SET ${set} WHERE id = ? AND ${still}`)
    .bind(...values(after), before.id, ...values(before))
}
