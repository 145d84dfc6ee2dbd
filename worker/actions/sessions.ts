import { NAME_MAX, NOTE_MAX, SUMMARY_MAX, TITLE_MAX } from '../contract/limits'
import type { Level } from '../contract/assurance'
import { heard, Refusal } from '../contract/refusals'
import { isRehearsal } from '../contract/rehearsal'
import type { Actor, Room } from '../contract/room'
import type { SessionChangesGiven, SessionGiven } from '../contract/schemas/desk'
import type { PublicSession } from '../contract/views'
import { shanghaiDay } from '../domain/shanghai'
import { assuranceOf } from '../domain/assurance'
import { takeText } from '../domain/text-fields'
import { readSeal } from '../store/seal'
import { heldSessionBySlug, type HeldSession } from '../store/session-reads'
import { createSession, moveSession, setAuthority, updateSession } from '../store/sessions'
import { noticesInForce } from '../store/calendar'
import { rulesInForce } from '../store/deadline-rules'
import { listUnits, unitsForHandOff } from '../store/units'

interface Deps {
  db: D1Database
  newId: () => string
  now: number
}

/** Sockets a room admits where the operator says nothing. */
const SOCKET_CAP = 2_500
const slugShape = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

const line = (raw: string, field: string, min = 1) => takeText(raw, field, { min, max: TITLE_MAX })
const lines = (raw: string, field: string, max: number) =>
  takeText(raw, field, { min: 0, max, lines: true })

/** What was filled in of a session, cleaned; only what was given. */
function facts(given: SessionChangesGiven, newId: () => string) {
  const { title, topic, notice, unit, place, guests, ...rest } = given
  return {
    ...rest,
    ...(title !== undefined && { title: line(title, 'title', 2) }),
    ...(topic !== undefined && { topic: lines(topic, 'topic', NOTE_MAX) }),
    ...(notice !== undefined && { notice: lines(notice, 'notice', SUMMARY_MAX) }),
    ...(unit !== undefined && { unit: line(unit, 'unit') }),
    ...(place !== undefined && { place: line(place, 'place', 0) }),
    ...(guests !== undefined && {
      guests: guests.map((guest) => ({
        id: newId(),
        name: takeText(guest.name, 'guests', { min: 1, max: NAME_MAX }),
        office: line(guest.office, 'guests'),
        unit: line(guest.unit, 'guests'),
      })),
    }),
  }
}

type Times = Pick<SessionChangesGiven, 'startsAt' | 'endsAt'>

/** Refuses an end that is not behind the beginning, as the two would stand afterwards; names the one that was sent. */
function endsAfterStart(given: Times, before: Times = {}): void {
  if (given.startsAt === undefined && given.endsAt === undefined) return
  const { startsAt = 0, endsAt } = { ...before, ...given }
  if (endsAt == null || endsAt > startsAt) return
  throw new Refusal('INVALID', { field: given.endsAt == null ? 'startsAt' : 'endsAt' })
}

/**
 * The unit a session belongs to: the one that was named by its id, which has to be on the list, or the only
 * one of that name. Who works for that unit then works at its sessions.
 */
async function unitOf(db: D1Database, { unitId, unit }: SessionChangesGiven) {
  if (unitId === undefined && unit === undefined) return {}
  if (unitId === null) return { unitId }
  const units = await listUnits(db)
  if (unitId !== undefined) {
    if (!units.some(({ id }) => id === unitId)) throw new Refusal('INVALID', { field: 'unitId' })
    return { unitId }
  }
  const named = units.filter(({ name }) => name === unit?.trim())
  return { unitId: named.length === 1 ? (named[0]?.id ?? null) : null }
}

async function find(db: D1Database, slug: string): Promise<HeldSession> {
  const held = await heldSessionBySlug(db, slug)
  if (!held) throw new Refusal('NOT_FOUND')
  return held
}

/** A draft, seen by staff only. */
export async function draftSession({ db, newId, now }: Deps, given: SessionGiven) {
  const { slug, kind, series, ...rest } = given
  if (!slugShape.test(slug) || isRehearsal(slug)) throw new Refusal('INVALID', { field: 'slug' })
  if (series && !/^[a-z0-9-]{1,40}$/.test(series.id))
    throw new Refusal('INVALID', { field: 'series' })
  const filled = facts(rest, newId)
  endsAfterStart(rest)
  const draft = {
    topic: '',
    notice: '',
    place: '',
    guests: [],
    ...filled,
    ...(await unitOf(db, rest)),
    title: filled.title ?? '',
    unit: filled.unit ?? '',
    startsAt: rest.startsAt,
    slug,
    kind,
    series: series ? { id: series.id, title: line(series.title, 'series') } : null,
  }
  return (await createSession(db, draft, newId(), now)).session
}

/** Changes a session that nobody has opened yet. */
export async function changeSession(
  { db, newId, offered }: Deps & { offered: readonly Level[] },
  slug: string,
  given: SessionChangesGiven,
) {
  const { session } = await find(db, slug)
  // A draft may ask for what is still to be set up.
  if (session.state !== 'draft') refuseUnoffered(offered, given)
  endsAfterStart(given, session)
  const changes = { ...facts(given, newId), ...(await unitOf(db, given)) }
  return (await updateSession(db, session.id, changes)).session
}

/** Refuses a session that asks for more than anybody could prove here; `min` says which level is not there. */
function refuseUnoffered(
  offered: readonly Level[],
  { assurance }: Pick<PublicSession, 'assurance'>,
) {
  const { rank, ask } = assuranceOf({ assurance })
  const lacking = [rank, ask].filter((level) => !offered.includes(level))
  if (lacking.length === 0) return
  throw new Refusal('LEVEL_NOT_OFFERED', { field: 'assurance', min: Math.max(...lacking) })
}

/** Makes a draft public: topic, guests, notice. Saying it again changes nothing. */
export async function announceSession(
  { db, now, offered }: Deps & { offered: readonly Level[] },
  slug: string,
): Promise<PublicSession> {
  const { session } = await find(db, slug)
  if (session.state === 'announced') return session
  refuseUnoffered(offered, session)
  return (await moveSession(db, session.id, 'announced', now)).session
}

/** Calls a session off that nobody has opened yet. */
export async function cancelSession({ db, now }: Deps, slug: string): Promise<PublicSession> {
  const { session } = await find(db, slug)
  if (session.state === 'cancelled') return session
  return (await moveSession(db, session.id, 'cancelled', now)).session
}

/**
 * Opens a session for questions: the record lets go first, then the room takes over. If this breaks off
 * between the two, the session is in nobody's hands and calling it again mends that.
 */
export async function openSession(
  { db, room, socketCap, now }: Deps & { room: Pick<Room, 'open'>; socketCap: string | undefined },
  slug: string,
): Promise<PublicSession> {
  const { session: before, authority } = await find(db, slug)
  const [units, rules, notices] = await Promise.all([
    unitsForHandOff(db),
    rulesInForce(db, shanghaiDay(now)),
    noticesInForce(db),
  ])
  let session = before
  if (authority === 'record') {
    const ready = ({ state, kind }: PublicSession) =>
      (state === 'announced' || state === 'collecting') && kind !== 'mailbox'
    if (!ready(before)) throw new Refusal('SESSION_MOVE')
    const claimed = await setAuthority(db, before.id, 'room', 'record')
    // From here on the record changes nothing of it; until here somebody may have.
    const held = await find(db, slug)
    session = held.session
    if (claimed && !ready(session)) {
      await setAuthority(db, session.id, 'record', 'room')
      throw new Refusal('SESSION_MOVE')
    }
    // Somebody else opened it in this moment; the room tells both the same.
    if (held.authority !== 'room') throw new Refusal('CONFLICT')
  }
  const cap = Number(socketCap)
  const opening = {
    session: { ...session, state: 'collecting' as const },
    units,
    ...(rules && { rules }),
    ...(notices && { notices }),
    socketCap: Number.isInteger(cap) && cap > 0 ? cap : SOCKET_CAP,
  }
  return heard(await room.open(opening, now))
}

/** Hands a closed session, or one called off while it collected, to the record for good. Saying it again tells the same. */
export async function archiveSession(
  { db, room, now }: Deps & { room: Pick<Room, 'archive'> },
  slug: string,
  actor: Actor,
): Promise<{ digest: string; ballots: number }> {
  const { session, authority } = await find(db, slug)
  if (authority === 'room') return heard(await room.archive(actor, now))
  const ended = session.state === 'archived' || session.state === 'cancelled'
  const seal = ended ? await readSeal(db, session.id) : null
  if (!seal) throw new Refusal('SESSION_MOVE')
  return { digest: seal.digest, ballots: seal.ballots }
}
