import type { Lang } from '../../../worker/contract/lang'
import { staffRoles, type StaffRole } from '../../../worker/contract/staff'
import { peopleWords } from '../../../worker/contract/words/admin-people'
import { formatDay, startOfDay } from '../../../worker/domain/shanghai'
import { Field, input, Select } from './admin-parts'
import { roleWords } from './admin-people'
import { inTree, type AdminUnit } from './admin-units'

export interface RoleLine {
  id: string
  role: StaffRole
  /** Name of a unit or a session; null: the whole portal. */
  over: string | null
  /** Only where it has not begun. */
  from: number | null
  until: number | null
  /** The role somebody is known by, which nobody gave. */
  known: boolean
}

type Form = ReadonlyMap<string, string>
type Wrong = keyof (typeof peopleWords)['zh']['wrong']

/** The fields that say which role, over what, and for which days. */
export function RoleFields({
  lang,
  units,
  sessions,
  form,
  wrong,
}: {
  lang: Lang
  units: readonly AdminUnit[]
  sessions: readonly { slug: string; title: string }[]
  form: Form
  wrong: string | null
}) {
  const t = peopleWords[lang]
  const help = (field: Wrong, hint?: string) => ({
    id: `f-${field}`,
    hint,
    wrong: wrong === field ? t.wrong[field] : null,
  })
  const over = form.get('over') ?? 'portal'
  const option = (value: string, word: string) => (
    <option key={value} value={value} selected={value === over}>
      {word}
    </option>
  )
  const { value: _over, ...overProps } = input('over', form, wrong === 'over')
  return (
    <>
      <Field label={t.roleLabel} {...help('role')}>
        <Select
          name="role"
          form={form}
          wrong={wrong === 'role'}
          options={staffRoles.map((role) => [role, t.role[role]] as const)}
        />
      </Field>
      <Field label={t.over} {...help('over')}>
        <select {...overProps}>
          {option('portal', t.portal)}
          <optgroup label={t.units}>
            {inTree(units.filter(({ successorId }) => successorId === null)).map(
              ({ unit, depth }) => option(`unit:${unit.id}`, `${'　'.repeat(depth)}${unit.name}`),
            )}
          </optgroup>
          <optgroup label={t.sessions}>
            {sessions.map(({ slug, title }) => option(`session:${slug}`, title))}
          </optgroup>
        </select>
      </Field>
      <Days lang={lang} form={form} wrong={wrong} prefix="f" />
    </>
  )
}

function Days({
  lang,
  form,
  wrong,
  prefix,
  hint,
}: {
  lang: Lang
  form: Form
  wrong: string | null
  prefix: string
  hint?: string
}) {
  const t = peopleWords[lang]
  return (
    <div class="ad-two">
      <Field
        id={`${prefix}-from`}
        label={t.from}
        hint={t.fromHint}
        wrong={wrong === 'from' ? t.wrong.from : null}
      >
        <input type="date" {...input('from', form, wrong === 'from', prefix)} />
      </Field>
      <Field
        id={`${prefix}-to`}
        label={t.to}
        hint={hint ?? t.toHint}
        wrong={wrong === 'to' ? t.wrong.to : null}
      >
        <input type="date" {...input('to', form, wrong === 'to', prefix)} />
      </Field>
    </div>
  )
}

const nothing: Form = new Map()

/** Somebody who works here: roles, absences, account. */
export function PersonPage({
  lang,
  now,
  person,
  roles,
  ended,
  absences,
  colleagues,
  units,
  sessions,
  form,
  wrong,
  self,
  readOnly,
}: {
  lang: Lang
  now: number
  person: { id: string; name: string; office: string; unit: string; disabled: boolean }
  roles: RoleLine[]
  ended: { id: string; role: StaffRole; over: string | null; at: number; by: string | null }[]
  absences: { id: string; own: boolean; other: string; from: string; to: string }[]
  colleagues: readonly { id: string; name: string; office: string }[]
  units: readonly AdminUnit[]
  sessions: readonly { slug: string; title: string }[]
  /** What was typed into the form that was refused. */
  form: Form
  wrong: string | null
  /** Whoever looks is this person. */
  self: boolean
  readOnly: boolean
}) {
  const t = peopleWords[lang]
  const base = `/desk/admin/people/${person.id}`
  const day = (iso: string) => formatDay(startOfDay(iso), lang, now)
  const mayChange = !readOnly && !self
  // Each form says which it is, so that what was typed into one does not fill another.
  const typedInto = (which: string) => (form.get('form') === which ? form : nothing)
  const wrongIn = (which: string) => (form.get('form') === which ? wrong : null)
  const shownBy = (which: string) => form.get('form') === which
  return (
    <>
      <p class="muted">
        {[person.office, person.unit].join(t.dot)}
        {person.disabled && <b class="ad-bad">{` ${t.disabled}`}</b>}
      </p>
      {self && <p class="ad-note">{t.self}</p>}

      <h2>{t.roles}</h2>
      {roles.length === 0 && <p>{t.noRole}</p>}
      <ul class="plain ad-rows">
        {roles.map((one) => (
          <li key={one.id}>
            <span>
              {roleWords(one, lang, now)}
              {one.known && <span class="muted">{` ${t.dot} ${t.knownRole}`}</span>}
            </span>
            {mayChange && (
              <form method="post" action={`${base}/grants/${one.id}/revoke`}>
                <button
                  class="btn danger"
                  type="submit"
                  aria-label={t.revokeOf(roleWords(one, lang, now))}
                >
                  {t.revoke}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {ended.length > 0 && (
        <details>
          <summary>{t.ended}</summary>
          <ul>
            {ended.map((one) => (
              <li key={one.id} class="muted">
                {[
                  t.role[one.role],
                  one.over ?? t.portal,
                  one.by === null
                    ? t.endedSelf(formatDay(one.at - 1, lang, now))
                    : t.endedBy(one.by, formatDay(one.at, lang, now)),
                ].join(t.dot)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {mayChange && !person.disabled && (
        <details open={shownBy('grant')}>
          <summary>{t.give}</summary>
          <form method="post" action={`${base}/grants`} class="ad-form" noValidate>
            <input type="hidden" name="form" value="grant" />
            <RoleFields
              lang={lang}
              units={units}
              sessions={sessions}
              form={typedInto('grant')}
              wrong={wrongIn('grant')}
            />
            <p>
              <button class="btn main" type="submit">
                {t.giveButton}
              </button>
            </p>
          </form>
        </details>
      )}

      <h2>{t.absence}</h2>
      <p class="muted">{t.absenceLead}</p>
      {absences.length === 0 && <p>{t.absenceNone}</p>}
      <ul class="plain ad-rows">
        {absences.map((one) => (
          <li key={one.id}>
            <span>
              {one.own
                ? t.absenceRow(one.other, day(one.from), day(one.to))
                : t.absenceDoes(one.other, day(one.from), day(one.to))}
            </span>
            {!readOnly && one.own && (
              <form method="post" action={`${base}/absences/${one.id}/end`}>
                <button class="btn" type="submit" aria-label={t.absenceEndOf(one.other)}>
                  {t.absenceEnd}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && !person.disabled && (
        <details open={shownBy('absence')}>
          <summary>{t.absenceButton}</summary>
          <form method="post" action={`${base}/absences`} class="ad-form" noValidate>
            <input type="hidden" name="form" value="absence" />
            <Field id="a-by" label={t.by} wrong={wrongIn('absence') === 'by' ? t.wrong.by : null}>
              <Select
                name="by"
                prefix="a"
                form={typedInto('absence')}
                wrong={wrongIn('absence') === 'by'}
                options={[
                  ['', t.choose] as const,
                  ...colleagues.map(
                    ({ id, name, office }) => [id, `${name}${t.dot}${office}`] as const,
                  ),
                ]}
              />
            </Field>
            <Days
              lang={lang}
              form={typedInto('absence')}
              wrong={wrongIn('absence')}
              prefix="a"
              hint=""
            />
            <Reason lang={lang} prefix="a" form={typedInto('absence')} wrong={wrongIn('absence')} />
            <p>
              <button class="btn main" type="submit">
                {t.absenceButton}
              </button>
            </p>
          </form>
        </details>
      )}

      <h2>{t.account}</h2>
      <p>{person.disabled ? t.closed : t.open}</p>
      {mayChange && (
        <details open={shownBy('account')}>
          <summary>{person.disabled ? t.enable : t.disable}</summary>
          <form method="post" action={`${base}/disable`} class="ad-form" noValidate>
            <input type="hidden" name="form" value="account" />
            <input type="hidden" name="disabled" value={person.disabled ? '0' : '1'} />
            <Reason lang={lang} prefix="d" form={typedInto('account')} wrong={wrongIn('account')} />
            {!person.disabled && <p class="hint">{t.disableHint}</p>}
            <p>
              <button class={person.disabled ? 'btn' : 'btn danger'} type="submit">
                {person.disabled ? t.enable : t.disable}
              </button>
            </p>
          </form>
        </details>
      )}
      <p>
        <a href="/desk/admin/people">{t.back}</a>
      </p>
    </>
  )
}

function Reason({
  lang,
  prefix,
  form,
  wrong,
}: {
  lang: Lang
  prefix: string
  form: Form
  wrong: string | null
}) {
  const t = peopleWords[lang]
  return (
    <Field
      id={`${prefix}-reason`}
      label={t.reason}
      hint={t.reasonHint}
      wrong={wrong === 'reason' ? t.wrong.reason : null}
    >
      <input
        type="text"
        maxLength={500}
        required
        {...input('reason', form, wrong === 'reason', prefix)}
      />
    </Field>
  )
}
