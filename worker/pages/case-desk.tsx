import { Hono } from 'hono'
import { actOnCase, actOnCases, caseOf, clockFor } from '../actions/cases/act'
import { actOfForm, actsOf, formsFor } from '../actions/cases/forms'
import { publishReplies } from '../actions/cases/publish'
import {
  CASE_NOTE_MAX,
  caseForms,
  caseTabs,
  INBOX_ROWS,
  JOINT_MAX,
  type CaseForm,
  type CaseTab,
} from '../contract/case-desk'
import { cannedFor } from '../contract/canned'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal, refusals } from '../contract/refusals'
import { caseWords } from '../contract/words/cases'
import { refusalMessage } from '../contract/words/refusals'
import { actOn, authorsOf, filled, openDraft, type CaseBy, type CaseWhole } from '../domain/cases'
import { openedSums } from '../domain/deadlines'
import { datelessIn } from '../domain/promises'
import { takeText } from '../domain/text-fields'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { byFor, caseDeps, hasRight } from '../http/cases'
import { alsoMay } from '../http/guard'
import { unreadHere } from '../http/inbox'
import { newId } from '../http/ids'
import { listCanned } from '../store/canned'
import {
  inboxCounts,
  inboxFilters,
  inboxPage,
  jointCases,
  reachOf,
  sameTextElsewhere,
} from '../store/case-inbox'
import { filesOf } from '../store/attachments'
import { questionOfCase } from '../store/case-page'
import { notesOf } from '../store/cases'
import { nearReplies } from '../store/case-near'
import { contactOfCase } from '../store/contacts'
import { aboutCase } from '../store/grants'
import { unitsForHandOff } from '../store/units'
import { CasePage, decidesOn } from '../../web/views/desk/case'
import { CasesPage, type CaseListRow } from '../../web/views/desk/cases'
import { readerOf } from './reader'
import { page, PLAIN_SCRIPT, type PageOptions } from './render'

/** 承办台: the departments' desk, by plain forms. */

const STYLE = 'web/styles/cases.css'
const staffPage: Pick<PageOptions, 'cache' | 'noindex' | 'styles' | 'scripts' | 'look'> = {
  cache: 'private',
  noindex: true,
  styles: [STYLE],
  scripts: [PLAIN_SCRIPT],
  look: 'desk-home',
}

const statusOf = (error: Refusal) => refusals[error.code] as NonNullable<PageOptions['status']>

const messageOf = (c: Ctx, error: Refusal) =>
  refusalMessage(readerOf(c).lang, error.code, error.facts)

/** Everything but what a page can say above its form is answered elsewhere. */
const onPage = (error: unknown): error is Refusal =>
  error instanceof Refusal && !['RECORD_AWAY', 'NOT_ALLOWED', 'PROVE_AGAIN'].includes(error.code)

type Said = keyof ReturnType<typeof saidWords>
const saidWords = (c: Ctx) => caseWords[readerOf(c).lang].done

const saidOf = (c: Ctx): string | null => {
  const said = c.req.query('said')
  const words = saidWords(c)
  return said === undefined || !Object.hasOwn(words, said) ? null : words[said as Said]
}

async function inbox(c: Ctx, refused: Refusal | null = null): Promise<Response> {
  const { lang } = readerOf(c)
  const now = Date.now()
  const { DB } = c.env
  const query = (name: string) => c.req.query(name) || undefined
  const tab: CaseTab = caseTabs.find((one) => one === query('tab')) ?? 'waiting'
  const mine = query('mine') === '1'
  const filter = {
    unit: query('unit'),
    session: query('session'),
    officer: mine ? c.var.staff.id : undefined,
  }
  const reach = await reachOf(DB, c.var.signedIn.grants)
  const from = query('from') ?? null
  const [list, counts, filters] = await Promise.all([
    inboxPage(DB, reach, { ...filter, tab }, now, { limit: INBOX_ROWS, from }),
    inboxCounts(DB, reach, filter, now),
    inboxFilters(DB, reach),
  ])
  const waiting = list.rows.flatMap(({ id, unitId, jointId, reviewText }) =>
    tab === 'review' && reviewText !== null
      ? [{ caseId: id, unitId, jointId, text: reviewText }]
      : [],
  )
  const near = await nearReplies(DB, waiting)
  const href = (change: Record<string, string | null>) => {
    const held: Record<string, string | null> = {
      tab,
      unit: filter.unit ?? null,
      session: filter.session ?? null,
      mine: mine ? '1' : null,
      from,
      ...change,
    }
    const kept = Object.entries(held).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as [string, string]],
    )
    return `/desk/cases?${new URLSearchParams(kept).toString()}`
  }
  const holds = (...roles: string[]) =>
    c.var.signedIn.grants.some(({ role }) => roles.includes(role))
  return page(c, {
    ...staffPage,
    title: caseWords[lang].title,
    status: refused ? statusOf(refused) : 200,
    body: (
      <CasesPage
        rows={list.rows.map((row) => ({ ...row, near: near.get(row.id)?.found.length ?? 0 }))}
        counts={counts}
        unread={await unreadHere(c, now)}
        tab={tab}
        href={href}
        chosen={{ unit: filter.unit, session: filter.session, mine }}
        units={filters.units}
        sessions={filters.sessions}
        next={list.next}
        later={from !== null}
        lang={lang}
        now={now}
        said={refused ? null : saidOf(c)}
        refused={refused && messageOf(c, refused)}
        joins={holds('officer', 'approver')}
        approves={holds('approver')}
      />
    ),
  })
}

/** Who acts on a case that the address does not name. */
async function byOver(c: Ctx, whole: CaseWhole, act: 'joined' | 'publish'): Promise<CaseBy> {
  return byFor(c, whole, act, (await aboutCase(c.env.DB, whole.file.id)) ?? {})
}

async function actOnPicked(c: Ctx, sent: ReadonlyMap<string, string>, now: number): Promise<Said> {
  const picked = [...sent].flatMap(([name, value]) => (name.startsWith('pick.') ? [value] : []))
  if (picked.length > JOINT_MAX) throw new Refusal('INVALID', { field: 'pick', max: JOINT_MAX })
  const deps = caseDeps(c.env)
  if (sent.get('do') === 'publish_many') {
    if (picked.length === 0) throw new Refusal('EMPTY', { field: 'pick' })
    const wanted = picked.map((one) => {
      const [id = '', seen = '', reply = '', version = ''] = one.split(' ')
      return { id, seen: Number(seen), reply, version: Number(version) }
    })
    await publishReplies(deps, wanted, (whole) => byOver(c, whole, 'publish'), now, false)
    return 'many'
  }
  if (sent.get('do') !== 'join') throw new Refusal('INVALID', { field: 'do' })
  const wholes = await Promise.all(picked.map((id) => caseOf(c.env, id)))
  const [first] = wholes
  if (!first || wholes.length < 2) throw new Refusal('EMPTY', { field: 'pick' })
  if (wholes.some(({ file }) => file.unitId !== first.file.unitId)) {
    throw new Refusal('INVALID', { field: 'pick' })
  }
  const jointId = wholes.find(({ file }) => file.jointId !== null)?.file.jointId ?? newId()
  const fresh = wholes.filter(({ file }) => file.jointId !== jointId)
  const bys = new Map<string, CaseBy>()
  for (const whole of fresh) bys.set(whole.file.id, await byOver(c, whole, 'joined'))
  await actOnCases(
    deps,
    fresh.map(({ file }) => ({
      id: file.id,
      seen: file.seq,
      acts: () => {
        const by = bys.get(file.id)
        return by ? [{ act: { act: 'joined', jointId }, by }] : []
      },
    })),
    now,
  )
  return 'joined'
}

const asRow = (whole: CaseWhole, text: string, title: string): CaseListRow => ({
  ...whole.file,
  no: whole.file.questionNo,
  text,
  title,
  review: null,
  reviewVersion: null,
  near: 0,
  assists: false,
})

interface Shown {
  typed?: ReadonlyMap<string, string>
  refused?: Refusal
}

/** When an extension would be due; null where there is none. */
async function extendedTo(c: Ctx, whole: CaseWhole, now: number): Promise<number | null> {
  const clock = await clockFor(c.env, now, newId)
  const by: CaseBy = { id: '', name: '', unitId: null, unit: '', right: 'lead' }
  try {
    return actOn(whole, { act: 'extended', reason: ' ' }, by, now, clock).file.dueAt
  } catch {
    return null
  }
}

async function casePage(c: Ctx, shown: Shown = {}): Promise<Response> {
  const { lang } = readerOf(c)
  const now = Date.now()
  const { DB } = c.env
  const read = await caseOf(c.env, c.req.param('case') ?? '')
  const clock = await clockFor(c.env, now, newId)
  const whole = { ...read, file: filled(read, clock) }
  const { file } = whole
  const question = await questionOfCase(DB, file)
  if (!question) throw new Refusal('NOT_FOUND')
  const has = (right: Parameters<typeof hasRight>[1]) => hasRight(c, right)
  const forms = formsFor(caseForms, whole, has, now)
  const review = whole.replies.find(({ state }) => state === 'review')
  const { jointId } = file
  const [units, notes, files, copies, joint, canned, longer, contact] = await Promise.all([
    unitsForHandOff(DB),
    alsoMay(c, 'read_case_notes') ? notesOf(DB, file.id) : null,
    filesOf(DB, file.id),
    review && review.kind === 'final'
      ? sameTextElsewhere(DB, { caseId: file.id, jointId, text: review.text })
      : [],
    jointId === null ? [] : jointCases(DB, jointId),
    forms.includes('draft_final') ? listCanned(DB) : [],
    forms.includes('extended') ? extendedTo(c, whole, now) : null,
    has('lead') ? contactOfCase(DB, file.id) : null,
  ])
  // Looked at by the second pair of eyes; nothing is refused for it.
  const reads = review !== undefined && decidesOn(forms)
  const near = reads
    ? (await nearReplies(DB, [{ ...file, caseId: file.id, text: review.text }])).get(file.id)
    : undefined
  const inside = has('lead') || has('assist') || has('approve')
  // Those for replies first; what is said in written answers often fits as well.
  const templates = (['reply', 'answer'] as const).flatMap((use) => cannedFor(canned, use, ''))
  const template = templates.find(({ id }) => id === c.req.query('template'))?.text
  const typed = new Map(shown.typed ?? [])
  if (template !== undefined && !openDraft(whole, 'final')) typed.set('template', template)
  const own = review !== undefined && authorsOf(whole, review).has(c.var.staff.id)
  return page(c, {
    ...staffPage,
    title: `${caseWords[lang].question(file.questionNo)} ${caseWords[lang].title}`,
    status: shown.refused ? statusOf(shown.refused) : 200,
    body: (
      <CasePage
        whole={inside || alsoMay(c, 'read_case_notes') ? whole : fromOutside(whole)}
        row={asRow(whole, question.text, question.title)}
        question={question}
        forms={forms}
        units={units}
        notes={notes}
        contact={contact !== null}
        files={inside ? files : files.filter((one) => one.public)}
        sums={openedSums(file.dueSums)}
        extendedTo={longer}
        copies={copies}
        near={near ?? null}
        undated={review !== undefined && datelessIn(review.text, now).length > 0}
        own={own}
        joint={joint.length}
        templates={templates}
        typed={typed}
        said={shown.refused ? null : saidOf(c)}
        refused={shown.refused ? messageOf(c, shown.refused) : null}
        uploads={inside && file.state !== 'void'}
        remarks={!inside && has('remark')}
        lang={lang}
        now={now}
      />
    ),
  })
}

/** What moderators and administrators read of a case: nothing that stays among its units. */
function fromOutside(whole: CaseWhole): CaseWhole {
  const inner: readonly string[] = ['noted', 'drafted', 'submitted', 'returned']
  return {
    ...whole,
    replies: whole.replies.filter(({ state }) => state === 'published'),
    events: whole.events.filter(({ what }) => !inner.includes(what)),
  }
}

async function actOnOne(c: Ctx, sent: ReadonlyMap<string, string>): Promise<Said> {
  const now = Date.now()
  const id = c.req.param('case') ?? ''
  const form: CaseForm | undefined = caseForms.find((one) => one === sent.get('do'))
  if (!form) throw new Refusal('INVALID', { field: 'do' })
  const whole = await caseOf(c.env, id)
  const seen = Number(sent.get('seen') ?? NaN)
  if (!Number.isInteger(seen) || seen < 0) throw new Refusal('INVALID', { field: 'seen' })
  const deps = caseDeps(c.env)
  const by = await byFor(c, whole, actOfForm(form))
  if (form === 'publish') {
    const approval = {
      id,
      seen,
      reply: sent.get('reply') ?? '',
      version: Number(sent.get('version')),
    }
    const approver = (one: CaseWhole) => (one.file.id === id ? by : byOver(c, one, 'publish'))
    await publishReplies(
      deps,
      [approval],
      async (one) => approver(one),
      now,
      sent.get('copied') === '1',
    )
    return 'published'
  }
  const [units, files] = await Promise.all([unitsForHandOff(c.env.DB), filesOf(c.env.DB, id)])
  const acts = actsOf(form, sent, {
    unitNamed: (unit) => units.find((one) => one.id === unit),
    newId,
    files: files.filter(({ removedAt }) => removedAt === null).length,
  })
  await actOnCase(deps, id, acts, by, now, { seen })
  if (acts.some(({ act }) => act === 'submitted')) return 'submitted'
  return form.startsWith('draft_') ? 'draft' : 'default'
}

export const caseDeskPages = new Hono<AppEnv>()
  .get('/desk/cases', (c) => inbox(c))
  .post('/desk/cases', async (c) => {
    const sent = await readForm(c, STAFF_BODY_BYTES)
    try {
      const said = await actOnPicked(c, sent, Date.now())
      const tab = said === 'many' ? 'answered' : 'doing'
      return c.redirect(`/desk/cases?tab=${tab}&said=${said}`, 303)
    } catch (error) {
      if (onPage(error)) return inbox(c, error)
      throw error
    }
  })
  .get('/desk/cases/:case', (c) => casePage(c))
  .post('/desk/cases/:case', async (c) => {
    const sent = await readForm(c, STAFF_BODY_BYTES)
    try {
      const said = await actOnOne(c, sent)
      return c.redirect(`/desk/cases/${c.req.param('case')}?said=${said}`, 303)
    } catch (error) {
      if (onPage(error) && error.code !== 'NOT_FOUND') {
        return casePage(c, { typed: sent, refused: error })
      }
      throw error
    }
  })
  .post('/desk/cases/:case/remark', async (c) => {
    const sent = await readForm(c, STAFF_BODY_BYTES)
    const whole = await caseOf(c.env, c.req.param('case'))
    const text = takeText(sent.get('text') ?? '', 'text', {
      min: 1,
      max: CASE_NOTE_MAX,
      lines: true,
    })
    const by = await byFor(c, whole, 'noted')
    await actOnCase(caseDeps(c.env), whole.file.id, { act: 'noted', text }, by, Date.now())
    return c.redirect(`/desk/cases/${whole.file.id}?said=default`, 303)
  })
