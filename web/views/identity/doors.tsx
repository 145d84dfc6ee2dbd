import type { ComponentChildren } from 'preact'
import type { Lang } from '../../../worker/contract/lang'
import { identityWords } from '../../../worker/contract/words/identity'
import { Field, PasskeyForm, Wrong } from './parts'

/** The pages at the door: signing in, coming in for the first time, proving again. */

export interface WaysIn {
  password: boolean
  /** A printed link works here. */
  link: boolean
  /** Nobody administers this portal yet. */
  first: boolean
}

export function SignIn({
  lang,
  ways,
  wrong = null,
  children,
}: {
  lang: Lang
  ways: WaysIn
  wrong?: 'password' | 'emergency' | null
  /** The office's own providers, if there are any. */
  children?: ComponentChildren
}) {
  const t = identityWords[lang]
  return (
    <div class="narrow">
      <h1>{t.sign_in.title}</h1>
      <p class="lead">{t.sign_in.lead}</p>
      <PasskeyForm kind="sign-in" lang={lang} button={t.sign_in.button} />
      {children}
      {ways.first && (
        <p class="actions">
          <a href="/desk/first">{t.first.title}</a>
        </p>
      )}
      {ways.link && <p class="notice">{t.sign_in.link}</p>}
      <p class="muted">{t.sign_in.lost}</p>
      <h2>{t.sign_in.others}</h2>
      {ways.password && (
        <details class="card sums" open={wrong === 'password'}>
          <summary>{t.password.title}</summary>
          <Wrong text={wrong === 'password' ? t.password.wrong : null} />
          <form method="post" action="/desk/sign-in/password">
            <Field id="login" label={t.password.login} complete="username" />
            <PasswordAndCode lang={lang} />
            <button class="btn main" type="submit">
              {t.password.button}
            </button>
          </form>
        </details>
      )}
      <details class="card sums" open={wrong === 'emergency'}>
        <summary>{t.emergency.title}</summary>
        <p>{t.emergency.lead}</p>
        <Wrong text={wrong === 'emergency' ? t.emergency.wrong : null} />
        <form method="post" action="/desk/sign-in/code">
          <Field id="emergency" name="code" label={t.emergency.code} />
          <button class="btn" type="submit">
            {t.emergency.button}
          </button>
        </form>
      </details>
    </div>
  )
}

export function PasswordAndCode({ lang }: { lang: Lang }) {
  const t = identityWords[lang].password
  return (
    <>
      <Field id="password" label={t.password} type="password" complete="current-password" />
      <Field id="code" label={t.code} hint={t.code_hint} complete="one-time-code" numeric />
    </>
  )
}

/** An invitation: who invites whom to what, and the button. */
export function Join({
  lang,
  token,
  invite,
  role,
  until,
  known,
  password,
}: {
  lang: Lang
  token: string
  invite: { invitedByName: string; name: string; office: string; unit: string }
  role: string
  until: string
  /** They work here already and come in again. */
  known: boolean
  password: boolean
}) {
  const t = identityWords[lang].join
  const { invitedByName, name, office, unit } = invite
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead(invitedByName, name, role)}</p>
      <p>{t.who(office, unit)}</p>
      <p class="muted">{t.until(until)}</p>
      {known && <p class="notice">{t.again}</p>}
      <section class="card">
        <p>{t.how}</p>
        <PasskeyForm kind="join" lang={lang} button={t.button}>
          <input type="hidden" name="invite" value={token} />
          <Field id="key" label={t.key} value={t.key_default} />
        </PasskeyForm>
      </section>
      {password && (
        <p>
          <a href={`/desk/join?i=${encodeURIComponent(token)}&with=password`}>{t.password}</a>
        </p>
      )}
    </div>
  )
}

export function First({ lang }: { lang: Lang }) {
  const { first: t, join } = identityWords[lang]
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <PasskeyForm kind="join" lang={lang} button={join.button}>
        <Field id="token" label={t.token} type="password" />
        <Field id="name" label={t.name} complete="name" />
        <Field id="office" label={t.office} />
        <Field id="unit" label={t.unit} />
        <Field id="key" label={join.key} value={join.key_default} />
      </PasskeyForm>
    </div>
  )
}

export interface ProveProps {
  lang: Lang
  back: string
  has: { passkey: boolean; password: boolean }
  /** What somebody was sending when they were asked. */
  resume: { action: string; fields: readonly (readonly [string, string])[] } | null
  wrong?: boolean
  /** It is proved: all that is left is to send it. */
  proved?: boolean
}

/** A form on its way: its fields, hidden. */
function Waiting({
  action,
  fields,
  word,
}: NonNullable<ProveProps['resume']> & { word: string | null }) {
  return (
    <form method="post" action={action} data-resume>
      {fields.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {word !== null && (
        <button class="btn main" type="submit">
          {word}
        </button>
      )}
    </form>
  )
}

export function Prove({ lang, back, has, resume, wrong = false, proved = false }: ProveProps) {
  const { prove: t } = identityWords[lang]
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      {!proved && <p class="lead">{t.lead}</p>}
      {resume && !proved && <p class="notice">{t.kept}</p>}
      {has.passkey && !proved && (
        <PasskeyForm kind="prove" lang={lang} button={t.button} to={back} />
      )}
      {resume && <Waiting {...resume} word={proved ? t.resume : null} />}
      {has.password && !proved && (
        <details class="card sums" open={wrong || !has.passkey}>
          <summary>{t.other}</summary>
          <Wrong text={wrong ? t.wrong : null} />
          <form method="post" action="/desk/prove">
            <input type="hidden" name="back" value={back} />
            {resume && <input type="hidden" name="resume-action" value={resume.action} />}
            {resume?.fields.map(([name, value]) => (
              <input key={name} type="hidden" name={`resume:${name}`} value={value} />
            ))}
            <PasswordAndCode lang={lang} />
            <button class="btn main" type="submit">
              {t.confirm}
            </button>
          </form>
        </details>
      )}
      {!has.passkey && !has.password && (
        <p class="notice">
          {t.none} <a href="/desk/me">{identityWords[lang].me.title}</a>
        </p>
      )}
      <p class="actions">
        <a href={back}>{t.back}</a>
      </p>
    </div>
  )
}
