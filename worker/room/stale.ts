import type { RoomState } from './state'

/** When a demonstration has become too old to look live. */

const HOUR_MS = 3_600_000
/** A demonstration is moved when its stream began longer ago than this… */
export const STALE_MS = 3 * HOUR_MS
/** …to look as if it had begun this long ago. */
const FRESH_MS = 40 * 60_000
const WEEK_MS = 7 * 24 * HOUR_MS

/** Set by the first call of `redate`: until then a demonstration is still being played, at times long past. */
export const PLAYED = 'demoPlayed'

/** How far a demonstration's session must move to be believable now; 0 when it is. */
export function staleBy(state: RoomState, now: number): number {
  const { session } = state
  if (!session.demo || state.getMeta(PLAYED) === null) return 0
  if ((session.state === 'live' || session.state === 'paused') && session.liveAt !== null) {
    return now - session.liveAt > STALE_MS ? now - FRESH_MS - session.liveAt : 0
  }
  if (session.state !== 'collecting') return 0
  const ahead = session.startsAt - now
  return ahead < WEEK_MS / 7 ? Math.ceil((WEEK_MS - ahead) / (24 * HOUR_MS)) * 24 * HOUR_MS : 0
}
