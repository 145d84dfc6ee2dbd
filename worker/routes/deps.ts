import { findByCode, readCode } from '../actions/own'
import { LOOKUP_MISSES, LOOKUP_WINDOW_MS } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Ctx } from '../http/app-env'
import { guessing } from '../http/door'
import { openRooms } from '../http/open-rooms'
import { networkOf } from '../http/place'
import { receiptsOf } from '../http/receipts'
import { roomOf } from '../http/room-door'
import { openText } from '../http/sealing'

/** What the actions about own questions need. */
export function ownDeps(c: Ctx) {
  const now = Date.now()
  return {
    db: c.env.DB,
    receipts: receiptsOf(c.env),
    room: (slug: string) => roomOf(c.env, slug),
    openRooms: () => openRooms(c.env, now),
    now,
  }
}

/** What opening a sealed original needs. */
export function openingOf({ env }: Ctx, slug: string) {
  const open = (id: string, box: { keyId: string; box: string }) => openText(env, id, box)
  return { db: env.DB, room: roomOf(env, slug), open, now: Date.now() }
}

/** Looks a typed 查询码 up. A slip of the finger does not count as guessing; a code nobody has does. */
export async function lookUp(c: Ctx, typed: string) {
  const deps = ownDeps(c)
  const code = readCode(typed)
  const counted = {
    what: 'lookup',
    from: networkOf(c),
    limit: LOOKUP_MISSES,
    windowMs: LOOKUP_WINDOW_MS,
  }
  const own = await guessing(c.env, counted, deps.now, () => findByCode(deps, code))
  if (!own) throw new Refusal('RECEIPT_UNKNOWN')
  return { own, code, deps }
}
