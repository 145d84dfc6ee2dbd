import { Hono } from 'hono'
import { caseOf } from '../actions/cases/act'
import {
  draftAnswer,
  moderateFurther,
  moderateWords,
  publishAnswer,
  settleDiffering,
  visit,
  type FollowDeskDeps,
} from '../actions/follow/desk'
import { SAMPLE_MAX, SAMPLE_SIZE, type ContactWay } from '../contract/follow'
import { NOTE_MAX, STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { StaffRole } from '../contract/staff'
import { followDeskWords } from '../contract/words/follow-desk'
import type { CaseBy, CaseWhole } from '../domain/cases'
import { maskPersonal } from '../domain/masking'
import { takeText } from '../domain/text-fields'
import { drawn } from '../domain/sample'
import { DAY_MS, shanghaiDay, startOfDay } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { readForm } from '../http/body'
import { caseDeps } from '../http/cases'
import { openContact } from '../http/contacts'
import { alsoMay, roleFor } from '../http/guard'
import { sha256Text } from '../http/keys'
import { roomOf, slugOf } from '../http/room-door'
import { openText } from '../http/sealing'
import { forgetSnapshot } from '../http/snapshots'
import {
  followWaiting,
  furtherById,
  furtherToAnswer,
  sessionsWaiting,
  unitsUnder,
} from '../store/follow-desk'
import { questionTextOf } from '../store/question-texts'
import { heldSessionBySlug } from '../store/session-reads'
import { contactOfCase } from '../store/contacts'
import { followSealsOf } from '../store/follow-erasure'
import { unitsForHandOff } from '../store/units'
import { answeredBetween, visitsOf } from '../store/visits'
import {
  FollowHome,
  FollowReview,
  FurtherAnswers,
  OriginalsPage,
  SamplePage,
  VisitsPage,
} from '../../web/views/desk/follow'
import { page, PLAIN_SCRIPT, type PageOptions } from './render'
import { readerOf } from './reader'

const staffPage: Pick<PageOptions, 'cache' | 'noindex' | 'styles' | 'scripts' | 'look'> = {
  cache: 'private',
  noindex: true,
  styles: ['web/styles/desk.css'],
  scripts: [PLAIN_SCRIPT],
  look: 'desk-home',
}

type Fields = ReadonlyMap<string, string>

function deskDeps(c: Ctx): FollowDeskDeps {
  const { env } = c
  return {
    ...caseDeps(env),
    actor: c.var.staff,
    now: Date.now(),
    room: (slug) => roomOf(env, slug),
    noted: (act, facts, said, work) =>
      chained(env, { ...byStaff(c.var.staff), act, facts, ...(said !== null && { said }) }, work),
  }
}

const form = (c: Ctx) => readForm(c, STAFF_BODY_BYTES)

/** What was before somebody's eyes when they decided. */
function seenIn(fields: Fields): { id: string; version: number } {
  const id = fields.get('id') ?? ''
  const version = Number(fields.get('version'))
  if (id === '' || id.length > 160 || !Number.isInteger(version)) {
    throw new Refusal('INVALID', { field: 'id' })
  }
  return { id, version }
}

function eitherOf<T extends string>(fields: Fields, ...all: readonly T[]): T {
  const to = all.find((one) => one === fields.get('to'))
  if (!to) throw new Refusal('INVALID', { field: 'to' })
  return to
}

async function sessionOf(c: Ctx) {
  const held = await heldSessionBySlug(c.env.DB, slugOf(c.req.param('slug') ?? ''))
  if (!held) throw new Refusal('NOT_FOUND')
  return held
}

/** Units somebody works for in one of these roles, with those below; null: all of them. */
async function unitsFor(c: Ctx, roles: readonly StaffRole[]): Promise<string[] | null> {
  const held = c.var.signedIn.grants.filter(({ role }) => roles.includes(role))
  if (held.some(({ unit, session }) => unit === undefined && session === undefined)) return null
  return unitsUnder(
    c.env.DB,
    held.flatMap(({ unit }) => (unit === undefined ? [] : [unit])),
  )
}

/** Refuses whoever does not work for the unit that has to answer. */
async function refuseOtherUnits(c: Ctx, id: string, roles: readonly StaffRole[]): Promise<void> {
  const row = await furtherById(c.env.DB, id)
  if (!row) throw new Refusal('NOT_FOUND')
  const units = await unitsFor(c, roles)
  if (units !== null && (row.unitId === null || !units.includes(row.unitId))) {
    throw new Refusal('NOT_ALLOWED')
  }
}

const answering: readonly StaffRole[] = ['officer', 'approver']

async function review(c: Ctx): Promise<Response> {
  const { lang } = readerOf(c)
  const { session, authority } = await sessionOf(c)
  const [waiting, units] = await Promise.all([
    followWaiting(c.env.DB, session.id),
    unitsForHandOff(c.env.DB),
  ])
  return page(c, {
    ...staffPage,
    title: followDeskWords[lang].home,
    body: (
      <FollowReview
        slug={session.slug}
        title={session.title}
        waiting={waiting}
        units={units}
        inRoom={authority === 'room'}
        saved={c.req.query('saved') === '1'}
        lang={lang}
        now={Date.now()}
      />
    ),
  })
}

async function settle(c: Ctx): Promise<Response> {
  const fields = await form(c)
  const { session } = await sessionOf(c)
  const deps = deskDeps(c)
  const of = fields.get('of')
  if (of === 'words' || of === 'further') {
    const seen = seenIn(fields)
    // Only what belongs to the session that whoever was let in moderates.
    const waiting = await followWaiting(c.env.DB, session.id)
    if (!waiting[of].some(({ id }) => id === seen.id)) throw new Refusal('CONFLICT')
    const to = eitherOf(fields, 'listed', 'rejected')
    if (of === 'words') await moderateWords(deps, seen, to)
    else await moderateFurther(deps, seen, to, fields.get('reason'))
  } else if (of === 'differ') {
    const no = Number(fields.get('no'))
    const version = Number(fields.get('version'))
    if (!Number.isInteger(no) || !Number.isInteger(version)) {
      throw new Refusal('INVALID', { field: 'no' })
    }
    const to = eitherOf(fields, 'taken', 'declined')
    const [reason, unit] = [fields.get('reason'), fields.get('unit')]
    await settleDiffering(deps, session.slug, { no, version, to, reason, unit })
    forgetSnapshot(session.slug)
  } else throw new Refusal('INVALID', { field: 'of' })
  return c.redirect(`/desk/s/${session.slug}/follow?saved=1`, 303)
}

/** A month as a form says it; the last one where it says nothing. */
function monthIn(raw: string | undefined, now: number): string {
  if (raw === undefined || raw === '') {
    const first = startOfDay(`${shanghaiDay(now).slice(0, 7)}-01`)
    return shanghaiDay(first - DAY_MS).slice(0, 7)
  }
  if (!/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/.test(raw))
    throw new Refusal('INVALID', { field: 'month' })
  return raw
}

function nextMonth(month: string): string {
  const [year = 0, at = 0] = month.split('-').map(Number)
  return at === 12 ? `${year + 1}-01` : `${year}-${String(at + 1).padStart(2, '0')}`
}

async function sample(c: Ctx): Promise<Response> {
  const { lang } = readerOf(c)
  const now = Date.now()
  const month = monthIn(c.req.query('month'), now)
  const raw = c.req.query('n') ?? String(SAMPLE_SIZE)
  const size = Number(raw)
  if (!/^\d{1,3}$/.test(raw) || size < 1 || size > SAMPLE_MAX) {
    throw new Refusal('INVALID', { field: 'n', min: 1, max: SAMPLE_MAX })
  }
  const all = await answeredBetween(
    c.env.DB,
    startOfDay(`${month}-01`),
    startOfDay(`${nextMonth(month)}-01`),
    await unitsFor(c, ['officer', 'approver', 'supervisor']),
  )
  const rows = drawn(month, all, size, sha256Text).map((one) => ({
    ...one,
    question: maskPersonal(one.question).text,
  }))
  return page(c, {
    ...staffPage,
    title: followDeskWords[lang].sample.title,
    body: (
      <SamplePage month={month} size={size} all={all.length} rows={rows} lang={lang} now={now} />
    ),
  })
}

/** Who visits a case, as the unit that has it or stands above it. */
async function visitor(c: Ctx, caseId: string): Promise<CaseBy> {
  const { file } = await caseOf(c.env, caseId)
  const { actor } = roleFor(c, 'visit_case')
  const { id, name, role, for: absent } = actor
  const right = role === 'supervisor' ? 'remark' : 'lead'
  const of = { unitId: file.unitId, unit: file.unit }
  return { id, name, role, right, ...of, ...(absent && { for: absent }) }
}

async function originals(
  c: Ctx,
  { file: { id: caseId }, events }: CaseWhole,
  found: readonly { at: number; text: string }[] | null,
  contact?: { way: ContactWay; to: string } | null,
): Promise<Response> {
  const { lang } = readerOf(c)
  return page(c, {
    ...staffPage,
    title: followDeskWords[lang].original.title,
    body: (
      <OriginalsPage
        caseId={caseId}
        found={found}
        {...(contact !== undefined && { contact })}
        hasOriginals={events.some(({ what }) => what === 'details_given' || what === 'reopened')}
        hasContact={(await contactOfCase(c.env.DB, caseId)) !== null}
        lang={lang}
        now={Date.now()}
      />
    ),
  })
}

function caseIn(c: Ctx): string {
  const id = c.req.param('case') ?? ''
  if (id === '' || id.length > 64) throw new Refusal('NOT_FOUND')
  return id
}

/** The desk after the answers: what waits for moderators, answers to further questions, visits. */
export const followDeskPages = new Hono<AppEnv>()
  .get('/desk/follow', async (c) => {
    const { lang } = readerOf(c)
    return page(c, {
      ...staffPage,
      title: followDeskWords[lang].home,
      body: <FollowHome sessions={await sessionsWaiting(c.env.DB)} lang={lang} />,
    })
  })
  .get('/desk/s/:slug/follow', review)
  .post('/desk/s/:slug/follow', settle)
  .get('/desk/further', async (c) => {
    const { lang } = readerOf(c)
    const rows = await furtherToAnswer(c.env.DB, await unitsFor(c, answering))
    return page(c, {
      ...staffPage,
      title: followDeskWords[lang].answer.title,
      body: (
        <FurtherAnswers
          rows={rows}
          me={c.var.staff.id}
          mayPublish={alsoMay(c, 'approve_further')}
          saved={c.req.query('saved') === '1'}
          lang={lang}
          now={Date.now()}
        />
      ),
    })
  })
  .post('/desk/further', async (c) => {
    const fields = await form(c)
    const seen = seenIn(fields)
    await refuseOtherUnits(c, seen.id, answering)
    await draftAnswer(deskDeps(c), seen, fields.get('text') ?? '')
    return c.redirect('/desk/further?saved=1', 303)
  })
  .post('/desk/further/publish', async (c) => {
    const seen = seenIn(await form(c))
    await refuseOtherUnits(c, seen.id, ['approver'])
    await publishAnswer(deskDeps(c), seen)
    return c.redirect('/desk/further?saved=1', 303)
  })
  .get('/desk/cases/:case/originals', async (c) => {
    return originals(c, await caseOf(c.env, caseIn(c)), null)
  })
  .post('/desk/cases/:case/originals', async (c) => {
    const caseId = caseIn(c)
    const whole = await caseOf(c.env, caseId)
    const fields = await form(c)
    const reason = takeText(fields.get('reason') ?? '', 'reason', { min: 2, max: NOTE_MAX })
    if (fields.get('what') === 'contact') {
      const row = await contactOfCase(c.env.DB, caseId)
      if (!row) return originals(c, whole, null, null)
      const { to } = await deskDeps(c).noted('open_contact', { case: caseId }, reason, () =>
        openContact(c.env, row),
      )
      return originals(c, whole, null, { way: row.way, to })
    }
    const seals = await followSealsOf(c.env.DB, caseId)
    // Who looked and why is in the chain before a word of it is open.
    const facts = { case: caseId, seals: seals.length }
    const found = await deskDeps(c).noted('open_details', facts, reason, () =>
      Promise.all(
        seals.map(async ({ id, at, keyId, box }) => {
          const { text } = JSON.parse(await openText(c.env, id, { keyId, box })) as { text: string }
          return { at, text }
        }),
      ),
    )
    return originals(c, whole, found)
  })
  .get('/desk/cases/:case/visits', async (c) => {
    const { lang } = readerOf(c)
    const caseId = caseIn(c)
    const { file } = await caseOf(c.env, caseId)
    const [visits, question] = await Promise.all([
      visitsOf(c.env.DB, caseId),
      questionTextOf(c.env.DB, file.sessionId, file.questionNo),
    ])
    return page(c, {
      ...staffPage,
      title: followDeskWords[lang].visit.title,
      body: (
        <VisitsPage
          of={{ id: caseId, unit: file.unit, question }}
          visits={visits}
          saved={c.req.query('saved') === '1'}
          lang={lang}
          now={Date.now()}
        />
      ),
    })
  })
  .post('/desk/cases/:case/visits', async (c) => {
    const caseId = caseIn(c)
    const fields = await form(c)
    const by = await visitor(c, caseId)
    const reached = fields.get('reached')
    if (reached !== '1' && reached !== '0') throw new Refusal('INVALID', { field: 'reached' })
    await visit({ ...caseDeps(c.env), now: Date.now() }, caseId, by, {
      way: fields.get('way') ?? '',
      reached: reached === '1',
      solved: fields.get('solved') ?? null,
      text: fields.get('text') ?? '',
      inside: fields.get('inside') ?? null,
    })
    return c.redirect(`/desk/cases/${caseId}/visits?saved=1`, 303)
  })
  .get('/desk/visits', sample)
