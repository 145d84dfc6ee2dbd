import type { RefusalCode } from '../contract/refusals'

/**
 * Which addresses outside the portal a picture may come from. A browser plays them and the portal looks at them
 * once, so only what the operator named in STREAM_HOSTS counts: whole names, encrypted, on the usual port.
 */

/** Names of hosts, each with at least one dot; no address in numbers, no port, no star. */
const hostShape =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** Hosts of the setting, parted by commas or spaces; what is none is left out. */
export function streamHosts(setting: string | undefined): string[] {
  const named = (setting ?? '').toLowerCase().split(/[\s,]+/)
  return [...new Set(named.filter((host) => hostShape.test(host)))]
}

const ADDRESS_MAX = 1_000

export type AddressFault = Extract<
  RefusalCode,
  'SOURCE_NOT_HTTPS' | 'SOURCE_ADDRESS' | 'SOURCE_NOT_LISTED'
>

/** An address as it is kept, or why it is not taken. */
export function sourceAddress(
  raw: string,
  hosts: readonly string[],
): { url: string; fault?: never } | { url?: never; fault: AddressFault } {
  const text = raw.trim()
  if (text.length > ADDRESS_MAX || /[^\x21-\x7e]/.test(text) || !URL.canParse(text)) {
    return { fault: 'SOURCE_ADDRESS' }
  }
  const url = new URL(text)
  if (url.protocol !== 'https:') return { fault: 'SOURCE_NOT_HTTPS' }
  const { hostname, port, username, password, hash } = url
  // However a number is written, the parser has made plain numbers of it.
  const numbers = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname) || hostname.startsWith('[')
  if (username || password || port || hash || numbers) return { fault: 'SOURCE_ADDRESS' }
  return hosts.includes(hostname) ? { url: url.href } : { fault: 'SOURCE_NOT_LISTED' }
}
