import type { Lang } from '../../../worker/contract/lang'
import type { StaffRole } from '../../../worker/contract/staff'
import { doorWords } from '../../../worker/contract/words/admin-doors'
import { peopleWords } from '../../../worker/contract/words/admin-people'
import { formatDay, startOfDay } from '../../../worker/domain/shanghai'
import { Field, input, Select } from './admin-parts'
import { Days, RoleFields, roleWords, type RoleLine } from './admin-role'
import type { AdminUnit } from './admin-units'

type Form = ReadonlyMap<string, string>

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
  signedIn,
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
  /** Somewhere. */
  signedIn: boolean
  readOnly: boolean
}) {
  const t = peopleWords[lang]
  const d = doorWords[lang]
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
      {mayChange && !person.disabled && (
        <div class="ad-pair">
          <form method="post" action={`${base}/invite`}>
            <button class="btn" type="submit">
              {d.invites.again}
            </button>
          </form>
          {signedIn && (
            <form method="post" action={`${base}/sign-out`}>
              <button class="btn" type="submit">
                {d.signIns.endAll}
              </button>
            </form>
          )}
        </div>
      )}
      {mayChange && !person.disabled && <p class="hint">{d.invites.againHint}</p>}
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
