import type { Level } from '../contract/assurance'
import type { Env } from '../contract/env'
import { humanOffered } from './human-offered'
import { isProduction } from './production'

/** Whether somebody could be verified here, by a telephone code or by a provider. */
function personOffered(env: Env): boolean {
  const { OIDC_NETIZEN: providers } = env
  if (providers !== undefined && providers.length > 0) return true
  if (env.SMS_GATEWAY_URL && env.SMS_GATEWAY_KEY) return true
  return env.SMS_CONSOLE === 'on' && !isProduction(env)
}

/** Which levels a session may ask for here: none that nobody could reach. */
export function offeredLevels(env: Env): Level[] {
  const levels: Level[] = [0, 1]
  if (humanOffered(env)) levels.push(2)
  if (personOffered(env)) levels.push(3)
  return levels
}
