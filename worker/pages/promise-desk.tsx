import { Hono } from 'hono'
import { promiseRow, registerPromise, type PromiseGiven } from '../actions/commitments/register'
import { keepUpdate, updatedPromise, type UpdateGiven } from '../actions/commitments/update'
import { commitmentStates, type CommitmentState } from '../contract/cases'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal, refusals } from '../contract/refusals'
import { promiseDeskWords } from '../contract/words/promise-desk'
import { refusalMessage } from '../contract/words/refusals'
import { amountOf } from '../domain/amounts'
import { readCalendar } from '../domain/calendar-ready'
import { mayTakeOff, nextStates, suggestedBy } from '../domain/commitments'
import { dueIn } from '../domain/promise-days'
import { bareSentence, promiseIn, sentencesOf } from '../domain/promises'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { alsoMay } from '../http/guard'
import { isId, newId } from '../http/ids'
import { inTime } from '../http/patience'
import {
  mayWithPromise,
  pointerIn,
  pointerQuery,
  promiseDeps,
  promisePlace,
  quotedOf,
  unitIdsOf,
  wakeCourier,
} from '../routes/promise-acts'
import { readPromiseSource, type PromiseSource } from '../http/promise-source'
import { listPromises, promiseById, promiseRows, registeredQuotes } from '../store/commitments'
import { evidenceRows } from '../store/attachments'
import { findStaff } from '../store/staff'
import { listUnits } from '../store/units'
import {
  DeskPromises,
  PromiseDeskFrame,
  PromiseForm,
  UpdateForm,
} from '../../web/views/desk/promises'
import { AskersLine, Evidence } from '../../web/views/promise-evidence'
import { PromisePage } from '../../web/views/promises'
import { page, PLAIN_SCRIPT, type PageOptions } from './render'
import { readerOf } from './reader'

/** Where promises are registered and kept up to date: plain pages for moderators, officers and supervisors. */

type Form = ReadonlyMap<string, string>
interface Said {
  typed: Form
  refusal: Refusal
}

export const promiseDeskPage: Pick<
  PageOptions,
  'cache' | 'noindex' | 'styles' | 'scripts' | 'look'
> = {
  cache: 'private',
  noindex: true,
  styles: ['web/styles/admin.css'],
  scripts: [PLAIN_SCRIPT],
  look: 'desk-home',
}

/** Why a form was not done, in its own words where it has some. */
function refusedWords(c: Ctx, { code, facts }: Refusal): string {
  const { lang } = readerOf(c)
  const { alarm } = promiseDeskWords[lang]
  if (code === 'INVALID') {
    const field = facts.field ?? 'other'
    return Object.hasOwn(alarm.INVALID, field)
      ? alarm.INVALID[field as keyof typeof alarm.INVALID]
      : alarm.INVALID.other
  }
  if (code === 'CONFLICT') return facts.field === 'quote' ? alarm.registered : alarm.changed
  if (code === 'SECOND_PERSON') return alarm.outside
  return refusalMessage(lang, code, facts)
}

const mendable = (error: unknown): error is Refusal =>
  error instanceof Refusal && [409, 422].includes(refusals[error.code])

const doneWords = (c: Ctx) => {
  const { done } = promiseDeskWords[readerOf(c).lang]
  const said = c.req.method === 'GET' ? c.req.query('done') : undefined
  return said !== undefined && Object.hasOwn(done, said) ? done[said as keyof typeof done] : null
}

/** Every promise, those of one's own units first where somebody works for some. */
async function list(c: Ctx): Promise<Response> {
  const now = Date.now()
  const { lang } = readerOf(c)
  const t = promiseDeskWords[lang]
  const late = c.req.query('late') === '1' || undefined
  const own = unitIdsOf(c)
  const { DB } = c.env
  const [mine, all] = await inTime(
    Promise.all([
      Promise.all(own.map((unitId) => listPromises(DB, { unitId, late, size: 100 }, now))),
      listPromises(DB, { late, size: 100 }, now),
    ]),
  )
  const ours = mine.flatMap(({ promises }) => promises)
  return page(c, {
    ...promiseDeskPage,
    title: t.title,
    body: (
      <PromiseDeskFrame
        lang={lang}
        title={t.title}
        refused={null}
        done={doneWords(c)}
        links={[['/promises', t.public]]}
      >
        <p class="muted">{t.lead}</p>
        <p>
          {late ? (
            <a href="/desk/commitments">{t.all}</a>
          ) : (
            <a href="/desk/commitments?late=1">{t.lateOnly}</a>
          )}
        </p>
        {own.length > 0 && (
          <>
            <h2>{t.mine}</h2>
            <DeskPromises promises={ours} lang={lang} now={now} />
          </>
        )}
        <h2>{t.all}</h2>
        <DeskPromises promises={all.promises} lang={lang} now={now} />
      </PromiseDeskFrame>
    ),
  })
}

/** What the form holds at first: what was found in the sentence that was picked. */
async function filled(source: PromiseSource, quote: string | null, c: Ctx) {
  const calendar = await readCalendar()
  const found = sentencesOf(source.text).map((one) => {
    const promise = promiseIn(one, source.saidAt, calendar)
    return { quote: promise?.quote ?? bareSentence(one), promise }
  })
  // Whoever picked a line holds it to be a promise: where none of it reads like one, the sentence with a day is
  // likelier meant than the first.
  const wanted =
    found.find((one) => one.quote === quote) ??
    found.find(({ promise }) => promise !== null) ??
    found.find((one) => dueIn(one.quote, source.saidAt, calendar) !== null) ??
    found[0]
  const said = quote ?? wanted?.quote ?? ''
  const promise = wanted?.promise ?? promiseIn(said, source.saidAt, calendar)
  const due = promise ? promise.due : dueIn(said, source.saidAt, calendar)
  const units = await inTime(listUnits(c.env.DB))
  const unit = units.find(({ name }) => name === source.unit)
  const { who, office } = source
  const form = new Map([
    ['quote', said],
    ['what', said.length <= 60 ? said : ''],
    ['who', who],
    ['office', office],
    ['unitId', unit?.id ?? ''],
    ['unit', unit ? '' : source.unit],
    ['dueAsSaid', due?.said ?? ''],
    ['dueDay', due?.day ?? ''],
    ['amount', (promise?.amount ?? amountOf(said))?.text ?? ''],
    ['criterion', ''],
  ])
  return { form, found, units, dateless: due === null }
}

async function form(c: Ctx, given: Form, said?: Said): Promise<Response> {
  const now = Date.now()
  const { lang } = readerOf(c)
  const t = promiseDeskWords[lang]
  const { slug, pointer } = pointerIn((name) => given.get(name))
  const source = await readPromiseSource(c.env, slug, pointer, now)
  const asked = given.get('quote') ?? null
  const { form: first, found, units, dateless } = await filled(source, asked, c)
  const query = pointerQuery(slug, pointer)
  const hidden: [string, string][] = [
    ['id', newId()],
    ...new URLSearchParams(query).entries(),
    ...(given.get('proposal')
      ? [['proposal', given.get('proposal') ?? ''] as [string, string]]
      : []),
  ]
  const held = said?.typed ?? new Map([...first, ...hidden])
  const known = (await registeredQuotes(c.env.DB, source.session.id)).find(
    ({ quote }) => quote === held.get('quote'),
  )
  return page(c, {
    ...promiseDeskPage,
    title: t.newTitle,
    status: said ? (refusals[said.refusal.code] as 409 | 422) : 200,
    body: (
      <PromiseDeskFrame
        lang={lang}
        title={t.newTitle}
        refused={said ? refusedWords(c, said.refusal) : known ? t.alarm.registered : null}
        done={null}
        links={[
          [`/desk/s/${slug}/promises`, t.clues],
          ...(known ? [[`/desk/commitments/${known.id}`, t.seeRegistered] as const] : []),
        ]}
      >
        <PromiseForm
          lang={lang}
          form={held}
          wrong={said?.refusal.facts.field ?? null}
          text={source.text}
          sentences={found.map(({ quote, promise }) => ({
            quote,
            href: `/desk/commitments/new?${query}&quote=${encodeURIComponent(quote)}`,
            likely: promise !== null,
          }))}
          units={units}
          dateless={dateless && !said}
        />
      </PromiseDeskFrame>
    ),
  })
}

const givenOf = (typed: Form): PromiseGiven => {
  const of = (name: keyof PromiseGiven) => typed.get(name) ?? ''
  return {
    quote: of('quote'),
    who: of('who'),
    office: of('office'),
    unitId: of('unitId'),
    unit: of('unit'),
    what: of('what'),
    dueAsSaid: of('dueAsSaid'),
    dueDay: of('dueDay'),
    amount: of('amount'),
    criterion: of('criterion'),
  }
}

async function register(c: Ctx): Promise<Response> {
  const typed = await readForm(c, STAFF_BODY_BYTES)
  const now = Date.now()
  const id = typed.get('id') ?? ''
  if (!isId(id)) throw new Refusal('INVALID', { field: 'id' })
  const { slug, pointer } = pointerIn((name) => typed.get(name))
  const source = await readPromiseSource(c.env, slug, pointer, now)
  const given = givenOf(typed)
  const place = await promisePlace(c, slug, given.unitId || null)
  const deps = await promiseDeps(c, 'register', place)
  // The same form sent twice registers once.
  const done = `/desk/commitments/${id}?done=registered`
  c.header('cache-control', 'no-store')
  if (await promiseRows(c.env.DB, id)) return c.redirect(done, 303)
  try {
    const units = await inTime(listUnits(c.env.DB))
    const row = promiseRow(id, quotedOf(source), given, units, deps.actor, now)
    const { takeStatement } = await import('../store/proposals')
    await registerPromise(deps, row, [takeStatement(c.env.DB, row)])
  } catch (error) {
    if (mendable(error)) return form(c, typed, { typed, refusal: error })
    throw error
  }
  wakeCourier(c)
  return c.redirect(done, 303)
}

/** What somebody may choose of what can follow. */
async function choices(c: Ctx, state: CommitmentState, slug: string, unitId: string | null) {
  const place = await promisePlace(c, slug, unitId)
  const update = mayWithPromise(c, 'update', place)
  const verify = mayWithPromise(c, 'verify', place)
  const states = nextStates(state).filter((next) =>
    next === 'verified'
      ? verify
      : update || (verify && (state === 'delivered' || state === 'verified')),
  )
  return { place, states }
}

async function one(c: Ctx, said?: Said): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const now = Date.now()
  const { lang } = readerOf(c)
  const t = promiseDeskWords[lang]
  const [promise, rows, files] = await inTime(
    Promise.all([
      promiseById(c.env.DB, id, now),
      promiseRows(c.env.DB, id),
      evidenceRows(c.env.DB, id),
    ]),
  )
  if (!promise || !rows) throw new Refusal('NOT_FOUND')
  const { session, unitId, state, standing } = promise
  const { place, states } = await choices(c, state, session.slug, unitId)
  const { staff, signedIn } = c.var
  const suggests = suggestedBy(promise)
  const who = { id: staff.id, grants: signedIn.grants }
  const desk = {
    adds:
      (mayWithPromise(c, 'update', place) || mayWithPromise(c, 'verify', place)) &&
      state !== 'said' &&
      standing !== 'gone',
    takesOff: new Set(
      files.flatMap((file) =>
        file.removedAt === null && mayTakeOff(who, file.by, place) ? [file.id] : [],
      ),
    ),
  }
  return page(c, {
    ...promiseDeskPage,
    title: promise.what || t.title,
    status: said ? (refusals[said.refusal.code] as 409 | 422) : 200,
    styles: ['web/styles/admin.css', 'web/styles/netizen.css', 'web/styles/promises.css'],
    body: (
      <PromiseDeskFrame
        lang={lang}
        title={promise.what || t.title}
        refused={said ? refusedWords(c, said.refusal) : null}
        done={doneWords(c)}
        links={[[`/promises/${id}`, t.public]]}
      >
        <AskersLine promise={promise} lang={lang} now={now} />
        {suggests && <p class="ad-refused">{t.suggest[suggests]}</p>}
        <UpdateForm
          lang={lang}
          promise={promise}
          form={said?.typed ?? new Map()}
          wrong={said?.refusal.facts.field ?? null}
          states={states}
          seen={rows.row.version}
          keeps={alsoMay(c, 'keep_promises')}
        />
        <Evidence promise={promise} lang={lang} now={now} desk={desk} />
        <hr />
        <PromisePage promise={promise} lang={lang} now={now} at="desk" />
      </PromiseDeskFrame>
    ),
  })
}

const updateOf = (typed: Form): UpdateGiven => {
  const state = commitmentStates.find((one) => one === typed.get('state'))
  const seen = typed.get('seen') ?? ''
  if (!state) throw new Refusal('INVALID', { field: 'state' })
  if (!/^\d{1,6}$/.test(seen)) throw new Refusal('INVALID', { field: 'seen' })
  return {
    state,
    text: typed.get('text') ?? '',
    dueDay: typed.get('dueDay') ?? '',
    links: typed.get('links') ?? '',
    seen: Number(seen),
  }
}

async function update(c: Ctx): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const typed = await readForm(c, STAFF_BODY_BYTES)
  const now = Date.now()
  const { DB } = c.env
  const [rows, promise] = await inTime(Promise.all([promiseRows(DB, id), promiseById(DB, id, now)]))
  if (!rows || !promise) throw new Refusal('NOT_FOUND')
  const { row, events } = rows
  const { place, states } = await choices(c, row.state, promise.session.slug, row.unitId)
  const asked = commitmentStates.find((state) => state === typed.get('state'))
  const verifies = asked === 'verified' || row.state === 'delivered' || row.state === 'verified'
  const act = verifies && mayWithPromise(c, 'verify', place) ? 'verify' : 'update'
  const deps = await promiseDeps(c, act, place)
  try {
    const given = updateOf(typed)
    if (nextStates(row.state).includes(given.state) && !states.includes(given.state)) {
      throw new Refusal('NOT_ALLOWED')
    }
    const member = await inTime(findStaff(DB, deps.actor.id))
    const { id: actorId, name, office } = deps.actor
    const by = { id: actorId, name, office, unit: member?.unit ?? '', unitIds: unitIdsOf(c) }
    await keepUpdate(deps, row, updatedPromise(row, events, given, by, now))
  } catch (error) {
    if (mendable(error)) return one(c, { typed, refusal: error })
    throw error
  }
  wakeCourier(c)
  c.header('cache-control', 'no-store')
  return c.redirect(`/desk/commitments/${id}?done=updated`, 303)
}

export const promiseDeskPages = new Hono<AppEnv>()
  .get('/desk/commitments', list)
  .get('/desk/commitments/new', (c) => form(c, new Map(Object.entries(c.req.query()))))
  .post('/desk/commitments', register)
  .get('/desk/commitments/:id', (c) => one(c))
  .post('/desk/commitments/:id', update)
  .post('/desk/commitments/:id/verify', update)
