import type { CalendarNotices } from '../contract/deadlines'

/** Notices about rest days, version by version. The last of a year counts; those built in have none here. */

export interface NoticeRow {
  year: number
  version: number
  holidays: string[]
  makeUpDays: string[]
  /** Number of the notice, as printed. */
  source: string
  by: string
  at: number
}

interface Row extends Omit<NoticeRow, 'holidays' | 'makeUpDays'> {
  holidays: string
  makeUpDays: string
}

const columns = 'year, version, holidays, make_up_days AS makeUpDays, source, by, at'
const opened = (row: Row): NoticeRow => ({
  ...row,
  holidays: JSON.parse(row.holidays) as string[],
  makeUpDays: JSON.parse(row.makeUpDays) as string[],
})

/** Every version of every year, the latest first. */
export async function allNotices(db: D1Database): Promise<NoticeRow[]> {
  const { results } = await db
    .prepare(`SELECT ${columns} FROM calendar_notices ORDER BY year DESC, version DESC`)
    .all<Row>()
  return results.map(opened)
}

/** What is to be laid over the built-in calendar; nothing where nobody entered a notice. */
export async function noticesInForce(db: D1Database): Promise<CalendarNotices | undefined> {
  const { results } = await db
    .prepare(
      `SELECT ${columns} FROM calendar_notices AS a
       WHERE version = (SELECT MAX(version) FROM calendar_notices WHERE year = a.year)
       ORDER BY year`,
    )
    .all<Row>()
  if (results.length === 0) return undefined
  const rows = results.map(opened)
  return {
    version: rows.map(({ year, version }) => `+${year}.${version}`).join(''),
    years: Object.fromEntries(
      rows.map(({ year, holidays, makeUpDays }) => [year, { holidays, makeUpDays }]),
    ),
  }
}

/** Keeps the next version of a year, if nobody kept one meanwhile. */
export function keepNoticeStatement(db: D1Database, row: NoticeRow): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO calendar_notices (year, version, holidays, make_up_days, source, by, at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
       WHERE (SELECT COALESCE(MAX(version), 0) FROM calendar_notices WHERE year = ?1) = ?2 - 1`,
    )
    .bind(
      row.year,
      row.version,
      JSON.stringify(row.holidays),
      JSON.stringify(row.makeUpDays),
      row.source,
      row.by,
      row.at,
    )
}
