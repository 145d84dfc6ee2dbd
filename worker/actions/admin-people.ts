import { NAME_MAX, NOTE_MAX, TITLE_MAX } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Actor } from '../contract/room'
import { staffRoles } from '../contract/staff'
import { addDays, shanghaiDay, startOfDay } from '../domain/shanghai'
import { takeText } from '../domain/text-fields'
import { inviteStatements, listInvites, revokeInviteStatement } from '../store/invites'
import type { StaffMember } from '../store/staff'
import { allUnits } from '../store/units-admin'
import { heldSessionBySlug } from '../store/session-reads'
import {
  absenceStatement,
  addPersonStatement,
  disableStatement,
  endAbsenceStatement,
  endSignInStatement,
  giveStatement,
  hasOtherAdmin,
  heldAt,
  listAbsences,
  openSignIns,
  personById,
  revokeKnownStatement,
  revokeStatement,
  writeDownStatement,
  type GrantRow,
  type Person,
} from '../store/people'
import type { AdminPlan } from './admin-plan'

type Form = ReadonlyMap<string, string>

interface Deps {
  db: D1Database
  newId: () => string
  actor: Actor
  now: number
}

/** Longer than this nobody is absent by one entry. */
const ABSENCE_DAYS_MAX = 366
/** Invitations that are looked through. */
const MANY = 500

/** Nobody changes their own roles or account: another administrator does. */
function refuseOneself({ actor }: Deps, id: string) {
  if (actor.id === id || actor.for?.id === id) throw new Refusal('OWN_ROLE')
}

async function find(db: D1Database, id: string): Promise<Person> {
  const person = await personById(db, id)
  if (!person) throw new Refusal('NOT_FOUND')
  return person
}

const isWhole = (row: { unitId?: string | null; session?: string | null }) =>
  (row.unitId ?? null) === null && (row.session ?? null) === null

/** Whether somebody administers the whole portal at a moment. */
const administers = (person: Person, now: number) =>
  heldAt(person, now).some((one) => one.role === 'admin' && ('known' in one || isWhole(one)))

/** The day a date field means, or null where it was left empty. */
function dayIn(form: Form, field: string): string | null {
  const day = form.get(field)?.trim() ?? ''
  if (day === '') return null
  try {
    startOfDay(day)
  } catch {
    throw new Refusal('INVALID', { field })
  }
  return day
}

type Given = Pick<GrantRow, 'role' | 'unitId' | 'session' | 'fromAt' | 'untilAt'>

/** What a role is held over, by name; null for the whole portal, undefined where there is no such thing. */
async function nameOver(db: D1Database, { unitId, session }: Pick<Given, 'unitId' | 'session'>) {
  if (unitId !== null) return (await allUnits(db)).find(({ id }) => id === unitId)?.name
  if (session !== null) return (await heldSessionBySlug(db, session))?.session.title
  return null
}

/** What a form gives: a role, over what, and for which days; the last day is given whole. */
async function givenBy(
  db: D1Database,
  form: Form,
  now: number,
): Promise<Given & { over: string | null }> {
  const role = staffRoles.find((one) => one === form.get('role'))
  if (!role) throw new Refusal('INVALID', { field: 'role' })
  const over = form.get('over') ?? ''
  const id = over.slice(over.indexOf(':') + 1)
  const place = {
    unitId: over.startsWith('unit:') ? id : null,
    session: over.startsWith('session:') ? id : null,
  }
  const whole = place.unitId === null && place.session === null
  const name = await nameOver(db, place)
  if (name === undefined || (whole && over !== 'portal'))
    throw new Refusal('INVALID', { field: 'over' })
  const from = dayIn(form, 'from')
  const to = dayIn(form, 'to')
  const fromAt = from === null || from === shanghaiDay(now) ? now : startOfDay(from)
  const untilAt = to === null ? null : startOfDay(addDays(to, 1))
  if (untilAt !== null && (untilAt <= now || untilAt <= fromAt))
    throw new Refusal('INVALID', { field: 'to' })
  return {
    role,
    ...place,
    fromAt,
    untilAt,
    over: name,
  }
}

const kindOf = ({ unitId, session }: Given) =>
  unitId !== null ? 'unit' : session !== null ? 'session' : 'portal'

/** What the chain says of a role in the clear: which, over what kind of thing, and for how long. */
const toldOf = (given: Given) => ({
  role: given.role,
  over: kindOf(given),
  from: given.fromAt,
  until: given.untilAt,
})

const factsOf = (given: Given & { over: string | null }, name: string) => ({
  name,
  role: given.role,
  kind: kindOf(given),
  over: given.over,
  until: given.untilAt,
})

const DAY_MS = 24 * 3_600_000

/** An invitation for somebody: a week for whoever begins here, a day for administrators and for coming in again. */
function invitation(deps: InviteDeps, member: StaffMember, isNew: boolean) {
  const { db, newId, newToken, digest, actor, now } = deps
  const token = newToken()
  const endsAt = now + (isNew && member.role !== 'admin' ? 7 * DAY_MS : DAY_MS)
  const { id: staffId, name, office, unit, role } = member
  const statements = inviteStatements(db, {
    hash: digest(token),
    id: newId(),
    staffId,
    name,
    office,
    unit,
    role,
    invitedBy: actor.id,
    invitedByName: actor.name,
    invitedAt: now,
    endsAt,
  })
  return { token, endsAt, statements }
}

interface InviteDeps extends Deps {
  /** 256 random bits. */
  newToken: () => string
  digest: (text: string) => string
}

/** What an invitation is shown as, once. */
export interface Invited {
  name: string
  token: string
  endsAt: number
}

/** Puts somebody on the list with the first role they hold, and invites them. */
export async function planPerson(
  deps: InviteDeps,
  form: Form,
): Promise<AdminPlan & { invited: Invited }> {
  const { db, newId, actor, now } = deps
  const given = await givenBy(db, form, now)
  const member = {
    id: newId(),
    name: takeText(form.get('name') ?? '', 'name', { min: 1, max: NAME_MAX }),
    office: takeText(form.get('office') ?? '', 'office', { min: 1, max: TITLE_MAX }),
    unit: takeText(form.get('unit') ?? '', 'unit', { min: 1, max: TITLE_MAX }),
    role: given.role,
  }
  const { over: _name, ...row } = given
  const { token, endsAt, statements } = invitation(deps, member, true)
  const grant = { ...row, id: newId(), staffId: member.id, givenBy: actor.id, givenAt: now }
  return {
    act: 'add_staff',
    kind: 'staff',
    about: member.id,
    told: { ...toldOf(given), invited: endsAt },
    words: { ...member, over: given.over },
    facts: factsOf(given, member.name),
    statements: [
      ...statements,
      addPersonStatement(db, member),
      giveStatement(db, { ...grant, revokedBy: null, revokedAt: null }),
    ],
    lost: new Refusal('CONFLICT'),
    invited: { name: member.name, token, endsAt },
  }
}

/** Invites somebody again who is on the list: with a new passkey they come in as they were. */
export async function planInvite(
  deps: InviteDeps,
  staffId: string,
): Promise<AdminPlan & { invited: Invited }> {
  refuseOneself(deps, staffId)
  const person = await find(deps.db, staffId)
  if (person.disabled) throw new Refusal('NOT_POSSIBLE')
  const { token, endsAt, statements } = invitation(deps, person, false)
  return {
    act: 'invite_staff',
    kind: 'staff',
    about: staffId,
    told: { invited: endsAt },
    words: { name: person.name },
    facts: { name: person.name },
    statements,
    lost: new Refusal('CONFLICT'),
    invited: { name: person.name, token, endsAt },
  }
}

/** Takes an invitation back that nobody has used yet. */
export async function planInviteBack({ db, now }: Deps, id: string): Promise<AdminPlan> {
  const invite = (await listInvites(db, MANY)).find((one) => one.id === id)
  if (!invite) throw new Refusal('NOT_FOUND')
  return {
    act: 'revoke_invite',
    kind: 'staff',
    about: invite.staffId,
    words: { name: invite.name },
    facts: { name: invite.name },
    statements: [revokeInviteStatement(db, id, now)],
    lost: new Refusal('CONFLICT'),
  }
}

/** Ends one signing-in, or with null all of one person. */
export async function planSignOut(
  { db, now }: Deps,
  of: { staffId: string } | { signIn: string },
): Promise<AdminPlan & { staffId: string; pass: string | null }> {
  const pass = 'signIn' in of ? of.signIn : null
  const open = await openSignIns(db, now, 'staffId' in of ? of.staffId : null)
  const one = open.find(({ id }) => pass === null || id === pass)
  if (!one) throw new Refusal(pass === null ? 'CONFLICT' : 'NOT_FOUND')
  const { staffId, name } = one
  return {
    act: 'end_sign_ins',
    kind: 'staff',
    about: staffId,
    told: { which: pass === null ? 'all' : 'one' },
    words: { name },
    facts: { name },
    statements: [endSignInStatement(db, staffId, pass)],
    lost: new Refusal('CONFLICT'),
    staffId,
    pass,
  }
}

/** Gives somebody one more role. */
export async function planGrant(deps: Deps, staffId: string, form: Form): Promise<AdminPlan> {
  const { db, newId, actor, now } = deps
  refuseOneself(deps, staffId)
  const person = await find(db, staffId)
  if (person.disabled) throw new Refusal('NOT_POSSIBLE')
  const given = await givenBy(db, form, now)
  const { over: _name, ...row } = given
  const same = heldAt(person, now).some((one) =>
    'known' in one
      ? one.role === given.role && kindOf(given) === 'portal'
      : one.role === given.role &&
        one.unitId === given.unitId &&
        one.session === given.session &&
        one.untilAt === null,
  )
  if (same) throw new Refusal('ALREADY_HELD', { field: 'role' })
  const by = { staffId, role: given.role, givenBy: actor.id, givenAt: now }
  return {
    act: 'give_role',
    kind: 'staff',
    about: staffId,
    told: toldOf(given),
    words: { name: person.name, over: given.over, unit: given.unitId, session: given.session },
    facts: factsOf(given, person.name),
    statements: [
      // To be given a role over less must not take away what somebody holds over more.
      ...(person.role === given.role ? [writeDownStatement(db, { ...by, id: newId() })] : []),
      giveStatement(db, { ...row, ...by, id: newId(), revokedBy: null, revokedAt: null }),
    ],
    lost: new Refusal('CONFLICT'),
  }
}

/** Names the role somebody is known by, which has no row of its own yet. */
export const KNOWN = 'known'

/** Takes a role back, at once. */
export async function planRevoke(deps: Deps, staffId: string, grantId: string): Promise<AdminPlan> {
  const { db, newId, actor, now } = deps
  refuseOneself(deps, staffId)
  const person = await find(db, staffId)
  const held = heldAt(person, now)
  const known = held.find((one) => 'known' in one)
  const row =
    grantId === KNOWN
      ? known && { role: known.role, unitId: null, session: null, fromAt: 0, untilAt: null }
      : held.find((one): one is GrantRow => 'id' in one && one.id === grantId)
  if (!row) throw new Refusal('CONFLICT')
  const alone = !person.disabled && row.role === 'admin' && isWhole(row)
  if (alone && !(await hasOtherAdmin(db, staffId, now))) {
    throw new Refusal('LAST_ADMIN')
  }
  const taken = { staffId, by: actor.id, now, needsOther: alone }
  return {
    act: 'revoke_role',
    kind: 'staff',
    about: staffId,
    told: toldOf(row),
    words: { name: person.name, unit: row.unitId, session: row.session },
    facts: factsOf(
      { ...row, over: (await nameOver(db, row)) ?? row.unitId ?? row.session },
      person.name,
    ),
    statements: [
      grantId === KNOWN
        ? revokeKnownStatement(db, { ...taken, id: newId(), role: row.role })
        : revokeStatement(db, { ...taken, id: grantId }),
    ],
    lost: new Refusal(alone ? 'LAST_ADMIN' : 'CONFLICT'),
  }
}

/** Closes somebody's account, or opens it again; what they did stays theirs. */
export async function planDisabled(
  deps: Deps,
  staffId: string,
  disabled: boolean,
  form: Form,
): Promise<AdminPlan> {
  const { db, now } = deps
  refuseOneself(deps, staffId)
  const person = await find(db, staffId)
  if (person.disabled === disabled) throw new Refusal('CONFLICT')
  const reason = takeText(form.get('reason') ?? '', 'reason', { min: 1, max: NOTE_MAX })
  const needsOther = disabled && administers(person, now)
  if (needsOther && !(await hasOtherAdmin(db, staffId, now))) throw new Refusal('LAST_ADMIN')
  return {
    act: disabled ? 'disable_staff' : 'enable_staff',
    kind: 'staff',
    about: staffId,
    told: { disabled },
    was: { name: person.name, disabled: person.disabled },
    words: { name: person.name, disabled },
    reason,
    facts: { name: person.name },
    statements: [disableStatement(db, { id: staffId, disabled, needsOther, now })],
    lost: new Refusal(needsOther ? 'LAST_ADMIN' : 'CONFLICT'),
  }
}

/** For the days of an absence somebody else does the work; what that is follows the roles of who is absent. */
export async function planAbsence(deps: Deps, ofStaff: string, form: Form): Promise<AdminPlan> {
  const { db, newId, actor, now } = deps
  const person = await find(db, ofStaff)
  const byStaff = form.get('by') ?? ''
  const other = byStaff === ofStaff ? null : await personById(db, byStaff)
  if (!other || other.disabled || person.disabled) throw new Refusal('INVALID', { field: 'by' })
  // Whoever does somebody's work holds more than before, and nobody gives that to themselves.
  refuseOneself(deps, byStaff)
  const fromDay = dayIn(form, 'from') ?? shanghaiDay(now)
  const toDay = dayIn(form, 'to')
  if (toDay === null || toDay < fromDay || toDay < shanghaiDay(now))
    throw new Refusal('INVALID', { field: 'to' })
  if (addDays(fromDay, ABSENCE_DAYS_MAX) < toDay) throw new Refusal('INVALID', { field: 'to' })
  const reason = takeText(form.get('reason') ?? '', 'reason', { min: 1, max: NOTE_MAX })
  const row = {
    id: newId(),
    ofStaff,
    byStaff,
    fromDay,
    toDay,
    reason,
    givenBy: actor.id,
    givenAt: now,
  }
  return {
    act: 'delegate',
    kind: 'staff',
    about: ofStaff,
    told: { from: fromDay, to: toDay },
    words: { of: person.name, by: other.name, byId: byStaff },
    reason,
    facts: { name: person.name, by: other.name, from: fromDay, to: toDay },
    statements: [absenceStatement(db, { ...row, endedBy: null, endedAt: null })],
    lost: new Refusal('CONFLICT'),
  }
}

/** Somebody is back sooner. Answers also whose sockets have to end. */
export async function planEndOfAbsence(
  deps: Deps,
  ofStaff: string,
  id: string,
): Promise<AdminPlan & { byStaff: string }> {
  const { db, actor, now } = deps
  const person = await find(db, ofStaff)
  const row = (await listAbsences(db)).find((one) => one.id === id && one.ofStaff === ofStaff)
  if (!row || row.endedAt !== null) throw new Refusal('CONFLICT')
  const other = await personById(db, row.byStaff)
  return {
    act: 'end_delegation',
    kind: 'staff',
    about: ofStaff,
    told: { from: row.fromDay, to: row.toDay },
    words: { of: person.name, by: other?.name ?? null, byId: row.byStaff },
    facts: { name: person.name, by: other?.name ?? null },
    statements: [endAbsenceStatement(db, { id, ofStaff, by: actor.id, now })],
    lost: new Refusal('CONFLICT'),
    byStaff: row.byStaff,
  }
}
