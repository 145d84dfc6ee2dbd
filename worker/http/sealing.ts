import type { Env } from '../contract/env'
import { Refusal } from '../contract/refusals'
import { keyFor, macText } from './keys'

/**
 * Originals under the portal's key: AES-GCM with a key of its own (label `seal`), bound to the id of what
 * it belongs to. The key's name travels along, so that a seal made before a rotation is still opened.
 */

const NONCE = 12

interface Secrets {
  PORTAL_KEY: string
}

const nameOf = (secret: Secrets) => macText(secret, 'seal', 'key id').slice(0, 8)

const bytes = (text: string) => Uint8Array.from(new TextEncoder().encode(text))

async function keyOf(secret: Secrets): Promise<CryptoKey> {
  const raw = Uint8Array.from(keyFor(secret, 'seal'))
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

function toBase64url(raw: Uint8Array): string {
  let text = ''
  for (const byte of raw) text += String.fromCharCode(byte)
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(raw, (sign) => sign.charCodeAt(0))
}

export async function sealText(
  env: Secrets,
  id: string,
  text: string,
): Promise<{ keyId: string; box: string }> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE))
  const algorithm = { name: 'AES-GCM', iv, additionalData: bytes(id) }
  const closed = await crypto.subtle.encrypt(algorithm, await keyOf(env), bytes(text))
  const out = new Uint8Array(NONCE + closed.byteLength)
  out.set(iv)
  out.set(new Uint8Array(closed), NONCE)
  return { keyId: nameOf(env), box: toBase64url(out) }
}

/** Opens a seal with the key it names; without that key it stays closed for good. */
export async function openText(
  env: Pick<Env, 'PORTAL_KEY' | 'PORTAL_KEY_BEFORE'>,
  id: string,
  { keyId, box }: { keyId: string; box: string },
): Promise<string> {
  const known = [env.PORTAL_KEY, env.PORTAL_KEY_BEFORE].flatMap((key) =>
    key ? [{ PORTAL_KEY: key }] : [],
  )
  const secret = known.find((one) => nameOf(one) === keyId)
  if (!secret) throw new Refusal('NOT_POSSIBLE')
  const raw = fromBase64url(box)
  const algorithm = { name: 'AES-GCM', iv: raw.slice(0, NONCE), additionalData: bytes(id) }
  const text = await crypto.subtle.decrypt(algorithm, await keyOf(secret), raw.slice(NONCE))
  return new TextDecoder().decode(text)
}
