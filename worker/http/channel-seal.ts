import type { Env } from '../contract/env'
import { openText, sealText } from './sealing'

/** Addresses and secrets of units' channels, under the portal's key. */

export interface ChannelSecret {
  /** A mail address, a number, or the address of a system. */
  to: string
  /** What letters to a system are signed with; empty for the other ways. */
  secret: string
}

const about = (id: string) => `channel:${id}`

export const sealChannel = (env: Env, id: string, secret: ChannelSecret) =>
  sealText(env, about(id), JSON.stringify(secret))

export async function openChannel(
  env: Env,
  { id, keyId, box }: { id: string; keyId: string; box: string },
): Promise<ChannelSecret> {
  return JSON.parse(await openText(env, about(id), { keyId, box })) as ChannelSecret
}
