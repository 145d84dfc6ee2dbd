import type { Env } from '../contract/env'
import { sessionsInRooms } from '../store/open-rooms'
import { inTime } from './patience'

const KEEP_MS = 2_000
let kept: { at: number; slugs: string[] } | null = null

/** Sessions to ask for somebody's own questions. With the record away, those known last. */
export async function openRooms(env: Env, now: number): Promise<string[]> {
  if (kept && now >= kept.at && now - kept.at < KEEP_MS) return kept.slugs
  try {
    const open = await inTime(sessionsInRooms(env.DB))
    kept = { at: now, slugs: open.map(({ slug }) => slug) }
  } catch (error) {
    if (!kept) throw error
  }
  return kept.slugs
}

/** After a session was opened or archived here. */
export function forgetOpenRooms() {
  kept = null
}
