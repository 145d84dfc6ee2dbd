import type { Lang } from '../../worker/contract/lang'
import type { PublicSession } from '../../worker/contract/views'
import { aboutSessionWords } from '../../worker/contract/words/about'
import { commonWords } from '../../worker/contract/words/common'
import { formatDateTime, formatDay, formatTime, shanghaiDay } from '../../worker/domain/shanghai'
import { officeWords, Paragraphs } from './answer-block'

export function whenWords(session: PublicSession, lang: Lang, now: number): string {
  const { startsAt, endsAt } = session
  const from = formatDateTime(startsAt, lang, now)
  if (endsAt === null) return from
  if (shanghaiDay(startsAt) === shanghaiDay(endsAt)) return `${from}–${formatTime(endsAt)}`
  return from + aboutSessionWords[lang].to + formatDateTime(endsAt, lang, now)
}

/** 简介: topic, time, place, who answers, the notice. */
export function About({ lang, now, session }: { lang: Lang; now: number; session: PublicSession }) {
  const t = aboutSessionWords[lang]
  const facts: [string, string][] = [
    [t.topic, session.topic],
    [t.when, whenWords(session, lang, now)],
    [t.place, session.place],
    [t.unit, session.unit],
  ]
  return (
    <div class="about">
      <p class="kicker muted">
        {commonWords[lang].kind[session.kind]}
        {session.series && commonWords[lang].dot + session.series}
        {session.edition !== null && commonWords[lang].dot + t.edition(session.edition)}
      </p>
      <h2>{session.title}</h2>
      <dl class="facts wide">
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        {session.guests.length > 0 && (
          <div>
            <dt>{t.guests}</dt>
            <dd>
              <ul class="plain">
                {session.guests.map((guest) => (
                  <li key={guest.id}>
                    <span class="muted">{officeWords(guest.unit, guest.office)}</span> {guest.name}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
      {session.notice && (
        <>
          <h3>{t.notice}</h3>
          <Paragraphs text={session.notice} />
        </>
      )}
      {session.closesAt !== null && session.state === 'wrapped' && (
        <p>{t.closes(formatDay(session.closesAt, lang, now))}</p>
      )}
    </div>
  )
}
