import { NOTE_MAX } from '../contract/limits'
import { heard, Refusal } from '../contract/refusals'
import type { Actor, Room, SealedWanted } from '../contract/room'
import { takeText } from '../domain/text-fields'
import { heldSessionBySlug } from '../store/session-reads'

interface Deps {
  db: D1Database
  room: Pick<Room, 'openSealed'>
  open: (id: string, sealed: { keyId: string; box: string }) => Promise<string>
  now: number
}

/** An original as its author wrote it. */
export interface Original {
  id: string
  at: number
  text: string
  details?: string
  name?: string
}

/** Opens originals for a stated reason; the look is on record before a word of them is. */
export async function openSealed(
  { db, room, open, now }: Deps,
  slug: string,
  wanted: SealedWanted,
  actor: Actor,
  reason: string,
): Promise<Original[]> {
  const why = takeText(reason, 'reason', { min: 2, max: NOTE_MAX, lines: true })
  // Accusations are not the desk's: only the operator hands them on, to whom the law names.
  if (actor.role !== 'moderator') throw new Refusal('NOT_ALLOWED')
  const held = await heldSessionBySlug(db, slug)
  if (!held) throw new Refusal('NOT_FOUND')
  const inRecord = async () => {
    const { openSealedInRecord } = await import('../store/sealed')
    return openSealedInRecord(db, held.session.id, wanted, actor, why, now)
  }
  const found =
    held.authority === 'room'
      ? heard(await room.openSealed(wanted, actor, why, now))
      : await inRecord()
  if ('id' in wanted && found.length === 0) throw new Refusal('NOT_FOUND')
  return Promise.all(
    found.map(async ({ id, at, ...box }) => {
      const { text, details, name } = JSON.parse(await open(id, box)) as Record<string, string>
      return { id, at, text: text ?? '', ...(details && { details }), ...(name && { name }) }
    }),
  )
}
