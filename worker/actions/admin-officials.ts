import type { Fact } from '../contract/audit'
import { NAME_MAX, TITLE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { addDays, shanghaiDay, startOfDay } from '../domain/shanghai'
import { takeText } from '../domain/text-fields'
import { appointmentsOf } from '../store/unit-pages'
import { allUnits } from '../store/units-admin'
import type { AdminPlan } from './admin-plan'

/** Officials in their offices: added, moved, ended. What was in office once stays on record. */

type Form = ReadonlyMap<string, string>

function dayIn(form: Form, field: string): string {
  const day = (form.get(field) ?? '').trim()
  try {
    startOfDay(day)
    return day
  } catch {
    throw new Refusal('INVALID', { field })
  }
}

const appoint = (
  db: D1Database,
  row: { id: string; officialId: string; unitId: string; office: string; fromAt: number },
) =>
  db
    .prepare(
      `INSERT INTO appointments (id, official_id, unit_id, office, from_at, to_at)
       SELECT ?1, ?2, ?3, ?4, ?5, NULL WHERE NOT EXISTS (SELECT 1 FROM appointments
         WHERE official_id = ?2 AND unit_id = ?3 AND office = ?4 AND to_at IS NULL)`,
    )
    .bind(row.id, row.officialId, row.unitId, row.office, row.fromAt)

async function officeIn(db: D1Database, form: Form) {
  const unit = (await allUnits(db)).find(({ id }) => id === form.get('unit'))
  if (!unit) throw new Refusal('INVALID', { field: 'unit' })
  const office = takeText(form.get('office') ?? '', 'office', { min: 1, max: TITLE_MAX })
  return { unit, office, from: dayIn(form, 'from') }
}

/** Somebody new, in their first office here. */
export async function planNewOfficial(
  db: D1Database,
  ids: { official: string; appointment: string },
  form: Form,
): Promise<AdminPlan> {
  const name = takeText(form.get('name') ?? '', 'name', { min: 2, max: NAME_MAX })
  const { unit, office, from } = await officeIn(db, form)
  const row = {
    id: ids.appointment,
    officialId: ids.official,
    unitId: unit.id,
    office,
    fromAt: startOfDay(from),
  }
  return {
    act: 'add_official',
    kind: 'official',
    about: ids.official,
    told: { from },
    words: { name, office, unit: unit.id } as Fact,
    facts: { name, office, unit: unit.name },
    statements: [
      db.prepare('INSERT INTO officials (id, name) VALUES (?1, ?2)').bind(ids.official, name),
      appoint(db, row),
    ],
    lost: new Refusal('CONFLICT'),
  }
}

/** One more office; where they move, what they held until now ends on the day before. */
export async function planAppointment(
  db: D1Database,
  official: { id: string; name: string },
  id: string,
  form: Form,
): Promise<AdminPlan> {
  const { unit, office, from } = await officeIn(db, form)
  const fromAt = startOfDay(from)
  const moves = form.get('moves') === 'on'
  const held = await appointmentsOf(db, { official: official.id })
  const open = held.filter(({ toAt }) => toAt === null)
  if (moves && open.some((one) => one.fromAt >= fromAt)) {
    throw new Refusal('INVALID', { field: 'from' })
  }
  return {
    act: moves ? 'move_official' : 'appoint_official',
    kind: 'official',
    about: official.id,
    told: { from, moves },
    words: { office, unit: unit.id } as Fact,
    facts: { name: official.name, office, unit: unit.name },
    statements: [
      ...(moves
        ? [
            db
              .prepare(
                'UPDATE appointments SET to_at = ?2 WHERE official_id = ?1 AND to_at IS NULL AND from_at < ?2',
              )
              .bind(official.id, fromAt),
          ]
        : []),
      appoint(db, { id, officialId: official.id, unitId: unit.id, office, fromAt }),
    ],
    lost: new Refusal('CONFLICT'),
  }
}

/** Somebody leaves an office; the day given is the last one they hold it. */
export async function planEndAppointment(
  db: D1Database,
  official: { id: string; name: string },
  id: string,
  form: Form,
): Promise<AdminPlan> {
  const held = (await appointmentsOf(db, { official: official.id })).find((one) => one.id === id)
  if (!held) throw new Refusal('NOT_FOUND')
  const to = dayIn(form, 'to')
  if (to < shanghaiDay(held.fromAt)) throw new Refusal('INVALID', { field: 'to' })
  return {
    act: 'end_appointment',
    kind: 'official',
    about: official.id,
    told: { to },
    words: { office: held.office, unit: held.unitId } as Fact,
    facts: { name: official.name, office: held.office, unit: held.unit },
    statements: [
      db
        .prepare('UPDATE appointments SET to_at = ?2 WHERE id = ?1 AND to_at IS NULL')
        .bind(id, startOfDay(addDays(to, 1))),
    ],
    lost: new Refusal('CONFLICT'),
  }
}
