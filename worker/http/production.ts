import type { Env } from '../contract/env'

/**
 * Whether residents use this portal for real: its address is encrypted and no demonstration is shown, or the
 * operator says so. Then nobody signs in by a printed link, and weak secrets are refused.
 */
export function isProduction({
  PRODUCTION,
  PORTAL_DEMO,
  PUBLIC_URL,
}: Pick<Env, 'PRODUCTION' | 'PORTAL_DEMO' | 'PUBLIC_URL'>): boolean {
  if (PRODUCTION === 'on') return true
  return PORTAL_DEMO !== 'on' && /^https:/i.test(PUBLIC_URL ?? '')
}
