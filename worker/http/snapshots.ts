/** A snapshot, ready to be sent. */
export interface Ready {
  seq: number
  epoch: string
  /** What tells this content from another where the number does not. */
  tag?: string
  body: string
}

interface Kept {
  at: number
  ready: Ready
}

const kept = new Map<string, Kept>()
/** How often a session was changed from here: a snapshot taken before is not kept after. */
const changes = new Map<string, number>()
const KEEP_MS = 1_000
const KEPT_MAX = 200

/**
 * The snapshot of a session, kept for a second in this isolate. What is kept is the text, not the
 * promise of it: a reader who goes away takes the promise along, and others would wait forever.
 */
export async function snapshotOf(
  slug: string,
  now: number,
  take: () => Promise<Ready | null>,
): Promise<Ready | null> {
  const found = kept.get(slug)
  if (found && now >= found.at && now - found.at < KEEP_MS) return found.ready
  const before = changes.get(slug) ?? 0
  const ready = await take()
  if (ready && before === (changes.get(slug) ?? 0)) {
    kept.delete(slug)
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
    kept.set(slug, { at: now, ready })
  }
  return ready
}

/** After a decision here nobody is served what was before it, least of all what was taken down. */
export function forgetSnapshot(slug: string) {
  kept.delete(slug)
  changes.set(slug, (changes.get(slug) ?? 0) + 1)
}
