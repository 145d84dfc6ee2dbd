import type { ComplianceEntry, CompliancePage } from '../contract/compliance'
import { COMPLIANCE_DAYS } from '../contract/limits'
import { DAY_MS, shanghaiDay } from '../domain/shanghai'
import { toBase64url } from '../domain/bytes'

/** How the compliance log lies in the object store: `compliance/2026-11-30/…`, one sealed box a line. */

const PREFIX = 'compliance/'
const NONCE = 12
/** What one answer to the reading script holds at most. */
const PAGE_FILES = 60
const PAGE_SIGNS = 4_000_000

const bytes = (text: string) => Uint8Array.from(new TextEncoder().encode(text))

/** The key of the log, from its secret; the script derives it in the same way. */
async function keyOf(secret: string): Promise<{ key: CryptoKey; name: string }> {
  const digest = await crypto.subtle.digest('SHA-256', bytes(`mianduimian/compliance/v1 ${secret}`))
  const key = await crypto.subtle.importKey('raw', digest, 'AES-GCM', false, ['encrypt'])
  const named = new Uint8Array(await crypto.subtle.digest('SHA-256', digest))
  return { key, name: toBase64url(named.subarray(0, 6)) }
}

/** `key.box`: the name of the key, and nonce with ciphertext. */
export async function sealed(secret: string, entries: ComplianceEntry[]): Promise<string> {
  const { key, name } = await keyOf(secret)
  const iv = crypto.getRandomValues(new Uint8Array(NONCE))
  const algorithm = { name: 'AES-GCM', iv, additionalData: bytes(PREFIX) }
  const closed = await crypto.subtle.encrypt(algorithm, key, bytes(JSON.stringify(entries)))
  const out = new Uint8Array(NONCE + closed.byteLength)
  out.set(iv)
  out.set(new Uint8Array(closed), NONCE)
  return `${name}.${toBase64url(out)}`
}

/** Puts waiting boxes away, a file for each day among them; named after the first, so that again is the same file. */
export async function putFiles(
  files: R2Bucket,
  waiting: { id: number; at: number; box: string }[],
): Promise<void> {
  const days = Map.groupBy(waiting, ({ at }) => shanghaiDay(at))
  for (const [day, boxes] of days) {
    const name = String(boxes[0]?.id ?? 0).padStart(12, '0')
    await files.put(`${PREFIX}${day}/${name}`, boxes.map(({ box }) => box).join('\n'), {
      httpMetadata: { contentType: 'text/plain', cacheControl: 'private, no-store' },
    })
  }
}

export async function boxesOf(
  files: R2Bucket,
  from: string,
  to: string,
  after: string | null,
): Promise<CompliancePage> {
  const boxes: string[] = []
  let signs = 0
  // Keys are in order of days, so the listing starts where the days do.
  const startAfter = after ?? `${PREFIX}${from}`
  const { objects, truncated } = await files.list({
    prefix: PREFIX,
    startAfter,
    limit: PAGE_FILES,
  })
  const texts = await Promise.all(
    objects.map(async ({ key }) => (await (await files.get(key))?.text()) ?? ''),
  )
  for (const [i, { key }] of objects.entries()) {
    if (key.slice(PREFIX.length, PREFIX.length + to.length) > to) return { boxes, next: null }
    const text = texts[i] ?? ''
    boxes.push(...text.split('\n').filter((line) => line !== ''))
    signs += text.length
    if (signs > PAGE_SIGNS) return { boxes, next: key }
  }
  return { boxes, next: truncated ? (objects.at(-1)?.key ?? null) : null }
}

/** Erases whole days: those that ended more than so many days ago. */
export async function eraseOld(
  files: R2Bucket,
  days: string | undefined,
  now: number,
): Promise<number> {
  const kept = Math.max(1, Number(days || COMPLIANCE_DAYS) || COMPLIANCE_DAYS)
  const first = shanghaiDay(now - kept * DAY_MS)
  let erased = 0
  for (;;) {
    const { objects } = await files.list({ prefix: PREFIX, limit: 500 })
    const old = objects.filter(({ key }) => key.slice(PREFIX.length, PREFIX.length + 10) < first)
    if (old.length === 0) return erased
    await files.delete(old.map(({ key }) => key))
    erased += old.length
  }
}
