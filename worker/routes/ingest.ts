import { Hono } from 'hono'
import { LIST_BYTES, pushName, SEGMENT_BYTES } from '../contract/ingest'
import type { PushKind } from '../contract/ingest'
import { heard, Refusal } from '../contract/refusals'
import { readEncoderList } from '../domain/encoder-list'
import { isMedia } from '../domain/media-bytes'
import type { AppEnv, Ctx } from '../http/app-env'
import { bearerOf } from '../http/bearer'
import { realSession } from '../http/not-open'
import { pushedBytes } from '../http/pushed'
import { asRefusal } from '../http/refuse'
import { slugOf } from '../http/room-door'
import { originOf } from '../http/stream-door'
import { hashOfKey } from '../http/stream-key'
import { toHex } from '../domain/bytes'
import { mediaKey } from '../domain/stream-address'

/**
 * What an encoder pushes: segments and the list that names them, each in a request of its own. Encoders close
 * the line without waiting for the answer, so what came is stored whoever still listens.
 */

/** The names in the address as they were sent: nothing in them is unescaped. */
function pathOf(c: Ctx): { key: string; name: string } {
  const [, , , key = '', name = ''] = new URL(c.req.url).pathname.split('/')
  return { key, name }
}

function kindOf(name: string): PushKind {
  if (name.endsWith('.m3u8')) return 'list'
  return name.endsWith('.mp4') ? 'init' : 'segment'
}

/** The key's hash: from the address, or from the header where the address has a dash. */
function keyHashOf(c: Ctx, key: string): string | null {
  const given = key === '-' ? bearerOf(c) : key
  return given === null || given === '' ? null : hashOfKey(given)
}

async function push(c: Ctx): Promise<Response> {
  const now = Date.now()
  const slug = slugOf(c.req.param('slug'))
  const { key, name } = pathOf(c)
  await realSession(c.env, slug)
  const origin = originOf(c.env, slug)
  const keyHash = keyHashOf(c, key)
  const known = pushName.test(name)
  const ticket = heard(await origin.admit(keyHash, known ? name : '', now))
  try {
    if (!known) throw new Refusal('PUSH_NAME')
    const kind = kindOf(name)
    const bytes = await pushedBytes(c.req.raw, kind === 'list' ? LIST_BYTES : SEGMENT_BYTES)
    if (kind === 'list') {
      const list = readEncoderList(new TextDecoder().decode(bytes))
      if (!list.ok) throw new Refusal(list.code)
      heard(await origin.listed(ticket, keyHash ?? '', list.entries, Date.now()))
    } else {
      if (!isMedia(name, bytes)) throw new Refusal('PUSH_NOT_MEDIA')
      await store(c, slug, ticket, keyHash ?? '', { name, kind, bytes, at: now })
    }
    return c.body(null, 204, { 'cache-control': 'no-store' })
  } catch (error) {
    await origin.refuse(ticket, asRefusal(error).code, known ? name : '', Date.now())
    throw error
  }
}

/** First the bytes, then that they are there: a crash between the two leaves a file nobody knows of, and no gap. */
async function store(
  c: Ctx,
  slug: string,
  ticket: number,
  keyHash: string,
  {
    name,
    kind,
    bytes,
    at,
  }: { name: string; kind: 'init' | 'segment'; bytes: Uint8Array; at: number },
): Promise<void> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  const sha = toHex(digest)
  // The same bytes may come twice in one moment, under two names.
  const apart = toHex(crypto.getRandomValues(new Uint8Array(2)))
  const file = `${at.toString(36)}-${sha.slice(0, 12)}${apart}${name.slice(name.lastIndexOf('.'))}`
  const place = mediaKey(slug, file)
  await c.env.MEDIA.put(place, bytes, { sha256: digest }).catch(() => {
    throw new Refusal('RECORD_AWAY', { retryAfter: 1 })
  })
  const push = { name, kind, file, sha, size: bytes.byteLength, at }
  const told = await originOf(c.env, slug).stored(ticket, keyHash, push, Date.now())
  if (!told.ok || !told.value) await c.env.MEDIA.delete(place)
  heard(told)
}

/** Goes on when the encoder hangs up. */
async function finished(c: Ctx): Promise<Response> {
  const work = push(c)
  c.executionCtx.waitUntil(work.catch(() => {}))
  try {
    return await work
  } catch (error) {
    // Nothing of it is read any more.
    await c.req.raw.body?.cancel().catch(() => {})
    if (error instanceof Refusal && error.code === 'PUSH_NO_KEY') {
      c.header('www-authenticate', 'Bearer realm="ingest"')
    }
    throw error
  }
}

export const ingest = new Hono<AppEnv>()
  .put('/ingest/:slug/:key/:name', finished)
  .post('/ingest/:slug/:key/:name', finished)
  // Encoders tidy up behind themselves; the portal keeps what it has.
  .delete('/ingest/:slug/:key/:name', async (c) => {
    await c.req.raw.body?.cancel()
    return c.body(null, 204, { 'cache-control': 'no-store' })
  })
