import type { Env } from '../contract/env'
import { receiptFromBytes } from '../domain/receipt'
import { mac } from './keys'

/**
 * The code of an account at a provider: short enough to be read out on the telephone, with a sign that shows a
 * slip, made under the portal's key from issuer and subject. So neither has to be kept, and nobody can compute
 * the code of somebody else's account.
 */
export function accountCode(env: { PORTAL_KEY: string }, issuer: string, sub: string): string {
  return receiptFromBytes(mac(env, 'person', JSON.stringify(['staff', issuer, sub])))
}

/** The same, and as it was under the key before the last rotation. */
export function accountCodes(
  { PORTAL_KEY, PORTAL_KEY_BEFORE }: Pick<Env, 'PORTAL_KEY' | 'PORTAL_KEY_BEFORE'>,
  issuer: string,
  sub: string,
): string[] {
  const keys = PORTAL_KEY_BEFORE ? [PORTAL_KEY, PORTAL_KEY_BEFORE] : [PORTAL_KEY]
  return keys.map((key) => accountCode({ PORTAL_KEY: key }, issuer, sub))
}
