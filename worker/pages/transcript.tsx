import { Hono } from 'hono'
import { LINES_PAGE } from '../contract/transcript'
import { promiseWords } from '../contract/words/promises'
import { transcriptWords } from '../contract/words/transcript'
import type { AppEnv, Ctx } from '../http/app-env'
import { ownOrigin } from '../http/place'
import { slugOf } from '../http/room-door'
import { readTranscript, titleBlock, type TranscriptRead } from '../http/transcript-reading'
import { Transcript, TranscriptFiles, type TranscriptProps } from '../../web/views/transcript'
import { readerOf } from './reader'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT } from './render'

export const TRANSCRIPT_STYLE = 'web/styles/transcript.css'

const live = ['live', 'paused']
const before = ['announced', 'collecting']

function pageIn(c: Ctx): number {
  const raw = c.req.query('page')
  return raw && /^[1-9]\d{0,3}$/.test(raw) ? Number(raw) : 1
}

/** What the view needs, of a record that was read. */
function propsOf(
  c: Ctx,
  { session, lines, revisions, total, cut, spans }: TranscriptRead,
  page: number,
  base: string,
  now: number,
): TranscriptProps {
  const { state, source } = session
  return {
    lang: readerOf(c).lang,
    now,
    slug: session.slug,
    lines,
    revisions,
    total,
    cut,
    timed: spans.length > 0,
    page: Math.min(page, Math.max(1, Math.ceil(total / LINES_PAGE))),
    pages: Math.ceil(total / LINES_PAGE),
    live: live.includes(state),
    empty: before.includes(state) ? 'yet' : live.includes(state) ? 'none' : 'ever',
    base,
    ...(source !== undefined && { empty: 'ever' as const }),
  }
}

/** The text record as a tab of its session's page. */
export async function transcriptTab(
  c: Ctx,
  slug: string,
  onAir: boolean,
  now: number,
): Promise<TranscriptProps> {
  const n = pageIn(c)
  const found = await readTranscript(c.env, slug, { page: n, ...(onAir && { newest: true }) }, now)
  return propsOf(c, found, n, `/s/${slug}?tab=transcript`, now)
}

/** The text record on a page of its own: to read, to link to, to print. */
export const transcriptPages = new Hono<AppEnv>().get('/s/:slug/transcript', async (c) => {
  const slug = slugOf(c.req.param('slug'))
  const now = Date.now()
  const { lang } = readerOf(c)
  const t = transcriptWords[lang]
  const whole = c.req.query('all') === '1'
  const n = pageIn(c)
  const found = await readTranscript(c.env, slug, whole ? {} : { page: n }, now)
  const { session } = found
  const { title, facts } = titleBlock(found, ownOrigin(c), lang, now)
  // Here it is always in order: what is linked to and printed does not turn around.
  const props = { ...propsOf(c, found, n, `/s/${slug}/transcript`, now), live: false }
  return page(c, {
    title,
    description: t.lead,
    canonical: `/s/${slug}/transcript`,
    demo: session.demo,
    scripts: [PLAIN_SCRIPT],
    styles: [NETIZEN_STYLE, TRANSCRIPT_STYLE],
    body: (
      <div class="narrow">
        <p class="small no-print">
          <a href={`/s/${slug}`}>{t.back}</a>
        </p>
        <h1>{title}</h1>
        <dl class="rec-facts">
          {facts.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
        {found.total > 0 && (
          <TranscriptFiles lang={lang} slug={slug} timed={found.spans.length > 0} />
        )}
        {found.total > 0 && session.source === undefined && (
          <p class="small no-print">
            <a href={`/promises/propose?s=${slug}`} rel="nofollow">
              {promiseWords[lang].proposeTranscript}
            </a>
          </p>
        )}
        <div id="list">
          <h2 class="sr-only">{t.title}</h2>
          <Transcript {...props} {...(whole && { pages: 1, page: 1 })} />
        </div>
      </div>
    ),
  })
})
