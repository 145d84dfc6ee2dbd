import type { ComponentChildren } from 'preact'
import type { Lang } from '../../worker/contract/lang'
import type { PublicFigure, SessionCard } from '../../worker/contract/record'
import type { PublicSession } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { publicWords } from '../../worker/contract/words/public'
import { formatDay } from '../../worker/domain/shanghai'
import { officeWords } from './answer-block'
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
      <span class="muted">
        {when}
        {session.place && common.dot + session.place}
      </span>
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
}: {
  card: SessionCard
  lang: Lang
  now: number
  children?: ComponentChildren
  hot?: boolean
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
        when={coming ? whenWords(session, lang, now) : dayWords(session, lang, now)}
      />
      <h3>
        <a href={`/s/${session.slug}`}>{session.title}</a>
      </h3>
      {session.topic && <p class="muted">{session.topic}</p>}
      {open && session.guests.length > 0 && (
        <p>
          {session.guests
            .map((guest) => `${officeWords(guest.unit, guest.office)} ${guest.name}`)
            .join(commonWords[lang].and)}
        </p>
      )}
      {mailbox && <p>{t.mailbox(mailbox.total, mailbox.answered, mailbox.unanswered)}</p>}
      {balance && balance.total.received > 0 && (
        <Bridge
          line={balance.total}
          cases={cases}
          lang={lang}
          live={open}
          base={`/s/${session.slug}`}
          id={`bridge-${session.slug}`}
        />
      )}
      {figures.length > 0 && <Figures figures={figures} lang={lang} brief />}
      {children}
    </article>
  )
}

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
  const twice = figures.some((a) =>
    figures.some(
      (b) =>
        a !== b &&
        a.key === b.key &&
        a.about === b.about &&
        a.value !== b.value &&
        a.source !== b.source,
    ),
  )
  if (brief) {
    return (
      <p class="small">{figures.map((figure) => figure.text).join(lang === 'zh' ? '；' : '; ')}</p>
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
          </li>
        ))}
      </ul>
      {twice && <p class="small muted">{t.twoSources}</p>}
    </section>
  )
}
