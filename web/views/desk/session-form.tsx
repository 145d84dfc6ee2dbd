import {
  assuranceTemplates,
  levels,
  templateNames,
  type AssuranceTemplate,
  type Level,
} from '../../../worker/contract/assurance'
import type { Lang } from '../../../worker/contract/lang'
import { sessionKinds, type SessionKind } from '../../../worker/contract/states'
import type { PublicSession } from '../../../worker/contract/views'
import { deskEditWords } from '../../../worker/contract/words/desk-edit'
import { levelWords } from '../../../worker/contract/words/levels'
import { homeWordsOf } from './home-words'

/** Facts of a session may be changed until it opens for questions. */
export const editable = ({ state }: Pick<PublicSession, 'state'>) =>
  state === 'draft' || state === 'announced'

/** What the form of a session holds, as typed. */
export interface SessionFields {
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
  /** Which ready-made choice of assurance; empty where it is none of them. */
  assurance: string
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
  'assurance',
] as const satisfies readonly (keyof SessionFields)[]

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
  | 'assurance'
  | 'other'
  | 'changed'

export const emptyForm: SessionFields = {
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
  assurance: '',
}

const isTemplate = (name: string): name is AssuranceTemplate =>
  Object.hasOwn(assuranceTemplates, name)

/** What a new session starts with: names where this portal can check them, as public comment wants it. */
export const newForm = (offered: readonly Level[]): SessionFields => ({
  ...emptyForm,
  assurance: offered.includes(3) ? 'comment' : 'ordinary',
})

/** The form of a session: for a new one, and for one that nobody has opened yet. */
export function SessionForm({
  action,
  submit,
  units,
  form,
  problems,
  lang,
  editing,
  offered = levels,
}: {
  action: string
  submit: string
  units: string[]
  form: SessionFields
  problems: FormProblem[]
  lang: Lang
  /** A session that exists: what it is for good, and which state of it was read. */
  editing?: { kind: SessionKind; seen: string }
  /** Levels somebody can reach on this portal. */
  offered?: readonly Level[]
}) {
  const { w, c } = homeWordsOf(lang)
  const t = deskEditWords[lang]
  const l = levelWords[lang]
  const saying = (problem: FormProblem) =>
    problem === 'changed' ? t.changed : editing && problem === 'other' ? t.other : w.error[problem]
  const wrong = (field: keyof SessionFields) =>
    problems.find((problem) => problem === field || (field === 'slug' && problem === 'slug_taken'))
  const about = (field: keyof SessionFields) => ({
    id: `new-${field}`,
    name: field,
    'aria-invalid': wrong(field) ? ('true' as const) : undefined,
    'aria-describedby': `new-${field}-hint`,
  })
  const field = (name: keyof SessionFields, input: preact.ComponentChildren, hint?: string) => {
    const problem = wrong(name)
    return (
      <div class="field">
        <label for={`new-${name}`}>{name === 'kind' ? w.field.kind : w.field[name]}</label>
        {input}
        <p id={`new-${name}-hint`} class={problem ? 'wrong' : 'hint'}>
          {problem ? saying(problem) : hint}
        </p>
      </div>
    )
  }
  /** What a session has for good: its address, and what kind of session it is. */
  const forGood = (name: 'slug' | 'kind', value: string) => (
    <div class="field">
      <b>{w.field[name]}</b>
      <p>{value}</p>
      {name === 'slug' && <p class="hint">{t.slug}</p>}
    </div>
  )
  return (
    <>
      {problems.length > 0 && (
        <div role="alert" class="dk-problems">
          <p class="wrong">{w.form_errors}</p>
          <ul>
            {problems.map((problem) => (
              <li key={problem}>
                {problem === 'other' || problem === 'changed' ? (
                  saying(problem)
                ) : (
                  <a href={`#new-${problem === 'slug_taken' ? 'slug' : problem}`}>
                    {saying(problem)}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      <form method="post" action={action} class="dk-new-form" noValidate>
        {editing && <input type="hidden" name="seen" value={editing.seen} />}
        {field(
          'title',
          <input {...about('title')} type="text" maxLength={60} required value={form.title} />,
        )}
        {editing
          ? forGood('slug', `/s/${form.slug}`)
          : field(
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
        {editing
          ? forGood('kind', c.kind[editing.kind])
          : field(
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
        {field(
          'assurance',
          <select {...about('assurance')}>
            {(form.assurance === '' || !isTemplate(form.assurance)) && (
              <option value="" selected>
                {l.kept}
              </option>
            )}
            {templateNames.map((name) => {
              const { rank, ask } = assuranceTemplates[name]
              const lacking = [rank, ask].some((level) => !offered.includes(level))
              return (
                <option
                  key={name}
                  value={name}
                  selected={form.assurance === name}
                  disabled={lacking && form.assurance !== name}
                >
                  {l.template[name]}
                  {lacking && l.notOffered}
                </option>
              )
            })}
          </select>,
          `${l.hint}${lang === 'zh' ? '' : ' '}${l.hintPersons}`,
        )}
        <p>
          <button class="btn main" type="submit">
            {submit}
          </button>
        </p>
      </form>
    </>
  )
}
