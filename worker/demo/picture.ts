import type { ListEntry } from '../contract/ingest'
import { heard } from '../contract/refusals'
import type { DemoStream } from '../contract/stream-demo'
import { segmentAt, takenApart } from './film'
import { toHex } from '../domain/bytes'
import { mediaKey } from '../domain/stream-address'

/** The picture of a demonstration session: the drawn film, pushed like any other, at the times it would have come. */

/** The drawn films, with the length of their segments, seconds; made by scripts/demo-film.mjs. */
export const films = {
  hall: { file: 'hall.mp4', seconds: 4 },
  /** An hour and a half in a few hundred files: hardly a key picture, and no sound. */
  evening: { file: 'hall-slow.mp4', seconds: 24 },
} as const

export type DemoFilm = (typeof films)[keyof typeof films]

export interface Projection {
  stream: (slug: string) => DemoStream
  media: Pick<R2Bucket, 'put'>
  /** null: the files of the web are not built here, and there is no picture. */
  film: (file: string) => Promise<Uint8Array | null>
}

/** Pieces that are on their way at the same time, fewer than a stream takes. */
const AT_ONCE = 6
const HOUR = 3_600_000

/**
 * Shows a film from one moment to another: whole segments only, numbered from the beginning. What comes after
 * `until` is for whoever has the next key.
 */
export async function layFilm(
  { stream: streamOf, media, film }: Projection,
  slug: string,
  { file, seconds }: DemoFilm,
  { from, until }: { from: number; until: number },
): Promise<void> {
  const bytes = await film(file)
  if (!bytes) return
  const stream = streamOf(slug)
  const drawn = takenApart(bytes, seconds)
  const step = seconds * 1000
  const count = Math.max(0, Math.floor((until - from) / step))
  const key = crypto.randomUUID()
  await stream.beginAgain(from, from)
  heard(await stream.setSource({ kind: 'worker' }, from))
  heard(await stream.setKey(key, until + HOUR, from))

  const write = async (name: string, bytes: Uint8Array, at: number) => {
    const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    const sha = toHex(digest)
    const kept = `${at.toString(36)}-${sha.slice(0, 16)}${name.slice(name.lastIndexOf('.'))}`
    await media.put(mediaKey(slug, kept), bytes, { sha256: digest })
    const kind = name === init ? ('init' as const) : ('segment' as const)
    return { name, kind, file: kept, sha, size: bytes.byteLength, at }
  }
  const init = 'hall.mp4'
  const store = async (push: Awaited<ReturnType<typeof write>>) => {
    const ticket = heard(await stream.admit(key, push.name, push.at))
    heard(await stream.stored(ticket, key, push, push.at))
  }
  await store(await write(init, drawn.init, from))
  for (let first = 0; first < count; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, i) => first + i)
    const arrives = (number: number) => from + (number + 1) * step
    await Promise.all(
      numbers.map(async (number) =>
        store(await write(`hall${number}.m4s`, segmentAt(drawn, number), arrives(number))),
      ),
    )
    const list = numbers.map((number): ListEntry => ({
      seq: number,
      name: `hall${number}.m4s`,
      us: seconds * 1e6,
      pdt: from + number * step,
      disc: false,
      map: init,
    }))
    const at = arrives(numbers.at(-1) ?? 0)
    heard(await stream.listed(heard(await stream.admit(key, 'hall.m3u8', at)), key, list, at))
  }
}

/** What the demonstration's own encoder needs (scripts/demo-encoder.mjs). */
export interface EncoderOrder {
  slug: string
  film: string
  segmentSeconds: number
  /** When the segment numbered 0 began, and the number of the one to come. */
  firstAt: number
  next: number
}

/** What to push and from where on; null where nobody waits for it: no session is live, or it has another picture. */
export async function encoderOrder(
  projection: Pick<Projection, 'stream'>,
  slug: string,
  { file, seconds }: DemoFilm,
  liveAt: number,
): Promise<EncoderOrder | null> {
  const stream = projection.stream(slug)
  const { kind, state } = await stream.report()
  if (kind !== 'worker' || (state !== 'live' && state !== 'interrupted')) return null
  const last = (await stream.spans()).at(-1)
  const next = last ? Math.round(((last.at - liveAt) / 1000 + last.dur) / seconds) : 0
  return { slug, film: file, segmentSeconds: seconds, firstAt: liveAt, next }
}
