import type { Env } from '../contract/env'
import { roomOf } from '../http/room-door'
import { casesInRooms } from '../store/room-cases'

/** Which act of which case its room was told last. */
export interface HeardBy {
  get: (caseId: string) => number
  set: (caseId: string, seq: number) => void
}

/** Tells rooms that still hold a session where its cases stand; what one has not heard is said again. */
export async function tellRooms(env: Env, heard: HeardBy, now: number): Promise<void> {
  for (const { slug, file } of await casesInRooms(env.DB)) {
    if (heard.get(file.id) >= file.seq) continue
    try {
      const told = await roomOf(env, slug).caseChanged(file, now)
      if (told.ok) heard.set(file.id, file.seq)
    } catch {
      // It is told at the next look.
    }
  }
}
