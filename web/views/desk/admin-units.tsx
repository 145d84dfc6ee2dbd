import type { Lang } from '../../../worker/contract/lang'
import type { PublicUnit } from '../../../worker/contract/record'
import { unitLevels } from '../../../worker/contract/states'
import { adminWords } from '../../../worker/contract/words/admin'
import { Check, Field, input, Select } from './admin-parts'

/** A unit as administrators see it. */
export interface AdminUnit extends PublicUnit {
  takesCases: boolean
  answerDays: number | null
  successorId: string | null
  place: number
}

/** Units in the order of the tree, each with its depth; what hangs in no tree stands at the end. */
export function inTree<U extends { id: string; parentId: string | null }>(
  units: readonly U[],
): { unit: U; depth: number }[] {
  const found: { unit: U; depth: number }[] = []
  const seen = new Set<string>()
  const put = (parent: string | null, depth: number) => {
    for (const unit of units) {
      if (unit.parentId !== parent || seen.has(unit.id)) continue
      seen.add(unit.id)
      found.push({ unit, depth })
      put(unit.id, depth + 1)
    }
  }
  put(null, 0)
  for (const unit of units) {
    if (!seen.has(unit.id)) found.push({ unit, depth: 0 })
  }
  return found
}

export function UnitTree({ units, lang }: { units: readonly AdminUnit[]; lang: Lang }) {
  const t = adminWords[lang].units
  const nameOf = (id: string | null) => units.find((unit) => unit.id === id)?.name ?? ''
  if (units.length === 0) return <p>{t.none}</p>
  return (
    <>
      <p class="muted">{t.lead}</p>
      <ul class="plain ad-tree">
        {inTree(units).map(({ unit, depth }) => (
          <li key={unit.id} class={`ad-depth-${Math.min(depth, 4)}`}>
            <a href={`/desk/admin/units/${unit.id}`}>{unit.name}</a>{' '}
            <span class="muted">
              {[
                t.level[unit.level],
                unit.department ? t.department : '',
                unit.successorId ? t.mergedInto(nameOf(unit.successorId)) : '',
                unit.successorId === null && unit.takesCases ? t.takes : '',
                unit.answerDays === null ? '' : t.days(unit.answerDays),
              ]
                .filter(Boolean)
                .join(t.dot)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** The form of a unit: for a new one, and for one there is. */
export function UnitForm({
  lang,
  action,
  units,
  unit,
  seen,
  form,
  wrong,
  readOnly = false,
}: {
  lang: Lang
  action: string
  units: readonly AdminUnit[]
  unit?: AdminUnit
  /** Which state of the unit the form was filled from. */
  seen?: string
  form: ReadonlyMap<string, string>
  /** The field that is not as it should be. */
  wrong: string | null
  readOnly?: boolean
}) {
  const t = adminWords[lang].units
  const others = inTree(units.filter((one) => one.successorId === null)).filter(
    (one) => one.unit.id !== unit?.id,
  )
  const named = others.map(
    ({ unit: one, depth }) => [one.id, `${'　'.repeat(depth)}${one.name}`] as const,
  )
  const is = (field: string) => wrong === field
  const help = (field: 'name' | 'parent' | 'answerDays' | 'successor' | 'place') => ({
    id: `f-${field}`,
    hint: t.hint[field],
    wrong: is(field) ? t.wrong[field] : null,
  })
  return (
    <section class={unit ? undefined : 'ad-new'} aria-labelledby={unit ? undefined : 'new-unit'}>
      {!unit && <h2 id="new-unit">{t.add}</h2>}
      <form method="post" action={action} class="ad-form" noValidate>
        {seen && <input type="hidden" name="seen" value={seen} />}
        <fieldset disabled={readOnly}>
          <legend class="sr-only">{unit?.name ?? t.add}</legend>
          <Field label={t.name} {...help('name')}>
            <input type="text" maxLength={60} required {...input('name', form, is('name'))} />
          </Field>
          <Field id="f-level" label={t.levelLabel}>
            <Select
              name="level"
              form={form}
              options={unitLevels.map((level) => [level, t.level[level]] as const)}
            />
          </Field>
          <Field label={t.parent} {...help('parent')}>
            <Select
              name="parent"
              form={form}
              options={[['', t.top], ...named]}
              wrong={is('parent')}
            />
          </Field>
          <Check name="department" form={form} label={t.isDepartment} />
          <Check name="takesCases" form={form} label={t.takesCases} />
          <Field label={t.answerDays} {...help('answerDays')}>
            <input
              type="text"
              inputMode="numeric"
              maxLength={2}
              {...input('answerDays', form, is('answerDays'))}
            />
          </Field>
          <Field label={t.place} {...help('place')}>
            <input
              type="text"
              inputMode="numeric"
              maxLength={4}
              {...input('place', form, is('place'))}
            />
          </Field>
          {unit && (
            <Field label={t.successor} {...help('successor')}>
              <Select
                name="successor"
                form={form}
                options={[['', t.noSuccessor], ...named]}
                wrong={is('successor')}
              />
            </Field>
          )}
        </fieldset>
        {!readOnly && (
          <p>
            <button class="btn main" type="submit">
              {unit ? t.save : t.add}
            </button>{' '}
            {unit && <a href="/desk/admin/units">{t.back}</a>}
          </p>
        )}
      </form>
    </section>
  )
}
