import { Lately } from './lately'

/** A snapshot, ready to be sent. */
export interface Ready {
  seq: number
  epoch: string
  /** What tells this content from another where the number does not. */
  tag?: string
  body: string
}

const kept = new Lately<Ready>(200)
/** How often a session was changed from here: a snapshot taken before is not kept after. */
const changes = new Map<string, number>()
const KEEP_MS = 1_000

/** The snapshot of a session, kept for a second in this isolate. */
export async function snapshotOf(
  slug: string,
  now: number,
  take: () => Promise<Ready | null>,
): Promise<Ready | null> {
  const found = kept.find(slug, now, KEEP_MS)
  if (found) return found
  const before = changes.get(slug) ?? 0
  const ready = await take()
  if (ready && before === (changes.get(slug) ?? 0)) kept.keep(slug, now, ready)
  return ready
}

/** After a decision here nobody is served what was before it, least of all what was taken down. */
export function forgetSnapshot(slug: string) {
  kept.forget(slug)
  changes.set(slug, (changes.get(slug) ?? 0) + 1)
}
