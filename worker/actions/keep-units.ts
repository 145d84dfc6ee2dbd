import { TITLE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { UnitsGiven } from '../contract/schemas/desk'
import { takeText } from '../domain/text-fields'
import { keepUnits, listUnits } from '../store/units'

/**
 * Puts the government's units on record, or brings those known up to date: a tree, parents before
 * children. A session takes the units that are known when it is opened for questions.
 */
export async function keepUnitTree(db: D1Database, given: UnitsGiven): Promise<number> {
  const known = new Set((await listUnits(db)).map((unit) => unit.id))
  const rows = given.map((unit, place) => {
    if (unit.parent !== undefined && !known.has(unit.parent)) {
      throw new Refusal('INVALID', { field: 'parent' })
    }
    known.add(unit.id)
    return {
      id: unit.id,
      name: takeText(unit.name, 'name', { min: 1, max: TITLE_MAX }),
      level: unit.level,
      parentId: unit.parent ?? null,
      department: unit.department ?? false,
      takesCases: unit.takesCases ?? true,
      answerDays: unit.answerDays ?? null,
      successorId: null,
      place,
    }
  })
  await keepUnits(db, rows)
  return rows.length
}
