import { NAME_MAX, TITLE_MAX } from '../../../worker/contract/limits'
import type { Lang } from '../../../worker/contract/lang'
import { officialWords } from '../../../worker/contract/words/admin-officials'
import { Check, Field, input, Select } from './admin-parts'

type Form = ReadonlyMap<string, string>
type Units = readonly (readonly [id: string, name: string])[]

/** Somebody in an office, as administrators see it. */
export interface AdminOffice {
  id: string
  office: string
  unit: string
  from: string
  to: string | null
}

function OfficeFields({
  lang,
  form,
  wrong,
  units,
}: {
  lang: Lang
  form: Form
  wrong: string | null
  units: Units
}) {
  const t = officialWords[lang]
  const bad = (field: 'unit' | 'office' | 'from') => (wrong === field ? t.wrong[field] : null)
  return (
    <>
      <Field id="f-unit" label={t.unit} wrong={bad('unit')}>
        <Select
          name="unit"
          form={form}
          options={[['', t.choose], ...units]}
          wrong={wrong === 'unit'}
        />
      </Field>
      <Field id="f-office" label={t.office} hint={t.officeHint} wrong={bad('office')}>
        <input
          type="text"
          maxLength={TITLE_MAX}
          required
          {...input('office', form, wrong === 'office')}
        />
      </Field>
      <Field id="f-from" label={t.from} wrong={bad('from')}>
        <input type="date" required {...input('from', form, wrong === 'from')} />
      </Field>
    </>
  )
}

const spanOf = (lang: Lang, { from, to }: AdminOffice) => {
  const t = officialWords[lang]
  return to === null ? t.since(from) : t.span(from, to)
}

export function OfficialList({
  lang,
  officials,
  form,
  wrong,
  units,
  readOnly,
}: {
  lang: Lang
  officials: readonly { id: string; name: string; offices: readonly AdminOffice[] }[]
  form: Form
  wrong: string | null
  units: Units
  readOnly: boolean
}) {
  const t = officialWords[lang]
  return (
    <>
      <p class="muted">{t.lead}</p>
      {officials.length === 0 && <p>{t.none}</p>}
      <ul class="plain ad-acts">
        {officials.map(({ id, name, offices }) => (
          <li key={id}>
            <a href={`/desk/admin/officials/${id}`}>{name}</a>{' '}
            <span class="muted">
              {offices
                .slice(0, 2)
                .map((one) => `${one.unit} ${one.office}（${spanOf(lang, one)}）`)
                .join('、')}
            </span>
          </li>
        ))}
      </ul>
      {!readOnly && (
        <section class="ad-new" aria-labelledby="new-official">
          <h2 id="new-official">{t.add}</h2>
          <form method="post" action="/desk/admin/officials" class="ad-form" noValidate>
            <Field id="f-name" label={t.name} wrong={wrong === 'name' ? t.wrong.name : null}>
              <input
                type="text"
                maxLength={NAME_MAX}
                required
                {...input('name', form, wrong === 'name')}
              />
            </Field>
            <OfficeFields lang={lang} form={form} wrong={wrong} units={units} />
            <p>
              <button class="btn main" type="submit">
                {t.add}
              </button>
            </p>
          </form>
        </section>
      )}
    </>
  )
}

export function OfficialOffices({
  lang,
  id,
  offices,
  form,
  wrong,
  units,
  readOnly,
}: {
  lang: Lang
  id: string
  offices: readonly AdminOffice[]
  form: Form
  wrong: string | null
  units: Units
  readOnly: boolean
}) {
  const t = officialWords[lang]
  const base = `/desk/admin/officials/${id}/appointments`
  return (
    <>
      <p>
        <a href="/desk/admin/officials">{t.back}</a> <a href={`/officials/${id}`}>{t.public}</a>
      </p>
      <ul class="plain ad-acts">
        {offices.map((one) => (
          <li key={one.id}>
            <p>
              {one.unit} {one.office} <span class="muted">{spanOf(lang, one)}</span>
            </p>
            {one.to === null && !readOnly && (
              <form method="post" action={`${base}/${one.id}/end`} class="ad-form" noValidate>
                <Field id={`to-${one.id}`} label={t.to} wrong={wrong === 'to' ? t.wrong.to : null}>
                  <input
                    id={`to-${one.id}`}
                    name="to"
                    type="date"
                    required
                    aria-describedby={`to-${one.id}-hint`}
                  />
                </Field>
                <p>
                  <button class="btn" type="submit">
                    {t.end}
                    <span class="sr-only">
                      {one.unit} {one.office}
                    </span>
                  </button>
                </p>
              </form>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && (
        <section class="ad-new" aria-labelledby="new-office">
          <h2 id="new-office">{t.appoint}</h2>
          <form method="post" action={base} class="ad-form" noValidate>
            <OfficeFields lang={lang} form={form} wrong={wrong} units={units} />
            <Check name="moves" form={form} label={t.moves} />
            <p>
              <button class="btn main" type="submit">
                {t.save}
              </button>
            </p>
          </form>
        </section>
      )}
    </>
  )
}
