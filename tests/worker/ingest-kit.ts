import { runDurableObjectAlarm } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import type { Origin } from '../../worker/contract/ingest'
import type { RoomReport, Stream } from '../../worker/contract/stream'
import type { RefusalCode } from '../../worker/contract/refusals'
import { newStreamKey } from '../../worker/http/stream-key'
import { forgetPlaylists } from '../../worker/http/playlists'
import { readTwice, type ReadPlaylist } from '../domain/playlist-kit'
import { announced, HOUR, origin } from './http-kit'

/** A stream with its key, and an encoder that sends what ffmpeg sends: chunked, untyped, a list after each segment. */

/** Bytes that begin as fMP4 does; `salt` makes them others. */
function boxes(type: string, salt: string, size = 64): Uint8Array {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 24)
  bytes.set(new TextEncoder().encode(type), 4)
  bytes.set(new TextEncoder().encode(salt).subarray(0, size - 24), 24)
  return bytes
}

export const initBytes = (salt = '') => boxes('ftyp', salt)
export const m4sBytes = (salt: string, size = 96) => boxes('styp', salt, size)
export function tsBytes(salt: string, packets = 3): Uint8Array {
  const bytes = new Uint8Array(188 * packets)
  for (let at = 0; at < bytes.length; at += 188) bytes[at] = 0x47
  bytes.set(new TextEncoder().encode(salt).subarray(0, 180), 4)
  return bytes
}

export interface Entry {
  name: string
  dur?: number
  /** Encoder's clock; left out: no date. */
  at?: number
  disc?: boolean
}

export function listText(entries: Entry[], first = 0, init: string | null = 'init.mp4'): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:2']
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${first}`)
  if (init) lines.push(`#EXT-X-MAP:URI="${init}"`)
  for (const { name, dur = 2, at, disc } of entries) {
    if (disc) lines.push('#EXT-X-DISCONTINUITY')
    lines.push(`#EXTINF:${dur.toFixed(6)},`)
    if (at !== undefined) {
      const date = new Date(at).toISOString().replace('Z', '+0000')
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${date}`)
    }
    lines.push(name)
  }
  return `${lines.join('\n')}\n`
}

/** A body that does not say how long it is, in a few parts. */
export function chunked(bytes: Uint8Array | string): ReadableStream<Uint8Array> {
  const whole = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= whole.length) return controller.close()
      controller.enqueue(whole.slice(at, at + 65_536))
      at += 65_536
    },
  })
}

export interface TestStream {
  slug: string
  key: string
  stream: Stream & Origin & { tick(now: number): Promise<void> }
  stub: DurableObjectStub
  put(name: string, bytes: Uint8Array | string, more?: PutMore): Promise<Response>
  /** Sends, and tells what was refused, or null. */
  tryPut(name: string, bytes: Uint8Array | string, more?: PutMore): Promise<RefusalCode | null>
  /** A segment and then the list of the last six. */
  push(n: number, more?: { salt?: string; at?: number; dur?: number }): Promise<void>
  /** Forgets its numbers, as an encoder that begins anew. */
  restart(): void
  list(query?: string): Promise<ReadPlaylist>
  listAnswer(query?: string): Promise<Response>
  segment(file: string): Promise<Response>
  follow(patch: Partial<RoomReport>): Promise<void>
}

export interface PutMore {
  key?: string
  method?: string
  header?: boolean
  raw?: boolean
}

/** A session whose stream has a key that is good for hours. */
export async function streaming(): Promise<TestStream> {
  const { slug, id } = await announced()
  const { key, hash } = newStreamKey()
  const stub = env.STREAM.getByName(slug)
  const stream = stub as unknown as TestStream['stream']
  await stream.setKey(hash, Date.now() + 3 * HOUR, Date.now())
  let entries: Entry[] = []
  let first = 0
  let begun = Date.now()
  let passed = 0
  let fresh = true
  let report: RoomReport = { seq: 0, sessionId: id, state: 'live', stagings: [], cuts: [] }
  const self: TestStream = {
    slug,
    key,
    stream,
    stub,
    put(name, bytes, more = {}) {
      const secret = more.key ?? self.key
      const way = more.header ? '-' : secret
      const url = `${origin}/ingest/${slug}/${way}/${name}`
      const method = more.method ?? 'PUT'
      const request = new Request(url, {
        method,
        ...(method !== 'DELETE' && { body: chunked(bytes) }),
        headers: {
          'user-agent': 'Lavf/59.27.100',
          ...(more.header && secret !== '' && { authorization: `Bearer ${secret}` }),
        },
      })
      return exports.default.fetch(request)
    },
    async tryPut(name, bytes, more) {
      const answer = await self.put(name, bytes, more)
      if (answer.ok) return null
      return ((await answer.json()) as { error: { code: RefusalCode } }).error.code
    },
    async push(n, { salt = '', at, dur = 2 } = {}) {
      if (fresh) must(await self.put('init.mp4', initBytes(salt)))
      fresh = false
      const name = `live${n}.m4s`
      must(await self.put(name, m4sBytes(`${n} ${salt} ${slug}`)))
      entries.push({ name, dur, at: at ?? begun + passed })
      passed += dur * 1000
      if (entries.length > 6) first += 1
      entries = entries.slice(-6)
      must(await self.put('live.m3u8', listText(entries, first)))
    },
    restart() {
      entries = []
      first = 0
      fresh = true
      begun = Date.now()
      passed = 0
    },
    async listAnswer(query = '') {
      forgetPlaylists(slug)
      return exports.default.fetch(new Request(`${origin}/live/${slug}/index.m3u8${query}`))
    },
    async list(query) {
      const answer = await self.listAnswer(query)
      if (answer.status !== 200) throw new Error(`the playlist answered ${answer.status}`)
      const read = readTwice(new TextDecoder().decode(await answer.arrayBuffer()))
      for (const one of read.segments) {
        if (!(await env.MEDIA.head(`live/${slug}/${one.uri}`))) {
          throw new Error(`${one.uri} is not stored`)
        }
        if (one.map && !(await env.MEDIA.head(`live/${slug}/${one.map}`))) {
          throw new Error(`${one.map} is not stored`)
        }
      }
      return read
    },
    segment(file) {
      return exports.default.fetch(new Request(`${origin}/live/${slug}/${file}`))
    },
    async follow(patch) {
      report = { ...report, ...patch, seq: report.seq + 1 }
      await stream.follow(report, Date.now())
      forgetPlaylists(slug)
    },
  }
  return self
}

function must(answer: Response): void {
  if (answer.status !== 204) throw new Error(`the push was answered ${answer.status}`)
}

/** Lets the stream do what is due. */
export async function ring({ stub }: TestStream): Promise<void> {
  await runDurableObjectAlarm(stub)
}
