import type { VoteFrom } from '../contract/room'
import { networkPrefix } from '../domain/network'
import type { Ctx } from './app-env'
import { networkOf } from './place'
import type { Visitor } from './visitor'

/** Where a vote comes from, as far as a room may know: not the address, and how old the cookie is. */
export function fromOf(c: Ctx, visitor: Visitor): VoteFrom {
  return { net: networkPrefix(networkOf(c)), issued: visitor.issued * 1000 }
}
