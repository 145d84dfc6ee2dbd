import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { Refusal } from '../contract/refusals'
import { seals } from './schema'

export interface Seal {
  sessionId: string
  /** Where the ballots lie in the object store. */
  key: string
  digest: string
  ballots: number
  at: number
}

/** Puts the ballots of a session away. Again with the same digest does nothing; another content is refused. */
export async function sealBallots(
  files: R2Bucket,
  key: string,
  bytes: ArrayBuffer | Uint8Array | string,
  digest: string,
): Promise<void> {
  // `onlyIf` decides at the store, so of two writers at once the first one stays.
  const put = await files.put(key, bytes, {
    onlyIf: new Headers({ 'if-none-match': '*' }),
    customMetadata: { digest },
    httpMetadata: { contentType: 'application/octet-stream', cacheControl: 'private, no-store' },
  })
  if (put) return
  const held = await files.head(key)
  if (held?.customMetadata?.['digest'] !== digest) throw new Refusal('CONFLICT')
}

/** Notes in the record where the ballots lie and what they are. The first note stands; another one is refused. */
export async function keepSeal(db: D1Database, seal: Seal): Promise<void> {
  await drizzle(db).insert(seals).values(seal).onConflictDoNothing({ target: seals.sessionId })
  const held = await readSeal(db, seal.sessionId)
  if (held?.digest !== seal.digest || held.key !== seal.key) throw new Refusal('CONFLICT')
}

export async function readSeal(db: D1Database, sessionId: string): Promise<Seal | null> {
  const rows = await drizzle(db).select().from(seals).where(eq(seals.sessionId, sessionId))
  return rows[0] ?? null
}
