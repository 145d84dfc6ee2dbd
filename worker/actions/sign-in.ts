import { NAME_MAX, SIGN_IN_LINK_MS, TITLE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import type { SignInLinkGiven } from '../contract/schemas/desk'
import type { StaffRole } from '../contract/staff'
import { takeText } from '../domain/text-fields'
import {
  ensureStaff,
  findStaff,
  keepSignInLink,
  listStaff,
  useSignInLink,
  type StaffMember,
} from '../store/staff'

interface Deps {
  db: D1Database
  newId: () => string
  digest: (text: string) => string
  now: number
}

/** Who works here before the operator has put anybody on the list. */
const firstNames: Record<StaffRole, { name: string; office: string }> = {
  moderator: { name: '值班主持', office: '主持人' },
  official: { name: '值班答复人', office: '答复人' },
  officer: { name: '值班承办人', office: '承办人' },
  approver: { name: '值班审签人', office: '审签人' },
  admin: { name: '值班管理员', office: '管理员' },
  note_taker: { name: '值班记录员', office: '记录员' },
  supervisor: { name: '值班督办员', office: '督办员' },
}
const firstOf = (role: StaffRole): StaffMember => ({
  id: `staff-${role}`,
  ...firstNames[role],
  unit: '网友面对面编辑部',
  role,
})

async function personFor({ db, newId }: Deps, given: SignInLinkGiven): Promise<StaffMember> {
  const { role, id, name, office, unit } = given
  if (id !== undefined) {
    const known = await findStaff(db, id)
    if (!known || known.role !== role) throw new Refusal('NOT_FOUND', { field: 'id' })
    return known
  }
  const sameRole = (await listStaff(db)).filter((member) => member.role === role)
  if (name === undefined) {
    const first = sameRole[0]
    if (first) return first
    const made = firstOf(role)
    await ensureStaff(db, made)
    return made
  }
  const wanted = takeText(name, 'name', { min: 1, max: NAME_MAX })
  const known = sameRole.find((member) => member.name === wanted)
  const member = {
    id: known?.id ?? newId(),
    name: wanted,
    office: takeText(office ?? known?.office ?? firstOf(role).office, 'office', {
      min: 1,
      max: TITLE_MAX,
    }),
    unit: takeText(unit ?? known?.unit ?? firstOf(role).unit, 'unit', { min: 1, max: TITLE_MAX }),
    role,
  }
  await ensureStaff(db, member)
  return member
}

/** A link that signs one person in, once. Only its hash is kept. */
export async function giveSignInLink(
  deps: Deps,
  given: SignInLinkGiven,
  token: string,
): Promise<StaffMember> {
  const person = await personFor(deps, given)
  await keepSignInLink(deps.db, deps.digest(token), person.id, deps.now + SIGN_IN_LINK_MS)
  return person
}

/** Uses a link up; of two people who use it at once one gets in. */
export async function signIn(
  { db, digest, now }: Omit<Deps, 'newId'>,
  token: string,
): Promise<Actor> {
  const wellFormed = /^[\w-]{43}$/.test(token)
  const person = wellFormed ? await useSignInLink(db, digest(token), now) : null
  if (!person) throw new Refusal('LINK_USED')
  const { id, name, office, role } = person
  return { id, name, office, role }
}
