/**
 * Where a unit's own system may be told (webhook). The portal would call whatever stands there, so it is
 * encrypted, without a name or password in it, and points to no machine of the portal's own network, unless
 * the operator named the host in HOOK_HOSTS.
 */

export type HookFault = 'address' | 'https' | 'private' | 'host'

const ADDRESS_MAX = 1_000

/** Hosts of the setting, parted by commas or spaces. With one or more only these count. */
export const hookHosts = (setting: string | undefined): string[] =>
  (setting ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((host) => host !== '')

/** Names that mean a machine nearby. */
const nearby = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa|localdomain)$/

/** However a number is written, the parser of addresses has made four plain numbers of it. */
function isPrivate(hostname: string): boolean {
  // An address in numbers says nothing about whose it is; an office names its host, or the operator lists it.
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname) || hostname.startsWith('[')
}

/** An address as it is kept, or what is wrong with it. */
export function hookAddress(
  raw: string,
  hosts: readonly string[],
): { url: string; fault?: never } | { url?: never; fault: HookFault } {
  const text = raw.trim()
  if (text.length > ADDRESS_MAX || /[^\x21-\x7e]/.test(text) || !URL.canParse(text)) {
    return { fault: 'address' }
  }
  const url = new URL(text)
  if (url.protocol !== 'https:') return { fault: 'https' }
  if (url.username || url.password || url.hash) return { fault: 'address' }
  const { hostname } = url
  if (hosts.length > 0) return hosts.includes(hostname) ? { url: url.href } : { fault: 'host' }
  if (url.port || isPrivate(hostname) || nearby.test(hostname) || !hostname.includes('.')) {
    return { fault: 'private' }
  }
  return { url: url.href }
}

/** Addresses of 企业微信 and 政务微信 group robots take a shape of their own. */
export const isRobot = (url: string): boolean =>
  new URL(url).pathname.endsWith('/cgi-bin/webhook/send')
