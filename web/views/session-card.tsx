import type { ComponentChildren } from 'preact'
import type { Lang } from '../../worker/contract/lang'
import type { PublicFigure, SessionCard } from '../../worker/contract/record'
import type { PublicSession } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { publicWords } from '../../worker/contract/words/public'
import { formatDay } from '../../worker/domain/shanghai'
import { personWords } from './answer-block'
import { whenWords } from './about-session'
import { Bridge } from './bridge'

/** The day as printed where the source prints no day, otherwise the day. */
export function dayWords(session: PublicSession, lang: Lang, now: number): string {
  return session.datePrinted ?? formatDay(session.startsAt, lang, now)
}

function Kicker({ session, lang, when }: { session: PublicSession; lang: Lang; when: string }) {
  const common = commonWords[lang]
  const live = session.state === 'live' || session.state === 'paused'
  const settled = session.source !== undefined || session.kind === 'mailbox'
  if (settled && !session.demo && !when && !session.place) return null
  return (
    <p class="kicker">
      {!settled && (
        <>
          <span class={live ? 'state cinnabar dot-live' : 'state'}>
            {common.session[session.state]}
          </span>{' '}
        </>
      )}
      {session.demo && (
        <>
          <span class="state ochre">{common.demo}</span>{' '}
        </>
      )}
      <span class="muted">{[when, session.place].filter(Boolean).join(common.dot)}</span>
    </p>
  )
}

/** A session on a list, with its bridge; historical records show their sourced figures, a mailbox its counts. */
export function SessionCardView({
  card,
  lang,
  now,
  children,
  hot = false,
  brief = false,
}: {
  card: SessionCard
  lang: Lang
  now: number
  children?: ComponentChildren
  hot?: boolean
  /** Beside something else: without the small print. */
  brief?: boolean
}) {
  const { session, balance, cases, mailbox, figures } = card
  const t = publicWords[lang].session
  const coming = session.state === 'announced' || session.state === 'collecting'
  const open = coming || session.state === 'live' || session.state === 'paused'
  return (
    <article class={hot ? 'session-card now' : 'session-card'}>
      <Kicker
        session={session}
        lang={lang}
        when={
          // A mailbox has no day: it is always there.
          mailbox ? '' : coming ? whenWords(session, lang, now) : dayWords(session, lang, now)
        }
      />
      <h3>
        <a href={`/s/${session.slug}`}>{session.title}</a>
      </h3>
      {session.topic && !session.title.includes(session.topic) && (
        <p class="muted">{session.topic}</p>
      )}
      {open && session.guests.length > 0 && (
        <p>{session.guests.map((guest) => personWords(guest)).join(commonWords[lang].and)}</p>
      )}
      {mailbox && <p>{t.mailbox(mailbox.total, mailbox.answered, mailbox.unanswered)}</p>}
      {balance && balance.total.received > 0 && (
        <Bridge
          line={balance.total}
          cases={cases}
          lang={lang}
          live={open}
          brief={brief}
          base={`/s/${session.slug}`}
          id={`bridge-${session.slug}`}
        />
      )}
      {figures.length > 0 && <Figures figures={figures} lang={lang} brief />}
      {children}
    </article>
  )
}

/** Whether two sources print the same fact differently. */
const differs = (a: PublicFigure, b: PublicFigure) =>
  a.key === b.key && a.about === b.about && a.value !== b.value && a.source !== b.source

/** Figures somebody printed, each with its source; where sources differ, both stand. */
export function Figures({
  figures,
  lang,
  brief = false,
}: {
  figures: PublicFigure[]
  lang: Lang
  brief?: boolean
}) {
  const t = publicWords[lang].session
  if (brief) {
    const sources = [...new Set(figures.map((figure) => figure.source))]
    return (
      <ul class="plain small printed">
        {sources.map((source) => (
          <li key={source}>
            {figures
              .filter((figure) => figure.source === source)
              .map((figure) => figure.text)
              .join(t.figuresJoin)}{' '}
            <cite class="muted">{t.from(source)}</cite>
          </li>
        ))}
      </ul>
    )
  }
  return (
    <section>
      <h2>{t.figures}</h2>
      <ul class="figures">
        {figures.map((figure, i) => (
          <li key={i}>
            {figure.about && (
              <>
                <span class="muted">{figure.about}</span> →{' '}
              </>
            )}
            <b>{figure.text}</b>
            <br />
            <cite class="small muted">
              {t.source}
              {commonWords[lang].colon}
              {figure.source}
            </cite>
            {figures.slice(0, i).some((other) => differs(other, figure)) && (
              <p class="small muted">{t.twoSources}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
