import type { Env } from '../contract/env'
import { isRehearsal } from '../contract/rehearsal'
import { Refusal } from '../contract/refusals'
import type { Authority } from '../contract/states'
import { sessionBySlug } from '../store/session-reads'
import { inTime } from './patience'
import { roomOf } from './room-door'
import { Lately } from './lately'

const KEEP_MS = 2_000

const kept = new Lately<Authority | null>(500)

/**
 * Who holds the truth of a session now, null where there is no such session anybody may know of. With the
 * record away, the room itself is asked: it knows what it holds, so a session goes on.
 */
export async function authorityOf(env: Env, slug: string, now: number): Promise<Authority | null> {
  const found = kept.find(slug, now, KEEP_MS)
  return found === undefined ? kept.keep(slug, now, await ask(env, slug)) : found
}

/** After a hand-over here: the next reader asks again. */
export function forgetAuthority(slug: string) {
  kept.forget(slug)
}

async function ask(env: Env, slug: string): Promise<Authority | null> {
  try {
    const found = await inTime(sessionBySlug(env.DB, slug))
    if (found || !isRehearsal(slug)) return found?.authority ?? null
    const { rehearsalBySlug } = await import('../store/rehearsals')
    return (await inTime(rehearsalBySlug(env.DB, slug, Date.now()))) ? 'room' : null
  } catch {
    if (await roomOf(env, slug).snapshot()) return 'room'
    throw new Refusal('RECORD_AWAY', { retryAfter: 5 })
  }
}
