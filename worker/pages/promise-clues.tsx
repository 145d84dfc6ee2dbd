import { Hono } from 'hono'
import { declineProposal } from '../actions/commitments/propose'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { promiseDeskWords } from '../contract/words/promise-desk'
import { formatDateTime, formatTime } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { inTime } from '../http/patience'
import { readClues, type FoundClue } from '../http/promise-clues'
import { publicQuestionOf, type PromisePointer } from '../http/promise-source'
import { slugOf } from '../http/room-door'
import { pointerQuery, promiseDeps, promisePlace } from '../routes/promise-acts'
import type { ProposalRecord } from '../domain/case-records'
import type { PublicSession } from '../contract/views'
import { registeredQuotes } from '../store/commitments'
import { openProposals, proposalById } from '../store/proposals'
import { personWords } from '../../web/views/answer-block'
import { ClueList, PromiseDeskFrame, ProposalList } from '../../web/views/desk/promises'
import { promiseDeskPage } from './promise-desk'
import { page } from './render'
import { readerOf } from './reader'

/** What reads like a promise in a session: found by the machine, or pointed out by readers. */

const registerAt = (slug: string, pointer: PromisePointer, quote: string, proposal = '') =>
  `/desk/commitments/new?${pointerQuery(slug, pointer)}&quote=${encodeURIComponent(quote)}` +
  (proposal && `&proposal=${proposal}`)

/** Where a proposed sentence stands: the number of a question is found by its answer. */
async function pointerOf(
  c: Ctx,
  session: PublicSession,
  { answerId, lineId, replyId }: ProposalRecord,
  now: number,
): Promise<PromisePointer | null> {
  if (lineId !== null) return { kind: 'line', id: lineId }
  const id = answerId ?? replyId ?? ''
  const table = answerId === null ? 'cases' : 'answers'
  const row = await c.env.DB.prepare(`SELECT question_no AS no FROM ${table} WHERE id = ?1`)
    .bind(id)
    .first<{ no: number }>()
  if (!row) return null
  const question = await publicQuestionOf(c.env, session, row.no, now)
  return question ? { kind: answerId === null ? 'reply' : 'answer', no: row.no, id } : null
}

async function clues(c: Ctx): Promise<Response> {
  const slug = slugOf(c.req.param('slug') ?? '')
  const now = Date.now()
  const { lang } = readerOf(c)
  const t = promiseDeskWords[lang]
  const { session, clues: found } = await readClues(c.env, slug, now)
  const [known, waiting] = await inTime(
    Promise.all([registeredQuotes(c.env.DB, session.id), openProposals(c.env.DB, session.id)]),
  )
  const said = ({ unit, office, who, saidAt }: FoundClue) =>
    `${personWords({ unit, office, name: who })} ${formatTime(saidAt)}`.trim()
  const idOf = (quote: string) =>
    known.find((one) => one.quote.includes(quote) || quote.includes(one.quote))?.id ?? null
  const rows = found.map((one) => ({
    quote: one.quote,
    said: said(one),
    dateless: one.due === null,
    due: one.due,
    amount: one.amount?.text ?? null,
    registered: idOf(one.quote),
    register: registerAt(slug, one.pointer, one.quote),
  }))
  // What still needs somebody comes first, and of that what says no day.
  const place = (one: (typeof rows)[number]) =>
    one.registered === null ? (one.dateless ? 0 : 1) : 2
  const proposals = await Promise.all(
    waiting.map(async (one) => {
      const pointer = await pointerOf(c, session, one, now)
      return (
        pointer && {
          id: one.id,
          quote: one.quote,
          count: one.count,
          said: formatDateTime(one.at, lang, now),
          register: registerAt(slug, pointer, one.quote, one.id),
        }
      )
    }),
  )
  const title = t.cluesOf(session.title)
  return page(c, {
    ...promiseDeskPage,
    title,
    body: (
      <PromiseDeskFrame
        lang={lang}
        title={title}
        refused={null}
        done={c.req.query('done') === 'declined' ? t.done.declined : null}
        links={[[`/desk/s/${slug}`, session.title]]}
      >
        <h2>{t.proposals}</h2>
        <ProposalList proposals={proposals.filter((one) => one !== null)} slug={slug} lang={lang} />
        <h2>{t.clues}</h2>
        <p class="muted">{t.cluesLead}</p>
        {rows.some(({ dateless, registered }) => dateless && registered === null) && (
          <p class="ad-note">{t.datelessHint}</p>
        )}
        <ClueList clues={rows.toSorted((a, b) => place(a) - place(b))} lang={lang} />
      </PromiseDeskFrame>
    ),
  })
}

async function decline(c: Ctx): Promise<Response> {
  const slug = slugOf(c.req.param('slug') ?? '')
  const fields = await readForm(c, STAFF_BODY_BYTES)
  const { session } = await readClues(c.env, slug, Date.now())
  const proposal = await inTime(proposalById(c.env.DB, c.req.param('id') ?? ''))
  if (!proposal || proposal.sessionId !== session.id) throw new Refusal('NOT_FOUND')
  const deps = await promiseDeps(c, 'settle', await promisePlace(c, slug, null))
  await declineProposal(deps, proposal, fields.get('reason') ?? '')
  c.header('cache-control', 'no-store')
  return c.redirect(`/desk/s/${slug}/promises?done=declined`, 303)
}

export const promiseCluePages = new Hono<AppEnv>()
  .get('/desk/s/:slug/promises', clues)
  .post('/desk/s/:slug/proposals/:id', decline)
