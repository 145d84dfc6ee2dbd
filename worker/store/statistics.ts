import { countedThings, type CountedThing, type StatScope } from '../contract/statistics'
import { DUE_SOON_MS, LONG_OVERDUE_MS } from '../domain/deadlines'
import { shanghaiDay } from '../domain/shanghai'
import type { Group } from '../domain/statistics'
import { READABLE } from './readable'

/**
 * Rows of the record with their facts, for domain/statistics.ts: SQL says what each row is, and counts those
 * that are alike. The same rows are listed behind every figure.
 */

/** The day of a moment in Shanghai, counted from 1970. */
export const day = (at: string) => `(${at} + 28800000) / 86400000`

// What anybody may know of; records of the past have figures with a source instead, mailboxes are live.
const counted =
  "s.state <> 'draft' AND (s.state <> 'cancelled' OR s.announced_at IS NOT NULL) " +
  "AND (s.source IS NULL OR s.kind = 'mailbox') AND s.demo = ?2 " +
  // Every statement takes the same three values, whichever it needs.
  'AND ?1 IS NOT NULL AND ?3 IS NOT NULL'

/** A question anybody reads as more than a stub, as domain/projection.ts has it. */
const readable = `(q.listed_at IS NOT NULL AND q.state IN ${READABLE})`
const stub = "(q.listed_at IS NOT NULL AND q.state IN ('taken_down', 'withdrawn', 'redirected'))"

const replied =
  'EXISTS (SELECT 1 FROM cases c WHERE c.session_id = q.session_id AND c.question_no = q.no ' +
  "AND c.state <> 'void' AND c.replied_at IS NOT NULL)"

/** Long is what inspectors call long: three months after it was taken in. */
const waits =
  "CASE WHEN q.state NOT IN ('listed', 'on_stage', 'handed_off') OR (q.state = 'handed_off' AND " +
  `${replied}) THEN 'no' WHEN q.listed_at <= ?1 - ${LONG_OVERDUE_MS} THEN 'long' ELSE 'short' END`

const term =
  "CASE q.state WHEN 'submitted' THEN 'pending' WHEN 'rejected' THEN 'rejected' " +
  "WHEN 'redirected' THEN CASE WHEN q.listed_at IS NULL THEN 'redirected' ELSE 'redirectedLater' END " +
  "WHEN 'withdrawn' THEN CASE WHEN q.listed_at IS NULL THEN 'withdrawnBefore' ELSE 'withdrawnLater' END " +
  "WHEN 'answered' THEN CASE (SELECT a.mode FROM answers a WHERE a.session_id = q.session_id " +
  'AND a.question_no = q.no AND a.withdrawn = 0 ORDER BY a.at, a.id LIMIT 1) ' +
  "WHEN 'live' THEN 'answeredLive' ELSE 'answeredWritten' END " +
  "WHEN 'handed_off' THEN 'handedOff' WHEN 'merged' THEN 'merged' WHEN 'taken_down' THEN 'takenDown' " +
  "ELSE 'open' END"

const followed =
  "CASE WHEN q.state = 'answered' AND EXISTS (SELECT 1 FROM cases c WHERE " +
  "c.session_id = q.session_id AND c.question_no = q.no AND c.state <> 'void') THEN 'yes' ELSE 'no' END"

// With dueStatus of domain/deadlines: the moment of the deadline itself is too late.
const due =
  "CASE WHEN c.replied_at IS NOT NULL THEN CASE WHEN c.due_at IS NULL THEN 'replied' " +
  "WHEN c.replied_at < c.due_at THEN 'met' ELSE 'met_late' END " +
  "WHEN c.due_at IS NULL THEN 'open_ended' " +
  "WHEN c.paused_at IS NOT NULL AND c.paused_at < c.due_at THEN 'paused' " +
  `WHEN ?1 < c.due_at THEN CASE WHEN c.due_at - ?1 <= ${DUE_SOON_MS} THEN 'due_soon' ELSE 'on_track' END ` +
  `WHEN ?1 >= c.due_at + ${LONG_OVERDUE_MS} THEN 'long_overdue' ELSE 'overdue' END`

const yes = (condition: string) => `CASE WHEN ${condition} THEN 'yes' ELSE 'no' END`

export interface Source {
  /** Where rows come from, each joined with its session `s` and its question `q`. */
  from: string
  id: string
  /** Newest first in lists. */
  at: string
  unit: string
  unitName: string
  facts: Record<string, string>
  days: Record<string, string>
  /** Whether the row is listed; a stub is, without its words. */
  shown: string
  /** A word for how it stands. */
  state: string
}

const joined = (alias: string) =>
  `JOIN sessions s ON s.id = ${alias}.session_id JOIN questions q ON q.session_id = ` +
  `${alias}.session_id AND q.no = ${alias}.question_no WHERE ${counted}`

/** The four kinds of rows that are counted. */
export const sources: Record<CountedThing, Source> = {
  questions: {
    from: `questions q JOIN sessions s ON s.id = q.session_id WHERE ${counted}`,
    id: 'q.id',
    at: 'q.asked_at',
    unit: "''",
    unitName: "''",
    facts: { term, followed, waits },
    days: { asked: day('q.asked_at'), settled: day('q.settled_at') },
    shown: `(${readable} OR ${stub})`,
    state: 'q.state',
  },
  cases: {
    from: `cases c ${joined('c')} AND c.state <> 'void'`,
    id: 'c.id',
    at: 'c.assigned_at',
    unit: 'c.unit_id',
    unitName: 'c.unit',
    facts: {
      due,
      closed: yes('c.closed_at IS NOT NULL'),
      outcome: "coalesce(c.outcome, '')",
      life: 'c.state',
      again: yes('c.reopened > 0'),
      extended: yes('c.extended_at IS NOT NULL'),
    },
    days: {
      assigned: day('c.assigned_at'),
      replied: day('c.replied_at'),
      closed: day('c.closed_at'),
    },
    shown: `(${readable} AND c.visibility = 'public')`,
    state: 'c.state',
  },
  ratings: {
    // The last one of each question or matter: an asker who was helped at last says so.
    from:
      `ratings r LEFT JOIN cases c ON c.id = r.case_id ${joined('r')} AND (r.case_id IS NULL OR ` +
      "c.state <> 'void') AND NOT EXISTS (SELECT 1 FROM ratings o WHERE o.session_id = r.session_id " +
      'AND o.question_no = r.question_no AND o.case_id IS r.case_id AND (o.round, o.id) > (r.round, r.id))',
    id: 'r.id',
    at: 'r.at',
    unit: "coalesce(c.unit_id, '')",
    unitName: "coalesce(c.unit, '')",
    facts: { said: 'r.solved' },
    days: { said: day('r.at') },
    shown: `(${readable} AND (c.id IS NULL OR c.visibility = 'public'))`,
    state: 'r.solved',
  },
  promises: {
    from:
      'commitments p JOIN sessions s ON s.id = p.session_id LEFT JOIN questions q ON ' +
      `q.session_id = p.session_id AND q.no = p.question_no WHERE ${counted}`,
    id: 'p.id',
    at: 'p.said_at',
    unit: "coalesce(p.unit_id, '')",
    unitName: 'p.unit',
    facts: {
      state: 'p.state',
      late: yes("p.due_day < ?3 AND p.state NOT IN ('delivered', 'verified', 'dropped')"),
    },
    days: { said: day('p.said_at') },
    shown: `(p.question_no IS NULL OR ${readable})`,
    state: 'p.state',
  },
}

/** Real sessions and fictitious ones are never counted together. */
export interface Counting extends StatScope {
  demo: boolean
}

/** Conditions of a scope, and their values after the first three. */
export function scoped(source: Source, { unit, session, kind }: StatScope) {
  const values: string[] = []
  let sql = ''
  const add = (column: string, value: string | undefined) => {
    if (value === undefined) return
    values.push(value)
    sql += ` AND ${column} = ?${values.length + 3}`
  }
  add(source.unit, unit)
  add('s.slug', session)
  add('s.kind', kind)
  return { sql, values }
}

/** What the first three values of every statement are. */
export const first3 = (counting: Counting, now: number) => [
  now,
  counting.demo ? 1 : 0,
  // A promise is late once its day is over.
  shanghaiDay(now),
]

/** Columns by name. */
export const listOf = (parts: Record<string, string>, prefix: string) =>
  Object.entries(parts).map(([name, sql]) => `${sql} AS ${prefix}${name}`)

function grouped(thing: CountedThing, counting: Counting): { sql: string; values: string[] } {
  const source = sources[thing]
  const { sql, values } = scoped(source, counting)
  const columns = [
    's.slug AS b_session',
    's.kind AS b_kind',
    `${source.unit} AS b_unit`,
    ...listOf(source.facts, 'f_'),
    ...listOf(source.days, 'd_'),
  ]
  const by = columns.map((_, at) => at + 1).join(', ')
  return {
    sql: `SELECT ${columns.join(', ')}, count(*) AS n FROM ${source.from}${sql} GROUP BY ${by}`,
    values,
  }
}

export interface Counted extends Group {
  session: string
  kind: string
  unit: string
}
export type CountedGroups = Record<CountedThing, Counted[]>

function toGroup(row: Record<string, string | number | null>): Counted {
  const facts: Record<string, string> = {}
  const days: Record<string, number | null> = {}
  for (const name in row) {
    if (name.startsWith('f_')) facts[name.slice(2)] = String(row[name])
    if (name.startsWith('d_')) days[name.slice(2)] = row[name] as number | null
  }
  return {
    n: Number(row['n']),
    session: String(row['b_session']),
    kind: String(row['b_kind']),
    unit: String(row['b_unit']),
    facts,
    days,
  }
}

/** Everything that is counted in a scope, alike with alike; the month is chosen by each figure itself. */
export async function countedGroups(
  db: D1Database,
  counting: Counting,
  now: number,
): Promise<CountedGroups> {
  const asked = countedThings.map((thing) => {
    const { sql, values } = grouped(thing, counting)
    return db.prepare(sql).bind(...first3(counting, now), ...values)
  })
  const found = await db.batch<Record<string, string | number | null>>(asked)
  const [questions = [], cases = [], ratings = [], promises = []] = found.map(({ results }) =>
    results.map(toGroup),
  )
  return { questions, cases, ratings, promises }
}

/** Whether sessions of this portal are real by now; until then its figures are those of the demonstration. */
export async function hasRealSessions(db: D1Database): Promise<boolean> {
  const found = await db
    .prepare(
      "SELECT 1 FROM sessions s WHERE s.demo = 0 AND s.state <> 'draft' AND (s.source IS NULL OR " +
        "s.kind = 'mailbox') LIMIT 1",
    )
    .first()
  return found !== null
}

/** Sessions that are counted in a scope, newest first. */
export async function countedSessions(
  db: D1Database,
  counting: Counting,
  now: number,
): Promise<{ slug: string; title: string; kind: string; startsAt: number }[]> {
  const { session, kind, demo } = counting
  const { sql, values } = scoped(sources.questions, {
    ...(session !== undefined && { session }),
    ...(kind !== undefined && { kind }),
  })
  const rows = await db
    .prepare(
      `SELECT s.slug, s.title, s.kind, s.starts_at AS startsAt FROM sessions s WHERE ${counted}${sql} ` +
        'ORDER BY s.starts_at DESC, s.id DESC',
    )
    .bind(...first3({ demo }, now), ...values)
    .all<{ slug: string; title: string; kind: string; startsAt: number }>()
  return rows.results
}

/** Every unit in the order of the tree, also those whose duties went to another. */
export async function unitTree(db: D1Database): Promise<{ id: string; name: string }[]> {
  const { results } = await db
    .prepare('SELECT id, name, parent_id AS parent FROM units ORDER BY place, id')
    .all<{ id: string; name: string; parent: string | null }>()
  const known = new Set(results.map(({ id }) => id))
  const below = Map.groupBy(results, ({ parent }) => (parent && known.has(parent) ? parent : ''))
  const out = new Map<string, { id: string; name: string }>()
  const visit = (parent: string) => {
    for (const { id, name } of below.get(parent) ?? []) {
      if (out.has(id)) continue
      out.set(id, { id, name })
      visit(id)
    }
  }
  visit('')
  // Units that stand above each other in a circle are in nobody's tree, and here all the same.
  for (const { id, name } of results) if (!out.has(id)) out.set(id, { id, name })
  return [...out.values()]
}
