import type { Env } from '../contract/env'
import { findStaff } from '../store/staff'
import { inTime } from './patience'

const kept = new Map<string, { at: number; disabled: boolean }>()
const KEEP_MS = 10_000

/**
 * Whether a member of staff was disabled. Asked at most every ten seconds in one isolate; with the record
 * away the last word counts, and a signed cookie is believed until its day ends.
 */
export async function isDisabled(env: Env, id: string, now: number): Promise<boolean> {
  const found = kept.get(id)
  if (found && now >= found.at && now - found.at < KEEP_MS) return found.disabled
  let disabled = found?.disabled ?? false
  try {
    disabled = (await inTime(findStaff(env.DB, id))) === null
  } catch {
    // The record is away: keep what is known, and do not ask it again for each request.
  }
  kept.set(id, { at: now, disabled })
  return disabled
}

/** After somebody was disabled or reinstated here. */
export function forgetStaff(id: string) {
  kept.delete(id)
}
