import { Hono } from 'hono'
import type { Reported } from '../contract/fairness'
import { PUBLIC_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { Snapshot } from '../contract/views'
import { fairWords } from '../contract/words/fair'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { readFairness } from '../http/fair-reading'
import { isId } from '../http/ids'
import { reasonSentences } from '../http/reason-sentences'
import { readSnapshot } from '../http/reading'
import { roomOf, slugOf } from '../http/room-door'
import { authorityOf } from '../http/whereabouts'
import { appealByReceipt, appealFromDevice, reportFrom } from '../routes/fair-acts'
import { RejectionsPage, ReportDone, ReportForm, ReportOver } from '../../web/views/fair'
import { formPages } from './forms'
import { page, PLAIN_SCRIPT, type PageOptions } from './render'
import { readerOf } from './reader'

const quiet: Pick<PageOptions, 'cache' | 'noindex' | 'scripts'> = {
  cache: 'private',
  noindex: true,
  scripts: [PLAIN_SCRIPT],
}

function numberIn(raw: string | undefined): number | null {
  return raw && /^[1-9]\d{0,5}$/.test(raw) ? Number(raw) : null
}

/** What an address or a form says is meant. */
function aboutIn(kind: string | undefined, no: string | undefined, answer: string | undefined) {
  const at = numberIn(no)
  if (at === null) throw new Refusal('NOT_FOUND')
  if (kind === 'answer') {
    if (!answer || answer.length > 64) throw new Refusal('NOT_FOUND')
    return { kind, no: at, answer } as const
  }
  if (kind !== 'question' && kind !== 'comment') throw new Refusal('INVALID', { field: 'kind' })
  return { kind, no: at, answer: null } as const
}

/** The words meant, as anybody reads them; what is not public cannot be reported. */
async function wordsOf(c: Ctx, slug: string, { kind, no, answer }: Reported): Promise<string> {
  if (kind === 'comment') {
    const { comments } = JSON.parse((await readSnapshot(c.env, slug, Date.now())).body) as Snapshot
    const found = comments.find((one) => one.no === no && one.state === 'listed')
    if (!found) throw new Refusal('NOT_FOUND')
    return found.text
  }
  const found = await roomOf(c.env, slug).question(no, null)
  const text =
    kind === 'question'
      ? found?.question.text
      : found?.question.answers.find((one) => one.id === answer)?.text
  if (!text) throw new Refusal('NOT_FOUND')
  return text
}

/** Where whoever reports came from. */
const backTo = (slug: string, { kind, no }: Reported) =>
  kind === 'comment' ? `/s/${slug}?tab=comments#c${no}` : `/s/${slug}/q/${no}`

/** Appeals and reports by plain forms, and the page that tells what became of them. */
export const fairPages = new Hono<AppEnv>()
  .get('/s/:slug/rejections', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const now = Date.now()
    const { lang } = readerOf(c)
    const told = await readFairness(c.env, slug, now)
    return page(c, {
      title: fairWords[lang].page.title(told.title),
      canonical: `/s/${slug}/rejections`,
      scripts: [PLAIN_SCRIPT],
      body: (
        <RejectionsPage
          told={told}
          lang={lang}
          now={now}
          sentences={await reasonSentences(c.env, lang, now)}
        />
      ),
    })
  })
  .get('/s/:slug/report', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const { lang } = readerOf(c)
    const { q, c: comment, a } = c.req.query()
    const about = aboutIn(a ? 'answer' : comment ? 'comment' : 'question', comment ?? q, a)
    const title = fairWords[lang].report.title
    const back = backTo(slug, about)
    const authority = await authorityOf(c.env, slug, Date.now())
    if (!authority) throw new Refusal('NOT_FOUND')
    if (authority === 'record') {
      return page(c, { ...quiet, title, body: <ReportOver back={back} lang={lang} /> })
    }
    const text = await wordsOf(c, slug, about)
    const body = <ReportForm slug={slug} about={about} text={text} back={back} lang={lang} />
    return page(c, { ...quiet, title, body })
  })
  .post('/s/:slug/report', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const { lang } = readerOf(c)
    const fields = await readForm(c, PUBLIC_BODY_BYTES)
    const about = aboutIn(fields.get('kind'), fields.get('no'), fields.get('answer'))
    const given = { reason: fields.get('reason') ?? '', note: fields.get('note') }
    const { again } = await reportFrom(c, slug, about, given)
    return page(c, {
      ...quiet,
      title: fairWords[lang].report.done,
      body: <ReportDone slug={slug} again={again} back={backTo(slug, about)} lang={lang} />,
    })
  })
  .post('/my/q/:id/appeal', async (c) => {
    const id = c.req.param('id')
    const fields = await readForm(c, PUBLIC_BODY_BYTES)
    const text = fields.get('text') ?? ''
    const typed = fields.get('receipt')
    c.header('cache-control', 'private, no-store')
    if (typed) {
      const own = await appealByReceipt(c, typed, text, id)
      return formPages.lookedUp(c, own, own.receipt)
    }
    if (!isId(id)) throw new Refusal('NOT_FOUND')
    await appealFromDevice(c, id, text)
    return c.redirect(`/my#appeal-${id}`, 303)
  })
