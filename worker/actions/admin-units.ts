import type { Fact } from '../contract/audit'
import { TITLE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { unitLevels } from '../contract/states'
import { takeText } from '../domain/text-fields'
import type { UnitRow } from '../store/units'
import { addUnitStatement, allUnits, changeUnitStatement } from '../store/units-admin'
import type { AdminPlan } from './admin-plan'

type Form = ReadonlyMap<string, string>

/** The longest a unit may ask for itself, in working days. */
export const ANSWER_DAYS_MAX = 60
const PLACE_MAX = 9_999

/** A whole number of a form, or null where it was left empty. */
export function wholeNumber(raw: string | undefined, field: string, max: number, min = 0) {
  const text = raw?.trim() ?? ''
  if (text === '') return null
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN
  if (!(number >= min && number <= max)) throw new Refusal('INVALID', { field, min, max })
  return number
}

/** What stands over a unit, whether by the tree or because it was merged. */
function leadsTo(units: readonly UnitRow[], from: string | null, to: string): boolean {
  const seen = new Set<string>()
  const waiting = [from]
  while (waiting.length > 0) {
    const id = waiting.pop()
    if (id == null || seen.has(id)) continue
    if (id === to) return true
    seen.add(id)
    const unit = units.find((one) => one.id === id)
    waiting.push(unit?.parentId ?? null, unit?.successorId ?? null)
  }
  return false
}

/** A unit as a form has it; the tree stays a tree, and a merged unit leads to one that is not. */
function unitFrom(form: Form, id: string, known: readonly UnitRow[]): UnitRow {
  const level = unitLevels.find((one) => one === form.get('level'))
  if (!level) throw new Refusal('INVALID', { field: 'level' })
  const named = (field: string) => {
    const other = form.get(field) || null
    if (other === null) return null
    const unit = known.find((one) => one.id === other)
    if (!unit || leadsTo(known, other, id)) throw new Refusal('INVALID', { field })
    return unit
  }
  const parent = named('parent')
  const successor = named('successor')
  if (parent?.successorId) throw new Refusal('INVALID', { field: 'parent' })
  if (successor?.successorId) throw new Refusal('INVALID', { field: 'successor' })
  return {
    id,
    name: takeText(form.get('name') ?? '', 'name', { min: 1, max: TITLE_MAX }),
    level,
    parentId: parent?.id ?? null,
    department: form.get('department') === 'on',
    takesCases: form.get('takesCases') === 'on',
    answerDays: wholeNumber(form.get('answerDays'), 'answerDays', ANSWER_DAYS_MAX, 1),
    successorId: successor?.id ?? null,
    place: wholeNumber(form.get('place'), 'place', PLACE_MAX) ?? known.length,
  }
}

/** Two units side by side under one name would be one unit to everybody who reads it. */
function refuseTwin(unit: UnitRow, known: readonly UnitRow[]) {
  const twin = known.some(
    (one) =>
      one.id !== unit.id &&
      one.name === unit.name &&
      one.parentId === unit.parentId &&
      one.successorId === null,
  )
  if (twin && unit.successorId === null) throw new Refusal('NAME_TAKEN', { field: 'name' })
}

const told = ({ level, department, takesCases, answerDays, successorId }: UnitRow) => ({
  level,
  department,
  takesCases,
  answerDays,
  merged: successorId !== null,
})

export async function planNewUnit(db: D1Database, id: string, form: Form): Promise<AdminPlan> {
  const known = await allUnits(db)
  const unit = unitFrom(form, id, known)
  refuseTwin(unit, known)
  return {
    act: 'add_unit',
    kind: 'unit',
    about: id,
    told: told(unit),
    words: { ...unit } as Fact,
    facts: { name: unit.name },
    statements: [addUnitStatement(db, unit)],
    lost: new Refusal('CONFLICT'),
  }
}

/** `seen` says what its writer had before their eyes. */
export async function planUnitChange(
  db: D1Database,
  id: string,
  form: Form,
  seenOf: (unit: UnitRow) => string,
): Promise<AdminPlan> {
  const known = await allUnits(db)
  const before = known.find((one) => one.id === id)
  if (!before) throw new Refusal('NOT_FOUND')
  if (form.get('seen') !== seenOf(before)) throw new Refusal('CONFLICT')
  const after = unitFrom(form, id, known)
  refuseTwin(after, known)
  const merged = after.successorId !== null && after.successorId !== before.successorId
  const into = known.find((one) => one.id === after.successorId)
  return {
    act: merged ? 'merge_unit' : 'change_unit',
    kind: 'unit',
    about: id,
    told: told(after),
    was: { ...before } as Fact,
    words: { ...after } as Fact,
    facts: {
      name: after.name,
      was: before.name === after.name ? null : before.name,
      into: into?.name ?? null,
    },
    statements: [changeUnitStatement(db, before, after)],
    lost: new Refusal('CONFLICT'),
  }
}
