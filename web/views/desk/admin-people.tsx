import type { Lang } from '../../../worker/contract/lang'
import { peopleWords } from '../../../worker/contract/words/admin-people'
import { Field, input } from './admin-parts'
import { RoleFields, roleWords, type RoleLine } from './admin-role'
import type { AdminUnit } from './admin-units'

export interface PersonLine {
  id: string
  name: string
  office: string
  unit: string
  disabled: boolean
  roles: RoleLine[]
  /** Who does the work of somebody absent today. */
  awayFor: string | null
}

/** Everybody who works here, with what they hold. */
export function PeopleList({
  lang,
  now,
  lines,
  asked,
  adding,
}: {
  lang: Lang
  now: number
  lines: PersonLine[]
  /** What was looked for. */
  asked: string
  /** What the form for somebody new needs; null for whoever only looks. */
  adding: {
    units: readonly AdminUnit[]
    sessions: readonly { slug: string; title: string }[]
    form: ReadonlyMap<string, string>
    wrong: string | null
  } | null
}) {
  const t = peopleWords[lang]
  return (
    <>
      <p class="muted">{t.lead}</p>
      <form method="get" action="/desk/admin/people" class="ad-find">
        <label class="sr-only" for="people-q">
          {t.find}
        </label>
        <input
          id="people-q"
          type="search"
          name="q"
          value={asked}
          placeholder={t.find}
          maxLength={60}
        />
        <button class="btn" type="submit">
          {t.findButton}
        </button>
      </form>
      <p class="muted">{t.found(lines.length)}</p>
      {lines.length === 0 && <p>{t.none}</p>}
      <ul class="plain ad-people">
        {lines.map((line) => (
          <li key={line.id} class={`ad-card${line.disabled ? ' ad-off' : ''}`}>
            <h2>
              <a href={`/desk/admin/people/${line.id}`}>{line.name}</a>
            </h2>
            <p class="muted">{[line.office, line.unit].join(t.dot)}</p>
            {line.disabled ? (
              <p class="ad-bad">{t.disabled}</p>
            ) : line.roles.length === 0 ? (
              <p class="muted">{t.noRole}</p>
            ) : (
              <ul class="plain ad-roles">
                {line.roles.map((one) => (
                  <li key={one.id}>{roleWords(one, lang, now)}</li>
                ))}
              </ul>
            )}
            {line.awayFor !== null && <p class="ad-away">{t.absentNow(line.awayFor)}</p>}
          </li>
        ))}
      </ul>
      {adding && <NewPerson lang={lang} {...adding} />}
    </>
  )
}

function NewPerson({
  lang,
  units,
  sessions,
  form,
  wrong,
}: {
  lang: Lang
  units: readonly AdminUnit[]
  sessions: readonly { slug: string; title: string }[]
  form: ReadonlyMap<string, string>
  wrong: string | null
}) {
  const t = peopleWords[lang]
  const text = (name: 'name' | 'office' | 'unit', max: number) => (
    <Field id={`f-${name}`} label={t[name]} wrong={wrong === name ? t.wrong[name] : null}>
      <input
        type="text"
        maxLength={max}
        required
        {...(name === 'unit' && { list: 'known-units' })}
        {...input(name, form, wrong === name)}
      />
    </Field>
  )
  return (
    <section class="ad-new" aria-labelledby="new-person">
      <h2 id="new-person">{t.add}</h2>
      <p class="muted">{t.addLead}</p>
      <form method="post" action="/desk/admin/people" class="ad-form" noValidate>
        {text('name', 20)}
        {text('office', 60)}
        {text('unit', 60)}
        <datalist id="known-units">
          {units.map(({ id, name }) => (
            <option key={id} value={name}>
              {name}
            </option>
          ))}
        </datalist>
        <RoleFields lang={lang} units={units} sessions={sessions} form={form} wrong={wrong} />
        <p>
          <button class="btn main" type="submit">
            {t.addButton}
          </button>
        </p>
      </form>
    </section>
  )
}
