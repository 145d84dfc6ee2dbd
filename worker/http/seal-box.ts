/** AES-GCM over texts, bound to the id of what they belong to. Rare: read when something is sealed or opened. */

import { fromBase64url, toBase64url } from '../domain/bytes'

const NONCE = 12

const bytes = (text: string) => Uint8Array.from(new TextEncoder().encode(text))

const keyFrom = (raw: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', Uint8Array.from(raw), 'AES-GCM', false, ['encrypt', 'decrypt'])

/** Nonce and ciphertext, base64url. */
export async function closeBox(key: Uint8Array, id: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE))
  const algorithm = { name: 'AES-GCM', iv, additionalData: bytes(id) }
  const closed = await crypto.subtle.encrypt(algorithm, await keyFrom(key), bytes(text))
  const out = new Uint8Array(NONCE + closed.byteLength)
  out.set(iv)
  out.set(new Uint8Array(closed), NONCE)
  return toBase64url(out)
}

export async function openBox(key: Uint8Array, id: string, box: string): Promise<string> {
  const raw = fromBase64url(box)
  const algorithm = { name: 'AES-GCM', iv: raw.slice(0, NONCE), additionalData: bytes(id) }
  const text = await crypto.subtle.decrypt(algorithm, await keyFrom(key), raw.slice(NONCE))
  return new TextDecoder().decode(text)
}
