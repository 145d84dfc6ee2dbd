import { createHash } from 'node:crypto'
import { DUMPS } from '../contract/keeper'

/** What lies in a bucket, as a dump has it: everything but its bytes. */
export interface FileLine {
  key: string
  size: number
  sha256: string
  http: Record<string, string>
  custom: Record<string, string>
}

/** Dumps themselves lie in FILES, and are no part of a dump; this sorts behind everything of theirs. */
const AFTER_DUMPS = `${DUMPS}~`
/** What a portal nobody has used yet may have written by itself. */
const BY_ITSELF = /^(audit\/head|compliance\/)/

const LIST_MAX = 200

/** A page of a bucket, with the metadata of each object and without its bytes. */
export async function listFiles(bucket: R2Bucket, startAfter: string | null) {
  const found = await bucket.list({
    limit: LIST_MAX,
    ...(startAfter !== null && { startAfter }),
    include: ['httpMetadata', 'customMetadata'],
  })
  const objects = found.objects.filter(({ key }) => !key.startsWith(DUMPS))
  const last = found.truncated ? (found.objects.at(-1)?.key ?? null) : null
  return { objects, next: last?.startsWith(DUMPS) ? AFTER_DUMPS : last }
}

/** The SHA-256 of an object's bytes as they lie there; null where it is gone. */
export async function sha256Of(bucket: R2Bucket, key: string): Promise<string | null> {
  const found = await bucket.get(key)
  if (!found) return null
  const hash = createHash('sha256')
  for await (const part of found.body as ReadableStream<Uint8Array>) hash.update(part)
  return hash.digest('hex')
}

/** Metadata as plain text by name: dates as ISO 8601. */
export function httpOf(object: R2Object): Record<string, string> {
  const held: Record<string, string> = {}
  for (const [name, value] of Object.entries(object.httpMetadata ?? {})) {
    if (value !== undefined)
      held[name] = value instanceof Date ? value.toISOString() : String(value)
  }
  return held
}

export function metadataOf(http: Record<string, string>): R2HTTPMetadata {
  const { cacheExpiry, ...rest } = http
  return { ...rest, ...(cacheExpiry !== undefined && { cacheExpiry: new Date(cacheExpiry) }) }
}

/** Whether a bucket holds anything but what a portal writes by itself. */
export async function anythingIn(bucket: R2Bucket): Promise<string | null> {
  let after: string | null = null
  do {
    const page = await listFiles(bucket, after)
    const found = page.objects.find(({ key }) => !BY_ITSELF.test(key))
    if (found) return found.key
    after = page.next
  } while (after !== null)
  return null
}

/** Names that a portal gives to what it keeps: no way out of a folder, nothing unseen. */
export function isKey(key: unknown): key is string {
  return (
    typeof key === 'string' &&
    /^[\w][\w./:@=+-]{0,500}$/.test(key) &&
    !key.split('/').some((part) => part === '' || part === '.' || part === '..')
  )
}
