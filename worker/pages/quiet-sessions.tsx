import type { VNode } from 'preact'
import type { Lang } from '../contract/lang'
import type { PublicFigure } from '../contract/record'
import { Refusal } from '../contract/refusals'
import type { RoomPage } from '../contract/room'
import type { PublicSession } from '../contract/views'
import { commonWords } from '../contract/words/common'
import { publicWords } from '../contract/words/public'
import { sessionWords } from '../contract/words/session'
import { emptyBalance } from '../domain/balance'
import type { Ctx } from '../http/app-env'
import { inTime } from '../http/patience'
import { mailboxPage } from '../store/record'
import { Paragraphs } from '../../web/views/answer-block'
import { Bridge } from '../../web/views/bridge'
import { Comments } from '../../web/views/comments'
import { QuestionList } from '../../web/views/question-list'
import { dayWords, Figures } from '../../web/views/session-card'
import { PROMISE_STYLE } from './promise-section'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT } from './render'
import { houseOf, readerOf } from './reader'
import { breadcrumbs, sessionFacts } from './structured-record'

const orders = ['new', 'answered', 'open'] as const

/** The way to a session's page from the first one. */
export const sessionSteps = (
  session: PublicSession,
  lang: Lang,
): [name: string, path: string][] => [
  [commonWords[lang].archive, '/archive'],
  [session.title, `/s/${session.slug}`],
]

/** A mailbox has no stage and no balance: answered and unanswered, page after page. */
export async function mailboxPages(c: Ctx, session: PublicSession, now: number): Promise<Response> {
  const { lang } = readerOf(c)
  const order = orders.find((name) => name === c.req.query('order')) ?? 'new'
  const after = c.req.query('after') ?? null
  const found = await inTime(mailboxPage(c.env.DB, session.slug, { order, after }, now))
  if (!found) throw new Refusal('NOT_FOUND')
  const t = publicWords[lang].session
  const base = `/s/${session.slug}`
  return page(c, {
    title: session.title,
    description: t.mailbox(found.total, found.answered, found.unanswered),
    canonical: base,
    image: `${base}/card.png`,
    jsonLd: breadcrumbs(houseOf(c), sessionSteps(session, lang)),
    demo: session.demo,
    scripts: [PLAIN_SCRIPT],
    body: (
      <div class="narrow">
        <header class="session-head">
          {session.title !== commonWords[lang].kind.mailbox && (
            <p class="kicker muted">{commonWords[lang].kind.mailbox}</p>
          )}
          <h1>{session.title}</h1>
        </header>
        {session.topic && <p>{session.topic}</p>}
        <p class="lead">{t.mailbox(found.total, found.answered, found.unanswered)}</p>
        <nav class="orders" aria-label={sessionWords[lang].ordersLabel} id="list">
          {orders.map((name) => (
            <a
              key={name}
              href={`${base}?order=${name}`}
              aria-current={name === order ? 'true' : undefined}
            >
              {t.mailboxOrders[name]}
            </a>
          ))}
        </nav>
        <h2 class="sr-only">{sessionWords[lang].tabs.questions}</h2>
        <QuestionList
          lang={lang}
          now={now}
          questions={found.questions}
          mine={new Set()}
          next={[]}
          order={null}
          offset={0}
          voting={null}
          record
          empty={sessionWords[lang].empty.filtered}
        />
        <nav class="pages" aria-label={sessionWords[lang].pages}>
          {after && (
            <a class="btn" href={`${base}?order=${order}`}>
              {t.first}
            </a>
          )}
          {found.next && (
            <a
              class="btn"
              rel="next"
              href={`${base}?order=${order}&after=${encodeURIComponent(found.next)}`}
            >
              {t.more}
            </a>
          )}
        </nav>
      </div>
    ),
  })
}

/** A record of the past: what the sources print, and where. */
export function historyPage(
  c: Ctx,
  found: RoomPage,
  figures: PublicFigure[],
  now: number,
  promises: VNode | null,
): Response {
  const { lang } = readerOf(c)
  const { session, comments, prompts } = found.snapshot
  const t = publicWords[lang].session
  const common = commonWords[lang]
  const sum = sumOf(figures)
  const house = houseOf(c)
  // What the balance says already is not said a second time.
  const told = sum ? figures.filter(({ key }) => !balanced.some((one) => one === key)) : figures
  return page(c, {
    title: session.title,
    description: session.summary ?? session.topic,
    cache: 'record',
    canonical: `/s/${session.slug}`,
    image: `/s/${session.slug}/card.png`,
    jsonLd: [sessionFacts(session, house), breadcrumbs(house, sessionSteps(session, lang))],
    scripts: [PLAIN_SCRIPT],
    ...(promises && { styles: [NETIZEN_STYLE, PROMISE_STYLE] }),
    body: (
      <article class="narrow">
        <p class="crumbs">
          <a href="/archive#history">{t.history}</a>
        </p>
        <header class="session-head">
          <p class="kicker muted">
            {common.kind[session.kind]}
            {common.dot}
            {dayWords(session, lang, now)}
            {session.place && common.dot + session.place}
          </p>
          <h1>{session.title}</h1>
        </header>
        {sum && <HistoryBalance {...sum} lang={lang} />}
        {session.summary && <Paragraphs text={session.summary} />}
        {told.length > 0 && <Figures figures={told} lang={lang} />}
        {promises}
        {found.questions.length > 0 && (
          <section>
            <h2 class="sr-only">{sessionWords[lang].tabs.questions}</h2>
            <QuestionList
              lang={lang}
              now={now}
              questions={[...found.questions].sort((a, b) => a.no - b.no)}
              mine={new Set()}
              next={[]}
              order={null}
              offset={0}
              voting={null}
              record
              empty=""
            />
          </section>
        )}
        {prompts.length > 0 && (
          <Comments
            lang={lang}
            now={now}
            slug={session.slug}
            comments={comments}
            prompts={prompts.map((prompt) => ({ ...prompt, open: false }))}
            open={false}
            bare
          />
        )}
        <p class="small muted">
          {t.historyHint}{' '}
          {session.excerpt ? t.excerptHint : found.questions.length === 0 && t.noRowsHint}
          {session.source && ` ${t.source}${common.colon}${session.source}`}
        </p>
      </article>
    ),
  })
}

const balanced = ['accepted', 'answered_on_spot', 'handed_off'] as const

/** What a balance is made of, where somebody printed all of it. */
function sumOf(figures: PublicFigure[]) {
  const of = (key: (typeof balanced)[number]) => figures.filter((figure) => figure.key === key)
  const [accepted, ...others] = of('accepted')
  const [spot] = of('answered_on_spot')
  const [handed] = of('handed_off')
  return accepted?.value && spot?.value && handed?.value
    ? {
        line: {
          ...emptyBalance().total,
          accepted: accepted.value,
          answeredLive: spot.value,
          handedOff: handed.value,
        },
        source: accepted.source,
        others,
      }
    : null
}

/** 86 = 12 + 74, with the source that prints another number beside it. */
function HistoryBalance({
  line,
  source,
  others,
  lang,
}: NonNullable<ReturnType<typeof sumOf>> & { lang: Lang }) {
  const t = publicWords[lang].session
  return (
    <section>
      <Bridge line={line} lang={lang} />
      <p class="small muted">
        {t.source}
        {commonWords[lang].colon}
        {source}
      </p>
      {others.length > 0 && (
        <p class="small">
          {others.map((other) => other.text + t.from(other.source)).join(t.figuresJoin)}{' '}
          <span class="muted">{t.twoSources}</span>
        </p>
      )}
    </section>
  )
}
