import {
  planAbsence,
  planDisabled,
  planEndOfAbsence,
  planGrant,
  planRevoke,
} from '../../actions/admin-people'
import { Refusal } from '../../contract/refusals'
import { peopleWords } from '../../contract/words/admin-people'
import { shanghaiDay } from '../../domain/shanghai'
import type { Ctx } from '../../http/app-env'
import { endDeskSockets } from '../../http/desk-sockets'
import { alsoMay } from '../../http/guard'
import { newId } from '../../http/ids'
import { listActs } from '../../store/admin-acts'
import {
  heldAt,
  listAbsences,
  listPeople,
  openSignIns,
  personById,
  type Person,
} from '../../store/people'
import { listForStaff } from '../../store/session-reads'
import { endSessions } from '../../store/staff-sessions'
import { allUnits } from '../../store/units-admin'
import { PeopleList, type PersonLine } from '../../../web/views/desk/admin-people'
import { PersonPage } from '../../../web/views/desk/admin-person'
import type { RoleLine } from '../../../web/views/desk/admin-role'
import { readerOf } from '../reader'
import { accountsOf } from './accounts'
import { ActList, sentencesOf } from './acts'
import { adminPage, carryOut, onward, type Form, type Said } from './frame'

const RECENT_SESSIONS = 40
const RECENT_ACTS = 10

export const depsOf = (c: Ctx) => ({
  db: c.env.DB,
  newId,
  actor: c.var.staff,
  now: Date.now(),
})

/** What a role may be held over: every unit that is not merged, and the sessions of late. */
async function places(db: D1Database) {
  const [units, { sessions }] = await Promise.all([allUnits(db), listForStaff(db, RECENT_SESSIONS)])
  return {
    units,
    sessions: sessions
      .filter(({ session }) => session.source === undefined)
      .map(({ session: { slug, title } }) => ({ slug, title })),
  }
}
type Places = Awaited<ReturnType<typeof places>>

function nameOver(
  place: { unitId: string | null; session: string | null },
  { units, sessions }: Places,
) {
  if (place.unitId !== null)
    return units.find(({ id }) => id === place.unitId)?.name ?? place.unitId
  if (place.session === null) return null
  return sessions.find(({ slug }) => slug === place.session)?.title ?? place.session
}

/** The roles somebody holds or will hold, for the page. */
function rolesOf(person: Person, where: Places, now: number): RoleLine[] {
  return heldAt(person, now).map((one) =>
    'known' in one
      ? { id: 'known', role: one.role, over: null, from: null, until: null, known: true }
      : {
          id: one.id,
          role: one.role,
          over: nameOver(one, where),
          from: one.fromAt > now ? one.fromAt : null,
          until: one.untilAt,
          known: false,
        },
  )
}

export async function people(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const { DB } = c.env
  const now = Date.now()
  const today = shanghaiDay(now)
  const [everybody, absent, where] = await Promise.all([
    listPeople(DB),
    listAbsences(DB),
    places(DB),
  ])
  const asked = (c.req.query('q') ?? '').trim().slice(0, 60)
  const nameOf = (id: string) => everybody.find((one) => one.id === id)?.name ?? ''
  const lines = everybody
    .filter(({ name, office, unit }) => `${name} ${office} ${unit}`.includes(asked))
    .map((person): PersonLine => {
      const away = absent.find(
        (one) =>
          one.ofStaff === person.id &&
          one.endedAt === null &&
          one.fromDay <= today &&
          one.toDay >= today,
      )
      const { id, name, office, unit, disabled } = person
      const roles = rolesOf(person, where, now)
      return {
        id,
        name,
        office,
        unit,
        disabled,
        roles,
        awayFor: away ? nameOf(away.byStaff) : null,
      }
    })
  return adminPage(c, {
    section: 'people',
    title: peopleWords[lang].title,
    said,
    body: (
      <PeopleList
        lang={lang}
        now={now}
        lines={lines}
        asked={asked}
        adding={
          alsoMay(c, 'invite_staff')
            ? {
                ...where,
                form: said?.typed ?? new Map(),
                wrong: said?.refusal.facts.field ?? null,
              }
            : null
        }
      />
    ),
  })
}

export async function person(c: Ctx, said?: Said): Promise<Response> {
  const { lang } = readerOf(c)
  const { DB } = c.env
  const now = Date.now()
  const one = await personById(DB, c.req.param('id') ?? '')
  if (!one) throw new Refusal('NOT_FOUND')
  const [where, absent, everybody, rows, signedIn] = await Promise.all([
    places(DB),
    listAbsences(DB),
    listPeople(DB),
    listActs(DB, RECENT_ACTS, { about: one.id }),
    openSignIns(DB, now, one.id),
  ])
  const names = new Map(everybody.map(({ id, name }) => [id, name]))
  const today = shanghaiDay(now)
  const ended = one.grants
    .filter(({ revokedAt, untilAt }) => revokedAt !== null || (untilAt !== null && untilAt <= now))
    .map((row) => ({
      id: row.id,
      role: row.role,
      over: nameOver(row, where),
      at: row.revokedAt ?? row.untilAt ?? 0,
      by: row.revokedBy === null ? null : (names.get(row.revokedBy) ?? row.revokedBy),
    }))
  const absences = absent
    .filter((row) => row.endedAt === null && row.toDay >= today)
    .filter((row) => row.ofStaff === one.id || row.byStaff === one.id)
    .map((row) => ({
      id: row.id,
      own: row.ofStaff === one.id,
      other: names.get(row.ofStaff === one.id ? row.byStaff : row.ofStaff) ?? '',
      from: row.fromDay,
      to: row.toDay,
    }))
  const self = c.var.staff.id === one.id
  const mayGive = alsoMay(c, 'grant_roles')
  return adminPage(c, {
    section: 'people',
    title: one.name,
    said,
    body: (
      <>
        <PersonPage
          lang={lang}
          now={now}
          person={one}
          roles={rolesOf(one, where, now)}
          ended={ended}
          absences={absences}
          colleagues={everybody.filter(({ id, disabled }) => id !== one.id && !disabled)}
          units={where.units}
          sessions={where.sessions}
          form={said?.typed ?? new Map()}
          wrong={said?.refusal.facts.field ?? null}
          self={self}
          signedIn={signedIn.length > 0}
          readOnly={!mayGive}
        />
        {await accountsOf(c, one.id, now, said)}
        <h2>{peopleWords[lang].history}</h2>
        <ActList lang={lang} now={now} acts={await sentencesOf(DB, rows, lang)} />
      </>
    ),
  })
}

const idOf = (c: Ctx) => c.req.param('id') ?? ''

export async function giveRole(c: Ctx, form: Form): Promise<Response> {
  const deps = depsOf(c)
  await carryOut(c, await planGrant(deps, idOf(c), form), deps.now)
  return onward(c, `/people/${idOf(c)}`, 'role_given')
}

/** Whoever sits at a desk by a role that was just taken back sits there no longer. */
export async function revokeRole(c: Ctx): Promise<Response> {
  const deps = depsOf(c)
  await carryOut(c, await planRevoke(deps, idOf(c), c.req.param('grant') ?? ''), deps.now)
  await endDeskSockets(c.env, { staff: idOf(c) }, deps.now)
  return onward(c, `/people/${idOf(c)}`, 'role_revoked')
}

export async function delegate(c: Ctx, form: Form): Promise<Response> {
  const deps = depsOf(c)
  await carryOut(c, await planAbsence(deps, idOf(c), form), deps.now)
  return onward(c, `/people/${idOf(c)}`, 'delegated')
}

export async function endAbsence(c: Ctx): Promise<Response> {
  const deps = depsOf(c)
  const plan = await planEndOfAbsence(deps, idOf(c), c.req.param('absence') ?? '')
  await carryOut(c, plan, deps.now)
  await endDeskSockets(c.env, { staff: plan.byStaff }, deps.now)
  return onward(c, `/people/${idOf(c)}`, 'delegation_ended')
}

/** Closes an account, with which every signing-in and every open desk ends; or opens it again. */
export async function disable(c: Ctx, form: Form): Promise<Response> {
  const deps = depsOf(c)
  const id = idOf(c)
  const disabled = form.get('disabled') !== '0'
  await carryOut(c, await planDisabled(deps, id, disabled, form), deps.now)
  if (disabled) await shutOut(c, id, deps.now)
  return onward(c, `/people/${id}`, disabled ? 'disabled' : 'enabled')
}

async function shutOut(c: Ctx, id: string, now: number): Promise<void> {
  await endSessions(c.env.DB, id)
  await endDeskSockets(c.env, { staff: id }, now)
}
