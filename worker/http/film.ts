import { Refusal } from '../contract/refusals'
import { DOWNLOAD_PIECES, type RecordingFile } from '../contract/stream-desk'
import { beginsAt, moveBy, trackScales } from '../domain/fmp4'
import { hasAlready, stillThe, wantedRange } from '../domain/range'
import type { Ctx } from './app-env'
import { isId } from './ids'
import { slugOf } from './room-door'
import { streamDeskOf } from './stream-door'
import { authorityOf } from './whereabouts'
import { Lately } from './lately'

/** The film, the poster and downloads of a session: what anybody may take away of its picture. */

const FOR_GOOD = 'public, max-age=31536000, immutable'
const SHORTLY = 'public, max-age=5'

const KEEP_MS = 5_000

interface Known {
  film: string | null
  poster: string | null
  gone: boolean
}
const kept = new Lately<Known>(200)

/** A change made here is seen here at once. */
export function forgetFilm(slug: string): void {
  kept.forget(slug)
}

/** What there is of a session, as lately known: a player asks for parts of a film many times a minute. */
async function known(c: Ctx, slug: string): Promise<Known> {
  const now = Date.now()
  const found = kept.find(slug, now, KEEP_MS)
  if (found) return found
  // Nobody makes an object for a name that is no session's.
  if (!(await authorityOf(c.env, slug, now))) throw new Refusal('NOT_FOUND')
  const { film, poster, gone } = await streamDeskOf(c.env, slug).kept()
  return kept.keep(slug, now, { film, poster, gone })
}

function fileHeaders(type: string, cache: string): Headers {
  return new Headers({
    'content-type': type,
    'cache-control': cache,
    'x-content-type-options': 'nosniff',
    // Nothing in a file may run, whatever it is taken for.
    'content-security-policy':
      "default-src 'none'; media-src 'self'; frame-ancestors 'none'; sandbox",
  })
}

/** By the context, so that the portal's own headers come along; a file's own policy takes the place of a page's. */
function answer(
  c: Ctx,
  body: ReadableStream | string | null,
  status: 200 | 206 | 304 | 416,
  headers: Headers,
): Response {
  const told = Object.fromEntries(headers)
  return body === null || status === 304 ? c.body(null, status, told) : c.body(body, status, told)
}

/** One object of the store, whole or in part, as RFC 9110 has it. */
async function answerFile(
  c: Ctx,
  key: string,
  { type, cache, name }: { type: string; cache: string; name?: string },
): Promise<Response> {
  const head = await c.env.MEDIA.head(key)
  if (!head) throw new Refusal('NOT_FOUND')
  const { size, httpEtag: etag } = head
  const headers = fileHeaders(type, cache)
  headers.set('etag', etag)
  headers.set('last-modified', head.uploaded.toUTCString())
  headers.set('accept-ranges', 'bytes')
  if (name !== undefined) headers.set('content-disposition', attachment(name))
  if (hasAlready(c.req.header('if-none-match'), etag)) {
    return answer(c, null, 304, headers)
  }
  const asked = stillThe(c.req.header('if-range'), etag) ? c.req.header('range') : undefined
  const wanted = wantedRange(asked, size)
  if (wanted === 'wrong') {
    headers.set('content-range', `bytes */${size}`)
    headers.set('cache-control', 'no-store')
    headers.set('content-type', 'text/plain; charset=utf-8')
    return answer(c, '', 416, headers)
  }
  const part = wanted === 'whole' ? null : wanted
  const length = part ? part.to - part.from + 1 : size
  headers.set('content-length', String(length))
  if (part) headers.set('content-range', `bytes ${part.from}-${part.to}/${size}`)
  const status = part ? 206 : 200
  if (c.req.method === 'HEAD') return answer(c, null, status, headers)
  const body = await c.env.MEDIA.get(key, {
    ...(part && { range: { offset: part.from, length } }),
  })
  if (!body || !('body' in body)) throw new Refusal('NOT_FOUND')
  return answer(c, body.body, status, headers)
}

/** A name that every system can keep, and the right one for those that can read it. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]+/g, '').replace(/["\\/:*?<>|%]/g, '') || 'film.mp4'
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`
}

/** GET /live/:slug/film.mp4. With the version in the address it never changes. */
export async function film(c: Ctx): Promise<Response> {
  const slug = slugOf(c.req.param('slug'))
  const version = c.req.query('v')
  const found = await known(c, slug)
  if (found.gone) throw new Refusal('RECORDING_GONE')
  const id = /^film\/(\w+)\.mp4$/.exec(found.film ?? '')?.[1]
  // An address of a film that was replaced is nobody's any more.
  if (!id || (version !== undefined && (!isId(version) || version !== id))) {
    throw new Refusal('NOT_FOUND')
  }
  const cache = version === undefined ? SHORTLY : FOR_GOOD
  const name = c.req.query('download') === undefined ? {} : { name: `${slug}.mp4` }
  return answerFile(c, `film/${id}.mp4`, { type: 'video/mp4', cache, ...name })
}

/** A bridge on plain paper, where no poster was hung. */
const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" role="img"><rect width="640" height="360" fill="#f3f0e8"/><g fill="none" stroke="#0f6b58" stroke-width="6" stroke-linecap="round"><path d="M80 232h480"/><path d="M120 232c60-96 140-96 200 0c60-96 140-96 200 0"/><path d="M120 232V150M520 232V150M320 232V128"/><path d="M104 150h432l-40-34H144z"/></g><path d="M80 262h150m30 0h110m30 0h120" stroke="#c79a45" stroke-width="4" stroke-linecap="round"/></svg>`

/** GET /live/:slug/poster */
export async function poster(c: Ctx): Promise<Response> {
  const slug = slugOf(c.req.param('slug'))
  const version = c.req.query('v')
  const found = await known(c, slug)
  const name = /^poster\/(\w+\.(?:jpg|png))$/.exec(found.poster ?? '')?.[1]
  if (version !== undefined && version !== name) throw new Refusal('NOT_FOUND')
  if (!name) {
    const headers = fileHeaders('image/svg+xml', SHORTLY)
    return answer(c, c.req.method === 'HEAD' ? null : drawn, 200, headers)
  }
  const type = name.endsWith('.png') ? 'image/png' : 'image/jpeg'
  const cache = version === undefined ? SHORTLY : FOR_GOOD
  return answerFile(c, `poster/${name}`, { type, cache })
}

const timeShape = /^\d{1,6}(?:\.\d{1,3})?$/

/** Pieces from a second to a second; refused where they are too many, or do not fit into one film. */
function chosen(files: readonly RecordingFile[], from: number, to: number): RecordingFile[] {
  const pieces = files.filter(
    ({ kind, media = 0, dur = 0 }) => kind === 'segment' && media + dur > from && media < to,
  )
  if (pieces.length === 0) throw new Refusal('NOT_FOUND')
  if (pieces.length > DOWNLOAD_PIECES || new Set(pieces.map(({ map }) => map)).size > 1) {
    throw new Refusal('RECORDING_SPLIT')
  }
  return pieces
}

/** GET /live/:slug/download?from=&to= in seconds of the playlist: the pieces in one file, as they were sent. */
export async function download(c: Ctx): Promise<Response> {
  const slug = slugOf(c.req.param('slug'))
  const [from = '', to = ''] = [c.req.query('from'), c.req.query('to')]
  if (!timeShape.test(from) || !timeShape.test(to) || Number(to) <= Number(from)) {
    throw new Refusal('INVALID', { field: 'from' })
  }
  const { gone } = await known(c, slug)
  if (gone) throw new Refusal('RECORDING_GONE')
  const stream = streamDeskOf(c.env, slug)
  const { state } = await stream.report()
  if (state !== 'ended' && state !== 'archived') throw new Refusal('NOT_FOUND')
  const { files } = await stream.recording()
  const pieces = chosen(files, Number(from), Number(to))
  const map = files.find(({ key }) => key === pieces[0]?.map)
  const all = map ? [map, ...pieces] : pieces
  const bytes = all.reduce((sum, piece) => sum + piece.bytes, 0)
  const headers = fileHeaders(map ? 'video/mp4' : 'video/mp2t', 'public, max-age=60')
  const stamp = (seconds: string) => {
    const whole = Math.floor(Number(seconds))
    const two = (n: number) => String(n).padStart(2, '0')
    return `${two(Math.floor(whole / 3600))}h${two(Math.floor(whole / 60) % 60)}m${two(whole % 60)}s`
  }
  headers.set(
    'content-disposition',
    attachment(`${slug}-${stamp(from)}-${stamp(to)}.${map ? 'mp4' : 'ts'}`),
  )
  headers.set('content-length', String(bytes))
  if (c.req.method === 'HEAD') return answer(c, null, 200, headers)
  const { readable, writable } = new FixedLengthStream(bytes)
  c.executionCtx.waitUntil(joinPieces(c, map, pieces, writable).catch(() => undefined))
  return answer(c, readable, 200, headers)
}

/** Writes the pieces one after the other, each moved to where it belongs: a film begins at nought and has no gaps. */
async function joinPieces(
  c: Ctx,
  map: RecordingFile | undefined,
  pieces: readonly RecordingFile[],
  writable: WritableStream<Uint8Array>,
): Promise<void> {
  const bytesOf = async ({ key, bytes }: RecordingFile) => {
    const found = await c.env.MEDIA.get(key)
    const all = found ? new Uint8Array(await found.arrayBuffer()) : new Uint8Array()
    // Half a piece would spoil the rest; the reader sees the download break off.
    if (all.length !== bytes) throw new Error('a piece is missing')
    return all
  }
  const writer = writable.getWriter()
  try {
    let scales: ReadonlyMap<number, number> = new Map()
    if (map) {
      const init = await bytesOf(map)
      scales = trackScales(init)
      await writer.write(init)
    }
    let at = 0
    let shift: number | null = null
    for (const piece of pieces) {
      const bytes = await bytesOf(piece)
      if (map) {
        const own = beginsAt(bytes, scales)
        if (own !== null && (shift === null || piece.gap)) shift = at - own
        moveBy(bytes, scales, shift ?? 0)
      }
      await writer.write(bytes)
      at += piece.dur ?? 0
    }
    await writer.close()
  } catch (error) {
    await writer.abort(error)
    throw error
  }
}
