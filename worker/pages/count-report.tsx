import { Hono } from 'hono'
import { Refusal } from '../contract/refusals'
import type { AppEnv } from '../http/app-env'
import { inTime } from '../http/patience'
import { readSession } from '../http/reading'
import { roomOf, slugOf } from '../http/room-door'
import { authorityOf } from '../http/whereabouts'
import { page, PLAIN_SCRIPT } from './render'
import { readerOf } from './reader'

/** Few read it, and then it may take a moment: the view and its words are loaded when it is asked for. */
export const countReportPages = new Hono<AppEnv>().get('/s/:slug/integrity', async (c) => {
  const slug = slugOf(c.req.param('slug'))
  const now = Date.now()
  const { lang } = readerOf(c)
  const held = await authorityOf(c.env, slug, now)
  if (!held) throw new Refusal('NOT_FOUND')
  const { HOLDING, CountReport, integrityOf, countReportWords } =
    await import('./count-report-view')
  let report = held === 'room' ? await roomOf(c.env, slug).integrity(now) : null
  if (!report) {
    const session = await readSession(c.env, slug, now)
    report = await inTime(integrityOf(c.env.DB, session, now))
  }
  return page(c, {
    title: countReportWords[lang].title(report.title),
    canonical: `/s/${slug}/integrity`,
    scripts: [PLAIN_SCRIPT],
    body: <CountReport report={report} floor={HOLDING.floor} lang={lang} now={now} />,
  })
})
