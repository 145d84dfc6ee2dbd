import { appointedThen, type Offices } from './unit-pages'
import { READABLE } from './readable'

/** Who of the officials on record somebody was, by name, unit, office and day. */

/** Somebody who said something in an office, at a moment. */
export interface Spoke {
  who: string
  office: string
  unit: string
  at: number
}

const of = (field: keyof Spoke) => `json_extract(said.value, '$.${field}')`

/** For each the official on record they were; what does not match in all of it is null. */
export async function officialsThen(
  db: D1Database,
  spoke: readonly Spoke[],
): Promise<(Offices | null)[]> {
  if (spoke.length === 0) return []
  const { results } = await db
    .prepare(
      `SELECT said.key AS place, o.id, o.name, ap.office, u.id AS unitId, u.name AS unit
       FROM json_each(?1) said JOIN officials o JOIN appointments ap ON ap.official_id = o.id
       JOIN units u ON u.id = ap.unit_id
       WHERE ${appointedThen(of('who'), of('office'), `${of('unit')} = u.name`, of('at'))}
       ORDER BY ap.from_at, ap.id`,
    )
    .bind(JSON.stringify(spoke))
    .all<Offices & { place: number }>()
  const found = new Map(results.map(({ place, ...one }) => [place, one]))
  return spoke.map((_, i) => found.get(i) ?? null)
}

/** Who gave answers at a session that anybody may read, each in each office once. */
export async function speakersOf(db: D1Database, sessionId: string): Promise<Spoke[]> {
  const { results } = await db
    .prepare(
      `SELECT a.speaker AS who, a.office, a.unit, max(a.at) AS at FROM answers a
       JOIN questions q ON q.session_id = a.session_id AND q.no = a.question_no
       WHERE a.session_id = ?1 AND a.withdrawn = 0 AND a.speaker <> '' AND q.listed_at IS NOT NULL
         AND q.state IN ${READABLE}
       GROUP BY a.speaker, a.office, a.unit ORDER BY min(a.at) LIMIT 100`,
    )
    .bind(sessionId)
    .all<Spoke>()
  return results
}
