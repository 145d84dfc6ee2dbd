import type { Submitting } from '../actions/submitting'
import type { PortalAct } from '../contract/audit'
import { heard } from '../contract/refusals'
import type { Actor, Room } from '../contract/room'
import { seedHistory } from '../store/history'
import { claimSetting, keepSetting, readSetting } from '../store/settings'
import { heldSessionBySlug } from '../store/session-reads'
import { ensureStaff, findStaff } from '../store/staff'
import { assuranceTemplates } from '../contract/assurance'
import { createSession, moveSession, setAuthority } from '../store/sessions'
import { keepUnits, unitsForHandOff } from '../store/units'
import { followCases } from './cases'
import { COUNTY, county, HOST_UNIT, moderators, SERIES } from './county'
import { collectingEdition } from './edition-collecting'
import { firstEdition } from './edition-first'
import { liveEdition } from './edition-live'
import { secondEdition } from './edition-second'
import { seedPeople } from './people'
import { films, layFilm, type Projection } from './picture'
import { seedOfficials, seedPromises } from './promises'
import { play, type Stagehands } from './play'
import type { Script } from './script'
import { anchorOf, startsNextWeek } from './when'

export const scripts: readonly Script[] = [
  firstEdition,
  secondEdition,
  liveEdition,
  collectingEdition,
]

export interface DemoDeps extends Omit<Submitting, 'now'> {
  db: D1Database
  room: (slug: string) => Room
  socketCap: number
  /** The portal's chain, for what the departments do after an edition is archived. */
  note?: (act: PortalAct) => Promise<unknown>
  /** What shows the drawn films; without it no edition has a picture. */
  projection?: Projection
  /** Share of the scripts' votes that are cast. */
  crowd?: number
  /** Slugs of the editions wanted, where not all of them are. */
  only?: readonly string[]
}

export interface DemoAddress {
  role: Script['role']
  title: string
  path: string
}

export interface Seeded {
  /** False where the demonstration was there already. */
  seeded: boolean
  sessions: DemoAddress[]
}

const KEY = 'demo'
const actorOf = ({ id, name, office }: (typeof moderators)[number]): Actor => ({
  id,
  name,
  office,
  role: 'moderator',
})

/** The demonstration's sessions that exist, the one to look at first in front. */
export async function demoSessions(db: D1Database): Promise<DemoAddress[]> {
  const order: Script['role'][] = ['live', 'collecting', 'archived']
  const found: (DemoAddress & { edition: number })[] = []
  for (const { slug, role, edition } of scripts) {
    const held = await heldSessionBySlug(db, slug)
    if (held?.demo) found.push({ role, title: held.session.title, path: `/s/${slug}`, edition })
  }
  return found
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || b.edition - a.edition)
    .map(({ role, title, path }) => ({ role, title, path }))
}

/** Seeds the fictitious county once; said again it changes nothing. */
export async function seedDemo(deps: DemoDeps, now: number): Promise<Seeded> {
  const { db } = deps
  const first = await claimSetting(db, KEY, 'seeding')
  // After a start that broke off, what is missing is added; what is there stays.
  if (!first && (await readSetting(db, KEY)) !== 'broken') {
    return { seeded: false, sessions: await demoSessions(db) }
  }
  try {
    // The true records stand beside the made-up county, each with its source and without its label.
    await seedHistory(db)
    await keepUnits(db, county.map(unitRow))
    for (const { id, name, office } of moderators) {
      await ensureStaff(db, { id, name, office, unit: HOST_UNIT, role: 'moderator' })
    }
    // Once: after a start that broke off they may be there.
    if (!(await findStaff(db, 'demo-admin'))) await seedPeople(db, now)
    for (const script of scripts) {
      if (deps.only && !deps.only.includes(script.slug)) continue
      if (!(await heldSessionBySlug(db, script.slug))) await seedEdition(deps, script, now)
    }
    await seedOfficials(db)
    await seedPromises(db, deps, now)
  } catch (error) {
    await keepSetting(db, KEY, 'broken')
    throw error
  }
  await keepSetting(db, KEY, 'seeded')
  return { seeded: true, sessions: await demoSessions(db) }
}

const unitRow = (unit: (typeof county)[number], place: number) => ({
  id: unit.id,
  name: unit.name,
  level: unit.level,
  parentId: unit.parent,
  department: unit.parent === COUNTY && unit.level === 'county',
  // The county itself hands off to its departments and towns; the city above takes nothing from here.
  takesCases: unit.parent === COUNTY,
  answerDays: unit.answerDays,
  successorId: null,
  place,
})

/** One edition from its draft to where its script ends, through the record and the room. */
async function seedEdition(deps: DemoDeps, script: Script, now: number): Promise<void> {
  const { db } = deps
  const anchor = anchorOf(script, now)
  const moment = (minutes: number) => anchor + minutes * 60_000
  const opensAt = moment(script.opensAt)
  const startsAt = script.role === 'collecting' ? startsNextWeek(now) : moment(script.startsAt)
  const host = actorOf(moderators[0])
  const room = deps.room(script.slug)

  const id = deps.newId()
  await createSession(
    db,
    {
      slug: script.slug,
      kind: 'town_hall',
      title: script.title,
      topic: script.topic,
      notice: script.notice,
      unit: HOST_UNIT,
      unitId: COUNTY,
      place: script.place,
      series: { id: 'demo-series', title: SERIES },
      edition: script.edition,
      startsAt,
      endsAt: startsAt + (script.endsAt - script.startsAt) * 60_000,
      guests: script.guests.map(({ key, ...guest }) => ({ id: key, ...guest })),
      assurance: assuranceTemplates.ordinary,
      demo: true,
    },
    id,
    opensAt,
  )
  await moveSession(db, id, 'announced', opensAt)
  const { session } = await moveSession(db, id, 'collecting', opensAt)
  await setAuthority(db, id, 'room', 'record')
  heard(
    await room.open(
      { session, units: await unitsForHandOff(db), socketCap: deps.socketCap },
      opensAt,
    ),
  )

  const hands: Stagehands = {
    room,
    receipts: deps.receipts,
    newId: deps.newId,
    digest: deps.digest,
    seal: deps.seal,
    host,
    reviewer: actorOf(moderators[1]),
    crowd: deps.crowd ?? 1,
  }
  const { projection } = deps
  const film = projection && script.film && films[script.film]
  if (projection && film) {
    const until = script.wrapsAt === undefined ? now : moment(script.wrapsAt)
    await layFilm(projection, script.slug, film, { from: startsAt, until })
  }
  const numbers = await play(hands, script, anchor)
  if (script.archivesAt === undefined) {
    // From here on it moves with the days; before, the room would have taken its times for stale ones.
    heard(await room.redate(0, now))
    return
  }
  if (projection && film && script.wrapsAt !== undefined) {
    await projection.stream(script.slug).endAt(moment(script.wrapsAt), now)
  }
  heard(await room.archive(host, moment(script.archivesAt)))
  const on = await followCases(db, id, script, numbers, anchor)
  await deps.note?.({ actor: 'system', role: 'system', act: 'follow_cases', on })
}
