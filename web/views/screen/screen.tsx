import type { Lang } from '../../../worker/contract/lang'
import type { PromiseCounts } from '../../../worker/contract/commitments'
import type { CasesLine } from '../../../worker/contract/views'
import { commonWords } from '../../../worker/contract/words/common'
import { transcriptWords } from '../../../worker/contract/words/transcript'
import { screenWords } from '../../../worker/contract/words/screen'
import {
  formatDay,
  formatDateTime,
  formatTime,
  shanghaiParts,
} from '../../../worker/domain/shanghai'
import { questionsOpen } from '../../../worker/domain/machine'
import { stageWords } from '../answer-block'
import { Bridge } from '../bridge'
import {
  lastWords,
  onStage,
  phaseOf,
  sizeOf,
  upcoming,
  type QrShape,
  type ScreenProps,
} from './model'

export interface ShownScreen extends ScreenProps {
  /** The room's clock, now. */
  now: number
  /** When the last word came, if the connection is gone. */
  lostAt: number | null
}

/** The projector: one picture, never scrolled, read from the back row. */
export function Screen(props: ShownScreen) {
  const { snapshot, lang, now, lostAt } = props
  const { session } = snapshot
  const t = screenWords[lang]
  const phase = phaseOf(snapshot)
  return (
    <div class={`screen ${phase}`} lang={lang === 'zh' ? 'zh-CN' : 'en'}>
      <header class="top">
        <p class="which">
          {session.demo && <b class="demo">{t.demo}</b>}
          <span class="name">{phase === 'live' ? session.title : session.unit}</span>
        </p>
        {lostAt !== null && <output class="lost">{t.lost(formatTime(lostAt))}</output>}
        <time class="clock">{formatTime(now)}</time>
      </header>
      <main class="middle">
        {phase === 'live' && <Now {...props} />}
        {phase === 'before' && <Before {...props} />}
        {(phase === 'after' || phase === 'cancelled') && <After {...props} />}
      </main>
      <Corner {...props} />
      <footer class="foot">
        {phase === 'live' && <JustSaid {...props} />}
        {snapshot.balance.total.received > 0 && (
          <Bridge
            line={snapshot.balance.total}
            cases={phase === 'after' ? snapshot.cases : null}
            lang={lang}
            live={phase !== 'after'}
          />
        )}
      </footer>
    </div>
  )
}

function Now({ snapshot, lang }: ShownScreen) {
  const t = screenWords[lang]
  const c = commonWords[lang]
  const question = onStage(snapshot)
  const { stage, session } = snapshot
  if (!question) {
    return (
      <>
        <h1 class="between">{session.state === 'paused' ? t.paused : t.between}</h1>
        <Queue snapshot={snapshot} lang={lang} heading={t.next} count={4} />
      </>
    )
  }
  const who = stage ? stageWords(session, stage) : ''
  return (
    <>
      <p class="label">
        <svg class="dot" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
          <circle cx="5" cy="5" r="5" />
        </svg>
        {session.state === 'paused' ? t.paused : t.onStage}
        {c.dot}
        {question.channel === 'floor' ? `${t.floor} ` : ''}
        {c.number(question.no)}
        {c.dot}
        {c.votes(question.votes)}
      </p>
      <h1 class={`question ${sizeOf(question.text)}`}>{question.text}</h1>
      <p class="who">{who ? `${t.answers}${who}` : t.answersSoon}</p>
      <Queue
        snapshot={snapshot}
        lang={lang}
        heading={t.next}
        count={nextRows(snapshot, question)}
      />
    </>
  )
}

/** What was said last takes the place of some of what comes next; a long question needs more of it. */
function nextRows({ line }: ShownScreen['snapshot'], { text }: { text: string }): number {
  if (!line) return 3
  return text.length > 60 ? 1 : 2
}

/** The last line of the text record. */
function JustSaid({ snapshot, lang }: ShownScreen) {
  const { line } = snapshot
  if (!line) return null
  const { said } = transcriptWords[lang]
  return (
    <p class="just-said">
      <b>
        {line.speaker}
        {said}
      </b>
      {lastWords(line.text)}
    </p>
  )
}

function Queue({
  snapshot,
  lang,
  heading,
  count,
}: Pick<ShownScreen, 'snapshot' | 'lang'> & { heading: string; count: number }) {
  const t = screenWords[lang]
  const c = commonWords[lang]
  const rows = upcoming(snapshot, count)
  if (rows.length === 0) return null
  return (
    <section class="queue">
      <h2>{heading}</h2>
      <ol>
        {rows.map(({ question, why }) => (
          <li key={question.no}>
            <span class="no">{question.channel === 'floor' ? t.floor : c.number(question.no)}</span>
            <span class="text">{question.text}</span>
            <span class={`why ${why}`}>
              {why === 'agenda' ? t.byAgenda : c.votes(question.votes)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** A title of the form 第几期：题目 breaks at its colon, not in the middle of a word. */
function Headline({ title }: { title: string }) {
  const lines = title.split('：').map((line, i, all) => (i < all.length - 1 ? `${line}：` : line))
  const longest = Math.max(...lines.map((line) => line.length))
  return (
    <h1 class={`headline ${longest > 13 ? 'long' : ''}`}>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </h1>
  )
}

function Before({ snapshot, lang, last, promised }: ShownScreen) {
  const t = screenWords[lang]
  const { session } = snapshot
  const { weekday } = shanghaiParts(session.startsAt)
  const cases = last && last.total > 0 ? last : null
  const promises = promised && promised.total > 0 ? promised : null
  // Under a title of two lines a wall has room for six lines; whoever answers comes first.
  const room = 6 - session.guests.length - Number(cases !== null) - Number(promises !== null)
  return (
    <>
      <Headline title={session.title} />
      <p class="when">
        <b>
          {formatDay(session.startsAt, lang, session.startsAt)} {t.weekday(weekday)}{' '}
          {formatTime(session.startsAt)}
        </b>{' '}
        {t.starts}
      </p>
      {session.guests.length > 0 && (
        <section class="guests">
          <h2>{t.guests}</h2>
          <ul class={session.guests.length > 4 ? 'many' : undefined}>
            {session.guests.slice(0, 8).map((guest) => (
              <li key={guest.id}>
                <b>{guest.name}</b> {guest.unit} {guest.office}
              </li>
            ))}
          </ul>
        </section>
      )}
      {questionsOpen(session.state) && snapshot.questions.length === 0 && (
        <p class="say">{t.noneYet}</p>
      )}
      {cases && <Last cases={cases} lang={lang} />}
      {promises && <LastPromises counts={promises} lang={lang} />}
      {room > 0 && (
        <Queue snapshot={snapshot} lang={lang} heading={t.asked} count={Math.min(room, 3)} />
      )}
    </>
  )
}

/** What became of the last edition, in one line; what went wrong is not left out on a wall. */
function Last({ cases, lang }: { cases: CasesLine; lang: Lang }) {
  const t = screenWords[lang]
  const words = commonWords[lang].bridge
  const bad = (['overdue', 'disputed'] as const).filter((term) => cases[term] > 0)
  return (
    <p class="last">
      {t.last(cases.total, cases.replied, cases.confirmed)}
      {bad.map((term) => (
        <b key={term}>
          {commonWords[lang].dot}
          {words[term]} {cases[term]}
        </b>
      ))}
    </p>
  )
}

/** And of what was promised there. */
function LastPromises({ counts, lang }: { counts: PromiseCounts; lang: Lang }) {
  const t = screenWords[lang]
  return (
    <p class="last">
      {t.lastPromises(counts.total, counts.delivered + counts.verified)}
      {counts.late > 0 && (
        <b>
          {commonWords[lang].dot}
          {t.late(counts.late)}
        </b>
      )}
    </p>
  )
}

function After({ snapshot, lang, address, now }: ShownScreen) {
  const t = screenWords[lang]
  const { session } = snapshot
  const cancelled = session.state === 'cancelled'
  const open = questionsOpen(session.state) && session.closesAt !== null && now < session.closesAt
  return (
    <>
      <Headline title={session.title} />
      <p class="thanks">{cancelled ? t.cancelled : t.thanks}</p>
      {!cancelled && (
        <>
          <p class="say">{session.state === 'wrapped' ? t.after : t.done}</p>
          <p class="address">{address}</p>
          {open && session.closesAt !== null && (
            <p class="say">{t.afterOpen(formatDateTime(session.closesAt, lang, now))}</p>
          )}
        </>
      )}
    </>
  )
}

/** The code to scan and the address to type; both stand in the same corner through the whole life of a session. */
function Corner({ snapshot, lang, qr, address }: ShownScreen) {
  const t = screenWords[lang]
  const { state } = snapshot.session
  const say =
    state === 'wrapped'
      ? t.scanAfter
      : questionsOpen(state)
        ? t.scanAsk
        : state === 'announced' || state === 'cancelled'
          ? t.scanKnow
          : t.scanRead
  return (
    <aside class="corner">
      <Qr {...qr} label={say} />
      <p class="scan">{say}</p>
      <p class={`address ${address.length > 22 ? 'long' : ''}`}>{address}</p>
    </aside>
  )
}

function Qr({ size, path, label }: QrShape & { label: string }) {
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={path} />
    </svg>
  )
}
