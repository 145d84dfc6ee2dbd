import { Hono } from 'hono'
import { STAFF_BODY_BYTES } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import { FILM_FORM_BYTES, FILM_MAX_GB, keyTerms, POSTER_BYTES } from '../contract/stream-desk'
import type { PublicSession } from '../contract/views'
import { refusals } from '../contract/refusals'
import { refusalMessage } from '../contract/words/refusals'
import { streamDeskWords } from '../contract/words/stream-desk'
import { startOfDay } from '../domain/shanghai'
import { streamHosts } from '../domain/stream-hosts'
import type { AppEnv, Ctx } from '../http/app-env'
import { readBytes, readForm } from '../http/body'
import { forgetFilm } from '../http/film'
import { ownOrigin } from '../http/place'
import {
  asUpload,
  chooseSource,
  dropFilm,
  giveKey,
  hangPoster,
  isOver,
  markTried,
  pictured,
  revokeKey,
  takePosterDown,
  wholeFilm,
  type SourceGiven,
} from '../http/stream-acts'
import { streamDeskOf } from '../http/stream-door'
import { streamStatus } from '../http/stream-reading'
import { StreamPage, type StreamPageProps, type StreamSaid } from '../../web/views/desk/stream'
import { readerOf } from './reader'
import { page, type PageOptions } from './render'

type Shown = Partial<Pick<StreamPageProps, 'fresh' | 'refused' | 'typed'>>

const saids = Object.keys(streamDeskWords.zh.saved) as StreamSaid[]

async function streamPage(c: Ctx, session: PublicSession, shown: Shown = {}, status = 200) {
  const { lang } = readerOf(c)
  const { slug } = session
  const stream = streamDeskOf(c.env, slug)
  const [watched, about] = await Promise.all([streamStatus(c, slug), stream.afterwards()])
  const { report } = watched.health
  const said = saids.find((one) => one === c.req.query('saved')) ?? null
  const props: StreamPageProps = {
    session,
    status: watched,
    lang,
    origin: ownOrigin(c),
    hosts: streamHosts(c.env.STREAM_HOSTS),
    fresh: null,
    said: shown.refused || shown.fresh ? null : said,
    refused: null,
    typed: {},
    over: isOver(session),
    outside: report.src?.startsWith('https:') ? report.src : null,
    film: about.film,
    upload: about.upload ? asUpload(about.upload) : null,
    maxGb: Number(c.env.FILM_MAX_GB || FILM_MAX_GB),
    days: Number(c.env.RECORDING_DAYS || 0),
    expiresAt: about.expiresAt,
    gone: about.gone,
    ...shown,
  }
  return page(c, {
    title: streamDeskWords[lang].title,
    status: status as NonNullable<PageOptions['status']>,
    cache: 'private',
    noindex: true,
    styles: ['web/styles/stream-desk.css'],
    scripts: ['web/islands/stream-desk.entry.tsx'],
    look: 'desk-home',
    body: <StreamPage {...props} />,
  })
}

/** Runs what a form asks for; what does not fit is said above the form, with what had been typed. */
async function answered(
  c: Ctx,
  work: (session: PublicSession) => Promise<Response>,
  typed: StreamPageProps['typed'] = {},
): Promise<Response> {
  const session = await pictured(c)
  try {
    return await work(session)
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'RECORD_AWAY') throw error
    const { lang } = readerOf(c)
    const refused = refusalMessage(lang, error.code, error.facts)
    const away = error.code === 'SOURCE_AWAY'
    return streamPage(c, session, { refused, typed: { ...typed, away } }, refusals[error.code])
  }
}

const onward = (c: Ctx, slug: string, said: StreamSaid) => {
  c.header('cache-control', 'no-store')
  forgetFilm(slug)
  return c.redirect(`/desk/s/${slug}/stream?saved=${said}`, 303)
}

/** '2026-11-30T15:42:07' as a clock in Shanghai shows it; empty: nobody knows. */
function momentOf(text: string): number | null {
  if (text.trim() === '') return null
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?$/.exec(text.trim())
  if (!found) throw new Refusal('INVALID', { field: 'startsAt' })
  const [, day = '', hour = '', minute = '', second = '0', rest = '0'] = found
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new Refusal('INVALID', { field: 'startsAt' })
  }
  try {
    const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) + Number(rest)
    return startOfDay(day) + Math.round(seconds * 1000)
  } catch {
    throw new Refusal('INVALID', { field: 'startsAt' })
  }
}

const sourceKinds = ['none', 'worker', 'external', 'link'] as const

async function act(c: Ctx, sent: ReadonlyMap<string, string>, session: PublicSession) {
  const { slug } = session
  switch (sent.get('do')) {
    case 'source': {
      const kind = sourceKinds.find((one) => one === sent.get('kind'))
      if (!kind) throw new Refusal('INVALID', { field: 'kind' })
      const given: SourceGiven = {
        kind,
        url: sent.get('url') ?? '',
        startsAt: momentOf(sent.get('startsAt') ?? ''),
        unseen: sent.get('unseen') === '1',
      }
      await chooseSource(c, session, given)
      return onward(c, slug, 'source')
    }
    case 'key': {
      const term = keyTerms.find((one) => one === sent.get('term'))
      if (!term) throw new Refusal('INVALID', { field: 'term' })
      // Answered with the page itself: an address to go on to would have to carry the key.
      return streamPage(c, session, { fresh: await giveKey(c, session, term) })
    }
    case 'revoke':
      await revokeKey(c, slug)
      return onward(c, slug, 'revoked')
    case 'tried': {
      const what = sent.get('what')
      if (what !== 'signal' && what !== 'sound') throw new Refusal('INVALID', { field: 'what' })
      await markTried(c, slug, what)
      return onward(c, slug, 'tried')
    }
    case 'film_drop':
      await dropFilm(c, slug)
      return onward(c, slug, 'film_gone')
    case 'poster_drop':
      await takePosterDown(c, slug)
      return onward(c, slug, 'poster_gone')
    default:
      throw new Refusal('INVALID', { field: 'do' })
  }
}

/** A form with a file in it, within its limit. */
async function readFiles(c: Ctx, cap: number): Promise<FormData> {
  const type = c.req.header('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new Refusal('NOT_JSON')
  const bytes = await readBytes(c.req.raw, cap)
  try {
    return await new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': type },
    }).formData()
  } catch {
    throw new Refusal('BAD_REQUEST')
  }
}

async function fileIn(form: FormData, name: string): Promise<Uint8Array> {
  const file: unknown = form.get(name)
  if (!(file instanceof Blob) || file.size === 0) throw new Refusal('EMPTY', { field: name })
  return new Uint8Array(await file.arrayBuffer())
}

const FIELDS_BYTES = 16 * 1024

/** 直播画面: the page of a session's picture, by plain forms. */
export const streamDeskPages = new Hono<AppEnv>()
  .get('/desk/s/:slug/stream', async (c) => streamPage(c, await pictured(c)))
  .post('/desk/s/:slug/stream', async (c) => {
    const sent = await readForm(c, STAFF_BODY_BYTES)
    const [kind, url] = [sent.get('kind'), sent.get('url')]
    const typed = { ...(kind !== undefined && { kind }), ...(url !== undefined && { url }) }
    return answered(c, (session) => act(c, sent, session), typed)
  })
  .post('/desk/s/:slug/stream/film', async (c) =>
    answered(c, async (session) => {
      const form = await readFiles(c, FILM_FORM_BYTES + FIELDS_BYTES)
      const startsAt: unknown = form.get('startsAt')
      const at = momentOf(typeof startsAt === 'string' ? startsAt : '')
      await wholeFilm(c, session, await fileIn(form, 'film'), at)
      return onward(c, session.slug, 'film')
    }),
  )
  .post('/desk/s/:slug/stream/poster', async (c) =>
    answered(c, async (session) => {
      const form = await readFiles(c, POSTER_BYTES + FIELDS_BYTES)
      await hangPoster(c, session.slug, await fileIn(form, 'poster'))
      return onward(c, session.slug, 'poster')
    }),
  )
