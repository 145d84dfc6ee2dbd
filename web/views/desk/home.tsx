import type { Level } from '../../../worker/contract/assurance'
import type { Lang } from '../../../worker/contract/lang'
import type { PublicSession } from '../../../worker/contract/views'
import { caseWords } from '../../../worker/contract/words/cases'
import { followDeskWords } from '../../../worker/contract/words/follow-desk'
import { topicWords } from '../../../worker/contract/words/topics'
import { promiseDeskWords } from '../../../worker/contract/words/promise-desk'
import { formatDateTime } from '../../../worker/domain/shanghai'
import { dayWords } from '../session-card'
import { homeWordsOf } from './home-words'
import { NewsLinks } from './news'
import { SessionForm, type FormProblem, type SessionFields } from './session-form'

/** A session on the desk's own list. */
export interface DeskCard {
  session: PublicSession
  editable: boolean
  pending: number
}

/** The way in: every session with what needs doing next, and a new one. */
export function DeskHome({
  cards,
  units,
  form,
  offered,
  problems,
  lang,
  me,
  alarm,
  now,
  moderator,
  cases,
  unread,
  admin,
  promises,
  topics,
  next,
}: {
  cards: DeskCard[]
  units: string[]
  form: SessionFields
  /** Levels of assurance somebody can reach on this portal. */
  offered?: readonly Level[]
  problems: FormProblem[]
  lang: Lang
  me: string
  /** The sealed envelope was opened lately. */
  alarm: string | null
  now: number
  moderator: boolean
  /** Finds something at the departments' desk. */
  cases: boolean
  /** How many messages of theirs nobody has read; null: they are told nothing here. */
  unread: number | null
  /** Has business in the administration. */
  admin: boolean
  /** Has business with promises. */
  promises: boolean
  /** Sees what people write about most. */
  topics: boolean
  /** Where older sessions continue. */
  next: string | null
}) {
  const { w, c } = homeWordsOf(lang)
  return (
    <>
      {alarm !== null && (
        <p class="dk-warn" role="alert">
          {alarm}
        </p>
      )}
      <div class="dk-home-head">
        <h1>{w.list_title}</h1>
        <form method="post" action="/desk/sign-out">
          {cases && <a href="/desk/cases">{caseWords[lang].title}</a>}{' '}
          {unread !== null && <NewsLinks unread={unread} lang={lang} />}{' '}
          {(cases || moderator) && <a href="/desk/follow">{followDeskWords[lang].home}</a>}{' '}
          {topics && <a href="/desk/topics">{topicWords[lang].title}</a>}{' '}
          {promises && <a href="/desk/commitments">{promiseDeskWords[lang].title}</a>}{' '}
          {admin && <a href="/desk/admin">{w.admin}</a>} <a href="/desk/me">{w.signed_in_as(me)}</a>{' '}
          <button class="btn" type="submit">
            {w.sign_out}
          </button>
        </form>
      </div>
      <p class="muted">
        {w.list_lead} {moderator && <a href="#new-session">{w.new_session}</a>}
      </p>
      {cards.length === 0 && <p>{w.list_empty}</p>}
      <ul class="plain dk-sessions">
        {cards.map(({ session, editable, pending }) => (
          <li key={session.id} class={`dk-session ${session.state}`}>
            <div>
              <h2>
                <a
                  href={moderator ? `/desk/s/${session.slug}` : `/desk/s/${session.slug}/handoffs`}
                >
                  {session.title}
                </a>
              </h2>
              <p class="muted num">
                {[
                  c.session[session.state],
                  // Of the past only what is printed is known, never the hour.
                  session.source === undefined
                    ? formatDateTime(session.startsAt, lang, now)
                    : dayWords(session, lang, now),
                  session.place,
                ]
                  .filter(Boolean)
                  .join(c.dot)}
                {session.demo && ' '}
                {session.demo && <span class="dk-tag">{w.sheet_demo}</span>}
              </p>
            </div>
            <p class="dk-todo">{todo(w, session, pending)}</p>
            <p class="dk-session-links">
              {moderator && editable && (
                <a
                  href={`/desk/s/${session.slug}/edit`}
                  aria-label={`${w.edit_session}${c.colon}${session.title}`}
                >
                  {w.edit_session}
                </a>
              )}
              <a href={`/desk/s/${session.slug}/handoffs`}>{w.handoffs}</a>
              {moderator && (
                <a
                  href={`/desk/s/${session.slug}/promises`}
                  aria-label={promiseDeskWords[lang].cluesOf(session.title)}
                >
                  {promiseDeskWords[lang].clues}
                </a>
              )}
              {moderator && (
                <a
                  class="btn"
                  href={`/desk/s/${session.slug}`}
                  aria-label={`${w.open_desk}${c.colon}${session.title}`}
                >
                  {w.open_desk}
                </a>
              )}
            </p>
          </li>
        ))}
      </ul>
      {next && (
        <p>
          <a href={`/desk?before=${encodeURIComponent(next)}`}>{w.older}</a>
        </p>
      )}
      {moderator && (
        <section class="dk-new" aria-labelledby="new-session">
          <h2 id="new-session">{w.new_session}</h2>
          <p class="muted">{w.new_lead}</p>
          <SessionForm
            action="/desk"
            submit={w.create}
            units={units}
            form={form}
            {...(offered && { offered })}
            problems={problems}
            lang={lang}
          />
        </section>
      )}
    </>
  )
}

function todo(
  w: ReturnType<typeof homeWordsOf>['w'],
  { state }: PublicSession,
  pending: number,
): string {
  const words = w.todo[state]
  return typeof words === 'function' ? words(pending) : words
}
