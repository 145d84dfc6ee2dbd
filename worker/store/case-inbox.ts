import { maskPersonal } from '../domain/masking'
import type { CaseState, Outcome } from '../contract/states'
import type { Grant } from '../contract/staff'
import type { CaseTab } from '../contract/case-desk'
import { caseTabs } from '../contract/case-desk'
import { cursorText, readCursor } from './cursor'

/** What a unit has on its desk: lists by keyset, and how many there are of each. Plain SQL: each is one question. */

/** Which cases somebody finds there, by the roles they hold. */
export interface Reach {
  all: boolean
  /** Units with everything below them. */
  units: string[]
  /** Slugs, and units whose sessions are meant. */
  sessions: string[]
  hosts: string[]
}

const byUnit: readonly string[] = ['officer', 'approver', 'supervisor']
const bySession: readonly string[] = ['moderator', 'admin']

const below = `
WITH RECURSIVE held(id) AS (
  SELECT value FROM json_each(?1)
  UNION
  SELECT u.id FROM units u JOIN held ON u.parent_id = held.id OR u.successor_id = held.id
)
SELECT id FROM held`

/** Down the tree from what the roles are held over. */
export async function reachOf(db: D1Database, grants: readonly Grant[]): Promise<Reach> {
  const held = grants.filter(({ role }) => byUnit.includes(role) || bySession.includes(role))
  if (held.some(({ unit, session }) => unit === undefined && session === undefined)) {
    return { all: true, units: [], sessions: [], hosts: [] }
  }
  const unitsOf = async (roles: readonly string[]) => {
    const roots = held.flatMap(({ role, unit }) => (roles.includes(role) && unit ? [unit] : []))
    if (roots.length === 0) return []
    const { results } = await db.prepare(below).bind(JSON.stringify(roots)).all<{ id: string }>()
    return results.map(({ id }) => id)
  }
  const [units, hosts] = await Promise.all([unitsOf(byUnit), unitsOf(bySession)])
  const sessions = held.flatMap(({ role, session }) =>
    session !== undefined && bySession.includes(role) ? [session] : [],
  )
  return { all: false, units, sessions, hosts }
}

export interface InboxFilter {
  tab: CaseTab
  unit?: string | undefined
  session?: string | undefined
  /** Only those this person handles. */
  officer?: string | undefined
}

export interface InboxRow {
  id: string
  no: number
  unitId: string
  unit: string
  state: CaseState
  outcome: Outcome | null
  seq: number
  assignedAt: number
  dueAt: number | null
  provisional: boolean
  acceptDueAt: number | null
  pausedAt: number | null
  repliedAt: number | null
  officer: string | null
  sponsor: string | null
  expectedDay: string | null
  jointId: string | null
  reopened: number
  text: string
  questionId: string
  session: string
  title: string
  /** A draft that waits for approval, with its version: for approving several at once. */
  review: string | null
  reviewVersion: number | null
  reviewText: string | null
  assists: boolean
}

const inReach =
  '(?1 = 1 OR c.unit_id IN (SELECT value FROM json_each(?2)) ' +
  'OR c.id IN (SELECT case_id FROM case_units WHERE until_at IS NULL ' +
  "AND role = 'assist' AND unit_id IN (SELECT value FROM json_each(?2))) " +
  'OR c.session_id IN (SELECT id FROM sessions WHERE slug IN (SELECT value FROM json_each(?3)) ' +
  'OR unit_id IN (SELECT value FROM json_each(?4))))'

const waits = "EXISTS (SELECT 1 FROM case_replies r WHERE r.case_id = c.id AND r.state = 'review')"

/** What stands behind each tab; `?5` is now. */
const conditions: Readonly<Record<CaseTab, string>> = {
  waiting: "c.state IN ('assigned', 'reopened')",
  doing: "c.state IN ('in_progress', 'draft')",
  review: waits,
  needs_info: "c.state = 'needs_info'",
  answered: "c.state IN ('replied', 'closed', 'follow_up', 'confirmed', 'lapsed')",
  disputed: "c.state IN ('objected', 'disputed')",
  overdue: "c.replied_at IS NULL AND c.paused_at IS NULL AND c.due_at <= ?5 AND c.state <> 'void'",
}

const FAR = 999_999_999_999_999

const filtered =
  'AND (?6 IS NULL OR c.unit_id = ?6) AND (?7 IS NULL OR c.session_id = (SELECT id FROM sessions WHERE slug = ?7)) ' +
  'AND (?8 IS NULL OR c.officer_id = ?8)'

const binds = (reach: Reach, filter: InboxFilter, now: number) => [
  Number(reach.all),
  JSON.stringify(reach.units),
  JSON.stringify(reach.sessions),
  JSON.stringify(reach.hosts),
  now,
  filter.unit ?? null,
  filter.session ?? null,
  filter.officer ?? null,
]

const row =
  'c.id, c.question_no AS no, c.unit_id AS unitId, c.unit, c.state, c.outcome, c.seq, ' +
  'c.assigned_at AS assignedAt, c.due_at AS dueAt, c.provisional, c.accept_due_at AS acceptDueAt, ' +
  'c.paused_at AS pausedAt, c.replied_at AS repliedAt, c.officer, c.sponsor, c.joint_id AS jointId, c.expected_day AS expectedDay, ' +
  'c.reopened, q.text, q.id AS questionId, s.slug AS session, s.title, ' +
  "(SELECT r.id FROM case_replies r WHERE r.case_id = c.id AND r.state = 'review' LIMIT 1) AS review, " +
  "(SELECT r.version FROM case_replies r WHERE r.case_id = c.id AND r.state = 'review' LIMIT 1) AS reviewVersion, " +
  "(SELECT r.text FROM case_replies r WHERE r.case_id = c.id AND r.state = 'review' LIMIT 1) AS reviewText, " +
  '(?1 = 0 AND c.unit_id NOT IN (SELECT value FROM json_each(?2))) AS assists'

/** A page of the inbox: what is due first stands first; what is answered, the latest first. */
export async function inboxPage(
  db: D1Database,
  reach: Reach,
  filter: InboxFilter,
  now: number,
  { limit, from }: { limit: number; from: string | null },
): Promise<{ rows: InboxRow[]; next: string | null }> {
  const latest = filter.tab === 'answered'
  const key = latest ? 'coalesce(c.replied_at, 0)' : `coalesce(c.due_at, ${FAR})`
  const cursor = from === null ? null : readCursor(from, 'from')
  const beyond = cursor === null ? '' : `AND (${key}, c.id) ${latest ? '<' : '>'} (?9, ?10)`
  const order = latest ? 'DESC' : 'ASC'
  const { results } = await db
    .prepare(
      `SELECT ${row}, ${key} AS at FROM cases c ` +
        'JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no ' +
        'JOIN sessions s ON s.id = c.session_id ' +
        `WHERE ${inReach} AND ${conditions[filter.tab]} ${filtered} AND ?5 = ?5 ${beyond} ` +
        `ORDER BY at ${order}, c.id ${order} LIMIT ${limit + 1}`,
    )
    .bind(...binds(reach, filter, now), ...(cursor ? [cursor.at, cursor.tie] : []))
    .all<InboxRow & { at: number }>()
  const shown = results.slice(0, limit)
  const last = shown.at(-1)
  const next = results.length > limit && last ? cursorText({ at: last.at, tie: last.id }) : null
  const rows = shown.map((one) => ({
    ...one,
    text: maskPersonal(one.text).text,
    provisional: Boolean(one.provisional),
    assists: Boolean(one.assists),
  }))
  return { rows, next }
}

/** How many stand behind every tab, under the same filters. */
export async function inboxCounts(
  db: D1Database,
  reach: Reach,
  filter: Omit<InboxFilter, 'tab'>,
  now: number,
): Promise<Record<CaseTab, number>> {
  const sums = caseTabs.map((tab) => `coalesce(sum(${conditions[tab]}), 0) AS ${tab}`)
  const full = { ...filter, tab: 'waiting' as const }
  const found = await db
    .prepare(
      `SELECT ${sums.join(', ')} FROM cases c WHERE ${inReach} AND c.state <> 'void' ${filtered}`,
    )
    .bind(...binds(reach, full, now))
    .first<Record<CaseTab, number>>()
  if (!found) throw new Error('Counting always gives one row')
  return found
}

/** Units and sessions that occur among what somebody finds there, for the filters. */
export async function inboxFilters(
  db: D1Database,
  reach: Reach,
): Promise<{
  units: { id: string; name: string; n: number }[]
  sessions: { id: string; name: string; n: number }[]
}> {
  const held = binds(reach, { tab: 'waiting' }, 0).slice(0, 4)
  const [units, sessions] = await db.batch<{ id: string; name: string; n: number }>([
    db
      .prepare(
        `SELECT c.unit_id AS id, max(c.unit) AS name, count(*) AS n FROM cases c ` +
          `WHERE ${inReach} AND c.state <> 'void' GROUP BY c.unit_id ORDER BY n DESC, id LIMIT 60`,
      )
      .bind(...held),
    db
      .prepare(
        `SELECT s.slug AS id, s.title AS name, count(*) AS n FROM cases c ` +
          'JOIN sessions s ON s.id = c.session_id ' +
          `WHERE ${inReach} AND c.state <> 'void' GROUP BY s.id ORDER BY s.starts_at DESC LIMIT 30`,
      )
      .bind(...held),
  ])
  return { units: units?.results ?? [], sessions: sessions?.results ?? [] }
}

/** Cases that go by one joint number, and are still to be answered. */
export async function jointCases(db: D1Database, jointId: string): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM cases WHERE joint_id = ?1 AND state <> 'void' ORDER BY id")
    .bind(jointId)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** Other questions under which the same text was published: 万能回复 shows here. */
export async function sameTextElsewhere(
  db: D1Database,
  { caseId, jointId, text }: { caseId: string; jointId: string | null; text: string },
): Promise<{ id: string; no: number; session: string }[]> {
  const { results } = await db
    .prepare(
      'SELECT DISTINCT q.id, q.no, s.title AS session FROM case_replies r ' +
        'JOIN cases c ON c.id = r.case_id JOIN sessions s ON s.id = c.session_id ' +
        'JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no ' +
        "WHERE r.state = 'published' AND c.id <> ?1 AND (?2 IS NULL OR c.joint_id IS NOT ?2) " +
        `AND ${bare('r.text')} = ${bare('?3')} LIMIT 6`,
    )
    .bind(caseId, jointId, text)
    .all<{ id: string; no: number; session: string }>()
  return results
}

/** A text without what a copy is usually changed by: spaces, line ends, the most common signs. */
const bare = (sql: string): string =>
  [' ', '　', '\n', '\r', '，', ',', '。', '.', '、', '：', ':', '！', '!'].reduce(
    (inner, sign) =>
      `replace(${inner}, ${sign === '\n' ? 'char(10)' : sign === '\r' ? 'char(13)' : `'${sign}'`}, '')`,
    sql,
  )
