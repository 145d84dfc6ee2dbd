import type { Env } from '../contract/env'
import { sessionsInRooms } from '../store/open-rooms'
import { roomOf } from './room-door'

/**
 * Looks in on every open room. A room that is looked at wakes, and one that woke asks for its alarm again
 * if something waits to be carried; nothing depends on this, because its own alarm does the same.
 */
export async function lookIn(env: Env): Promise<number> {
  const open = await sessionsInRooms(env.DB)
  await Promise.allSettled(open.map(({ slug }) => roomOf(env, slug).health()))
  return open.length
}
