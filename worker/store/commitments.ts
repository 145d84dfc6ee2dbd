import { and, asc, desc, eq, ne, sql, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { CommitmentState } from '../contract/cases'
import {
  PROMISES_PAGE,
  type PromiseCounts,
  type PromiseInFull,
  type PromisePage,
  type PublicPromise,
  type PublicPromiseEvent,
} from '../contract/commitments'
import type { CommitmentEventRecord, CommitmentRecord } from '../domain/case-records'
import { publicEvidence, publicPromise, publicPromiseEvent } from '../domain/commitment-projection'
import { shanghaiDay } from '../domain/shanghai'
import { sourcesOf } from './commitment-sources'
import { evidenceRows } from './attachments'
import { confirmedRow, saidOfMatters } from './askers-words'
import { commitmentEvents, commitments } from './schema-follow'
import { sessions } from './schema'
import { sessionsByIds } from './session-reads'
import { promisedInOffice } from './unit-pages'

/** Promises on record: as anybody reads them, and as they are written. */

/** What of a list is asked for. */
export interface PromiseFilter {
  unitId?: string | undefined
  state?: CommitmentState | undefined
  /** Past their day only. */
  late?: boolean | undefined
  sessionId?: string | undefined
  questionNo?: number | undefined
  /** Promised by this official in an office they held then. */
  officialId?: string | undefined
  page?: number | undefined
  size?: number | undefined
}

/** Nothing is waited for; `said` are words of the past, of which nobody keeps track. */
const overWords = sql`('delivered', 'verified', 'dropped', 'said')`
/** Past its day, with nothing delivered. */
const lateRow = (today: string): SQL =>
  sql`(${commitments.dueDay} < ${today} AND ${commitments.state} NOT IN ${overWords})`
/** Of sessions nobody may know of there are none: their words were public once, or the session is not. */
const shownSession = sql`EXISTS (SELECT 1 FROM ${sessions} s WHERE s.id = ${commitments.sessionId} AND s.state <> 'draft' AND (s.state <> 'cancelled' OR s.announced_at IS NOT NULL))`

function whereOf(filter: PromiseFilter, today: string): SQL | undefined {
  const { unitId, state, late, sessionId, questionNo, officialId } = filter
  return and(
    shownSession,
    unitId === undefined ? undefined : eq(commitments.unitId, unitId),
    state === undefined ? undefined : eq(commitments.state, state),
    late ? lateRow(today) : undefined,
    sessionId === undefined ? undefined : eq(commitments.sessionId, sessionId),
    questionNo === undefined ? undefined : eq(commitments.questionNo, questionNo),
    officialId === undefined ? undefined : promisedInOffice(officialId),
  )
}

/** Late ones first, then by their day, and those without a day last. */
const inOrder = (today: string) => [
  desc(lateRow(today)),
  asc(sql`${commitments.state} IN ${overWords}`),
  asc(sql`${commitments.dueDay} IS NULL`),
  asc(commitments.dueDay),
  desc(commitments.saidAt),
  asc(commitments.id),
]

/** Rows as anybody may read them, in their order. */
async function shown(
  d1: D1Database,
  rows: readonly CommitmentRecord[],
  now: number,
): Promise<PublicPromise[]> {
  if (rows.length === 0) return []
  const ids = JSON.stringify(rows.map(({ id }) => id))
  const [held, sources, said, days] = await Promise.all([
    sessionsByIds(
      d1,
      rows.map(({ sessionId }) => sessionId),
    ),
    sourcesOf(d1, rows),
    saidOfMatters(d1, rows),
    d1
      .prepare(
        'SELECT commitment_id AS id, due_day AS day FROM commitment_events WHERE seq = 1 AND commitment_id IN (SELECT value FROM json_each(?1))',
      )
      .bind(ids)
      .all<{ id: string; day: string | null }>(),
  ])
  const first = new Map(days.results.map(({ id, day }) => [id, day]))
  return rows.flatMap((row) => {
    const session = held.get(row.sessionId)?.session
    if (!session) return []
    const question = sources.question(row)
    const firstDay = first.get(row.id) ?? null
    const parts = {
      session,
      question: question && { id: question.id, no: question.no, text: question.text },
      standing: sources.standing(row),
      firstDueDay: firstDay === row.dueDay ? null : firstDay,
      said: said.get(row.id) ?? [],
    }
    return [publicPromise(row, parts, now)]
  })
}

/** One page of promises. */
export async function listPromises(
  d1: D1Database,
  filter: PromiseFilter,
  now: number,
): Promise<PromisePage> {
  const db = drizzle(d1)
  const today = shanghaiDay(now)
  const where = whereOf(filter, today)
  const size = filter.size ?? PROMISES_PAGE
  const [rows, counted] = await db.batch([
    db
      .select()
      .from(commitments)
      .where(where)
      .orderBy(...inOrder(today))
      .limit(size)
      .offset(((filter.page ?? 1) - 1) * size),
    db
      .select({ n: sql<number>`count(*)` })
      .from(commitments)
      .where(where),
  ])
  return { promises: await shown(d1, rows, now), total: counted[0]?.n ?? 0 }
}

/** Promises by their ids, those anybody may know of. */
export async function promisesByIds(
  d1: D1Database,
  ids: readonly string[],
  now: number,
): Promise<PublicPromise[]> {
  const wanted = sql`${commitments.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`
  return shown(
    d1,
    await drizzle(d1).select().from(commitments).where(and(shownSession, wanted)),
    now,
  )
}

/** The promises of which something was said last, each with what was said; for feeds. */
export async function promisesChanged(
  d1: D1Database,
  unitId: string | undefined,
  limit: number,
  now: number,
): Promise<{ promise: PublicPromise; events: PublicPromiseEvent[] }[]> {
  const db = drizzle(d1)
  const rows = await db
    .select()
    .from(commitments)
    .where(whereOf({ unitId }, shanghaiDay(now)))
    .orderBy(desc(commitments.updatedAt), asc(commitments.id))
    .limit(limit)
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(rows.map(({ id }) => id))}))`
  const [promises, events] = await Promise.all([
    shown(d1, rows, now),
    db
      .select()
      .from(commitmentEvents)
      .where(sql`${commitmentEvents.commitmentId} IN ${ids}`)
      .orderBy(asc(commitmentEvents.seq)),
  ])
  const of = Map.groupBy(events, ({ commitmentId }) => commitmentId)
  return promises.map((promise) => ({
    promise,
    events: (of.get(promise.id) ?? []).map(publicPromiseEvent),
  }))
}

/** All promises, a page at a time; `last` is where the next one goes on, null at the end. */
export async function promisesAfter(
  d1: D1Database,
  after: string,
  limit: number,
  now: number,
): Promise<{ promises: PublicPromise[]; last: string | null }> {
  const rows = await drizzle(d1)
    .select()
    .from(commitments)
    .where(and(shownSession, sql`${commitments.id} > ${after}`))
    .orderBy(asc(commitments.id))
    .limit(limit)
  const last = rows.length === limit ? (rows.at(-1)?.id ?? null) : null
  return { promises: await shown(d1, rows, now), last }
}

/** Figures over all promises, or over those of a unit or a session. */
export async function promiseCounts(
  d1: D1Database,
  filter: Pick<PromiseFilter, 'unitId' | 'sessionId' | 'officialId'>,
  now: number,
): Promise<PromiseCounts> {
  const today = shanghaiDay(now)
  // The day of the last word, in Shanghai, against the day promised.
  const saidOn = sql`date(${commitments.updatedAt} / 1000 + 28800, 'unixepoch')`
  const sum = (test: SQL) => sql<number>`coalesce(sum(${test}), 0)`
  const [row] = await drizzle(d1)
    .select({
      total: sql<number>`count(*)`,
      open: sum(sql`${commitments.state} NOT IN ${overWords}`),
      late: sum(lateRow(today)),
      silent: sum(sql`(${lateRow(today)} AND ${saidOn} <= ${commitments.dueDay})`),
      delivered: sum(sql`${commitments.state} = 'delivered'`),
      confirmed: sum(sql.raw(confirmedRow)),
      verified: sum(sql`${commitments.state} = 'verified'`),
      dropped: sum(sql`${commitments.state} = 'dropped'`),
    })
    .from(commitments)
    .where(and(whereOf(filter, today), ne(commitments.state, 'said')))
  const none = { total: 0, open: 0, late: 0, silent: 0, delivered: 0, confirmed: 0 }
  return row ?? { ...none, verified: 0, dropped: 0 }
}

/** Units that promised something, with how many promises there are of each: for the links that narrow a list. */
export async function promisingUnits(
  d1: D1Database,
): Promise<{ id: string; name: string; count: number }[]> {
  const { results } = await d1
    .prepare(
      `SELECT c.unit_id AS id, max(c.unit) AS name, count(*) AS count FROM commitments c
       JOIN sessions s ON s.id = c.session_id AND s.state <> 'draft'
       WHERE c.unit_id IS NOT NULL GROUP BY c.unit_id ORDER BY name, id LIMIT 200`,
    )
    .all<{ id: string; name: string; count: number }>()
  return results
}

/** A promise as it is kept, with everything that became of it; also for staff. */
export async function promiseRows(
  d1: D1Database,
  id: string,
): Promise<{ row: CommitmentRecord; events: CommitmentEventRecord[] } | null> {
  const db = drizzle(d1)
  const [rows, events] = await db.batch([
    db.select().from(commitments).where(eq(commitments.id, id)),
    db
      .select()
      .from(commitmentEvents)
      .where(eq(commitmentEvents.commitmentId, id))
      .orderBy(asc(commitmentEvents.seq)),
  ])
  return rows[0] ? { row: rows[0], events } : null
}

/** A promise for good; the second of the picture is the page's to add. */
export async function promiseById(
  d1: D1Database,
  id: string,
  now: number,
): Promise<PromiseInFull | null> {
  const found = await promiseRows(d1, id)
  if (!found) return null
  const [[one], files] = await Promise.all([shown(d1, [found.row], now), evidenceRows(d1, id)])
  if (!one) return null
  // What shows the thing promised goes with its words.
  const evidence = one.standing === 'gone' ? [] : files.map(publicEvidence)
  return { ...one, events: found.events.map(publicPromiseEvent), evidence, moment: null }
}

/** Quotations registered of a session, so that none is registered twice. */
export async function registeredQuotes(
  d1: D1Database,
  sessionId: string,
): Promise<{ id: string; quote: string }[]> {
  return drizzle(d1)
    .select({ id: commitments.id, quote: commitments.quote })
    .from(commitments)
    .where(eq(commitments.sessionId, sessionId))
}

/** Puts a promise on record with its first entry, unless the same words of the session are registered already. */
export function registerStatements(
  d1: D1Database,
  row: CommitmentRecord,
  event: CommitmentEventRecord,
): D1PreparedStatement[] {
  const names = Object.keys(columns) as (keyof typeof columns)[]
  const insert = d1
    .prepare(
      `INSERT INTO commitments (${names.map((name) => columns[name]).join(', ')})
       SELECT ${names.map((_, i) => `?${i + 1}`).join(', ')}
       WHERE NOT EXISTS (SELECT 1 FROM commitments WHERE id = ?1 OR (session_id = ?2 AND quote = ?8))`,
    )
    .bind(...names.map((name) => row[name]))
  return [insert, eventStatement(d1, event)]
}

/** In this order the numbers of {@link registerStatements} count. */
const columns = {
  id: 'id',
  sessionId: 'session_id',
  questionNo: 'question_no',
  answerId: 'answer_id',
  lineId: 'line_id',
  caseId: 'case_id',
  replyId: 'reply_id',
  quote: 'quote',
  saidAt: 'said_at',
  who: 'who',
  office: 'office',
  unitId: 'unit_id',
  unit: 'unit',
  what: 'what',
  dueAsSaid: 'due_as_said',
  dueDay: 'due_day',
  amount: 'amount',
  amountQualifier: 'amount_qualifier',
  amountUnit: 'amount_unit',
  amountText: 'amount_text',
  criterion: 'criterion',
  state: 'state',
  reason: 'reason',
  updatedAt: 'updated_at',
  verifiedBy: 'verified_by',
  enteredBy: 'entered_by',
  enteredAt: 'entered_at',
  version: 'version',
} as const satisfies Record<keyof CommitmentRecord, string>

/** An entry, where its promise is there and stands at the number before. */
function eventStatement(d1: D1Database, event: CommitmentEventRecord): D1PreparedStatement {
  const { commitmentId, seq, at, state, text, dueDay, actorId, actor, unit, links } = event
  return d1
    .prepare(
      `INSERT INTO commitment_events (commitment_id, seq, at, state, text, due_day, actor_id, actor, unit, links)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
       WHERE EXISTS (SELECT 1 FROM commitments WHERE id = ?1 AND version = ?2)
         AND NOT EXISTS (SELECT 1 FROM commitment_events WHERE commitment_id = ?1 AND seq = ?2)`,
    )
    .bind(commitmentId, seq, at, state, text, dueDay, actorId, actor, unit, JSON.stringify(links))
}

/** What an entry changes, where nobody was quicker. The first statement says by its changes whether it took. */
export function updateStatements(
  d1: D1Database,
  before: CommitmentRecord,
  after: CommitmentRecord,
  event: CommitmentEventRecord,
): D1PreparedStatement[] {
  const { id, state, reason, dueDay, updatedAt, verifiedBy, version } = after
  return [
    d1
      .prepare(
        `UPDATE commitments SET state = ?2, reason = ?3, due_day = ?4, updated_at = ?5, verified_by = ?6, version = ?7
         WHERE id = ?1 AND version = ?8`,
      )
      .bind(id, state, reason, dueDay, updatedAt, verifiedBy, version, before.version),
    eventStatement(d1, event),
  ]
}
