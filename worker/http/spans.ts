import type { Env } from '../contract/env'
import type { Span } from '../contract/stream'
import { Lately } from './lately'
import { readPicture } from './picture'

const KEEP_MS = 2_000
const kept = new Lately<Span[]>(200)

/**
 * Where the playlist of a session stands against the clock, for what is read beside it. A session without a
 * picture, one whose recording is gone, or a stream that does not answer has none: no page fails for it.
 */
export async function spansOf(env: Env, slug: string, now: number): Promise<Span[]> {
  const found = kept.find(slug, now, KEEP_MS)
  if (found) return found
  const reading = await readPicture(env, slug, now).catch(() => null)
  const playable = reading?.picture.stream && !reading.picture.stream.expired
  return kept.keep(slug, now, playable ? reading.spans : [])
}
