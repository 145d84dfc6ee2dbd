import { READ_ONLY_AGAIN_S } from '../contract/dump'
import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { frozenNow } from '../store/read-only'

/** Lets nothing in that would be written while the portal is frozen. */
export async function refuseWhileFrozen({ DB }: Env, now: number): Promise<void> {
  if ((await frozenNow(DB, now)) !== null) {
    throw new Refusal('READ_ONLY', { retryAfter: READ_ONLY_AGAIN_S })
  }
}
