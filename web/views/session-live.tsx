import type { ComponentChildren } from 'preact'
import type { Lang } from '../../worker/contract/lang'
import type { PublicStream } from '../../worker/contract/stream'
import type {
  Balance,
  CasesLine,
  PublicComment,
  PublicPrompt,
  PublicQuestion,
  PublicSession,
  Stage,
} from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { sessionWords } from '../../worker/contract/words/session'
import { countsHidden, questionsOpen, stageOver } from '../../worker/domain/machine'
import type { ListOrder } from '../../worker/domain/ranking'
import { formatDay } from '../../worker/domain/shanghai'
import { About, whenWords } from './about-session'
import { officeWords, Paragraphs, personWords, stageWords } from './answer-block'
import { Bridge, type BridgeTerm } from './bridge'
import { Comments } from './comments'
import { Place } from './place'
import { TranscriptPlace } from './transcript-place'
import { Dispositions, OrderTabs, Pages, QuestionList } from './question-list'

export const sessionTabs = ['questions', 'transcript', 'comments', 'about'] as const
export type SessionTab = (typeof sessionTabs)[number]

/** What is shown of a session held by its room; the browser keeps it up to date. */
export interface SessionViewProps {
  lang: Lang
  now: number
  tab: SessionTab
  /** null: a selection of rows (`show`) instead of an order. */
  order: ListOrder | null
  /** Term of the bridge whose rows are shown. */
  show: string | null
  page: number
  pages: number
  /** Place of the first question shown, from 0. */
  offset: number
  session: PublicSession
  stage: Stage | null
  staged: Pick<PublicQuestion, 'id' | 'text'> | null
  next: number[]
  balance: Balance
  cases: CasesLine
  questions: PublicQuestion[]
  comments: PublicComment[]
  prompts: PublicPrompt[]
  totalQuestions: number
  totalComments: number
  mine: number[]
  replyTo?: number | null
  /** There is an edition before this one, and the server has drawn what became of its questions. */
  last: boolean
  /**
   * Where the picture stands, if there is one: before everything else, or after the outcome. It stays where the
   * page was opened with it, for a film that is moved stops.
   */
  pictureAt?: 'first' | 'after' | null
}

/** What the island of a session starts from. */
export interface LiveSessionProps extends SessionViewProps {
  /** The question on stage, whole. */
  onStage: PublicQuestion | null
  stream?: PublicStream
  /** Number of the room the page was rendered at. */
  room: { epoch: string; seq: number; at: number; viewers: number }
}

/** What only a browser adds. */
export interface SessionViewLive {
  gone?: ReadonlySet<number>
  votes?: ReadonlyMap<number, number>
  setVote?: (no: number, on: boolean) => void
  /** The stage is that of a film somebody looks back at. */
  past?: boolean
  /** New questions or comments that wait behind the pill. */
  fresh?: number
  showFresh?: () => void
}

const sign = (state: PublicSession['state']) =>
  state === 'live' ? 'state cinnabar dot-live' : 'state'

const ended = ({ state }: PublicSession) => stageOver(state)

/** What the server draws for good; the browser finds it in its place. */
interface Slots {
  transcript?: ComponentChildren
  lastEdition?: ComponentChildren
  outcomes?: ComponentChildren
}

/** The whole page of a session that is open: before, during and shortly after the stream. */
export function SessionView(
  props: SessionViewProps & SessionViewLive & Slots & { picture?: ComponentChildren },
) {
  const { pictureAt = null, picture } = props
  // First what became of everything, then the record.
  const outcomes = opens(props) && <Place>{props.outcomes}</Place>
  if (pictureAt === 'first') {
    return (
      <div class={`session ${props.session.state} with-picture`}>
        {picture}
        <div class="beside">
          <Head {...props} />
          <Parts {...props} />
        </div>
      </div>
    )
  }
  if (pictureAt === 'after') {
    return (
      <div class={`session ${props.session.state} with-film`}>
        <div class="head">
          <Head {...props} />
        </div>
        {outcomes}
        {picture}
        <div class="parts">
          <Parts {...props} />
        </div>
      </div>
    )
  }
  return (
    <div class={`session ${props.session.state}`}>
      <Head {...props} />
      {outcomes}
      <Parts {...props} />
    </div>
  )
}

/** How the page opens, before anybody has asked for a part of it. */
export const opens = ({ tab, show, page }: Pick<SessionViewProps, 'tab' | 'show' | 'page'>) =>
  tab === 'questions' && !show && page === 1

const isOnAir = ({ state }: PublicSession) => state === 'live' || state === 'paused'
const isBefore = ({ state }: PublicSession) => state === 'announced' || state === 'collecting'

/** What it is, who answers, what is on stage, and the bridge. */
function Head(props: SessionViewProps & SessionViewLive & Slots) {
  const { lang, session, tab, balance, cases } = props
  const t = sessionWords[lang]
  const base = `/s/${session.slug}`
  const onAir = isOnAir(session)
  const before = isBefore(session)
  const counted =
    session.state === 'cancelled' ? balance.total.received > 0 : session.state !== 'announced'
  return (
    <>
      <header class={onAir ? 'session-head on-air' : 'session-head'}>
        <p class="kicker">
          <span class={sign(session.state)}>{commonWords[lang].session[session.state]}</span>
          {!onAir && (
            <span class="muted">
              {' '}
              {[
                whenWords(session, lang, props.now),
                session.place,
                ended(session) && t.asOf(formatDay(props.now, lang, props.now)),
              ]
                .filter(Boolean)
                .join(commonWords[lang].dot)}
            </span>
          )}
        </p>
        <h1>{session.title}</h1>
        {ended(session) && session.guests.length > 0 && (
          <p class="kicker muted">
            {t.answeredBy(
              session.guests
                .slice(0, 2)
                .map((guest) => personWords(guest))
                .join(commonWords[lang].and),
              session.guests.length,
            )}
          </p>
        )}
      </header>
      {before && <Guests session={session} />}
      {before && tab !== 'about' && session.notice && (
        <div class="notice">
          <Paragraphs text={session.notice} />
        </div>
      )}
      {before && <Place>{props.lastEdition}</Place>}
      {onAir && <OnStage {...props} />}
      {counted && (
        <Bridge line={balance.total} cases={cases} lang={lang} live={before || onAir} base={base} />
      )}
    </>
  )
}

/** The summary, and the tabs with what belongs to them. */
function Parts(props: SessionViewProps & SessionViewLive & Slots) {
  const { lang, session, tab } = props
  const t = sessionWords[lang]
  const before = isBefore(session)
  return (
    <>
      {session.summary && (
        <section class="card">
          <h2>{t.summary}</h2>
          <Paragraphs text={session.summary} />
        </section>
      )}
      <nav class="tabs" aria-label={t.tabsLabel}>
        <Tab name="questions" count={props.totalQuestions} {...props} />
        {!before && <Tab name="transcript" {...props} />}
        <Tab name="comments" count={props.totalComments} {...props} />
        <Tab name="about" {...props} />
      </nav>
      <div id="list">
        {tab !== 'about' && <h2 class="sr-only">{t.tabs[tab]}</h2>}
        {tab === 'questions' && <QuestionsTab {...props} />}
        {tab === 'transcript' && <TranscriptPlace>{props.transcript}</TranscriptPlace>}
        {tab === 'comments' && (
          <>
            <Pill words={t.freshComments} {...props} />
            <Comments
              lang={lang}
              now={props.now}
              slug={session.slug}
              comments={props.comments}
              prompts={props.prompts}
              open={questionsOpen(session.state)}
              replyTo={props.replyTo ?? null}
            />
          </>
        )}
        {tab === 'about' && (
          <>
            <About lang={lang} now={props.now} session={session} />
            {!before && <Place>{props.lastEdition}</Place>}
          </>
        )}
      </div>
    </>
  )
}

function Tab({
  name,
  count,
  lang,
  tab,
  session,
}: { name: SessionTab; count?: number } & SessionViewProps) {
  const t = sessionWords[lang]
  const query = name === 'questions' ? '' : `?tab=${name}`
  return (
    <a href={`/s/${session.slug}${query}`} aria-current={tab === name ? 'page' : undefined}>
      {t.tabs[name]}
      {count !== undefined && <span class="num"> {count}</span>}
    </a>
  )
}

function Guests({ session }: { session: PublicSession }) {
  if (session.guests.length === 0) return null
  return (
    <ul class="plain guests">
      {session.guests.map((guest) => (
        <li key={guest.id}>
          <span class="muted">{officeWords(guest.unit, guest.office)}</span> <b>{guest.name}</b>
        </li>
      ))}
    </ul>
  )
}

/** 正在答, in two lines; never a fake picture. */
function OnStage({ lang, session, stage, staged, past }: SessionViewProps & SessionViewLive) {
  const t = sessionWords[lang]
  if (session.state === 'paused') return <p class="on-stage pause">{t.paused}</p>
  if (!stage || !staged) return null
  return (
    <a class="on-stage" href={`/q/${staged.id}`}>
      <span class="line">
        <b class="dot-live">
          {past ? t.inPicture : t.nowAnswering} {commonWords[lang].number(stage.no)}
        </b>
        <span class="muted who">{stageWords(session, stage)}</span>
      </span>
      <span class="text">{staged.text}</span>
    </a>
  )
}

function QuestionsTab(props: SessionViewProps & SessionViewLive) {
  const { lang, session, order, show, page, pages } = props
  const t = sessionWords[lang]
  const base = `/s/${session.slug}`
  const open = questionsOpen(session.state)
  const prompt = [...props.prompts].reverse().find((item) => item.open)
  const empty = show
    ? t.empty.filtered
    : session.state === 'announced'
      ? t.empty.announced
      : session.state === 'cancelled'
        ? t.empty.filtered
        : order === 'answered'
          ? t.empty.answered
          : order === 'open'
            ? t.empty.open
            : t.empty.questions
  const early = countsHidden(session.state)
  const query = show ? `show=${show}` : `order=${order ?? 'hot'}`
  const address = (n: number) => `${base}?${query}${n > 1 ? `&page=${n}` : ''}`
  return (
    <>
      {prompt && (
        <p class="prompt-line">
          <b>{t.prompt.title}</b>{' '}
          <a href={`${base}?tab=comments&to=${prompt.no}#comment`}>{prompt.text}</a>
        </p>
      )}
      {ended(session) && (
        <Dispositions
          lang={lang}
          base={base}
          line={props.balance.total}
          cases={props.cases}
          show={show ?? (order === 'hot' ? 'all' : null)}
        />
      )}
      {(open || (!ended(session) && props.totalQuestions > 0)) && (
        <OrderTabs lang={lang} base={base} order={order} early={early} />
      )}
      {early && props.totalQuestions > 0 && <p class="small muted">{t.fair}</p>}
      {show && show !== 'all' && !ended(session) && (
        <p class="picked">
          <b>{t.only(showWord(show, lang))}</b> <a href={`${base}#list`}>{t.whole}</a>
        </p>
      )}
      <Pill words={t.fresh} {...props} />
      <QuestionList
        lang={lang}
        now={props.now}
        questions={props.questions}
        {...(props.gone && { gone: props.gone })}
        mine={new Set(props.mine)}
        {...(props.votes && { votes: props.votes })}
        next={props.next}
        // A place among the votes means something while votes decide what comes next.
        order={ended(session) || early ? null : order}
        early={early}
        offset={props.offset}
        voting={
          open
            ? {
                slug: session.slug,
                back: address(page),
                ...(props.setVote && { set: props.setVote }),
              }
            : null
        }
        ended={session.state === 'wrapped' || session.state === 'closed'}
        empty={empty}
      />
      <Pages lang={lang} page={page} pages={pages} href={(n) => `${address(n)}#list`} />
    </>
  )
}

function showWord(show: string, lang: Lang): string {
  const t = commonWords[lang].bridge
  return show in t ? String(t[show as BridgeTerm]) : show
}

/** New things wait behind it, so that nothing moves under the finger. */
function Pill({ fresh = 0, showFresh, words }: SessionViewLive & { words: (n: number) => string }) {
  return (
    <div class="pill-place">
      {fresh > 0 && showFresh && (
        <button class="pill" type="button" onClick={showFresh}>
          {words(fresh)}
        </button>
      )}
    </div>
  )
}

/** The bar that stays in reach of the thumb, while there is something to do. */
export function SessionBar({ lang, session }: { lang: Lang; session: PublicSession }) {
  if (!questionsOpen(session.state)) return null
  const t = sessionWords[lang]
  return (
    <nav class="bottom-bar no-print" aria-label={t.bar}>
      <div class="in">
        <a class="btn main" id="to-ask" href={`/s/${session.slug}/ask`}>
          {t.ask}
        </a>
        <a class="btn" href="/my">
          {t.my}
        </a>
      </div>
    </nav>
  )
}
