import type { Env } from '../contract/env'
import { sessionsInRooms } from '../store/open-rooms'
import { complianceOf } from './comply'
import { roomOf } from './room-door'

/**
 * Looks in on every open room. A room that is looked at wakes, and one that woke asks for its alarm again
 * if something waits to be carried; nothing depends on this, because its own alarm does the same. Then
 * erases the originals whose time is over: a second net below the alarms of the rooms they came from; and what
 * the record and the network log keep for a while only.
 */
export async function lookIn(
  env: Env,
  now: number,
): Promise<{ open: number; sealed: number; erased: number }> {
  // Its own alarm wakes it every hour; this is for the day that alarm was lost.
  const { courierOf } = await import('./courier-door')
  await courierOf(env)
    .wake(now)
    .catch(() => undefined)
  const open = await sessionsInRooms(env.DB)
  await Promise.allSettled(open.map(({ slug }) => roomOf(env, slug).health()))
  const { eraseSealed } = await import('../store/sealed')
  const sealed = await eraseSealed(env.DB, now)
  const { eraseFollowSeals } = await import('../store/follow-erasure')
  const { eraseContacts } = await import('../store/contacts')
  const afterwards = (await eraseFollowSeals(env.DB, now)) + (await eraseContacts(env.DB, now))
  const { eraseEnded } = await import('../store/retention')
  const erased = await eraseEnded(env.DB, now)
  // On Cloudflare and on an own server alike; without the log there is nothing to erase.
  const files = await complianceOf(env).erase(now)
  return { open: open.length, sealed, erased: erased + files + afterwards }
}
