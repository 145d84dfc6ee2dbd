import type { Lang } from '../../../worker/contract/lang'
import {
  periodNames,
  periodUnits,
  profileIds,
  type DeadlineRules,
  type Period,
} from '../../../worker/contract/deadlines'
import type { RejectReason } from '../../../worker/contract/states'
import { adminRulesWords } from '../../../worker/contract/words/admin-rules'
import { formatDay, startOfDay } from '../../../worker/domain/shanghai'
import { Field, input } from './admin-parts'

type Form = ReadonlyMap<string, string>

interface Version {
  version: number
  fromDay: string
  why: string
  by: string
}

/** The table of deadlines, its versions, and the form for the next one. */
export function RulesPage({
  lang,
  now,
  inForce,
  versions,
  form,
  seen,
  wrong,
  open,
  readOnly,
}: {
  lang: Lang
  now: number
  inForce: DeadlineRules
  /** Every version kept, the latest first. */
  versions: readonly Version[]
  form: Form
  /** The version the form was filled from. */
  seen: number
  wrong: string | null
  /** The form was sent and refused. */
  open: boolean
  readOnly: boolean
}) {
  const t = adminRulesWords[lang]
  const day = (iso: string) => formatDay(startOfDay(iso), lang)
  const coming = versions.filter(({ fromDay }) => startOfDay(fromDay) > now)
  return (
    <>
      <p class="muted">{t.lead}</p>
      <p>
        <b>{t.version(inForce.version)}</b>
      </p>
      {coming.map((one) => (
        <p key={one.version} class="ad-away">
          {t.coming(one.version, day(one.fromDay))}
        </p>
      ))}
      <div class="ad-wide">
        <table>
          <thead>
            <tr>
              <th scope="col">{t.kind}</th>
              {periodNames.map((name) => (
                <th key={name} scope="col">
                  {t.period[name]}
                </th>
              ))}
              <th scope="col">{t.basis}</th>
            </tr>
          </thead>
          <tbody>
            {profileIds.map((id) => (
              <tr key={id}>
                <th scope="row">{t.profile[id]}</th>
                {periodNames.map((name) => (
                  <td key={name} class="num" data-label={t.period[name]}>
                    {periodWords(inForce.profiles[id].periods[name], lang)}
                  </td>
                ))}
                <td class="small" data-label={t.basis}>
                  {inForce.profiles[id].basis}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {versions.length > 0 && (
        <details>
          <summary>{t.history}</summary>
          <ul>
            {versions.map((one) => (
              <li key={one.version}>
                {t.row(one.version, day(one.fromDay), one.by)}
                <span class="muted ad-line">{one.why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {!readOnly && (
        <details open={open}>
          <summary>{t.change}</summary>
          <RulesForm lang={lang} form={form} seen={seen} wrong={wrong} />
        </details>
      )}
    </>
  )
}

function periodWords(period: Period | undefined, lang: Lang): string {
  const t = adminRulesWords[lang]
  if (!period) return t.none
  if (period.amount === 0) return t.sameDay
  const space = lang === 'en' ? ' ' : ''
  return `${period.atLeast ? `${t.atLeast} ` : ''}${period.amount} ${space}${t.unit[period.unit]}`
}

function RulesForm({
  lang,
  form,
  seen,
  wrong,
}: {
  lang: Lang
  form: Form
  seen: number
  wrong: string | null
}) {
  const t = adminRulesWords[lang]
  return (
    <form method="post" action="/desk/admin/rules" class="ad-form" noValidate>
      <input type="hidden" name="seen" value={String(seen)} />
      {profileIds.map((id) => (
        <fieldset key={id} class="ad-card">
          <legend>
            <b>{t.profile[id]}</b>
          </legend>
          {periodNames.map((name) => {
            const amount = `${id}.${name}.amount`
            const bad = wrong === amount
            const unit = form.get(`${id}.${name}.unit`) ?? 'workday'
            return (
              <div key={name} class="ad-period">
                <span>{t.period[name]}</span>
                <input
                  type="text"
                  inputMode="numeric"
                  maxLength={3}
                  name={amount}
                  aria-label={t.amountOf(t.profile[id], t.period[name])}
                  aria-invalid={bad ? 'true' : undefined}
                  value={form.get(amount) ?? ''}
                  placeholder={t.none}
                />
                <select
                  name={`${id}.${name}.unit`}
                  aria-label={t.unitOf(t.profile[id], t.period[name])}
                >
                  {periodUnits.map((one) => (
                    <option key={one} value={one} selected={one === unit}>
                      {t.unit[one]}
                    </option>
                  ))}
                </select>
                {bad && <p class="wrong">{t.wrong.amount}</p>}
              </div>
            )
          })}
          <Field
            id={`f-${id}.basis`}
            label={t.basis}
            wrong={wrong === `${id}.basis` ? t.wrong.basis : null}
          >
            <input
              type="text"
              maxLength={200}
              {...input(`${id}.basis`, form, wrong === `${id}.basis`)}
            />
          </Field>
        </fieldset>
      ))}
      <Field
        id="f-from"
        label={t.from}
        hint={t.fromHint}
        wrong={wrong === 'from' ? t.wrong.from : null}
      >
        <input type="date" {...input('from', form, wrong === 'from')} />
      </Field>
      <Field id="f-why" label={t.why} hint={t.whyHint} wrong={wrong === 'why' ? t.wrong.why : null}>
        <input type="text" maxLength={500} required {...input('why', form, wrong === 'why')} />
      </Field>
      <p>
        <button class="btn main" type="submit">
          {t.save}
        </button>
      </p>
    </form>
  )
}

/** One reason as it stands. */
export interface ReasonLine {
  code: RejectReason
  version: number
  zh: string
  en: string
}

/** The reasons readers are told, each with its form. */
export function ReasonList({
  lang,
  lines,
  wrong,
  readOnly,
}: {
  lang: Lang
  lines: readonly ReasonLine[]
  /** The one that was sent and refused. */
  wrong: string | null
  readOnly: boolean
}) {
  const t = adminRulesWords[lang].reasons
  return (
    <>
      <p class="muted">{t.lead}</p>
      <ul class="plain ad-reasons">
        {lines.map((line) => {
          const bad = wrong === line.code
          const field = (name: 'zh' | 'en') => (
            <div class="field">
              <label for={`${line.code}-${name}`}>{t[name]}</label>
              <input
                id={`${line.code}-${name}`}
                type="text"
                name={name}
                lang={name}
                maxLength={60}
                value={line[name]}
                aria-invalid={bad ? 'true' : undefined}
                aria-describedby={bad ? `${line.code}-hint` : undefined}
              />
            </div>
          )
          return (
            <li key={line.code} class="ad-card">
              {readOnly ? (
                <>
                  <p>{line.zh}</p>
                  <p class="muted" lang="en">
                    {line.en}
                  </p>
                </>
              ) : (
                <form
                  method="post"
                  action={`/desk/admin/reasons/${line.code}`}
                  class="ad-form"
                  noValidate
                >
                  <input type="hidden" name="seen" value={String(line.version)} />
                  {field('zh')}
                  {field('en')}
                  {bad && (
                    <p id={`${line.code}-hint`} class="wrong">
                      {t.wrong}
                    </p>
                  )}
                  <p>
                    <button class="btn" type="submit">
                      {t.save(line[lang])}
                    </button>{' '}
                    <span class="muted">{t.version(line.version)}</span>
                  </p>
                </form>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
