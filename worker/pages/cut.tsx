import { Hono } from 'hono'
import type { VNode } from 'preact'
import { CUT_FROM_MAX, NUDGE_MAX, STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal, refusals } from '../contract/refusals'
import { cutKinds, cutReasons } from '../contract/stream'
import { chapterWords } from '../contract/words/chapters'
import { cutWords } from '../contract/words/cut'
import { refusalMessage } from '../contract/words/refusals'
import type { RecordedDecision } from '../actions/cut-in-record'
import { takeOne } from '../domain/text-fields'
import type { AppEnv, Ctx } from '../http/app-env'
import { readForm } from '../http/body'
import { actingAs } from '../http/guard'
import { chaptersIn, readPicture } from '../http/picture'
import { slugOf } from '../http/room-door'
import { decidePicture } from '../routes/picture-acts'
import { ChaptersPage } from '../../web/views/desk/chapters'
import { CutPage } from '../../web/views/desk/cut-page'
import { readerOf } from './reader'
import { page, type PageOptions } from './render'

type Status = NonNullable<PageOptions['status']>

const staffPage = (c: Ctx, title: string, body: VNode, refused: Refusal | null) =>
  page(c, {
    title,
    body,
    cache: 'private',
    noindex: true,
    status: refused ? (refusals[refused.code] as Status) : 200,
    styles: ['web/styles/desk.css', 'web/styles/cut.css'],
    look: 'desk-home',
  })

async function cutPage(c: Ctx, slug: string, refused: Refusal | null = null): Promise<Response> {
  const { lang } = readerOf(c)
  const { picture } = await readPicture(c.env, slug, Date.now())
  const problem = refused && refusalMessage(lang, refused.code, refused.facts)
  const body = <CutPage picture={picture} problem={problem} lang={lang} />
  return staffPage(c, cutWords[lang].title, body, refused)
}

async function chaptersPage(c: Ctx, slug: string, refused: Refusal | null = null) {
  const { lang } = readerOf(c)
  const reading = await readPicture(c.env, slug, Date.now())
  const problem = refused && refusalMessage(lang, refused.code, refused.facts)
  const { picture } = reading
  const body = (
    <ChaptersPage picture={picture} chapters={chaptersIn(reading)} problem={problem} lang={lang} />
  )
  return staffPage(c, chapterWords[lang].title, body, refused)
}

function wholeIn(form: Map<string, string>, field: string, min: number, max: number): number {
  const raw = form.get(field) ?? '0'
  const value = /^-?\d{1,4}$/.test(raw) ? Number(raw) : NaN
  if (!(value >= min && value <= max)) throw new Refusal('INVALID', { field })
  return value
}

function cutFrom(form: Map<string, string>): RecordedDecision {
  const act = takeOne(['cut', 'resume'] as const, form.get('act'), 'act')
  const kind = takeOne(cutKinds, form.get('kind'), 'kind')
  if (act === 'resume') return { act, kind }
  const note = form.get('note') ?? ''
  return {
    act,
    kind,
    reason: takeOne(cutReasons, form.get('reason'), 'reason'),
    from: wholeIn(form, 'from', 0, CUT_FROM_MAX),
    keepOut: form.get('keepOut') === '1',
    ...(note.trim() !== '' && { note }),
  }
}

function nudgeFrom(form: Map<string, string>): RecordedDecision {
  const staging = form.get('staging') ?? ''
  if (!/^[\w-]{1,64}$/.test(staging)) throw new Refusal('NOT_FOUND', { field: 'staging' })
  const seconds = wholeIn(form, 'seconds', -NUDGE_MAX, NUDGE_MAX)
  return { act: 'nudge_chapter', staging, seconds }
}

/** Takes a form's decision; what is refused is said on the page itself. */
async function take(
  c: Ctx,
  read: (form: Map<string, string>) => RecordedDecision,
  again: (slug: string, refused: Refusal) => Promise<Response>,
): Promise<Response> {
  const slug = slugOf(c.req.param('slug') ?? '')
  const form = await readForm(c, STAFF_BODY_BYTES)
  try {
    const decision = read(form)
    await decidePicture(c, slug, decision, actingAs(c, `decide_${decision.act}`))
    const at = decision.act === 'nudge_chapter' ? `chapters#${decision.staging}` : 'cut'
    return c.redirect(`/desk/s/${slug}/${at}`, 303)
  } catch (error) {
    const missing = error instanceof Refusal && error.code === 'NOT_FOUND' && !error.facts.field
    if (!(error instanceof Refusal) || missing) throw error
    return again(slug, error)
  }
}

/** Cutting and moving chapters by plain forms: on a phone, and when scripts fail. */
export const cutPages = new Hono<AppEnv>()
  .get('/desk/s/:slug/cut', (c) => cutPage(c, slugOf(c.req.param('slug'))))
  .post('/desk/s/:slug/cut', (c) => take(c, cutFrom, (slug, refused) => cutPage(c, slug, refused)))
  .get('/desk/s/:slug/chapters', (c) => chaptersPage(c, slugOf(c.req.param('slug'))))
  .post('/desk/s/:slug/chapters', (c) =>
    take(c, nudgeFrom, (slug, refused) => chaptersPage(c, slug, refused)),
  )
