import type { Lang } from '../../../worker/contract/lang'
import { deskMessagesWords } from '../../../worker/contract/words/desk-messages'
import type { DueDate } from '../../../worker/domain/deadlines'
import { formatDateTime, formatDay } from '../../../worker/domain/shanghai'
import { DueSums } from '../due-sums'

/** A message as the desk shows it. */
export interface DeskMessage {
  id: string
  title: string
  text: string
  at: number
  /** The case it is about. */
  href: string | null
  readBy: string | null
  /** How it went outside the desk. */
  outside: 'failed' | 'waiting' | null
}

/** Messages of whoever is signed in: plain forms, newest first. */
export function MessagesPage({
  lang,
  now,
  messages,
  unread,
  onlyUnread,
  older,
}: {
  lang: Lang
  now: number
  messages: readonly DeskMessage[]
  unread: number
  onlyUnread: boolean
  /** Address of the next page. */
  older: string | null
}) {
  const t = deskMessagesWords[lang]
  return (
    <div class="ad">
      <p>
        <a href="/desk">{t.backToCases}</a>
        {' · '}
        <a href="/desk/due">{t.due}</a>
      </p>
      <h1>{t.title}</h1>
      <p class="muted">{t.lead}</p>
      <p>
        <b>{t.unread(unread)}</b>
        {' · '}
        {onlyUnread ? (
          <a href="/desk/messages">{t.all}</a>
        ) : (
          <a href="/desk/messages?unread=1">{t.onlyUnread}</a>
        )}
      </p>
      {unread > 0 && (
        <form method="post" action="/desk/messages">
          <input type="hidden" name="all" value="1" />
          <p>
            <button class="btn" type="submit">
              {t.readAll}
            </button>
          </p>
        </form>
      )}
      {messages.length === 0 && <p>{onlyUnread ? t.noneUnread : t.none}</p>}
      <ol class="plain">
        {messages.map(({ id, title, text, at, href, readBy, outside }) => (
          <li key={id} class="ad-card">
            <h2>
              {title} {readBy === null && <span class="state cinnabar">{t.new}</span>}
            </h2>
            <p>{text}</p>
            <p class="muted small">
              <time class="num" dateTime={new Date(at).toISOString()}>
                {formatDateTime(at, lang, now)}
              </time>
              {readBy !== null && ` · ${t.readBy(readBy)}`}
              {outside !== null && ` · ${t[outside]}`}
            </p>
            <div class="ad-ways">
              {href && <a href={href}>{t.open}</a>}
              {readBy === null && (
                <form method="post" action="/desk/messages">
                  <input type="hidden" name="id" value={id} />
                  <button class="btn" type="submit" aria-label={`${t.read}${title} ${text}`}>
                    {t.read}
                  </button>
                </form>
              )}
            </div>
          </li>
        ))}
      </ol>
      {older && (
        <p>
          <a href={older}>{t.older}</a>
        </p>
      )}
    </div>
  )
}

/** A case in the list of what is due. */
export interface DueLine {
  id: string
  no: number
  text: string
  session: string
  unit: string
  dueAt: number
  provisional: boolean
  sums: DueDate | null
}

export const dueGroups = ['overdue', 'today', 'week', 'later', 'paused'] as const
export type DueGroup = (typeof dueGroups)[number]

/** What has no reply yet, by its date, each with how the date was computed. */
export function DuePage({
  lang,
  now,
  groups,
  shownAtMost,
}: {
  lang: Lang
  now: number
  groups: Readonly<Record<DueGroup, readonly DueLine[]>>
  /** There were more than this. */
  shownAtMost: number | null
}) {
  const t = deskMessagesWords[lang]
  const filled = dueGroups.filter((name) => groups[name].length > 0)
  return (
    <div class="ad">
      <p>
        <a href="/desk">{t.backToCases}</a>
        {' · '}
        <a href="/desk/messages">{t.title}</a>
      </p>
      <h1>{t.due}</h1>
      <p class="muted">{t.dueLead}</p>
      {filled.length === 0 && <p>{t.nothingDue}</p>}
      {shownAtMost !== null && <p>{t.more(shownAtMost)}</p>}
      {filled.map((name) => (
        <section key={name} aria-labelledby={`due-${name}`}>
          <h2 id={`due-${name}`}>
            {t.groups[name]} <span class="muted">{t.count(groups[name].length)}</span>
          </h2>
          <ul class="plain">
            {groups[name].map((one) => (
              <li key={one.id} class="ad-card">
                <p>
                  <a href={`/desk/cases/${one.id}`}>
                    {lang === 'zh' ? `${one.no} 号` : `No. ${one.no}`} {one.text}
                  </a>
                </p>
                <p class="muted small">
                  {one.session} · {one.unit}
                </p>
                <p class={name === 'overdue' ? 'wrong' : undefined}>
                  <b class="num">{t.by(formatDay(one.dueAt - 1, lang, now))}</b>
                  {one.provisional && ` (${t.provisional})`}
                </p>
                {one.sums && <DueSums due={one.sums} lang={lang} now={now} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
