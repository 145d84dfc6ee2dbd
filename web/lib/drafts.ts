/** Keeps what somebody is writing, so that a reload or a call in between loses nothing. */

const DRAFT_PREFIX = 'mmd:draft:'
/** A draft nobody came back to within a week is forgotten. */
const KEEP_MS = 7 * 24 * 3_600_000

interface Draft {
  at: number
  values: Record<string, string>
}

/** null where the browser keeps nothing, as some do in private windows. */
function storage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

export function readDraft(name: string, now: number): Record<string, string> | null {
  const raw = storage()?.getItem(DRAFT_PREFIX + name)
  if (!raw) return null
  try {
    const draft = JSON.parse(raw) as Draft
    return now - draft.at < KEEP_MS ? draft.values : null
  } catch {
    return null
  }
}

export function keepDraft(name: string, values: Record<string, string>, now: number): void {
  try {
    if (Object.values(values).every((value) => value === ''))
      storage()?.removeItem(DRAFT_PREFIX + name)
    else
      storage()?.setItem(DRAFT_PREFIX + name, JSON.stringify({ at: now, values } satisfies Draft))
  } catch {
    // A full storage must not stop anybody from writing.
  }
}

export function forgetDraft(name: string): void {
  storage()?.removeItem(DRAFT_PREFIX + name)
}
