import type { Env } from '../contract/env'
import type { Span } from '../contract/stream'
import { readPicture } from './picture'

const KEEP_MS = 2_000
const KEPT_MAX = 200

const kept = new Map<string, { at: number; spans: Promise<Span[]> }>()

/**
 * Where the playlist of a session stands against the clock, for what is read beside it. A session without a
 * picture, one whose recording is gone, or a stream that does not answer has none: no page fails for it.
 */
export function spansOf(env: Env, slug: string, now: number): Promise<Span[]> {
  const found = kept.get(slug)
  if (found && now >= found.at && now - found.at < KEEP_MS) return found.spans
  const spans = readPicture(env, slug, now).then(
    ({ picture, spans: all }) => (picture.stream && !picture.stream.expired ? all : []),
    () => [],
  )
  kept.delete(slug)
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
  kept.set(slug, { at: now, spans })
  return spans
}
