/** Bytes as base64url without padding (RFC 4648 §5). */
export function toBase64url(raw: Uint8Array): string {
  let text = ''
  for (const byte of raw) text += String.fromCharCode(byte)
  return btoa(text)
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/={1,2}$/, '')
}

/** Throws where the text is none. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(raw, (sign) => sign.charCodeAt(0))
}
