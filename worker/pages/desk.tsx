import { Hono } from 'hono'
import type { Original } from '../actions/open-sealed'
import type { Fact } from '../contract/audit'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { PublicSession } from '../contract/views'
import type { AppEnv, Ctx } from '../http/app-env'
import { byStaff, chained } from '../http/audit'
import { readForm } from '../http/body'
import { alsoMay } from '../http/guard'
import { isId, newId } from '../http/ids'
import { sha256Text } from '../http/keys'
import { reasonSentences } from '../http/reason-sentences'
import { slugOf } from '../http/room-door'
import { forgetSnapshot } from '../http/snapshots'
import { openingOf } from '../routes/deps'
import { inTime } from '../http/patience'
import { listCanned } from '../store/canned'
import { heldSessionBySlug, listForStaff } from '../store/session-reads'
import { tallies } from '../store/tally'
import { listUnits } from '../store/units'
import type { FormProblem, SessionFields } from '../../web/views/desk/session-form'
import { deskOf } from '../http/desk-reading'
import { envelopeOpened } from './identity/envelope'
import { offeredLevels } from '../http/offered'
import { readerOf } from './reader'
import { page, type PageOptions } from './render'

/** The desk's views and words, read when staff come: a netizen's request does not wait for them. */
const views = () => import('./desk-views')

/** Read when somebody of them comes: a netizen's request does not wait for it. */
const acts = () => import('../actions/staff-acts')

const STYLE = 'web/styles/desk.css'
const CUT_STYLE = 'web/styles/cut.css'
const CUT_SCRIPT = 'web/islands/desk-cut.entry.tsx'
const ON_ONE_PAGE = 30

/** Pages of staff are nobody else's: not kept by a cache, not found by a search engine. */
const staffPage: Pick<PageOptions, 'cache' | 'noindex' | 'styles'> = {
  cache: 'private',
  noindex: true,
  styles: [STYLE],
}

async function home(c: Ctx, form: SessionFields, problems: FormProblem[]) {
  const now = Date.now()
  const { lang } = readerOf(c)
  const { DeskHome, deskHomeWords, editable } = await views()
  const { DB } = c.env
  const { unreadHere } = await import('../http/inbox')
  const [list, units, alarm, unread] = await Promise.all([
    listForStaff(DB, ON_ONE_PAGE, c.req.query('before') ?? null),
    listUnits(DB),
    envelopeOpened(c, lang, now),
    alsoMay(c, 'open_cases') ? unreadHere(c, now) : null,
  ])
  const sums = await tallies(
    DB,
    list.sessions.map(({ session }) => session),
    now,
  )
  // The records of the past are nobody's to preside over.
  const own = list.sessions.filter(({ session }) => session.source === undefined)
  const cards = own.map(({ session, authority }) => ({
    session,
    // A room that has just opened may be ahead of what the record says of the state.
    editable: authority === 'record' && editable(session),
    pending: sums.get(session.id)?.balance.total.pending ?? 0,
  }))
  return page(c, {
    ...staffPage,
    title: deskHomeWords[lang].list_title,
    status: problems.length > 0 ? (problems.includes('slug_taken') ? 409 : 422) : 200,
    look: 'desk-home',
    body: (
      <DeskHome
        cards={cards}
        units={units.map((unit) => unit.name)}
        form={form}
        offered={offeredLevels(c.env)}
        problems={problems}
        lang={lang}
        me={c.var.staff.name}
        alarm={alarm}
        now={now}
        moderator={alsoMay(c, 'draft_session')}
        cases={alsoMay(c, 'open_cases')}
        unread={unread}
        admin={alsoMay(c, 'read_admin')}
        promises={alsoMay(c, 'read_promises')}
        topics={alsoMay(c, 'read_topics')}
        next={list.next}
      />
    ),
  })
}

/** A session whose facts may still be changed; any other is refused. */
async function editableSession(c: Ctx): Promise<PublicSession> {
  const held = await heldSessionBySlug(c.env.DB, slugOf(c.req.param('slug') ?? ''))
  if (!held) throw new Refusal('NOT_FOUND')
  const { editable } = await views()
  if (held.authority !== 'record' || !editable(held.session)) throw new Refusal('NOT_POSSIBLE')
  return held.session
}

async function edit(
  c: Ctx,
  session: PublicSession,
  form: SessionFields,
  problems: FormProblem[] = [],
) {
  const { lang } = readerOf(c)
  const { EditSession, deskEditWords, fieldsOf } = await views()
  const units = await listUnits(c.env.DB)
  const conflict = problems.includes('changed')
  return page(c, {
    ...staffPage,
    title: deskEditWords[lang].title(session.title),
    status: conflict ? 409 : problems.length > 0 ? 422 : 200,
    look: 'desk-home',
    body: (
      <EditSession
        session={session}
        units={units.map((unit) => unit.name)}
        form={form}
        offered={offeredLevels(c.env)}
        problems={problems}
        seen={seenOf(fieldsOf(session))}
        lang={lang}
      />
    ),
  })
}

/** Names what somebody had before their eyes when they began to type. */
const seenOf = (fields: SessionFields) => sha256Text(JSON.stringify(fields))

async function saveEdit(c: Ctx): Promise<Response> {
  const session = await editableSession(c)
  const { changesFrom, fieldsOf, problemOf, readSessionFields } = await views()
  const sent = await readForm(c, STAFF_BODY_BYTES)
  const { slug, kind } = session
  const form = { ...readSessionFields(sent), slug, kind }
  if (sent.get('seen') !== seenOf(fieldsOf(session))) return edit(c, session, form, ['changed'])
  const found = changesFrom(form, session)
  if ('problems' in found) return edit(c, session, form, found.problems)
  try {
    await chained(
      c.env,
      {
        ...byStaff(c.var.staff),
        act: 'change',
        about: [{ kind: 'session', key: `session:${slug}`, words: found.changes as Fact }],
      },
      async () =>
        (await acts()).changeSession(
          { db: c.env.DB, newId, now: Date.now(), offered: offeredLevels(c.env) },
          slug,
          found.changes,
        ),
    )
  } catch (error) {
    return edit(c, session, form, [problemOf(error)])
  }
  forgetSnapshot(slug)
  return c.redirect(`/desk/s/${slug}`, 303)
}

/** The wording before masking, or the form that asks for the reason. */
async function original(c: Ctx, slug: string, found: Original | null): Promise<Response> {
  const { lang } = readerOf(c)
  const { OriginalView, personalWords } = await import('./personal-views')
  return page(c, {
    ...staffPage,
    title: personalWords[lang].original.title,
    look: 'desk-home',
    body: <OriginalView lang={lang} slug={slug} found={found} by={c.var.staff.name} />,
  })
}

/** The desk and what belongs to it. */
export const deskPages = new Hono<AppEnv>()
  .get('/desk', async (c) => {
    if (!alsoMay(c, 'list_sessions')) return (await import('./transcript-desk')).noteHome(c)
    const form = (await views()).newForm(offeredLevels(c.env))
    // A topic brings its kind, title and theme along; whoever drafts the session still decides.
    const { kind, title, topic } = c.req.query()
    return home(
      c,
      { ...form, ...(kind && { kind }), ...(title && { title }), ...(topic && { topic }) },
      [],
    )
  })
  .post('/desk', async (c) => {
    const { draftFrom, problemOf, readSessionFields } = await views()
    const form = readSessionFields(await readForm(c, STAFF_BODY_BYTES))
    const draft = draftFrom(form)
    if ('problems' in draft) return home(c, form, draft.problems)
    try {
      const { given } = draft
      const { slug } = await chained(
        c.env,
        {
          ...byStaff(c.var.staff),
          act: 'draft',
          about: [{ kind: 'session', key: `session:${given.slug}`, words: given as Fact }],
        },
        async () => (await acts()).draftSession({ db: c.env.DB, newId, now: Date.now() }, given),
      )
      return c.redirect(`/desk/s/${slug}`, 303)
    } catch (error) {
      return home(c, form, [problemOf(error)])
    }
  })
  .get('/desk/s/:slug', async (c) => {
    const { lang } = readerOf(c)
    const slug = slugOf(c.req.param('slug'))
    const desk = await deskOf(c.env, slug, Date.now())
    const sentences = await reasonSentences(c.env, lang, Date.now())
    const { id, name } = c.var.staff
    const { DeskPage, DeskCutIsland, deskWords, isCuttable } = await views()
    const cuttable = isCuttable(desk)
    // A session does not wait for them, nor for the record.
    const kept = await inTime(listCanned(c.env.DB)).catch(() => [])
    const texts = kept.filter(({ use }) => use !== 'reply')
    const seed = { desk, lang, me: { id, name }, sentences, texts }
    return page(c, {
      ...staffPage,
      title: deskWords[lang].deskOf(desk.snapshot.session.title),
      bare: true,
      look: 'desk-page',
      styles: [STYLE, ...(cuttable ? [CUT_STYLE] : [])],
      scripts: ['web/islands/desk.entry.tsx', ...(cuttable ? [CUT_SCRIPT] : [])],
      body: cuttable ? (
        <div class="desk-cuttable">
          <DeskCutIsland slug={slug} lang={lang} cuts={desk.cuts ?? []} />
          <DeskPage seed={seed} />
        </div>
      ) : (
        <DeskPage seed={seed} />
      ),
    })
  })
  .get('/desk/s/:slug/edit', async (c) => {
    const session = await editableSession(c)
    return edit(c, session, (await views()).fieldsOf(session))
  })
  .post('/desk/s/:slug/edit', saveEdit)
  .get('/desk/s/:slug/original/:id', async (c) => {
    if (!isId(c.req.param('id'))) throw new Refusal('NOT_FOUND')
    return original(c, slugOf(c.req.param('slug')), null)
  })
  .post('/desk/s/:slug/original/:id', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const id = c.req.param('id')
    if (!isId(id)) throw new Refusal('NOT_FOUND')
    const reason = (await readForm(c, STAFF_BODY_BYTES)).get('reason') ?? ''
    const [found] = await (
      await acts()
    ).openSealed(openingOf(c, slug), slug, { id }, c.var.staff, reason)
    return original(c, slug, found ?? null)
  })
  .get('/desk/s/:slug/handoffs', async (c) => {
    const now = Date.now()
    const { lang } = readerOf(c)
    const { snapshot, questions } = await deskOf(c.env, slugOf(c.req.param('slug')), now)
    const { session } = snapshot
    const { HandOffSheets, deskWords } = await views()
    return page(c, {
      ...staffPage,
      title: `${deskWords[lang].handoffs} ${session.title}`,
      look: 'desk-home',
      body: <HandOffSheets session={session} questions={questions} lang={lang} now={now} />,
    })
  })
