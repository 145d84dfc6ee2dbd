import type { StreamHealth } from '../contract/stream'
import type { Tried } from '../contract/stream-desk'
import { refusalMessage } from '../contract/words/refusals'
import type { Ctx } from './app-env'
import { langOf } from './lang'
import { previewPath } from './preview'
import { streamDeskOf } from './stream-door'
import { onAir } from '../domain/on-air'

/** How a session's picture stands, for the desk. */

export interface StreamStatus {
  at: number
  health: StreamHealth
  tried: Tried
  preview: string | null
  said: { at: number; words: string }[]
}

/** Refusals of an encoder that are told: more would push the page away. */
const SAID_MAX = 5

export async function streamStatus(c: Ctx, slug: string): Promise<StreamStatus> {
  const now = Date.now()
  const stream = streamDeskOf(c.env, slug)
  const [health, tried] = await Promise.all([stream.health(now), stream.tried()])
  const { kind, src, state } = health.report
  const lang = langOf(c)
  // A picture from elsewhere, a film, and what is over are played as everybody plays them.
  const own = kind === 'worker' && (state === 'ready' || onAir({ state }))
  return {
    at: now,
    health,
    tried,
    preview: own ? previewPath(c.env, slug, now) : src,
    said: health.refusals
      .slice(0, SAID_MAX)
      .map(({ at, code }) => ({ at, words: refusalMessage(lang, code, {}) })),
  }
}
