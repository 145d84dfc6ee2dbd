import { createHmac, timingSafeEqual } from 'node:crypto'

/** Codes of six digits that change every half minute (RFC 6238), as every authenticator app makes them. */

const STEP_MS = 30_000
const DIGITS = 6
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new secret: 160 bits in base32, as apps take it. */
export function newSecret(): string {
  const raw = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(raw, (byte) => ALPHABET.charAt(byte & 31)).join('')
}

function bytesOf(secret: string): Uint8Array {
  const out: number[] = []
  let [bits, held] = [0, 0]
  for (const sign of secret) {
    held = (held << 5) | ALPHABET.indexOf(sign)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    out.push((held >> bits) & 255)
  }
  return Uint8Array.from(out)
}

/** The code of a half minute. */
export function codeOf(secret: string, step: number): string {
  const counter = new Uint8Array(8)
  new DataView(counter.buffer).setBigUint64(0, BigInt(step))
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const at = (mac[19] ?? 0) & 15
  const [a = 0, b = 0, c = 0, d = 0] = mac.slice(at, at + 4)
  const number = (((a & 127) << 24) | (b << 16) | (c << 8) | d) % 10 ** DIGITS
  return String(number).padStart(DIGITS, '0')
}

export const stepOf = (now: number) => Math.floor(now / STEP_MS)

/** The half minute a code is of, one early or late allowed; null where it is of none. */
export function stepFor(secret: string, code: string, now: number): number | null {
  const typed = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(typed)) return null
  const here = stepOf(now)
  const bytes = (text: string) => new TextEncoder().encode(text)
  let found: number | null = null
  // All three are looked at, so that the time tells nothing.
  for (const step of [here - 1, here, here + 1]) {
    if (timingSafeEqual(bytes(codeOf(secret, step)), bytes(typed))) found = step
  }
  return found
}

/** What an app reads from the QR code. */
export function addressOf(secret: string, portal: string, login: string): string {
  const label = encodeURIComponent(`${portal}:${login}`)
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(portal)}&digits=6&period=30`
}
