/** Bytes of mails as text. */

/** Base64 of a text in UTF-8. */
export function toBase64(text: string): string {
  let signs = ''
  for (const byte of new TextEncoder().encode(text)) signs += String.fromCharCode(byte)
  return btoa(signs)
}

/** A name that may stand on the left of an at sign, whatever it was. */
export const fromLatin = (text: string): string =>
  text.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 120)
