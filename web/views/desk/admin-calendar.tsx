import type { Lang } from '../../../worker/contract/lang'
import { adminCalendarWords } from '../../../worker/contract/words/admin-calendar'
import { formatDateTime } from '../../../worker/domain/shanghai'
import { Field, input } from './admin-parts'

interface Version {
  year: number
  version: number
  holidays: readonly string[]
  makeUpDays: readonly string[]
  source: string
  by: string
  at: number
}

/** Notices that were entered, and the form for the next one. */
export function CalendarPage({
  lang,
  now,
  inForce,
  missing,
  versions,
  form,
  seen,
  wrong,
  readOnly,
}: {
  lang: Lang
  now: number
  /** Version of the calendar. */
  inForce: string
  /** A year that dates already reach into and nobody knows the holidays of. */
  missing: number | null
  versions: readonly Version[]
  form: ReadonlyMap<string, string>
  seen: string
  wrong: string | null
  readOnly: boolean
}) {
  const t = adminCalendarWords[lang]
  const is = (field: string) => wrong === field
  const help = (field: keyof typeof t.wrong, hint: string) => ({
    id: `f-${field}`,
    hint,
    wrong: is(field) ? t.wrong[field] : null,
  })
  return (
    <>
      <p class="muted">{t.lead}</p>
      <p>
        <b>{t.inForce(inForce)}</b>
      </p>
      {missing !== null && <p class="ad-away">{t.missing(missing)}</p>}
      {!readOnly && (
        <section class="ad-new" aria-labelledby="new-notice">
          <h2 id="new-notice">{t.add}</h2>
          <form method="post" action="/desk/admin/calendar" class="ad-form" noValidate>
            <input type="hidden" name="seen" value={seen} />
            <Field label={t.year} {...help('year', t.yearHint)}>
              <input
                type="text"
                inputMode="numeric"
                maxLength={4}
                {...input('year', form, is('year'))}
              />
            </Field>
            <Field label={t.holidays} {...help('holidays', t.holidaysHint)}>
              <textarea
                id="f-holidays"
                name="holidays"
                rows={8}
                maxLength={2000}
                aria-invalid={is('holidays') || undefined}
              >
                {form.get('holidays') ?? ''}
              </textarea>
            </Field>
            <Field label={t.makeUp} {...help('makeUpDays', t.makeUpHint)}>
              <textarea
                id="f-makeUpDays"
                name="makeUpDays"
                rows={4}
                maxLength={1000}
                aria-invalid={is('makeUpDays') || undefined}
              >
                {form.get('makeUpDays') ?? ''}
              </textarea>
            </Field>
            <Field label={t.source} {...help('source', t.sourceHint)}>
              <input type="text" maxLength={200} {...input('source', form, is('source'))} />
            </Field>
            <p>
              <button class="btn main" type="submit">
                {t.save}
              </button>{' '}
              <span class="muted">{t.saveHint}</span>
            </p>
          </form>
        </section>
      )}
      <h2>{t.versions}</h2>
      {versions.length === 0 && <p>{t.none}</p>}
      <ul class="plain">
        {versions.map((one) => (
          <li key={`${one.year}.${one.version}`} class="ad-card">
            <h3>{t.line(one.year, one.version)}</h3>
            <p>
              {one.source} · {t.days(one.holidays.length, one.makeUpDays.length)}
            </p>
            <p class="muted small num">
              {formatDateTime(one.at, lang, now)} {one.by}
            </p>
            <details>
              <summary>{t.holidays}</summary>
              <p class="num">{one.holidays.join(' ')}</p>
              <p>{t.makeUp}</p>
              <p class="num">{one.makeUpDays.join(' ') || '–'}</p>
            </details>
          </li>
        ))}
      </ul>
    </>
  )
}
