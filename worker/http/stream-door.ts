import type { Env } from '../contract/env'
import type { Stream } from '../contract/stream'

/** The stream of a session, named like its room. */
export function streamOf(env: Env, slug: string): Stream {
  return env.STREAM.getByName(slug) as unknown as Stream
}
