import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { macText, secretsOf, type Secret, type Secrets } from './keys'
import { isSlug } from './ids'
import { realSession } from './not-open'
import { roomOf } from './room-door'

/**
 * Under which secret the voters of a session are numbered. A room keeps the name of the secret its first voter
 * was numbered under until it is archived: after PORTAL_KEY was exchanged in the middle of a session, with the
 * former one as PORTAL_KEY_BEFORE, the same device is still the same voter.
 */

const KEPT_MAX = 2_000
/** A session that is in no room may be opened at any moment. */
const NOBODY_MS = 2_000
const kept = new Map<string, { secret: Secret; until: number }>()

const nameOf = (secret: Secret) => macText(secret, 'voter', 'key id').slice(0, 8)
const placeOf = (env: Secrets, slug: string) =>
  `${slug} ${env.PORTAL_KEY} ${env.PORTAL_KEY_BEFORE ?? ''}`

/**
 * Asks the room of a session once, before anybody is numbered in it. Whoever only reads is content with there
 * having been no room a moment ago.
 */
export async function learnRoomSecret(
  env: Env,
  slug: string,
  now: number,
  reads = true,
): Promise<void> {
  const place = placeOf(env, slug)
  const until = kept.get(place)?.until ?? 0
  if (until === Infinity || (reads && now < until) || !isSlug(slug)) return
  try {
    await realSession(env, slug)
  } catch (error) {
    // Nobody is numbered in a session that is none; whoever answers says so.
    if (error instanceof Refusal && error.code === 'NOT_FOUND') return
    throw error
  }
  const secrets = secretsOf(env)
  const [current = '', before = null] = secrets.map(nameOf)
  const held = await roomOf(env, slug).voterKey(current, before)
  const secret = held === null ? env : secrets.find((one) => nameOf(one) === held)
  if (!secret) {
    const { log } = await import('./log')
    log('unfit', { setting: 'PORTAL_KEY_BEFORE' })
    // Whoever has voted would be somebody else, and could vote again.
    throw new Refusal('NOT_READY')
  }
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
  kept.set(place, { secret, until: held === null ? now + NOBODY_MS : Infinity })
}

/** The secret for the voters of a session, as it was learnt. */
export function roomSecret(env: Secrets, slug: string): Secret {
  return kept.get(placeOf(env, slug))?.secret ?? env
}
