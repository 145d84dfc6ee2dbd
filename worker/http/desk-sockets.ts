import type { Env } from '../contract/env'
import type { Dismissal } from '../contract/room'
import { openRooms } from './open-rooms'
import { roomOf } from './room-door'

/**
 * Ends the desk's sockets of one signing-in, or of one person, in every open room: for signing out, for a
 * revoked signing-in, for an account that was disabled. A socket that could not be reached ends by itself
 * when its twelve hours are over; refusing somebody must not fail for it.
 */
export async function endDeskSockets(env: Env, whose: Dismissal, now: number): Promise<void> {
  const slugs = await openRooms(env, now).catch(() => [])
  await Promise.allSettled(slugs.map((slug) => roomOf(env, slug).dismiss(whose)))
}
