import type { Lang } from '../../../worker/contract/lang'
import { sessionKinds } from '../../../worker/contract/states'
import type { PublicSession } from '../../../worker/contract/views'
import { formatDateTime } from '../../../worker/domain/shanghai'
import { wordsOf } from './desk-props'

/** A session on the desk's own list. */
export interface DeskCard {
  session: PublicSession
  pending: number
}

/** What a form for a new session holds, as typed. */
export interface NewSessionForm {
  title: string
  slug: string
  kind: string
  topic: string
  notice: string
  place: string
  unit: string
  startsAt: string
  endsAt: string
  guests: string
}

export const formFields = [
  'title',
  'slug',
  'kind',
  'topic',
  'notice',
  'place',
  'unit',
  'startsAt',
  'endsAt',
  'guests',
] as const satisfies readonly (keyof NewSessionForm)[]

export type FormProblem =
  | 'title'
  | 'slug'
  | 'slug_taken'
  | 'topic'
  | 'notice'
  | 'place'
  | 'unit'
  | 'startsAt'
  | 'endsAt'
  | 'guests'
  | 'other'

export const emptyForm: NewSessionForm = {
  title: '',
  slug: '',
  kind: 'town_hall',
  topic: '',
  notice: '',
  place: '',
  unit: '',
  startsAt: '',
  endsAt: '',
  guests: '',
}

/** The way in: every session with what needs doing next, and a new one. */
export function DeskHome({
  cards,
  units,
  form,
  problems,
  lang,
  me,
  now,
  moderator,
  next,
}: {
  cards: DeskCard[]
  units: string[]
  form: NewSessionForm
  problems: FormProblem[]
  lang: Lang
  me: string
  now: number
  moderator: boolean
  /** Where older sessions continue. */
  next: string | null
}) {
  const { w, c } = wordsOf(lang)
  return (
    <>
      <div class="dk-home-head">
        <h1>{w.list_title}</h1>
        <form method="post" action="/desk/sign-out">
          <span class="muted">{w.signed_in_as(me)}</span>{' '}
          <button class="btn" type="submit">
            {w.sign_out}
          </button>
        </form>
      </div>
      <p class="muted">{w.list_lead}</p>
      {cards.length === 0 && <p>{w.list_empty}</p>}
      <ul class="plain dk-sessions">
        {cards.map(({ session, pending }) => (
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
                  formatDateTime(session.startsAt, lang, now),
                  session.place,
                ]
                  .filter(Boolean)
                  .join(c.dot)}
                {session.demo && <span class="dk-tag">{w.sheet_demo}</span>}
              </p>
            </div>
            <p class="dk-todo">{todo(w, session, pending)}</p>
            <p class="dk-session-links">
              <a href={`/desk/s/${session.slug}/handoffs`}>{w.handoffs}</a>
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
      {moderator && <NewSession units={units} form={form} problems={problems} lang={lang} />}
    </>
  )
}

function todo(
  w: ReturnType<typeof wordsOf>['w'],
  { state }: PublicSession,
  pending: number,
): string {
  const words = w.todo[state]
  return typeof words === 'function' ? words(pending) : words
}

function NewSession({
  units,
  form,
  problems,
  lang,
}: {
  units: string[]
  form: NewSessionForm
  problems: FormProblem[]
  lang: Lang
}) {
  const { w, c } = wordsOf(lang)
  const wrong = (field: keyof NewSessionForm) =>
    problems.find((problem) => problem === field || (field === 'slug' && problem === 'slug_taken'))
  const about = (field: keyof NewSessionForm) => ({
    id: `new-${field}`,
    name: field,
    'aria-invalid': wrong(field) ? ('true' as const) : undefined,
    'aria-describedby': `new-${field}-hint`,
  })
  const field = (name: keyof NewSessionForm, input: preact.ComponentChildren, hint?: string) => {
    const problem = wrong(name)
    return (
      <div class="field">
        <label for={`new-${name}`}>{name === 'kind' ? w.field.kind : w.field[name]}</label>
        {input}
        <p id={`new-${name}-hint`} class={problem ? 'wrong' : 'hint'}>
          {problem ? w.error[problem] : hint}
        </p>
      </div>
    )
  }
  return (
    <section class="dk-new" aria-labelledby="new-session">
      <h2 id="new-session">{w.new_session}</h2>
      <p class="muted">{w.new_lead}</p>
      {problems.length > 0 && (
        <div role="alert" class="dk-problems">
          <p class="wrong">{w.form_errors}</p>
          <ul>
            {problems.map((problem) => (
              <li key={problem}>
                <a href={`#new-${problem === 'slug_taken' ? 'slug' : problem}`}>
                  {w.error[problem]}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <form method="post" action="/desk" class="dk-new-form" noValidate>
        {field(
          'title',
          <input {...about('title')} type="text" maxLength={60} required value={form.title} />,
        )}
        {field(
          'slug',
          <input
            {...about('slug')}
            type="text"
            maxLength={40}
            required
            autocapitalize="off"
            spellcheck={false}
            value={form.slug}
          />,
          w.field_hint.slug,
        )}
        {field(
          'kind',
          <select {...about('kind')}>
            {sessionKinds
              .filter((kind) => kind !== 'mailbox')
              .map((kind) => (
                <option key={kind} value={kind} selected={form.kind === kind}>
                  {c.kind[kind]}
                </option>
              ))}
          </select>,
        )}
        {field(
          'unit',
          <>
            <input
              {...about('unit')}
              type="text"
              maxLength={60}
              required
              list="new-units"
              value={form.unit}
            />
            <datalist id="new-units">
              {units.map((unit) => (
                <option key={unit} value={unit}>
                  {unit}
                </option>
              ))}
            </datalist>
          </>,
        )}
        {field(
          'startsAt',
          <input {...about('startsAt')} type="datetime-local" required value={form.startsAt} />,
          w.field_hint.startsAt,
        )}
        {field(
          'endsAt',
          <input {...about('endsAt')} type="datetime-local" value={form.endsAt} />,
          w.optional,
        )}
        {field(
          'place',
          <input {...about('place')} type="text" maxLength={60} required value={form.place} />,
        )}
        {field(
          'topic',
          <textarea {...about('topic')} rows={2} maxLength={500} value={form.topic} />,
        )}
        {field(
          'notice',
          <textarea {...about('notice')} rows={4} maxLength={2000} value={form.notice} />,
          w.field_hint.notice,
        )}
        {field(
          'guests',
          <textarea {...about('guests')} rows={4} value={form.guests} />,
          w.field_hint.guests,
        )}
        <p>
          <button class="btn main" type="submit">
            {w.create}
          </button>
        </p>
      </form>
    </section>
  )
}
