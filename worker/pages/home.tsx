import { Hono } from 'hono'
import type { NewestAnswer, SessionCard } from '../contract/record'
import type { Lang } from '../contract/lang'
import { commonWords } from '../contract/words/common'
import { exportWords } from '../contract/words/exports'
import { publicWords } from '../contract/words/public'
import { questionsOpen } from '../domain/machine'
import { formatDay } from '../domain/shanghai'
import type { AppEnv, Ctx } from '../http/app-env'
import { readSnapshot } from '../http/reading'
import { inTime } from '../http/patience'
import { listSessions, newestAnswers } from '../store/record'
import { personWords } from '../../web/views/answer-block'
import { QuestionLink } from '../../web/views/question-card'
import { LookupForm } from '../../web/views/own-question'
import { SearchBox } from '../../web/views/search'
import { SessionCardView } from '../../web/views/session-card'
import type { Snapshot } from '../contract/views'
import { PLAIN_SCRIPT, page } from './render'
import { frameOf, houseOf, readerOf } from './reader'
import { portalFacts } from './structured-record'

/** The card of a session a room holds, with the room's own figures: the record follows a second later. */
export async function fresh(c: Ctx, card: SessionCard, now: number): Promise<SessionCard> {
  if (card.session.kind === 'mailbox' || !questionsOpen(card.session.state)) return card
  const ready = await readSnapshot(c.env, card.session.slug, now).catch(() => null)
  if (!ready) return card
  const { session, balance, cases } = JSON.parse(ready.body) as Snapshot
  return { ...card, session, balance, cases }
}

const running = ['live', 'paused'] as const
const coming = ['announced', 'collecting'] as const
const past = ['wrapped', 'closed', 'archived'] as const
/** Where it all began: the kinds of the first records. */
const origins = ['reception', 'on_site_office'] as const
const stages = ['town_hall', 'reception', 'on_site_office', 'field_research', 'outreach'] as const

export const home = new Hono<AppEnv>().get('/', async (c) => {
  const now = Date.now()
  const { lang } = readerOf(c)
  const db = c.env.DB
  const [live, next, ended, boxes, answers, history] = await inTime(
    Promise.all([
      listSessions(db, { states: running, kinds: stages, limit: 3 }, now),
      listSessions(db, { states: coming, kinds: stages, limit: 5 }, now),
      listSessions(db, { states: past, kinds: stages, sourced: false, limit: 4 }, now),
      listSessions(db, { kinds: ['mailbox'], limit: 2 }, now),
      newestAnswers(db, 4),
      listSessions(db, { states: ['archived'], kinds: origins, sourced: true, limit: 2 }, now),
    ]),
  )
  const shown = (cards: SessionCard[]) => Promise.all(cards.map((card) => fresh(c, card, now)))
  const frame = frameOf(c)
  return page(c, {
    title: frame.portal(lang),
    description: publicWords[lang].home.describe,
    feed: { href: '/feed.atom', title: exportWords[lang].feedTitle(frame.portal(lang)) },
    image: '/card.png',
    canonical: '/',
    jsonLd: portalFacts(houseOf(c)),
    scripts: [PLAIN_SCRIPT],
    body: (
      <Home
        lang={lang}
        now={now}
        live={await shown(live.sessions)}
        // Soonest first: the list comes with the latest first.
        next={await shown([...next.sessions].reverse())}
        past={ended.sessions}
        boxes={boxes.sessions}
        answers={answers}
        // As it happened: the first one first.
        history={[...history.sessions].reverse()}
      />
    ),
  })
})

interface HomeProps {
  lang: Lang
  now: number
  live: SessionCard[]
  next: SessionCard[]
  past: SessionCard[]
  boxes: SessionCard[]
  answers: NewestAnswer[]
  history: SessionCard[]
}

function Home({ lang, now, live, next, past: ended, boxes, answers, history }: HomeProps) {
  const t = publicWords[lang].home
  const common = commonWords[lang]
  const asking = ({ session }: SessionCard, words: string, main = false) =>
    questionsOpen(session.state) && (
      <a class={main ? 'btn main' : 'btn'} href={`/s/${session.slug}/ask`}>
        {words}
      </a>
    )
  return (
    <>
      <h1 class="sr-only">{t.title}</h1>
      <div class="columns">
        <div>
          {live.length > 0 && (
            <section>
              <h2>{t.now}</h2>
              {live.map((card) => (
                <SessionCardView key={card.session.id} card={card} lang={lang} now={now} hot>
                  <div class="actions">
                    <a class="btn main" href={`/s/${card.session.slug}`}>
                      {t.enter}
                    </a>
                    {asking(card, t.askNow)}
                  </div>
                </SessionCardView>
              ))}
            </section>
          )}
          {next.length > 0 && (
            <section>
              <h2>{t.next}</h2>
              {next.map((card) => (
                <SessionCardView key={card.session.id} card={card} lang={lang} now={now}>
                  {questionsOpen(card.session.state) && (
                    <div class="actions">{asking(card, t.askEarly, live.length === 0)}</div>
                  )}
                </SessionCardView>
              ))}
            </section>
          )}
          {live.length + next.length === 0 && <p class="lead">{t.none}</p>}
          <section>
            <h2>{t.answers}</h2>
            {answers.length === 0 && <p class="muted">{t.noAnswers}</p>}
            <ul class="plain">
              {answers.map(({ answer, question, session }) => (
                <li key={answer.id} class="newest">
                  <h3 class="q-text">
                    <QuestionLink question={question} lang={lang} />
                  </h3>
                  <p class="clamp">{answer.text}</p>
                  <p class="small muted">
                    {t.answeredBy(
                      personWords({ ...answer, name: answer.speaker }),
                      formatDay(answer.at, lang, now),
                    )}
                    {common.dot}
                    <a href={`/s/${session.slug}`}>{session.title}</a>
                  </p>
                </li>
              ))}
            </ul>
          </section>
          {history.length > 0 && (
            <section>
              <h2>{t.history}</h2>
              {history.map((card) => (
                <SessionCardView key={card.session.id} card={card} lang={lang} now={now} />
              ))}
              <p>
                <a href="/archive#history">{t.allHistory}</a>
              </p>
            </section>
          )}
        </div>
        <div>
          <section class="card">
            <SearchBox lang={lang} />
          </section>
          <section class="card">
            <h2>{t.lookup}</h2>
            <p class="small muted">{t.lookupHint}</p>
            <LookupForm lang={lang} />
            <p>
              <a href="/my">{t.mine}</a>
            </p>
          </section>
          {ended.length > 0 && (
            <section>
              <h2>{t.past}</h2>
              {ended.map((card) => (
                <SessionCardView key={card.session.id} card={card} lang={lang} now={now} brief />
              ))}
              <p>
                <a href="/archive">{t.allPast}</a>
              </p>
            </section>
          )}
          {boxes.map((card) => (
            <SessionCardView key={card.session.id} card={card} lang={lang} now={now} />
          ))}
        </div>
      </div>
    </>
  )
}
