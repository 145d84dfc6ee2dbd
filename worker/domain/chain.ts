import type { ChainHead, Fact } from '../contract/audit'

/**
 * The audit chain: every change is an entry, every entry is sealed together with the seal before it, so
 * that whoever holds one seal can tell whether anything up to it was altered. Pure: the hash is passed in.
 * scripts/verify-audit.mjs says the same once more for people who trust nothing here.
 */

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export type Sha256 = (text: string) => string

/** The seal before the first entry. */
export const CHAIN_START = '0'.repeat(64)

/** The chain of the portal; those of rooms are called `room:` and the session's name. */
export const PORTAL_CHAIN = 'portal'
export const roomChain = (slug: string): string => `room:${slug}`

/** JSON with sorted names and without spaces: the same value always gives the same bytes. */
export function canonicalJSON(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJSON(one ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const held = value as Record<string, unknown>
    const names = Object.keys(held).filter((name) => held[name] !== undefined)
    return `{${names
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonicalJSON(held[name])}`)
      .join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error('Only finite numbers can be chained.')
  }
  return JSON.stringify(value)
}

/** The seal of an entry, given as canonical JSON, after the seal before it. */
export function sealOf(sha256: Sha256, before: string, canonical: string): string {
  return sha256(`v1\n${before}${canonical}`)
}

/** A line of an export. Every byte of it is laid down, so that none can be changed unseen. */
export function chainLine(canonical: string, hash: string): string {
  return `{"entry":${canonical},"hash":"${hash}"}`
}

/** What is signed of a head. */
export function headText({ chain, seq, hash }: ChainHead, at: number): string {
  return `mianduimian/audit-head/v1\n${chain}\n${seq}\n${hash}\n${at}`
}

/** How a head is printed on paper and in a footer: enough to find it in an export. */
export function shortHead({ seq, hash }: Pick<ChainHead, 'seq' | 'hash'>): string {
  return `${seq}:${hash.slice(0, 16)}`
}

/**
 * The part of a row's salt that opens one thing about it: the salt itself stays beside the row, and
 * publishing one part (the words of an answer) opens no other (the words an asker took back).
 */
export type SaltPart = 'object' | 'taken' | 'words' | 'said'

/** A salt of which only the thing's name is left, after its words were erased: nothing else follows from it. */
const NAME_ONLY = 'o:'

export const nameOnly = (object: string): string => NAME_ONLY + object

export function saltPart(sha256: Sha256, salt: string, part: SaltPart): string {
  if (part === 'object' && salt.startsWith(NAME_ONLY)) return salt.slice(NAME_ONLY.length)
  return sha256(`s1\n${salt}\n${part}`).slice(0, 32)
}

/** Commits to a value without telling it. Without its part of the salt nobody can guess what it was. */
export function commitTo(sha256: Sha256, part: string, value: Fact): string {
  return sha256(`c1\n${part}\n${canonicalJSON(value)}`)
}

/** The name of a thing inside a chain. */
export function handleOf(sha256: Sha256, part: string, key: string): string {
  return commitTo(sha256, part, key).slice(0, 32)
}
