import type { Env } from '../contract/env'
import { wholePlaylist } from '../domain/playlist'
import type { StreamState } from './state'
import { filesKey, frozenKey, nameOf } from '../domain/stream-address'

/** What happens to the files of a stream once nothing is added to it: the archive, or nothing at all. */

/** Puts the playlist and the list of its files beside them, and forgets what they were made of. */
export async function freeze(env: Env, state: StreamState, now: number): Promise<void> {
  const { slug, shown, spans, bytes } = state
  const empty = shown.segments.length === 0
  const text = wholePlaylist(shown, state.facts.room?.stagings ?? [], true)
  const files = shown.segments.map(({ file, sha, size, us, start, disc, map, n }) => {
    return { n, file, sha, size, us, start, disc, map }
  })
  if (!empty) {
    await env.MEDIA.put(filesKey(slug), JSON.stringify(files), {
      httpMetadata: { contentType: 'application/json' },
    })
    await env.MEDIA.put(frozenKey(slug), text, {
      httpMetadata: { contentType: 'application/vnd.apple.mpegurl' },
    })
  }
  const kept = new Set(
    shown.segments.flatMap(({ file, map }) => (map === null ? [file] : [file, map])),
  )
  await sweep(env.MEDIA, `live/${slug}/`, (key) => !kept.has(nameOf(key)))
  state.change(now, () => {
    const frozen = { spans, bytes, mediaKey: empty ? null : frozenKey(slug) }
    state.set({ frozen, due: null })
    state.tables.empty()
  })
  state.load()
}

/** Deletes everything of a stream from the object store. */
export async function deleteMedia(media: R2Bucket, slug: string): Promise<void> {
  await sweep(media, `live/${slug}/`, () => true)
  await sweep(media, `archive/${slug}/`, () => true)
}

async function sweep(
  media: R2Bucket,
  prefix: string,
  goes: (key: string) => boolean,
): Promise<void> {
  let startAfter: string | undefined
  for (;;) {
    const { objects, truncated } = await media.list({
      prefix,
      limit: 1_000,
      ...(startAfter !== undefined && { startAfter }),
    })
    const keys = objects.map(({ key }) => key)
    const gone = keys.filter(goes)
    if (gone.length > 0) await media.delete(gone)
    if (!truncated) return
    startAfter = keys.at(-1)
  }
}
