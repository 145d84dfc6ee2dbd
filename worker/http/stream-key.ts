import { randomText } from './ids'
import { sha256Text } from './keys'

/** 160 random bits. */
const KEY_BYTES = 20

/** A new stream key: shown once, and kept by its hash only. */
export function newStreamKey(): { key: string; hash: string } {
  const key = randomText(KEY_BYTES)
  return { key, hash: hashOfKey(key) }
}

export const hashOfKey = (key: string): string => sha256Text(`stream ${key}`)

/** An encoder's address. It holds the key, so it is never written down anywhere. */
export const isPush = (path: string): boolean => path.startsWith('/ingest/')
