import { Hono } from 'hono'
import { PAGE_SIZE } from '../contract/limits'
import { Refusal } from '../contract/refusals'
import type { RoomPage } from '../contract/room'
import type { PublicQuestion, Snapshot } from '../contract/views'
import { exportWords } from '../contract/words/exports'
import { publicWords } from '../contract/words/public'
import { sessionWords } from '../contract/words/session'
import { questionsOpen, stageOver } from '../domain/machine'
import { byFate } from '../domain/fate'
import { inOrder, type ListOrder } from '../domain/ranking'
import type { AppEnv, Ctx } from '../http/app-env'
import { readPage, readSnapshot } from '../http/reading'
import { roomOf, slugOf } from '../http/room-door'
import { voterHere } from '../http/taking-part'
import { inTime } from '../http/patience'
import { authorityOf } from '../http/whereabouts'
import { figuresOf, questionByNo } from '../store/record'
import { whenWords } from '../../web/views/about-session'
import { Island, IslandState } from '../../web/views/island'
import { Transcript, TranscriptFiles } from '../../web/views/transcript'
import { PictureView } from '../../web/views/picture'
import { PicturePlace } from '../../web/views/picture-place'
import { listOrders } from '../../web/views/question-list'
import { Downloads } from '../../web/views/downloads'
import { LastEdition } from '../../web/views/last-edition'
import { Outcomes } from '../../web/views/outcomes'
import {
  opens,
  SessionBar,
  SessionView,
  sessionTabs,
  type LiveSessionProps,
  type SessionTab,
} from '../../web/views/session-live'
import { historyPage, mailboxPages, sessionSteps } from './quiet-sessions'
import { filmRead, pictureOf } from './picture'
import { cardAddress, sessionCard } from './card'
import { keptOrDrawn } from './kept'
import { answeredAt, lastEditionOf, PROMISE_STYLE, promisesOfSession } from './promise-section'
import { NETIZEN_STYLE, page, PLAIN_SCRIPT, RECORD_STYLE } from './render'
import { TRANSCRIPT_STYLE, transcriptTab } from './transcript'
import { levelsOn } from './levels'
import { houseOf, readerOf } from './reader'
import { videoObject } from './structured'
import { breadcrumbs, sessionFacts } from './structured-record'
import { isShow, shownIn } from './show'

const SHUFFLE_MS = 5 * 60_000
const LIVE_SCRIPT = 'web/islands/session.entry.tsx'
const PICTURE_STYLE = 'web/styles/picture.css'

function among<T extends string>(list: readonly T[], raw: string | undefined, otherwise: T): T {
  return list.find((item) => item === raw) ?? otherwise
}

function numberIn(raw: string | undefined): number | null {
  return raw && /^[1-9]\d{0,5}$/.test(raw) ? Number(raw) : null
}

/** What an address asks of the list. */
function asked(c: Ctx) {
  const show = c.req.query('show')
  return {
    tab: among<SessionTab>(sessionTabs, c.req.query('tab'), 'questions'),
    order: among<ListOrder>(listOrders, c.req.query('order'), 'hot'),
    page: numberIn(c.req.query('page')) ?? 1,
    show: show !== undefined && isShow(show) ? show : null,
    replyTo: numberIn(c.req.query('to')),
  }
}

/** Every public question of a session, wherever it is held. */
async function everyQuestion(c: Ctx, slug: string, now: number): Promise<PublicQuestion[]> {
  return (JSON.parse((await readSnapshot(c.env, slug, now)).body) as Snapshot).questions
}

/** Rows of one term of the bridge: picked from the whole list, in the order of the list. */
async function selection(c: Ctx, slug: string, show: string, at: number, now: number) {
  const rows = shownIn(inOrder(await everyQuestion(c, slug, now), 'hot'), show, now)
  return { rows: rows.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE), total: rows.length }
}

async function load(c: Ctx, slug: string, now: number) {
  const want = asked(c)
  const voter = voterHere(c, slug)
  // The shuffle before the opening lasts a few minutes, so that pages stay the same for a while.
  const seed = Math.floor(now / SHUFFLE_MS)
  const request = { order: want.order, page: want.page, size: PAGE_SIZE, seed }
  const found: RoomPage = await readPage(c.env, slug, request, voter, now)
  if (!want.show) return { want, found, rows: found.questions, total: found.total }
  return { want, found, ...(await selection(c, slug, want.show, want.page, now)) }
}

/** The question on stage, when it is not among those of this page. */
async function onStage(c: Ctx, slug: string, found: RoomPage, rows: PublicQuestion[]) {
  const no = found.snapshot.stage?.no
  if (no === undefined) return null
  const here = rows.find((question) => question.no === no)
  return here ?? (await roomOf(c.env, slug).question(no, null))?.question ?? null
}

/** A session held by its room or kept in the record: one page through its whole life. */
async function sessionPage(c: Ctx, slug: string): Promise<Response> {
  const now = Date.now()
  const { lang } = readerOf(c)
  const { want, found, rows, total } = await load(c, slug, now)
  const { snapshot } = found
  const { session } = snapshot
  if (session.kind === 'mailbox') return mailboxPages(c, session, now)
  if (session.source !== undefined) {
    const figures = await inTime(figuresOf(c.env.DB, session.id))
    return historyPage(c, found, figures, now, await promisesOfSession(c, session, now))
  }
  const [held, staged, reading, last, promises, answered] = await Promise.all([
    authorityOf(c.env, slug, now),
    onStage(c, slug, found, rows),
    filmRead(c, snapshot, now),
    lastEditionOf(c, session.id, now),
    promisesOfSession(c, session, now),
    answeredAt(c, session),
  ])
  // Before the start somebody tries whether the code on the wall works.
  if (c.req.query('from') === 'qr' && held === 'room') {
    c.executionCtx.waitUntil(roomOf(c.env, slug).scanned())
  }
  const { epoch, seq, at, viewers, stage, next, balance, cases, prompts } = snapshot
  const { show, tab } = want
  const picture = pictureOf(c, snapshot, reading, held === 'room', now)
  const props: LiveSessionProps = {
    onStage: staged,
    pictureAt: picture?.at ?? null,
    ...(snapshot.stream && { stream: snapshot.stream }),
    room: { epoch, seq, at, viewers },
    lang,
    now,
    tab,
    order: show ? null : want.order,
    show,
    page: want.page,
    pages: Math.ceil(total / PAGE_SIZE),
    offset: (want.page - 1) * PAGE_SIZE,
    session,
    stage,
    staged,
    next,
    balance,
    cases,
    questions: tab === 'questions' ? rows : [],
    comments: tab === 'comments' ? snapshot.comments : [],
    prompts,
    totalQuestions: snapshot.totalQuestions,
    totalComments: snapshot.totalComments,
    mine: found.mine,
    replyTo: want.replyTo,
    last: last !== null,
  }
  const early = session.state === 'announced' || session.state === 'collecting'
  // Before the session it stands inside the view, above the questions.
  const over = stageOver(session.state)
  const before = !early && tab !== 'about' ? last : null
  const beside = over || before !== null
  const onAir = session.state === 'live' || session.state === 'paused'
  const record = tab === 'transcript' ? await transcriptTab(c, slug, onAir, now) : null
  // Every question, not only those of this page: the fate of each stands before the record.
  const groups =
    over && session.state !== 'cancelled' && opens(props)
      ? byFate(await everyQuestion(c, slug, now), now)
      : []
  const view = (
    <SessionView
      {...props}
      lastEdition={last && <LastEdition {...last} lang={lang} now={now} />}
      outcomes={<Outcomes groups={groups} base={`/s/${slug}`} lang={lang} now={now} />}
      {...(record && {
        transcript: (
          <div>
            <Transcript {...record} />
          </div>
        ),
      })}
      picture={
        picture && (
          <PicturePlace>
            <PictureView {...picture.props} />
          </PicturePlace>
        )
      }
    />
  )
  const graded = levelsOn(c, session, lang)
  const t = publicWords[lang].session
  const house = houseOf(c)
  const image = cardAddress(`/s/${slug}`, sessionCard(c, snapshot))
  return page(c, {
    title: session.title,
    description: t.describe(session.topic || session.title, whenWords(session, lang, now)),
    ...(held === 'record' && session.state === 'archived' && { cache: 'record' as const }),
    canonical: `/s/${slug}`,
    feed: { href: `/feed.atom?session=${slug}`, title: exportWords[lang].feedTitle(session.title) },
    demo: session.demo,
    image,
    jsonLd: [
      sessionFacts(session, house, image),
      reading && videoObject(reading, house.origin),
      breadcrumbs(house, sessionSteps(session, lang)),
    ],
    look: picture ? 'has-bar has-picture' : 'has-bar',
    scripts: [
      held === 'room' ? LIVE_SCRIPT : PLAIN_SCRIPT,
      ...(held === 'room' ? graded.scripts : []),
    ],
    humanCheck: graded.humanCheck,
    styles: [
      NETIZEN_STYLE,
      ...(over || last ? [RECORD_STYLE] : []),
      ...(record ? [TRANSCRIPT_STYLE] : []),
      ...(promises ? [PROMISE_STYLE] : []),
      ...(picture ? [PICTURE_STYLE] : []),
    ],
    body: (
      <div
        // A picture has columns of its own.
        class={beside && !picture ? 'columns' : undefined}
        // Its page has no line to a room yet; the script asks now and then whether it has opened.
        data-opens={session.state === 'announced' ? `/api/sessions/${slug}` : undefined}
      >
        <div>
          {session.state === 'cancelled' && (
            <p class="lead">
              {t.cancelled} {balance.total.received > 0 && t.cancelledWhy}
            </p>
          )}
          {held === 'room' ? (
            <Island name="session" props={props}>
              {view}
            </Island>
          ) : (
            view
          )}
          {picture && <IslandState name="picture" props={picture.props} />}
          {record && held === 'room' && <IslandState name="transcript" props={record} />}
          {record && record.total > 0 && (
            <TranscriptFiles lang={lang} slug={slug} timed={record.timed} />
          )}
          {promises}
          {answered}
          {graded.line}
          {!over && balance.total.received > 0 && (
            <p class="small no-print">
              <a href={`/s/${slug}/rejections`}>{t.fairness}</a>
            </p>
          )}
        </div>
        {beside && (
          <div>
            {over && (
              <Downloads slug={slug} lang={lang} recording={snapshot.stream !== undefined} />
            )}
            {before && (
              <div class="only-wide">
                <LastEdition {...before} lang={lang} now={now} id="before" />
              </div>
            )}
          </div>
        )}
      </div>
    ),
    bottomBar: <SessionBar lang={lang} session={session} />,
    ...(questionsOpen(session.state) && {
      skipTo: { href: '#to-ask', word: sessionWords[lang].ask },
    }),
  })
}

export const sessionPages = new Hono<AppEnv>()
  .get('/s/:slug', (c) => {
    const slug = slugOf(c.req.param('slug'))
    return keptOrDrawn(c, () => sessionPage(c, slug))
  })
  .get('/s/:slug/q/:no', async (c) => {
    const slug = slugOf(c.req.param('slug'))
    const no = numberIn(c.req.param('no'))
    if (no === null) throw new Refusal('NOT_FOUND')
    const now = Date.now()
    const held = await authorityOf(c.env, slug, now)
    if (!held) throw new Refusal('NOT_FOUND')
    const live = held === 'room' ? await roomOf(c.env, slug).question(no, null) : null
    const id = live?.question.id ?? (await recordedId(c, slug, no, now))
    if (!id) throw new Refusal('NOT_FOUND')
    return c.redirect(`/q/${id}`, 302)
  })

async function recordedId(c: Ctx, slug: string, no: number, now: number): Promise<string | null> {
  const { session } = JSON.parse((await readSnapshot(c.env, slug, now)).body) as Snapshot
  return (await inTime(questionByNo(c.env.DB, session.id, no)))?.question.id ?? null
}
