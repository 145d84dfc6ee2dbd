import type { Level } from '../contract/assurance'
import type { Env } from '../contract/env'
import { humanOffered } from './human-offered'

/** Which levels a session may ask for here: none that nobody could reach. */
export function offeredLevels(
  env: Env & { OIDC_NETIZEN?: string; SMS_GATEWAY_URL?: string; SMS_CONSOLE?: string },
): Level[] {
  const person = env.OIDC_NETIZEN || env.SMS_GATEWAY_URL || env.SMS_CONSOLE
  return [0, 1, ...(humanOffered(env) ? [2 as const] : []), ...(person ? [3 as const] : [])]
}
