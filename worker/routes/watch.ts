import { Hono } from 'hono'
import { Refusal } from '../contract/refusals'
import type { AppEnv, Ctx } from '../http/app-env'
import { realSession } from '../http/not-open'
import { playlistOf } from '../http/playlists'
import { previewAllowed } from '../http/preview'
import { slugOf } from '../http/room-door'
import { frozenKey, mediaKey } from '../domain/stream-address'

/** The picture as players fetch it: a playlist that is a second old at most, and segments that never change. */

const LIST_TYPE = 'application/vnd.apple.mpegurl'
const types: Record<string, string> = { ts: 'video/mp2t', m4s: 'video/mp4', mp4: 'video/mp4' }
/** Names of stored files: when they came, and a part of their digest. */
const fileName = /^([0-9a-z]{8,9})-[0-9a-f]{16}\.(ts|m4s|mp4)$/

/** So that a player asks again soon, and no cache remembers that there was nothing. */
function missing(c: Ctx): Response {
  return c.json({ error: { code: 'NOT_FOUND' } }, 404, { 'cache-control': 'public, max-age=1' })
}

const listed = (c: Ctx, text: string | ReadableStream, cache: string) =>
  c.body(text, 200, { 'content-type': LIST_TYPE, 'cache-control': cache })

async function playlist(c: Ctx): Promise<Response> {
  const now = Date.now()
  const slug = slugOf(c.req.param('slug'))
  await realSession(c.env, slug)
  const k = c.req.query('k')
  if (k !== undefined) {
    if (!previewAllowed(c.env, slug, k, now)) throw new Refusal('NOT_ALLOWED')
    const { text } = await playlistOf(c.env, slug, 'preview', now)
    return text === undefined ? missing(c) : listed(c, text, 'no-store')
  }
  const skips = /^(?:YES|v2)$/.test(c.req.query('_HLS_skip') ?? '')
  const { state, text } = await playlistOf(c.env, slug, skips ? 'delta' : 'whole', now)
  if (state === 'frozen') {
    const frozen = await c.env.MEDIA.get(frozenKey(slug))
    return frozen ? listed(c, frozen.body, 'public, max-age=60') : missing(c)
  }
  if (text === undefined) return missing(c)
  const cache = state === 'over' ? 'public, max-age=60' : 'public, max-age=1, stale-if-error=0'
  return listed(c, text, cache)
}

async function segment(c: Ctx): Promise<Response> {
  const now = Date.now()
  const slug = slugOf(c.req.param('slug'))
  const file = c.req.param('file') ?? ''
  const [, came = '', kind = ''] = fileName.exec(file) ?? []
  if (kind === '') return missing(c)
  await realSession(c.env, slug)
  // What was taken off the screens is not given out, whoever knows its name. An init holds no picture.
  if (kind !== 'mp4') {
    const { withheld } = await playlistOf(c.env, slug, 'delta', now)
    const at = parseInt(came, 36)
    if (withheld.some(([from, until]) => at >= from && at <= until)) return missing(c)
  }
  const found = await c.env.MEDIA.get(mediaKey(slug, file))
  if (!found) return missing(c)
  return c.body(found.body, 200, {
    'content-type': types[kind] ?? 'application/octet-stream',
    'content-length': String(found.size),
    'cache-control': 'public, max-age=31536000, immutable',
  })
}

/** Beside these stand captions, chapters and film under names of their own, which are looked at first. */
export const watch = new Hono<AppEnv>()
  .get('/live/:slug/index.m3u8', playlist)
  .get('/live/:slug/:file', segment)
