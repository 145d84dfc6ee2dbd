import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, sql, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PreviousEdition, SessionList } from '../contract/record'
import type { Authority, SessionKind, SessionState } from '../contract/states'
import type { PublicGuest, PublicSession } from '../contract/views'
import { beyond, pageOf, readCursor } from './cursor'
import { figuresOfMany } from './figures'
import { projected } from './parts'
import { questions, series, sessionGuests, sessions } from './schema'
import { tallies, tally } from './tally'

type SessionRow = typeof sessions.$inferSelect

/** A session as the record holds it; staff may see it before the public does. */
export interface HeldSession {
  session: PublicSession
  authority: Authority
  demo: boolean
  seriesId: string | null
  unitId: string | null
  version: number
}

/** A draft is nobody's business yet, and what was cancelled before it was announced never became any. */
const publicSession: SQL = sql`(${sessions.state} <> 'draft' AND (${sessions.state} <> 'cancelled' OR ${sessions.announcedAt} IS NOT NULL))`

const LIST_MAX = 50

function toPublic(
  row: SessionRow,
  seriesTitle: string | null,
  guests: PublicGuest[],
): PublicSession {
  const out: PublicSession = {
    id: row.id,
    slug: row.slug,
    kind: row.kind,
    state: row.state,
    title: row.title,
    topic: row.topic,
    notice: row.notice,
    unit: row.unit,
    place: row.place,
    series: seriesTitle,
    edition: row.edition,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    liveAt: row.liveAt,
    wrappedAt: row.wrappedAt,
    closesAt: row.closesAt,
    closedAt: row.closedAt,
    archivedAt: row.archivedAt,
    guests,
    demo: row.demo,
  }
  if (row.rankLevel > 0 || row.askLevel > 0) {
    out.assurance = { rank: row.rankLevel, ask: row.askLevel }
  }
  if (row.source) out.source = row.source
  if (row.datePrinted) out.datePrinted = row.datePrinted
  if (row.excerpt) out.excerpt = true
  if (row.summary) out.summary = row.summary
  return out
}

async function load(
  d1: D1Database,
  where: SQL | undefined,
  order: SQL[],
  limit: number,
): Promise<HeldSession[]> {
  const db = drizzle(d1)
  const rows = await db
    .select({ row: sessions, seriesTitle: series.title })
    .from(sessions)
    .leftJoin(series, eq(series.id, sessions.seriesId))
    .where(where)
    .orderBy(...order)
    .limit(limit)
  if (rows.length === 0) return []
  const guestRows = await db
    .select()
    .from(sessionGuests)
    .where(
      inArray(
        sessionGuests.sessionId,
        rows.map(({ row }) => row.id),
      ),
    )
    .orderBy(asc(sessionGuests.place), asc(sessionGuests.id))
  const guests = Map.groupBy(guestRows, (guest) => guest.sessionId)
  return rows.map(({ row, seriesTitle }) => ({
    session: toPublic(
      row,
      seriesTitle,
      (guests.get(row.id) ?? []).map(({ id, name, office, unit }) => ({ id, name, office, unit })),
    ),
    authority: row.authority,
    demo: row.demo,
    seriesId: row.seriesId,
    unitId: row.unitId,
    version: row.version,
  }))
}

const newestFirst = [desc(sessions.startsAt), desc(sessions.id)]

/** A session anybody may know of. */
export async function sessionBySlug(db: D1Database, slug: string): Promise<HeldSession | null> {
  const found = await load(db, and(eq(sessions.slug, slug), publicSession), newestFirst, 1)
  return found[0] ?? null
}

/** Any session, drafts too: for staff and for actions, never for a public page. */
export async function heldSessionBySlug(db: D1Database, slug: string): Promise<HeldSession | null> {
  return (await load(db, eq(sessions.slug, slug), newestFirst, 1))[0] ?? null
}

/** Any session, drafts too. */
export async function heldSession(db: D1Database, id: string): Promise<HeldSession | null> {
  return (await load(db, eq(sessions.id, id), newestFirst, 1))[0] ?? null
}

/** Public sessions by id, those that are public. */
export async function sessionsByIds(
  db: D1Database,
  ids: readonly string[],
): Promise<Map<string, HeldSession>> {
  const distinct = JSON.stringify([...new Set(ids)])
  const where = and(
    sql`${sessions.id} IN (SELECT value FROM json_each(${distinct}))`,
    publicSession,
  )
  const found = await load(db, where, newestFirst, LIST_MAX * 2)
  return new Map(found.map((held) => [held.session.id, held]))
}

export interface SessionFilter {
  states?: readonly SessionState[]
  kinds?: readonly SessionKind[]
  limit: number
  /** `next` of the page before. */
  before?: string | null
  /** Fictitious sessions only, or real ones only. */
  demo?: boolean
  /** Records of the past only, which have a source, or sessions of this portal only. */
  sourced?: boolean
}

function listWhere({ states, kinds, before, demo, sourced }: SessionFilter): SQL | undefined {
  const from = before ? readCursor(before, 'before') : null
  return and(
    publicSession,
    states && inArray(sessions.state, [...states]),
    kinds && inArray(sessions.kind, [...kinds]),
    demo === undefined ? undefined : eq(sessions.demo, demo),
    sourced === undefined ? undefined : (sourced ? isNotNull : isNull)(sessions.source),
    beyond(sessions.startsAt, sessions.id, from),
  )
}

/** Public sessions, newest first, each with its bridge. */
export async function listSessions(
  db: D1Database,
  filter: SessionFilter,
  now: number,
): Promise<SessionList> {
  const limit = Math.min(filter.limit, LIST_MAX)
  const held = await load(db, listWhere(filter), newestFirst, limit + 1)
  const page = pageOf(held, limit, ({ session }) => ({ at: session.startsAt, tie: session.id }))
  const ids = page.rows.map(({ session }) => session.id)
  const [sums, figures] = await Promise.all([
    tallies(
      db,
      page.rows.map(({ session }) => session),
      now,
    ),
    figuresOfMany(db, ids),
  ])
  return {
    next: page.next,
    sessions: page.rows.flatMap(({ session }) => {
      const sum = sums.get(session.id)
      if (!sum) return []
      const mailbox = session.kind === 'mailbox'
      return [
        {
          session,
          balance: mailbox || session.source !== undefined ? null : sum.balance,
          cases: sum.cases,
          mailbox: mailbox ? sum.mailbox : null,
          figures: figures.get(session.id) ?? [],
        },
      ]
    }),
  }
}

/** Every session for the desk's own list, drafts too, newest first. */
export async function listForStaff(
  db: D1Database,
  limit: number,
  before?: string | null,
): Promise<{ sessions: HeldSession[]; next: string | null }> {
  const from = before ? readCursor(before, 'before') : null
  const where = beyond(sessions.startsAt, sessions.id, from)
  const held = await load(db, where, newestFirst, limit + 1)
  const page = pageOf(held, limit, ({ session }) => ({ at: session.startsAt, tie: session.id }))
  return { sessions: page.rows, next: page.next }
}

/** The last edition of a session's series, its bridge, and what became of its handed-off questions. */
export async function previousEdition(
  db: D1Database,
  sessionId: string,
  now: number,
): Promise<PreviousEdition | null> {
  const current = await heldSession(db, sessionId)
  if (!current?.seriesId || current.session.edition === null) return null
  const where = and(
    eq(sessions.seriesId, current.seriesId),
    lt(sessions.edition, current.session.edition),
    inArray(sessions.state, ['wrapped', 'closed', 'archived']),
  )
  const last = (await load(db, where, [desc(sessions.edition)], 1))[0]
  if (!last) return null
  const [sums, rows] = await Promise.all([
    tally(db, last.session, now),
    drizzle(db)
      .select()
      .from(questions)
      .where(
        and(
          eq(questions.sessionId, last.session.id),
          // Answered ones with a case promised something as well.
          sql`(${questions.state} = 'handed_off' OR (${questions.state} = 'answered' AND EXISTS (SELECT 1 FROM cases c WHERE c.session_id = ${questions.sessionId} AND c.question_no = ${questions.no} AND c.state <> 'void')))`,
        ),
      )
      .orderBy(asc(questions.no)),
  ])
  return {
    session: last.session,
    balance: sums.balance,
    cases: sums.cases,
    handedOff: await projected(db, rows),
  }
}
