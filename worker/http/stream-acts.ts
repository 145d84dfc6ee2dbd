import { createHash } from 'node:crypto'
import type { Fact } from '../contract/audit'
import { heard, Refusal } from '../contract/refusals'
import type { StreamReport, StreamSource } from '../contract/stream'
import {
  FILM_PART_BYTES,
  KEY_GRACE_MS,
  POSTER_BYTES,
  SESSION_LENGTH_MS,
  type FilmDoor,
  type FilmUpload,
  type KeyTerm,
  type Tried,
} from '../contract/stream-desk'
import type { PublicSession } from '../contract/views'
import { isMp4 } from '../domain/fmp4'
import { barePicture } from '../domain/pictures'
import { streamHosts } from '../domain/stream-hosts'
import { heldSessionBySlug } from '../store/session-reads'
import type { Ctx } from './app-env'
import { byStaff, chained } from './audit'
import { readBytes } from './body'
import { lookedAt } from './external'
import { newId } from './ids'
import { inTime } from './patience'
import { readSession } from './reading'
import { slugOf } from './room-door'
import { forgetSnapshot } from './snapshots'
import { streamDeskOf } from './stream-door'
import { newStreamKey } from './stream-key'
import { stageOver } from '../domain/machine'

/** What staff do about a session's picture: each in the portal's chain before it is done. Read when one of them comes. */

const HOUR_MS = 3_600_000

/** The session an address names, drafts too; with the record away, as its room knows it. */
export async function pictured(c: Ctx): Promise<PublicSession> {
  const slug = slugOf(c.req.param('slug'))
  const now = Date.now()
  try {
    const held = await inTime(heldSessionBySlug(c.env.DB, slug))
    if (!held) throw new Refusal('NOT_FOUND')
    return held.authority === 'room' ? await readSession(c.env, slug, now) : held.session
  } catch (error) {
    if (error instanceof Refusal && error.code === 'NOT_FOUND') throw error
    return readSession(c.env, slug, now)
  }
}

/** One act, chained; `words` only as a commitment, since an address may carry a password of its own. */
function act<T>(
  c: Ctx,
  slug: string,
  name: string,
  facts: { [name: string]: Fact },
  work: () => Promise<T>,
  words?: Fact,
): Promise<T> {
  return chained(
    c.env,
    {
      ...byStaff(c.var.staff),
      act: name,
      about: [{ kind: 'session', key: `session:${slug}`, ...(words !== undefined && { words }) }],
      facts,
    },
    async () => {
      const value = await work()
      forgetSnapshot(slug)
      return value
    },
  )
}

export interface SourceGiven {
  kind: 'none' | 'worker' | 'external' | 'link'
  url: string
  /** Of a linked film: what the clock showed at its first picture. */
  startsAt: number | null
  /** Keep an address that does not answer yet. */
  unseen: boolean
}

/** What was said in a form, looked at and ready to be kept. */
async function sourceFrom(c: Ctx, given: SourceGiven): Promise<StreamSource | null> {
  if (given.kind === 'none') return null
  if (given.kind === 'worker') return { kind: 'worker' }
  const hosts = streamHosts(c.env.STREAM_HOSTS)
  if (given.kind === 'external') {
    return { kind: 'external', url: await lookedAt(given.url, hosts, 'hls', given.unseen) }
  }
  const type = /\.m3u8(?:\?|$)/i.test(given.url.trim()) ? 'hls' : 'mp4'
  const url = await lookedAt(given.url, hosts, type, false)
  return { kind: 'recording', url, type, startsAt: given.startsAt }
}

/** A film is shown when the session is over: before, there is nothing it could be of. */
export const isOver = ({ state }: PublicSession) => stageOver(state)

export async function chooseSource(
  c: Ctx,
  session: PublicSession,
  given: SourceGiven,
): Promise<StreamReport> {
  const { slug } = session
  if (given.kind === 'link' && !isOver(session)) throw new Refusal('NOT_POSSIBLE')
  const source = await sourceFrom(c, given)
  const url = source && 'url' in source ? source.url : undefined
  return act(
    c,
    slug,
    'stream_source',
    { kind: source?.kind ?? 'none', ...(url !== undefined && { host: new URL(url).host }) },
    async () => heard(await streamDeskOf(c.env, slug).setSource(source, Date.now())),
    url,
  )
}

/** Until when a key given now is good. */
export function keyUntil(session: PublicSession, term: KeyTerm, now: number): number {
  if (term === 'day') return now + 24 * HOUR_MS
  if (term === 'week') return now + 7 * 24 * HOUR_MS
  const end = session.endsAt ?? session.startsAt + SESSION_LENGTH_MS
  // Whoever asks for a key after the planned end is running late.
  return Math.max(end, now) + KEY_GRACE_MS
}

/** A new key, the only one from now on. It is told this once; what is kept is its digest. */
export async function giveKey(
  c: Ctx,
  session: PublicSession,
  term: KeyTerm,
): Promise<{ key: string; until: number }> {
  const { slug } = session
  const now = Date.now()
  const until = keyUntil(session, term, now)
  const { key, hash } = newStreamKey()
  await act(c, slug, 'stream_key', { until }, async () => {
    const stream = streamDeskOf(c.env, slug)
    const { kind } = await stream.report()
    if (kind === null) heard(await stream.setSource({ kind: 'worker' }, now))
    return heard(await stream.setKey(hash, until, now))
  })
  return { key, until }
}

/** Ends the key at once: whoever pushes with it is refused. */
export async function revokeKey(c: Ctx, slug: string): Promise<StreamReport> {
  const now = Date.now()
  return act(c, slug, 'stream_key_revoke', {}, async () =>
    heard(await streamDeskOf(c.env, slug).setKey(null, now, now)),
  )
}

/** Somebody saw the picture, or heard the sound. */
export async function markTried(c: Ctx, slug: string, what: 'signal' | 'sound'): Promise<Tried> {
  return act(c, slug, 'stream_tried', { what }, () =>
    streamDeskOf(c.env, slug).markTried(what, c.var.staff.name, Date.now()),
  )
}

/** How the store is reached is nobody's business outside. */
export function asUpload({ id, bytes, partBytes, parts, at, by }: FilmDoor): FilmUpload {
  return { id, bytes, partBytes, parts, at, by }
}

export async function beginFilm(
  c: Ctx,
  session: PublicSession,
  bytes: number,
): Promise<FilmUpload> {
  const { slug } = session
  if (!isOver(session)) throw new Refusal('NOT_POSSIBLE')
  const before = await streamDeskOf(c.env, slug).upload()
  if (before?.bytes === bytes) return asUpload(before)
  const begin = async () =>
    heard(await streamDeskOf(c.env, slug).beginFilm(newId(), bytes, c.var.staff.name, Date.now()))
  return asUpload(await act(c, slug, 'film_begin', { bytes }, begin))
}

/** Takes one part in: stored first, then written down. The same part again takes the place of the first. */
export async function takePart(
  c: Ctx,
  slug: string,
  id: string,
  part: number,
  bytes: Uint8Array,
): Promise<FilmUpload> {
  const stream = streamDeskOf(c.env, slug)
  const upload = await stream.upload()
  if (upload?.id !== id) throw new Refusal('NOT_FOUND')
  if (part === 1 && (bytes.length < 12 || !isMp4(bytes))) throw new Refusal('FILM_NOT_MP4')
  const last = Math.ceil(upload.bytes / FILM_PART_BYTES)
  const whole =
    part < last ? FILM_PART_BYTES : upload.bytes - Math.max(0, last - 1) * FILM_PART_BYTES
  if (part < 1 || part > last || bytes.length !== whole) throw new Refusal('FILM_PART')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const door = c.env.MEDIA.resumeMultipartUpload(upload.key, upload.uploadId)
  const { etag } = await door.uploadPart(part, bytes)
  return asUpload(heard(await stream.filmPart(id, part, { etag, sha256, bytes: bytes.length })))
}

export const readPart = (request: Request) => readBytes(request, FILM_PART_BYTES)
export const readPoster = (request: Request) => readBytes(request, POSTER_BYTES)

export async function finishFilm(
  c: Ctx,
  session: PublicSession,
  id: string,
  startsAt: number | null,
): Promise<StreamReport> {
  const { slug } = session
  if (!isOver(session)) throw new Refusal('NOT_POSSIBLE')
  return act(c, slug, 'film_hand_in', { startsAt }, async () =>
    heard(await streamDeskOf(c.env, slug).finishFilm(id, startsAt, Date.now())),
  )
}

/** A film small enough to come in one form: the same way, in one go. */
export async function wholeFilm(
  c: Ctx,
  session: PublicSession,
  bytes: Uint8Array,
  startsAt: number | null,
): Promise<StreamReport> {
  if (bytes.length < 12 || !isMp4(bytes)) throw new Refusal('FILM_NOT_MP4')
  const { id } = await beginFilm(c, session, bytes.length)
  for (let from = 0, part = 1; from < bytes.length; from += FILM_PART_BYTES, part++) {
    await takePart(c, session.slug, id, part, bytes.subarray(from, from + FILM_PART_BYTES))
  }
  return finishFilm(c, session, id, startsAt)
}

/** Gives a film up that is on its way, or takes the one away that is there. */
export async function dropFilm(c: Ctx, slug: string): Promise<void> {
  await act(c, slug, 'film_remove', {}, async () =>
    heard(await streamDeskOf(c.env, slug).dropFilm(Date.now())),
  )
}

export async function hangPoster(c: Ctx, slug: string, given: Uint8Array): Promise<StreamReport> {
  if (given.length > POSTER_BYTES) throw new Refusal('NOT_A_PICTURE')
  const bare = barePicture(given)
  if (!bare) throw new Refusal('NOT_A_PICTURE')
  const { type, bytes } = bare
  const key = `poster/${newId()}.${type}`
  const stream = streamDeskOf(c.env, slug)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return act(c, slug, 'poster_hang', { sha256, bytes: bytes.length }, async () => {
    const contentType = type === 'png' ? 'image/png' : 'image/jpeg'
    await c.env.MEDIA.put(key, bytes, { httpMetadata: { contentType } })
    return stream.setPoster(key, Date.now())
  })
}

export async function takePosterDown(c: Ctx, slug: string): Promise<StreamReport> {
  return act(c, slug, 'poster_take_down', {}, () =>
    streamDeskOf(c.env, slug).setPoster(null, Date.now()),
  )
}
