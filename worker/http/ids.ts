import { toBase64url } from '../domain/bytes'

/** Crockford's base32: no I, L, O and U, so that an id can be read out and typed. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 13

/** A new id: 65 random bits in 13 signs. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH))
  let id = ''
  // 256 is a multiple of 32, so every sign is equally likely.
  for (const byte of bytes) id += ALPHABET.charAt(byte & 31)
  return id
}

export function isId(text: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{13}$/.test(text)
}

/** Random bytes in base64url, for tokens and cookies. */
export function randomText(bytes: number): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(bytes)))
}

/** Names of sessions, as they stand in addresses. */
export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

export function isSlug(text: string): boolean {
  return slugPattern.test(text)
}
