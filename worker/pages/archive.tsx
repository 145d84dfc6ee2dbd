import { Hono } from 'hono'
import { PAGE_SIZE } from '../contract/limits'
import { exportWords } from '../contract/words/exports'
import { publicWords } from '../contract/words/public'
import { sessionWords } from '../contract/words/session'
import type { AppEnv } from '../http/app-env'
import { inTime } from '../http/patience'
import { TOTALS_2014 } from '../store/history-records'
import { figuresOf, listSessions } from '../store/record'
import { SearchBox } from '../../web/views/search'
import { Figures, SessionCardView } from '../../web/views/session-card'
import { page, PLAIN_SCRIPT } from './render'
import { frameOf, readerOf } from './reader'

const ended = ['wrapped', 'closed', 'archived', 'cancelled'] as const
const kinds = ['town_hall', 'reception', 'on_site_office', 'field_research', 'outreach'] as const

/** 往期与答复: editions with their bridge, mailboxes, and what is on record of the practice itself. */
export const archivePages = new Hono<AppEnv>().get('/archive', async (c) => {
  const now = Date.now()
  const { lang } = readerOf(c)
  const before = c.req.query('before') ?? null
  const db = c.env.DB
  const [found, boxes, totals] = await inTime(
    Promise.all([
      listSessions(db, { states: ended, kinds, limit: PAGE_SIZE, before }, now),
      before ? null : listSessions(db, { kinds: ['mailbox'], limit: 10 }, now),
      figuresOf(db, TOTALS_2014),
    ]),
  )
  const editions = found.sessions.filter(({ session }) => session.source === undefined)
  const history = found.sessions.filter(({ session }) => session.source !== undefined)
  const t = publicWords[lang].archive
  return page(c, {
    title: t.title,
    description: t.describe,
    image: '/card.png',
    feed: { href: '/feed.atom', title: exportWords[lang].feedTitle(frameOf(c).portal(lang)) },
    canonical: before ? `/archive?before=${encodeURIComponent(before)}` : '/archive',
    scripts: [PLAIN_SCRIPT],
    body: (
      <>
        <h1>{t.title}</h1>
        <p class="muted">
          {t.describe} <a href="/feed.atom">{publicWords[lang].session.feed}</a>
        </p>
        <SearchBox lang={lang} />
        {editions.length > 0 && (
          <section>
            <h2>{t.editions}</h2>
            {editions.map((card) => (
              <SessionCardView key={card.session.id} card={card} lang={lang} now={now} />
            ))}
          </section>
        )}
        {found.sessions.length === 0 && <p class="empty">{t.empty}</p>}
        {boxes && boxes.sessions.length > 0 && (
          <section>
            <h2>{t.mailboxes}</h2>
            {boxes.sessions.map((card) => (
              <SessionCardView key={card.session.id} card={card} lang={lang} now={now} />
            ))}
          </section>
        )}
        {history.length > 0 && (
          <section id="history">
            <h2>{t.history}</h2>
            <p class="muted">{t.historyIntro}</p>
            {history.map((card) => (
              <SessionCardView key={card.session.id} card={card} lang={lang} now={now} />
            ))}
            {totals.length > 0 && (
              <div class="card">
                <h3>{t.totals}</h3>
                <Figures figures={totals} lang={lang} brief />
              </div>
            )}
          </section>
        )}
        <nav class="pages" aria-label={sessionWords[lang].pages}>
          {before && (
            <a class="btn" href="/archive">
              {t.first}
            </a>
          )}
          {found.next && (
            <a class="btn" rel="next" href={`/archive?before=${encodeURIComponent(found.next)}`}>
              {t.more}
            </a>
          )}
        </nav>
      </>
    ),
  })
})
