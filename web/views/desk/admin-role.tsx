import type { Lang } from '../../../worker/contract/lang'
import { staffRoles, type StaffRole } from '../../../worker/contract/staff'
import { peopleWords } from '../../../worker/contract/words/admin-people'
import { formatDay } from '../../../worker/domain/shanghai'
import { Field, input, Select } from './admin-parts'
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

/** First and last day. */
export function Days({
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

/** A role in words: which, over what, and until when. */
export function roleWords(one: RoleLine, lang: Lang, now: number): string {
  const t = peopleWords[lang]
  return [
    t.role[one.role],
    one.over ?? t.portal,
    one.from === null ? '' : t.since(formatDay(one.from, lang, now)),
    // The last moment belongs to the day before it.
    one.until === null ? '' : t.until(formatDay(one.until - 1, lang, now)),
  ]
    .filter(Boolean)
    .join(t.dot)
}
