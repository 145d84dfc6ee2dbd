import type { Grant, StaffRole } from '../contract/staff'
import type { About } from '../domain/permissions'
import { addDays, shanghaiDay, startOfDay } from '../domain/shanghai'

/** Which roles somebody holds now. Asked with every request of staff, so it is plain SQL and one question. */

interface Held {
  id: string
  name: string
  role: StaffRole
  unit: string | null
  session: string | null
  until: number | null
  /** Last day of an absence; null for one's own roles. */
  toDay: string | null
}

/**
 * The role somebody is known by is held over the whole portal, until an administrator gives or takes that
 * very role: from then on it is held by those rows alone. Who is absent lends everything but administration.
 */
const heldNow = `
WITH who AS (
  SELECT id, name, role, NULL AS to_day FROM staff WHERE id = ?1 AND disabled = 0
  UNION ALL
  SELECT s.id, s.name, s.role, a.to_day FROM absences a JOIN staff s ON s.id = a.of_staff
  WHERE a.by_staff = ?1 AND a.of_staff <> ?1 AND a.ended_at IS NULL AND a.from_day <= ?3 AND a.to_day >= ?3
    AND s.disabled = 0 AND EXISTS (SELECT 1 FROM staff WHERE id = ?1 AND disabled = 0)
), held AS (
  SELECT id, name, role, NULL AS unit, NULL AS session, NULL AS until, to_day FROM who
  WHERE NOT EXISTS (SELECT 1 FROM grants g WHERE g.staff_id = who.id AND g.role = who.role)
  UNION ALL
  SELECT who.id, who.name, g.role, g.unit_id, g.session, g.until_at, who.to_day
  FROM who JOIN grants g ON g.staff_id = who.id
  WHERE g.revoked_at IS NULL AND g.from_at <= ?2 AND (g.until_at IS NULL OR g.until_at > ?2)
)
SELECT id, name, role, unit, session, until, to_day AS toDay FROM held
WHERE to_day IS NULL OR role <> 'admin' ORDER BY to_day IS NOT NULL`

/** The roles of somebody, their own first, then those of whoever is absent and named them. */
export async function grantsOf(db: D1Database, staffId: string, now: number): Promise<Grant[]> {
  const { results } = await db.prepare(heldNow).bind(staffId, now, shanghaiDay(now)).all<Held>()
  return results.map(({ id, name, role, unit, session, until, toDay }) => {
    const back = toDay === null ? null : startOfDay(addDays(toDay, 1))
    const ends = back === null ? until : Math.min(back, until ?? back)
    return {
      role,
      ...(session !== null && { session }),
      ...(unit !== null && { unit }),
      ...(ends !== null && { until: ends }),
      ...(back !== null && { for: { id, name } }),
    }
  })
}

/** Up the tree, and from a merged unit to the one that took over; a circle ends by itself. */
const above = `
WITH RECURSIVE above(id) AS (
  SELECT unit_id FROM sessions WHERE slug = ?1 AND unit_id IS NOT NULL
  UNION
  SELECT up.over_id FROM above JOIN (
    SELECT id, parent_id AS over_id FROM units UNION ALL SELECT id, successor_id FROM units
  ) up ON up.id = above.id WHERE up.over_id IS NOT NULL
)
SELECT id FROM above`

/** The unit a session belongs to and all that stand over it. */
export async function unitsOverSession(db: D1Database, slug: string): Promise<string[]> {
  const { results } = await db.prepare(above).bind(slug).all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** What stands above the units of a case, and the session it was handed off in. */
const aboveCase = `
WITH RECURSIVE held(kind, id) AS (
  SELECT 'session', s.unit_id FROM cases c JOIN sessions s ON s.id = c.session_id
  WHERE c.id = ?1 AND s.unit_id IS NOT NULL
  UNION SELECT 'lead', unit_id FROM cases WHERE id = ?1
  UNION SELECT 'assist', unit_id FROM case_units
  WHERE case_id = ?1 AND role = 'assist' AND until_at IS NULL
  UNION
  SELECT CASE WHEN up.merged OR held.kind <> 'lead' THEN held.kind ELSE 'above' END, up.over_id
  FROM held JOIN (
    SELECT id, parent_id AS over_id, 0 AS merged FROM units
    UNION ALL SELECT id, successor_id, 1 FROM units
  ) up ON up.id = held.id WHERE up.over_id IS NOT NULL
)
SELECT kind, id FROM held
UNION ALL
SELECT 'slug', s.slug FROM cases c JOIN sessions s ON s.id = c.session_id WHERE c.id = ?1`

/** Everything that says who may do something with a case; null: there is no such case. */
export async function aboutCase(db: D1Database, caseId: string): Promise<Required<About> | null> {
  const { results } = await db
    .prepare(aboveCase)
    .bind(caseId)
    .all<{ kind: 'session' | 'lead' | 'above' | 'assist' | 'slug'; id: string }>()
  const of = (kind: string) => results.filter((row) => row.kind === kind).map(({ id }) => id)
  const [session] = of('slug')
  if (session === undefined) return null
  const [self, over] = [of('lead'), of('above')]
  // A unit that took the lead's duties over is the lead, even if it stands above it.
  const above = over.filter((id) => !self.includes(id))
  return {
    session,
    units: of('session'),
    case: { lead: [...self, ...above], assist: of('assist'), above },
  }
}

/** A unit itself, and all that stand over it or took over from it. */
export async function unitsOver(db: D1Database, unitId: string): Promise<string[]> {
  const { results } = await db
    .prepare(
      `WITH RECURSIVE above(id) AS (
         SELECT id FROM units WHERE id = ?1
         UNION
         SELECT up.over_id FROM above JOIN (
           SELECT id, parent_id AS over_id FROM units UNION ALL SELECT id, successor_id FROM units
         ) up ON up.id = above.id WHERE up.over_id IS NOT NULL
       )
       SELECT id FROM above`,
    )
    .bind(unitId)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}
