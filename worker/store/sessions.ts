import { and, eq, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Assurance } from '../contract/assurance'
import { Refusal } from '../contract/refusals'
import type { Authority, SessionKind, SessionState } from '../contract/states'
import type { PublicGuest } from '../contract/views'
import { canMove } from '../domain/machine'
import { feed, upsert } from './bulk'
import { series, sessionGuests, sessions } from './schema'
import { heldSession, type HeldSession } from './session-reads'

/** What staff fill in for a session; everything else follows from its life. */
export interface SessionDraft {
  slug: string
  kind: SessionKind
  title: string
  topic: string
  notice: string
  unit: string
  unitId?: string | null
  place: string
  series?: { id: string; title: string } | null
  edition?: number | null
  startsAt: number
  endsAt?: number | null
  closesAt?: number | null
  guests: PublicGuest[]
  assurance?: Assurance
  demo?: boolean
  source?: string | null
  summary?: string | null
  /** Other than `draft` only for what did not begin here: imports, history. */
  state?: SessionState
}

type SessionChanges = Partial<
  Pick<
    SessionDraft,
    | 'title'
    | 'topic'
    | 'notice'
    | 'unit'
    | 'unitId'
    | 'place'
    | 'edition'
    | 'startsAt'
    | 'endsAt'
    | 'closesAt'
    | 'summary'
    | 'guests'
    | 'assurance'
  >
>

type GuestRow = PublicGuest & { sessionId: string; place: number }
const guestUpsert = upsert<GuestRow>(
  sessionGuests,
  'session_guests',
  ['sessionId', 'id', 'name', 'office', 'unit', 'place'],
  { on: ['sessionId', 'id'], set: { place: null } },
)

const levelsOf = (assurance: Assurance | undefined) =>
  assurance && { rankLevel: assurance.rank, askLevel: assurance.ask }

async function held(db: D1Database, id: string): Promise<HeldSession> {
  const found = await heldSession(db, id)
  if (!found) throw new Refusal('NOT_FOUND')
  return found
}

/** Creates a session; its slug is its address for good. */
export async function createSession(
  db: D1Database,
  draft: SessionDraft,
  id: string,
  now: number,
): Promise<HeldSession> {
  const { series: inSeries, guests, assurance, state = 'draft', ...facts } = draft
  const orm = drizzle(db)
  if (inSeries) await orm.insert(series).values(inSeries).onConflictDoNothing()
  const created = await orm
    .insert(sessions)
    .values({
      ...facts,
      ...levelsOf(assurance),
      id,
      state,
      seriesId: inSeries?.id ?? null,
      announcedAt: state === 'draft' ? null : now,
      closedAt: state === 'closed' || state === 'archived' ? now : null,
      archivedAt: state === 'archived' ? now : null,
      createdAt: now,
    })
    .onConflictDoNothing({ target: sessions.slug })
    .returning({ id: sessions.id })
  if (created.length === 0) throw new Refusal('SLUG_TAKEN', { field: 'slug' })
  await addGuests(db, id, guests)
  await found(db, id)
  return held(db, id)
}

/** A session changed by itself: the mark its trigger left in the index is worked off at once. */
async function found(db: D1Database, id: string): Promise<void> {
  const { reindex } = await import('./search-index')
  await reindex(db, { sessions: [id] })
}

/** Changes what was filled in, as long as no room holds the session. Given guests replace the ones before. */
export async function updateSession(
  db: D1Database,
  id: string,
  { guests, assurance, ...facts }: SessionChanges,
): Promise<HeldSession> {
  const editable = and(
    eq(sessions.id, id),
    eq(sessions.authority, 'record'),
    inArray(sessions.state, ['draft', 'announced']),
  )
  const orm = drizzle(db)
  const touched = await orm
    .update(sessions)
    .set({ ...facts, ...levelsOf(assurance), id })
    .where(editable)
    .returning({ id: sessions.id })
  if (touched.length === 0) {
    await held(db, id)
    throw new Refusal('NOT_POSSIBLE')
  }
  if (guests) {
    const rows = guests.map((guest, place) => ({ ...guest, sessionId: id, place }))
    await db.batch([
      db.prepare('DELETE FROM session_guests WHERE session_id = ?1').bind(id),
      ...feed(db, guestUpsert, rows),
    ])
  }
  await found(db, id)
  return held(db, id)
}

/** Adds people who answer, or brings those known up to date. */
export async function addGuests(
  db: D1Database,
  id: string,
  guests: readonly PublicGuest[],
): Promise<void> {
  if (guests.length === 0) return
  const rows = guests.map((guest, place) => ({ ...guest, sessionId: id, place }))
  await db.batch(feed(db, guestUpsert, rows))
}

/** Passes the truth of a session on, if it lies where the caller thinks it does. */
export async function setAuthority(
  db: D1Database,
  id: string,
  authority: Authority,
  expected: Authority,
): Promise<boolean> {
  const passed = await drizzle(db)
    .update(sessions)
    .set({ authority })
    .where(and(eq(sessions.id, id), eq(sessions.authority, expected)))
    .returning({ id: sessions.id })
  return passed.length === 1
}

/** Moves a session that the record holds; of two people who move it at once, the second is told. */
export async function moveSession(
  db: D1Database,
  id: string,
  to: SessionState,
  now: number,
  expected?: SessionState,
): Promise<HeldSession> {
  const { session, authority } = await held(db, id)
  const from = expected ?? session.state
  if (authority !== 'record') throw new Refusal('NOT_POSSIBLE')
  if (!canMove(from, to, session.kind === 'mailbox')) throw new Refusal('SESSION_MOVE')
  const moved = await drizzle(db)
    .update(sessions)
    .set({
      state: to,
      ...(to === 'announced' || (to === 'collecting' && from === 'draft')
        ? { announcedAt: now }
        : {}),
      ...(to === 'closed' ? { closedAt: now } : {}),
      ...(to === 'archived' ? { archivedAt: now } : {}),
    })
    .where(and(eq(sessions.id, id), eq(sessions.state, from), eq(sessions.authority, 'record')))
    .returning({ id: sessions.id })
  if (moved.length === 0) throw new Refusal('CONFLICT')
  await found(db, id)
  return held(db, id)
}
