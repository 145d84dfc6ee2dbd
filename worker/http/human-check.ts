import type { Env } from '../contract/env'
import { sha256Text } from './keys'

/**
 * A check that somebody is a person, by a service of the operator's choice. What it says: they are, they are
 * not, or it cannot be reached, which is nobody's fault and nobody's proof.
 */
export interface HumanCheck {
  /** What the page shows the service's widget with. */
  siteKey: string
  verify(token: string, host: string): Promise<'passed' | 'failed' | 'away'>
}

/** What the widget says it was shown for; a token of another widget is none of ours. */
export const HUMAN_ACTION = 'take-part'
const TOKEN_MAX = 2_048
const PATIENCE_MS = 5_000
const SITEVERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'
/** Its own errors; anything else it says of a token is a no. */
const OWN_FAULTS = ['internal-error', 'missing-input-secret', 'invalid-input-secret']

/** Cloudflare Turnstile. The visitor's address is not sent along. */
export function turnstile(
  siteKey: string,
  secret: string,
  ask: typeof fetch = (...given) => fetch(...given),
): HumanCheck {
  return {
    siteKey,
    async verify(token, host) {
      if (token === '' || token.length > TOKEN_MAX) return 'failed'
      const said = await siteverify(ask, secret, token)
      if (said === null) return 'away'
      if (said['success'] === true) {
        const ours = said['hostname'] === host && said['action'] === HUMAN_ACTION
        return ours ? 'passed' : 'failed'
      }
      const codes = Array.isArray(said['error-codes']) ? (said['error-codes'] as unknown[]) : []
      return codes.some((code) => OWN_FAULTS.includes(String(code))) ? 'away' : 'failed'
    },
  }
}

/** The service's answer, or null where it gave none that can be read. */
async function siteverify(
  ask: typeof fetch,
  secret: string,
  token: string,
): Promise<Record<string, unknown> | null> {
  try {
    const answer = await ask(SITEVERIFY, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret, response: token, idempotency_key: crypto.randomUUID() }),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (answer.status >= 500 || !answer.headers.get('content-type')?.includes('json')) {
      await answer.body?.cancel()
      return null
    }
    const said: unknown = await answer.json()
    return typeof said === 'object' && said !== null ? { ...said } : null
  } catch {
    return null
  }
}

/** The check that is set up, or null. */
export function humanCheckOf(env: Env): HumanCheck | null {
  const { TURNSTILE_SITE_KEY: site, TURNSTILE_SECRET: secret } = env
  return site && secret ? turnstile(site, secret) : null
}

/** Names a token, so that it counts once. */
export const tokenName = (token: string) => `human ${sha256Text(token)}`
