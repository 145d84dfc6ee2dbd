import { and, sql as raw } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { STAT_ROWS, type Removal, type StatRow, type StatRows } from '../contract/statistics'
import { monthDays, type Figure, type Where } from '../domain/statistics'
import { promisesByIds } from './commitments'
import { pageOf, readCursor } from './cursor'
import { projected, publicRow } from './parts'
import { questions } from './schema'
import { day, first3, listOf, scoped, sources, type Counting } from './statistics'

/** The rows behind figures, and reasons of what was refused. */

const list = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ')

/** A condition of a figure; its words are those of domain/statistics.ts, never a reader's. */
const meets = (where: Where) =>
  Object.entries(where).map(([name, values]) => ` AND f_${name} IN (${list(values)})`)

interface Found {
  id: string
  at: number
  question: string | null
  slug: string
  title: string
  unit: string
  state: string
}

/** The rows a figure counts, newest first; of a share, those of its whole where `whole` says so. */
export async function rowsBehind(
  db: D1Database,
  figure: Figure,
  counting: Counting,
  now: number,
  { whole = false, before = null }: { whole?: boolean; before?: string | null } = {},
): Promise<StatRows> {
  const source = sources[figure.of]
  const { sql, values } = scoped(source, counting)
  const columns = [
    `${source.id} AS id`,
    `${source.at} AS at`,
    'q.id AS question',
    's.slug AS slug',
    's.title AS title',
    `${source.unitName} AS unit`,
    `${source.state} AS state`,
    `${source.shown} AS shown`,
    ...listOf(source.facts, 'f_'),
    ...listOf(source.days, 'd_'),
  ]
  const month = counting.month === undefined ? null : monthDays(counting.month)
  const rows =
    `FROM (SELECT ${columns.join(', ')} FROM ${source.from}${sql}) WHERE 1` +
    meets(whole ? (figure.within ?? figure.where) : figure.where).join('') +
    (month ? ` AND d_${figure.by} >= ${month[0]} AND d_${figure.by} < ${month[1]}` : '')
  const from = before ? readCursor(before, 'before') : null
  const first = [...first3(counting, now), ...values]
  const after = from ? ` AND (at, id) < (?${first.length + 1}, ?${first.length + 2})` : ''
  const [page, sums] = await db.batch<Record<string, unknown>>([
    db
      .prepare(
        `SELECT id, at, question, slug, title, unit, state ${rows} AND shown${after} ` +
          `ORDER BY at DESC, id DESC LIMIT ${STAT_ROWS + 1}`,
      )
      .bind(...first, ...(from ? [from.at, from.tie] : [])),
    db
      .prepare(`SELECT count(*) AS total, coalesce(sum(NOT shown), 0) AS hidden ${rows}`)
      .bind(...first),
  ])
  const { total = 0, hidden = 0 } = (sums?.results[0] ?? {}) as { total?: number; hidden?: number }
  const found = pageOf((page?.results ?? []) as unknown as Found[], STAT_ROWS, (row) => ({
    at: row.at,
    tie: row.id,
  }))
  return {
    figure: figure.id,
    total,
    hidden,
    rows: await described(db, found.rows, figure.of === 'promises', now),
    next: found.next,
  }
}

/** Rows as anybody may read them: their words come from the projection alone. */
async function described(
  db: D1Database,
  rows: readonly Found[],
  ofPromises: boolean,
  now: number,
): Promise<StatRow[]> {
  const ids = rows.map(({ id }) => id)
  const promised = ofPromises ? await promisesByIds(db, ids, now) : []
  const promises = new Map(promised.map((one) => [one.id, one]))
  const named = JSON.stringify([...new Set(rows.flatMap(({ question }) => question ?? []))])
  const asked = await drizzle(db)
    .select()
    .from(questions)
    .where(and(publicRow, raw`${questions.id} IN (SELECT value FROM json_each(${named}))`))
  const byId = new Map((await projected(db, asked)).map((one) => [one.id, one]))
  return rows.map((row) => {
    const question = byId.get(row.question ?? '')
    const one = question?.cases.find(({ id }) => id === row.id)
    return {
      id: row.id,
      at: row.at,
      title: ofPromises ? (promises.get(row.id)?.what ?? '') : (question?.text ?? ''),
      href: ofPromises ? `/promises/${row.id}` : question ? `/q/${question.id}` : `/s/${row.slug}`,
      state: row.state,
      unit: row.unit,
      session: { slug: row.slug, title: row.title },
      ...(one && { dueAt: one.dueAt, repliedAt: one.repliedAt }),
    }
  })
}

/**
 * What was not adopted, taken down or redirected, by reason and by the day it was decided. What somebody at
 * the desk took for an accusation is in no row, as on the page of rejections.
 */
export async function removals(
  db: D1Database,
  counting: Counting,
  now: number,
): Promise<Removal[]> {
  const { sql, values } = scoped(sources.questions, counting)
  const month = counting.month === undefined ? null : monthDays(counting.month)
  const settled = day('q.settled_at')
  const rows = await db
    .prepare(
      "SELECT CASE q.state WHEN 'rejected' THEN 'rejected' WHEN 'taken_down' THEN 'takenDown' ELSE " +
        "'redirected' END AS what, coalesce(q.reason, '') AS reason, count(*) AS n FROM " +
        `${sources.questions.from}${sql} AND q.state IN ('rejected', 'taken_down', 'redirected')` +
        (month ? ` AND ${settled} >= ${month[0]} AND ${settled} < ${month[1]}` : '') +
        " AND NOT (q.state = 'rejected' AND EXISTS (SELECT 1 FROM events e, json_each(e.nos) n WHERE " +
        "e.session_id = q.session_id AND e.act IN ('propose_redirect', 'redirect') AND " +
        'n.value = q.no AND e.detail LIKE \'%"discipline"%\')) GROUP BY 1, 2 ORDER BY 1, 2',
    )
    .bind(...first3(counting, now), ...values)
    .all<Removal & Record<string, unknown>>()
  return rows.results.map(({ what, reason, n }) => ({ what, reason, n }))
}
