import { Hono } from 'hono'
import { draftSession } from '../actions/sessions'
import { STAFF_BODY_BYTES } from '../contract/limits'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { newId } from '../http/ids'
import { slugOf } from '../http/room-door'
import { staffOnly } from '../http/staff'
import { listForStaff } from '../store/session-reads'
import { tallies } from '../store/tally'
import { listUnits } from '../store/units'
import type { FormProblem, NewSessionForm } from '../../web/views/desk/home'
import { deskOf } from './desk-reading'
import { readerOf } from './reader'
import { page, type PageOptions } from './render'

/** The desk's views and words, read when staff come: a netizen's request does not wait for them. */
const views = () => import('./desk-views')

const STYLE = 'web/styles/desk.css'
const ON_ONE_PAGE = 30

/** Pages of staff are nobody else's: not kept by a cache, not found by a search engine. */
const staffPage: Pick<PageOptions, 'cache' | 'noindex' | 'styles'> = {
  cache: 'private',
  noindex: true,
  styles: [STYLE],
}

async function home(c: Ctx, form: NewSessionForm, problems: FormProblem[]) {
  const now = Date.now()
  const { lang } = readerOf(c)
  const { DeskHome, deskWords } = await views()
  const { DB } = c.env
  const [list, units] = await Promise.all([
    listForStaff(DB, ON_ONE_PAGE, c.req.query('before') ?? null),
    listUnits(DB),
  ])
  const sums = await tallies(
    DB,
    list.sessions.map(({ session }) => session),
    now,
  )
  const cards = list.sessions.map(({ session }) => ({
    session,
    pending: sums.get(session.id)?.balance.total.pending ?? 0,
  }))
  return page(c, {
    ...staffPage,
    title: deskWords[lang].list_title,
    status: problems.length > 0 ? (problems.includes('slug_taken') ? 409 : 422) : 200,
    look: 'desk-home',
    body: (
      <DeskHome
        cards={cards}
        units={units.map((unit) => unit.name)}
        form={form}
        problems={problems}
        lang={lang}
        me={c.var.staff.name}
        now={now}
        moderator={c.var.staff.role === 'moderator'}
        next={list.next}
      />
    ),
  })
}

/** The desk and what belongs to it. */
export const deskPages = new Hono<AppEnv>()
  .get('/desk', staffOnly(), async (c) => home(c, (await views()).emptyForm, []))
  .post('/desk', staffOnly('moderator'), async (c) => {
    const { draftFrom, problemOf, readNewSession } = await views()
    const form = readNewSession(await readForm(c, STAFF_BODY_BYTES))
    const draft = draftFrom(form)
    if ('problems' in draft) return home(c, form, draft.problems)
    try {
      const { slug } = await draftSession({ db: c.env.DB, newId, now: Date.now() }, draft.given)
      return c.redirect(`/desk/s/${slug}`, 303)
    } catch (error) {
      return home(c, form, [problemOf(error)])
    }
  })
  .get('/desk/s/:slug', staffOnly('moderator'), async (c) => {
    const { lang } = readerOf(c)
    const desk = await deskOf(c.env, slugOf(c.req.param('slug')), Date.now())
    const { id, name } = c.var.staff
    const { DeskPage, deskWords } = await views()
    return page(c, {
      ...staffPage,
      title: deskWords[lang].deskOf(desk.snapshot.session.title),
      bare: true,
      look: 'desk-page',
      scripts: ['web/islands/desk.entry.tsx'],
      body: <DeskPage seed={{ desk, lang, me: { id, name } }} />,
    })
  })
  .get('/desk/s/:slug/handoffs', staffOnly(), async (c) => {
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
