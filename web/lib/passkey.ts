import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

/** Passkeys in the browser: fetch what is to be signed, let the device sign it, send it back. */

export type Done =
  | { ok: true; value: { to?: string } }
  /** `message` is the server's own sentence, where it had one. */
  | { ok: false; why: 'cancelled' | 'failed' | 'offline' | 'known' | 'refused'; message: string }

export interface Steps {
  /** Where the challenge comes from, and what goes along. */
  ask: string
  body: unknown
  /** Where the answer goes, and what goes along. */
  send: string
  also: Record<string, unknown>
  /** A new passkey, or one that is known. */
  make: boolean
}

export const knowsPasskeys = () => typeof window.PublicKeyCredential === 'function'

class Refused extends Error {}

async function post(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method: 'POST',
    cache: 'no-store',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const said = (await answer.json()) as { error?: { message: string } }
  if (!answer.ok) throw new Refused(said.error?.message ?? '')
  return said
}

/** Goes all the way; never throws. */
export async function withPasskey({ ask, body, send, also, make }: Steps): Promise<Done> {
  try {
    const options = await post(ask, body)
    const credential = make
      ? await startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
      : await startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON })
    const value = (await post(send, { ...also, credential })) as { to?: string }
    return { ok: true, value }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, why: 'refused', message: error.message }
    const name = error instanceof Error ? error.name : ''
    const why =
      name === 'NotAllowedError' || name === 'AbortError'
        ? 'cancelled'
        : name === 'InvalidStateError'
          ? 'known'
          : name === 'TypeError'
            ? 'offline'
            : 'failed'
    return { ok: false, why, message: '' }
  }
}
