import type { Env } from '../contract/env'
import type { Span } from '../contract/stream'
import type { Authority } from '../contract/states'
import { recordedSpans } from '../store/transcript'
import { inTime } from './patience'
import { streamOf } from './stream-door'

const KEEP_MS = 2_000
const KEPT_MAX = 200

const kept = new Map<string, { at: number; spans: Promise<Span[]> }>()

/**
 * Where the playlist of a session stands against the clock: told by its stream while the session goes on, from the
 * record afterwards. A session without a picture, or a stream that does not answer, has none: no page fails for it.
 */
export function spansOf(
  env: Env,
  { slug, id }: { slug: string; id: string },
  authority: Authority,
  now: number,
): Promise<Span[]> {
  const found = kept.get(slug)
  if (found && now >= found.at && now - found.at < KEEP_MS) return found.spans
  const asked = authority === 'room' ? streamOf(env, slug).spans() : recordedSpans(env.DB, id)
  const spans = inTime(asked).catch(() => [])
  kept.delete(slug)
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
  kept.set(slug, { at: now, spans })
  return spans
}
