import { and, asc, eq, isNull } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicUnit } from '../contract/record'
import type { RoomOpening } from '../contract/room'
import { feed, upsert } from './bulk'
import { units } from './schema'

export interface UnitRow extends PublicUnit {
  takesCases: boolean
  answerDays: number | null
  successorId: string | null
  place: number
}

/** Units a question can be handed to; one that was merged away has a successor instead. */
export async function unitsForHandOff(db: D1Database): Promise<RoomOpening['units']> {
  return drizzle(db)
    .select({ id: units.id, name: units.name, answerDays: units.answerDays })
    .from(units)
    .where(and(eq(units.takesCases, true), isNull(units.successorId)))
    .orderBy(asc(units.place), asc(units.id))
}

export async function listUnits(db: D1Database): Promise<PublicUnit[]> {
  return drizzle(db)
    .select({
      id: units.id,
      name: units.name,
      level: units.level,
      parentId: units.parentId,
      department: units.department,
    })
    .from(units)
    .where(isNull(units.successorId))
    .orderBy(asc(units.place), asc(units.id))
}

const unitUpsert = upsert<UnitRow>(
  units,
  'units',
  [
    'id',
    'name',
    'level',
    'parentId',
    'department',
    'takesCases',
    'answerDays',
    'successorId',
    'place',
  ],
  { on: ['id'] },
)

/** Adds units, or brings those known up to date. */
export async function keepUnits(db: D1Database, rows: readonly UnitRow[]): Promise<void> {
  const statements = feed(db, unitUpsert, rows)
  if (statements.length > 0) await db.batch(statements)
}

/** Names of units by id, as they stand now. */
export async function unitNames(
  db: D1Database,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { results } = await db
    .prepare('SELECT id, name FROM units WHERE id IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(ids))
    .all<{ id: string; name: string }>()
  return new Map(results.map(({ id, name }) => [id, name]))
}
