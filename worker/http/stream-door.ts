import type { Env } from '../contract/env'
import type { Origin } from '../contract/ingest'
import type { Stream } from '../contract/stream'
import type { DemoStream } from '../contract/stream-demo'
import type { StreamDesk } from '../contract/stream-desk'

/** The stream of a session, named like its room. */
export function streamOf(env: Env, slug: string): Stream {
  return env.STREAM.getByName(slug) as unknown as Stream
}

/** The same with the verbs of the desk and the operator. */
export function streamDeskOf(env: Env, slug: string): StreamDesk {
  return env.STREAM.getByName(slug) as unknown as StreamDesk
}

/** The same with the verbs of the ways in and out. */
export function originOf(env: Env, slug: string): Origin {
  return env.STREAM.getByName(slug) as unknown as Origin
}

/** The same with the verbs of a demonstration. */
export function demoStreamOf(env: Env, slug: string): DemoStream {
  return env.STREAM.getByName(slug) as unknown as DemoStream
}
