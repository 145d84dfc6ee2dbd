import { NAME_MAX, TITLE_MAX } from '../../contract/limits'
import { Refusal } from '../../contract/refusals'
import type { Actor } from '../../contract/room'
import type { StaffRole } from '../../contract/staff'
import { takeText } from '../../domain/text-fields'
import { keepInvite } from '../../store/invites'
import { findStaff } from '../../store/staff'

export { acceptInvite, listInvites, openInvite, revokeInvite } from '../../store/invites'
export type { Invite } from '../../store/invites'

/** An administrator's link, and one by which somebody known comes in again, is good for a day only. */
const DAY_MS = 24 * 3_600_000
const WEEK_MS = 7 * DAY_MS

interface Deps {
  db: D1Database
  newId: () => string
  /** 256 random bits. */
  newToken: () => string
  digest: (text: string) => string
  now: number
}

export type InviteGiven =
  /** Somebody new. */
  | { name: string; office: string; unit: string; role: StaffRole }
  /** Somebody who works here and cannot sign in any more. */
  | { staffId: string }

export interface InviteMade {
  id: string
  staffId: string
  /** For the address `/desk/join?i=…`; shown once, kept nowhere. */
  token: string
  endsAt: number
}

/** Invites somebody, in the name of `by`. Nobody invites themselves: coming in again takes a second person. */
export async function createInvite(
  { db, newId, newToken, digest, now }: Deps,
  given: InviteGiven,
  by: Pick<Actor, 'id' | 'name'>,
): Promise<InviteMade> {
  const known = 'staffId' in given
  const person = known ? await findStaff(db, given.staffId) : { id: newId(), ...facts(given) }
  if (!person) throw new Refusal('NOT_FOUND', { field: 'staffId' })
  if (person.id === by.id) throw new Refusal('SECOND_PERSON')
  const { id: staffId, name, office, unit, role } = person
  const token = newToken()
  const endsAt = now + (known || role === 'admin' ? DAY_MS : WEEK_MS)
  const id = newId()
  const inviter = { invitedBy: by.id, invitedByName: by.name, invitedAt: now }
  const row = { hash: digest(token), id, staffId, name, office, unit, role, endsAt, ...inviter }
  await keepInvite(db, row)
  return { id, staffId, token, endsAt }
}

function facts(given: { name: string; office: string; unit: string; role: StaffRole }) {
  return {
    name: takeText(given.name, 'name', { min: 1, max: NAME_MAX }),
    office: takeText(given.office, 'office', { min: 1, max: TITLE_MAX }),
    unit: takeText(given.unit, 'unit', { min: 1, max: TITLE_MAX }),
    role: given.role,
  }
}
