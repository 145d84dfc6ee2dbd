import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { OfficialFacts, PublicAppointment, UnitFacts } from '../contract/units'
import { shanghaiDay } from '../domain/shanghai'
import { projected } from './parts'
import { questions } from './schema'
import { sessionsByIds } from './session-reads'
import type { UnitRow } from './units'
import { allUnits } from './units-admin'
import { READABLE } from './readable'

/** What the pages of units and officials read. */

interface AppointmentRow {
  id: string
  officialId: string
  name: string
  office: string
  unitId: string
  unit: string
  fromAt: number
  toAt: number | null
}

const publicAppointment = (row: AppointmentRow): PublicAppointment => ({
  official: { id: row.officialId, name: row.name },
  office: row.office,
  unit: { id: row.unitId, name: row.unit },
  from: shanghaiDay(row.fromAt),
  // Somebody is in office to the end of the last day.
  to: row.toAt === null ? null : shanghaiDay(row.toAt - 1),
})

const appointed = `SELECT ap.id, o.id AS officialId, o.name, ap.office, u.id AS unitId, u.name AS unit,
  ap.from_at AS fromAt, ap.to_at AS toAt
  FROM appointments ap JOIN officials o ON o.id = ap.official_id JOIN units u ON u.id = ap.unit_id`

/** Offices of a unit or of somebody, the latest first. */
export async function appointmentsOf(
  db: D1Database,
  of: { unit: string } | { official: string },
): Promise<AppointmentRow[]> {
  const [column, id] = 'unit' in of ? ['ap.unit_id', of.unit] : ['ap.official_id', of.official]
  const { results } = await db
    .prepare(`${appointed} WHERE ${column} = ?1 ORDER BY ap.from_at DESC, ap.id LIMIT 500`)
    .bind(id)
    .all<AppointmentRow>()
  return results
}

const publicUnit = ({ id, name, level, parentId, department }: UnitRow) => ({
  id,
  name,
  level,
  parentId,
  department,
})

/** When units were merged into others, as administrators put it down. */
async function mergedAt(db: D1Database, ids: readonly string[]): Promise<Map<string, number>> {
  const { results } = await db
    .prepare(
      `SELECT about AS id, max(at) AS at FROM admin_acts
       WHERE act = 'merge_unit' AND about IN (SELECT value FROM json_each(?1)) GROUP BY about`,
    )
    .bind(JSON.stringify(ids))
    .all<{ id: string; at: number }>()
  return new Map(results.map(({ id, at }) => [id, at]))
}

/** A unit, what hangs off it, and figures of its public cases; null: there is no such unit. */
export async function unitFacts(
  db: D1Database,
  id: string,
  now: number,
): Promise<UnitFacts | null> {
  const all = await allUnits(db)
  const unit = all.find((one) => one.id === id)
  if (!unit) return null
  const predecessors = all.filter(({ successorId }) => successorId === id)
  const successor = all.find((one) => one.id === unit.successorId)
  const [offices, merged, cases] = await Promise.all([
    appointmentsOf(db, { unit: id }),
    mergedAt(db, [id, ...predecessors.map((one) => one.id)]),
    db
      .prepare(
        `SELECT count(*) AS total, coalesce(sum(c.replied_at IS NULL), 0) AS open,
           coalesce(sum(c.replied_at IS NULL AND c.due_at <= ?2), 0) AS overdue,
           coalesce(sum(c.replied_at IS NOT NULL), 0) AS answered
         FROM cases c JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no
         WHERE c.unit_id = ?1 AND c.state <> 'void' AND c.visibility = 'public'
           AND q.listed_at IS NOT NULL AND q.state IN ${READABLE}`,
      )
      .bind(id, now)
      .first<UnitFacts['cases']>(),
  ])
  const at = (of: string) => merged.get(of) ?? null
  const parent = all.find((one) => one.id === unit.parentId)
  const inOffice = ({ fromAt, toAt }: AppointmentRow) =>
    fromAt <= now && (toAt === null || toAt > now)
  return {
    unit: { ...publicUnit(unit), takesCases: unit.takesCases },
    parent: parent ? publicUnit(parent) : null,
    children: all
      .filter(({ parentId, successorId }) => parentId === id && successorId === null)
      .map(publicUnit),
    successor: successor ? { id: successor.id, name: successor.name, at: at(id) } : null,
    predecessors: predecessors.map((one) => ({ id: one.id, name: one.name, at: at(one.id) })),
    cases: cases ?? { total: 0, open: 0, overdue: 0, answered: 0 },
    now: offices.filter(inOffice).map(publicAppointment),
    before: offices.filter(({ toAt }) => toAt !== null && toAt <= now).map(publicAppointment),
  }
}

/**
 * That somebody said this in that office: the same name and unit, the same office (also where its name begins
 * with that of the unit), on a day on which they held it. Whatever does not match in all of it is not linked.
 */
export const appointedThen = (who: string, office: string, unit: string, at: string) =>
  `${who} = o.name AND ${unit} AND trim(replace(${office}, u.name, '')) = trim(replace(ap.office, u.name, ''))
   AND ap.from_at <= ${at} AND (ap.to_at IS NULL OR ${at} < ap.to_at)`

/** An official on record, in an office. */
export interface Offices {
  id: string
  name: string
  office: string
  unitId: string
  unit: string
}

const ANSWERS = 30

/** Somebody in their offices, and the answers they gave in them; null: nobody of that id. */
export async function officialFacts(db: D1Database, id: string): Promise<OfficialFacts | null> {
  const official = await db
    .prepare('SELECT id, name FROM officials WHERE id = ?1')
    .bind(id)
    .first<{ id: string; name: string }>()
  if (!official) return null
  const from = `FROM answers a JOIN questions q ON q.session_id = a.session_id AND q.no = a.question_no
    JOIN officials o ON o.id = ?1 JOIN appointments ap ON ap.official_id = o.id JOIN units u ON u.id = ap.unit_id
    WHERE a.withdrawn = 0 AND q.listed_at IS NOT NULL AND q.state IN ${READABLE}
      AND ${appointedThen('a.speaker', 'a.office', 'a.unit = u.name', 'a.at')}`
  const [offices, counted, found] = await Promise.all([
    appointmentsOf(db, { official: id }),
    db.prepare(`SELECT count(DISTINCT a.id) AS n ${from}`).bind(id).first<{ n: number }>(),
    db
      .prepare(
        `SELECT DISTINCT a.id, q.id AS question, a.at ${from} ORDER BY a.at DESC, a.id LIMIT ${ANSWERS}`,
      )
      .bind(id)
      .all<{ id: string; question: string }>(),
  ])
  const ids = JSON.stringify(found.results.map(({ question }) => question))
  const rows = await drizzle(db)
    .select()
    .from(questions)
    .where(sql`${questions.id} IN (SELECT value FROM json_each(${ids}))`)
  const [shown, held] = await Promise.all([
    projected(db, rows),
    sessionsByIds(
      db,
      rows.map(({ sessionId }) => sessionId),
    ),
  ])
  return {
    ...official,
    offices: offices.map(publicAppointment),
    answered: counted?.n ?? 0,
    answers: found.results.flatMap(({ id: answerId, question: questionId }) => {
      const question = shown.find((one) => one.id === questionId)
      const answer = question?.answers.find((one) => one.id === answerId)
      const session = held.get(rows.find((row) => row.id === questionId)?.sessionId ?? '')?.session
      if (!question || !answer || !session) return []
      const { no, text } = question
      const { slug, title, demo } = session
      return [{ answer, question: { id: questionId, no, text }, session: { slug, title, demo } }]
    }),
  }
}

/** The unit that is to keep it, or the one they answered for: a magistrate promises what a bureau will do. */
const speaksFor = `(commitments.unit = u.name OR EXISTS (
  SELECT 1 FROM answers said WHERE said.id = commitments.answer_id AND said.unit = u.name))`

/** Promises that somebody made in one of their offices, as a condition on rows of `commitments`. */
export const promisedInOffice = (id: string) =>
  sql`EXISTS (SELECT 1 FROM officials o JOIN appointments ap ON ap.official_id = o.id JOIN units u ON u.id = ap.unit_id
    WHERE o.id = ${id} AND ${sql.raw(appointedThen('commitments.who', 'commitments.office', speaksFor, 'commitments.said_at'))})`

/** Who made a promise, in the office they held on that day; null where nobody on record matches in all of it. */
export const officialOfPromise = (db: D1Database, id: string): Promise<Offices | null> =>
  db
    .prepare(
      `SELECT o.id, o.name, ap.office, u.id AS unitId, u.name AS unit FROM commitments
       JOIN officials o JOIN appointments ap ON ap.official_id = o.id JOIN units u ON u.id = ap.unit_id
       WHERE commitments.id = ?1
         AND ${appointedThen('commitments.who', 'commitments.office', speaksFor, 'commitments.said_at')}
       ORDER BY ap.from_at DESC, ap.id LIMIT 1`,
    )
    .bind(id)
    .first<Offices>()

/** Everybody who held an office, with their offices. */
export async function listOfficials(
  db: D1Database,
): Promise<{ id: string; name: string; offices: PublicAppointment[] }[]> {
  const [people, { results }] = await Promise.all([
    db
      .prepare('SELECT id, name FROM officials ORDER BY name, id LIMIT 2000')
      .all<{ id: string; name: string }>(),
    db.prepare(`${appointed} ORDER BY ap.from_at DESC, ap.id LIMIT 5000`).all<AppointmentRow>(),
  ])
  return people.results.map(({ id, name }) => ({
    id,
    name,
    offices: results.filter(({ officialId }) => officialId === id).map(publicAppointment),
  }))
}

/** Sessions a unit held, or answered in; the newest first. */
export async function sessionsOfUnit(db: D1Database, unitId: string, name: string) {
  const { results } = await db
    .prepare(
      `SELECT id FROM sessions WHERE (unit_id = ?1 OR unit = ?2 OR EXISTS (SELECT 1 FROM session_guests g WHERE g.session_id = sessions.id AND g.unit = ?2)) AND state <> 'draft'
         AND (state <> 'cancelled' OR announced_at IS NOT NULL) ORDER BY starts_at DESC, id LIMIT 20`,
    )
    .bind(unitId, name)
    .all<{ id: string }>()
  const held = await sessionsByIds(
    db,
    results.map(({ id }) => id),
  )
  return results.flatMap(({ id }) => held.get(id)?.session ?? [])
}
