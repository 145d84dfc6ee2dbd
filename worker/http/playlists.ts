import type { Env } from '../contract/env'
import type { Playlist, PlaylistKind } from '../contract/ingest'
import { Refusal } from '../contract/refusals'
import { originOf } from './stream-door'

/**
 * Playlists as this isolate last heard of them: however many watch, the stream is asked once a second. What is
 * kept is the answer, not the promise of it: a reader who goes away takes the promise along.
 */

const KEEP_MS = 1_000
/** A frozen playlist does not change, and its object may sleep. */
const KEEP_FROZEN_MS = 60_000
/** While one reader asks, the others are content with what there was, for so long. */
const STALE_MS = 2_500
/** What is left of it while the stream does not answer: a cut must not be missed for longer. */
const AWAY_MS = 5_000
const KEPT_MAX = 300
/** Two hours of it are a third of a million signs; an isolate has room for some dozens. */
const SIGNS_MAX = 16_000_000

interface Kept {
  at: number
  playlist: Playlist
}

const kept = new Map<string, Kept>()
const asking = new Map<string, number>()

export async function playlistOf(
  env: Env,
  slug: string,
  kind: PlaylistKind,
  now: number,
): Promise<Playlist> {
  const place = `${kind} ${slug}`
  const found = kept.get(place)
  const age = found && now >= found.at ? now - found.at : Infinity
  if (found) {
    if (age < (found.playlist.state === 'frozen' ? KEEP_FROZEN_MS : KEEP_MS)) return found.playlist
    const since = asking.get(place)
    if (age < STALE_MS && since !== undefined && now - since < KEEP_MS) return found.playlist
  }
  asking.set(place, now)
  try {
    const mark = found?.playlist.text === undefined ? null : found.playlist.mark
    const told = await originOf(env, slug).playlist(kind, mark)
    const text = told.text ?? (told.mark === mark ? found?.playlist.text : undefined)
    const playlist = { ...told, ...(text !== undefined && { text }) }
    kept.delete(place)
    kept.set(place, { at: now, playlist })
    makeRoom()
    return playlist
  } catch {
    // It starts anew, or has too much to do: what there was a moment ago is better than nothing.
    if (found && age < AWAY_MS) return found.playlist
    throw new Refusal('RECORD_AWAY', { retryAfter: 1 })
  } finally {
    asking.delete(place)
  }
}

function makeRoom(): void {
  let signs = 0
  for (const { playlist } of kept.values()) signs += playlist.text?.length ?? 0
  for (const [place, { playlist }] of kept) {
    if (kept.size <= KEPT_MAX && signs <= SIGNS_MAX) return
    signs -= playlist.text?.length ?? 0
    kept.delete(place)
  }
}

/** After a cut here nobody is served what was before it. */
export function forgetPlaylists(slug: string): void {
  for (const kind of ['whole', 'delta', 'preview']) kept.delete(`${kind} ${slug}`)
}
