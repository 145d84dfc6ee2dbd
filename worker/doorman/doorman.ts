import { DurableObject } from 'cloudflare:workers'
import type { Told } from '../contract/refusals'
import type { Env } from '../contract/env'

/** What one network may try, and how often. */
export interface Counted {
  /** What is counted, e.g. `lookup`. */
  what: string
  /** Address the request came from; it is never written down. */
  from: string
  limit: number
  windowMs: number
}

const DAY_MS = 86_400_000
/** Counters kept at most; the oldest goes first. */
const BUCKETS_MAX = 50_000

interface Bucket {
  misses: number
  since: number
}

/**
 * Counts what networks get wrong, without knowing who they are: an address is shortened to its network
 * and hashed with a key that exists in this object's memory only and is thrown away every day.
 * Counts are lost with the memory; they slow guessing down, nothing is decided by them.
 */
export class Doorman extends DurableObject<Env> {
  #key: CryptoKey | null = null
  #keyDay = 0
  #buckets = new Map<string, Bucket>()

  /** Lets a network try, or says when it may again. Counted before the outcome is known, so that many tries at once gain nothing. */
  async letTry(counted: Counted, now: number): Promise<Told<null>> {
    const name = await this.#name(counted, now)
    const bucket = this.#buckets.get(name)
    if (bucket && now - bucket.since < counted.windowMs) {
      if (bucket.misses >= counted.limit) {
        const retryAfter = Math.max(1, Math.ceil((bucket.since + counted.windowMs - now) / 1000))
        return { ok: false, code: 'SLOW_DOWN', facts: { retryAfter } }
      }
      bucket.misses++
      return { ok: true, value: null }
    }
    this.#buckets.delete(name)
    if (this.#buckets.size >= BUCKETS_MAX) {
      this.#buckets.delete(this.#buckets.keys().next().value ?? '')
    }
    this.#buckets.set(name, { misses: 1, since: now })
    return { ok: true, value: null }
  }

  /** The try was no miss: takes it off the count. */
  async worked(counted: Counted, now: number): Promise<void> {
    const bucket = this.#buckets.get(await this.#name(counted, now))
    if (bucket && bucket.misses > 0) bucket.misses--
  }

  async #name({ what, from }: Counted, now: number): Promise<string> {
    const day = Math.floor(now / DAY_MS)
    if (!this.#key || this.#keyDay !== day) {
      this.#key = (await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, [
        'sign',
      ])) as CryptoKey
      this.#keyDay = day
      this.#buckets.clear()
    }
    const text = new TextEncoder().encode(`${what} ${networkPart(from)}`)
    const code = new Uint8Array(await crypto.subtle.sign('HMAC', this.#key, text))
    return String.fromCharCode(...code.subarray(0, 8))
  }
}

/** An address without the part that tells households apart: /24 of IPv4, /48 of IPv6. */
export function networkPart(address: string): string {
  const v4 = /(?:^|:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/.exec(address)
  if (v4) return v4.slice(1, 4).join('.')
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const gap = address.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0
  const groups = [...left, ...Array.from({ length: gap }, () => '0'), ...right]
  return groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
