import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import type { Room } from '../contract/room'
import { isSlug } from './ids'

/** A room's verbs, and its socket door. */
export type RoomStub = Room & { fetch(request: Request): Promise<Response> }

/** The room of a session. The binding cannot tell the type of the object behind it; the contract does. */
export function roomOf(env: Env, slug: string): RoomStub {
  return env.ROOM.getByName(slug) as unknown as RoomStub
}

/** A session's name from an address; what cannot be one is simply not there. */
export function slugOf(raw: string | undefined): string {
  if (!raw || !isSlug(raw)) throw new Refusal('NOT_FOUND')
  return raw
}

/** A question's number from an address. */
export function numberOf(raw: string | undefined): number {
  if (!raw || !/^[1-9]\d{0,8}$/.test(raw)) throw new Refusal('NOT_FOUND')
  return Number(raw)
}
