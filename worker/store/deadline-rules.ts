import type { DeadlineRules } from '../contract/deadlines'

/** The table of deadlines: every version that was ever put in force, beside the one that is built in. */

export interface RulesRow extends DeadlineRules {
  /** First day in force, in Shanghai. */
  fromDay: string
  why: string
  by: string
  at: number
}

interface Row extends Omit<RulesRow, 'profiles'> {
  profiles: string
}

const columns = 'version, from_day AS fromDay, profiles, why, by, at'
const opened = (row: Row): RulesRow => ({
  ...row,
  profiles: JSON.parse(row.profiles) as RulesRow['profiles'],
})

/** What is in force on a day; null: what is built in. */
export async function rulesInForce(db: D1Database, day: string): Promise<DeadlineRules | null> {
  const row = await db
    .prepare(
      `SELECT ${columns} FROM deadline_rules WHERE from_day <= ?
       ORDER BY from_day DESC, version DESC LIMIT 1`,
    )
    .bind(day)
    .first<Row>()
  if (!row) return null
  const { version, profiles } = opened(row)
  return { version, profiles }
}

/** Every version, the latest first. */
export async function allRules(db: D1Database): Promise<RulesRow[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} FROM deadline_rules ORDER BY version DESC`)
    .all<Row>()
  return results.map(opened)
}

/** Keeps the next version, if nobody kept one meanwhile. */
export function keepRulesStatement(db: D1Database, row: RulesRow): D1PreparedStatement {
  const { version, fromDay, profiles, why, by, at } = row
  return db
    .prepare(
      `INSERT INTO deadline_rules (version, from_day, profiles, why, by, at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6
       WHERE (SELECT COALESCE(MAX(version), 0) FROM deadline_rules) = ?1 - 1`,
    )
    .bind(version, fromDay, JSON.stringify(profiles), why, by, at)
}
