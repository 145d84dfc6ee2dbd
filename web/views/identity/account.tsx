import type { Lang } from '../../../worker/contract/lang'
import type { SignInWay } from '../../../worker/contract/staff'
import { identityWords } from '../../../worker/contract/words/identity'
import { Field, PasskeyForm, Wrong } from './parts'

/** One's own account: passkeys, sessions, and where it is on, the password. */

export interface AccountProps {
  lang: Lang
  me: { name: string; office: string }
  keys: { id: string; name: string; added: string; used: string | null; synced: boolean }[]
  sessions: {
    id: string
    device: string
    how: SignInWay
    since: string
    seen: string
    here: boolean
  }[]
  /** null where passwords are off. */
  password: { login: string | null } | null
  /** A passkey may be added at once; otherwise after proving again. */
  mayAdd: boolean
}

export function Account({ lang, me, keys, sessions, password, mayAdd }: AccountProps) {
  const { me: t, join, prove } = identityWords[lang]
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      <p>{t.as(me.name, me.office)}</p>
      <div class="actions">
        <a class="btn" href="/desk">
          {t.desk}
        </a>
        <form method="post" action="/desk/sign-out">
          <button class="btn" type="submit">
            {t.sign_out}
          </button>
        </form>
      </div>
      <section class="card" aria-labelledby="keys">
        <h2 id="keys">{t.keys}</h2>
        {keys.length === 0 && <p>{t.no_keys}</p>}
        <ul class="plain">
          {keys.map((key) => (
            <li key={key.id} class="newest">
              <strong>{key.name}</strong>
              <p class="muted">
                {[key.added, key.used ?? t.unused, key.synced ? t.synced : '']
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              <form class="inline-form" method="post" action={`/desk/me/passkeys/${key.id}/name`}>
                <input
                  type="text"
                  name="name"
                  value={key.name}
                  aria-label={`${t.name}: ${key.name}`}
                  required
                />
                <button class="btn" type="submit">
                  {t.rename}
                </button>
              </form>
              <form method="post" action={`/desk/me/passkeys/${key.id}/remove`}>
                <button class="btn" type="submit" aria-label={t.remove_key(key.name)}>
                  {t.remove}
                </button>
              </form>
            </li>
          ))}
        </ul>
        <p class="muted">{t.add_lead}</p>
        {mayAdd ? (
          <PasskeyForm kind="add" lang={lang} button={t.add} to="/desk/me">
            <Field id="key" label={join.key} value={keys.length === 0 ? join.key_default : ''} />
          </PasskeyForm>
        ) : (
          <p>
            <a class="btn" href="/desk/prove?back=/desk/me">
              {prove.title}
            </a>
          </p>
        )}
      </section>
      <section class="card" aria-labelledby="sessions">
        <h2 id="sessions">{t.sessions}</h2>
        <ul class="plain">
          {sessions.map(({ id, device, how, since, seen, here }) => (
            <li key={id} class="newest">
              <strong>{device || t.device}</strong>{' '}
              {here && <span class="state jade">{t.this_one}</span>}
              <p class="muted">
                {t.how[how]} · {t.since(since, seen)}
              </p>
              {!here && (
                <form method="post" action={`/desk/me/sessions/${id}/end`}>
                  <button
                    class="btn"
                    type="submit"
                    aria-label={t.end_one(`${device || t.device} ${since}`)}
                  >
                    {t.end}
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
        {sessions.length > 1 ? (
          <form method="post" action="/desk/me/sessions/end-others">
            <button class="btn main" type="submit">
              {t.end_others}
            </button>
          </form>
        ) : (
          <p class="muted">{t.only_here}</p>
        )}
      </section>
      {password && (
        <section class="card" aria-labelledby="own-password">
          <h2 id="own-password">{t.password}</h2>
          <p>{password.login === null ? t.password_none : t.password_set(password.login)}</p>
          <p>
            <a class="btn" href="/desk/me/password">
              {t.password_change}
            </a>
          </p>
        </section>
      )}
    </div>
  )
}

/** A password and the codes that go with it; the secret is shown once, here. */
export function SetPassword({
  lang,
  action,
  secret,
  box,
  qr,
  invite,
  login,
  wrong,
}: {
  lang: Lang
  action: string
  secret: string
  /** The same, sealed: it comes back with the form. */
  box: string
  qr: { size: number; path: string }
  invite: string | null
  login: string
  wrong: string | null
}) {
  const t = identityWords[lang].set_password
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <Wrong text={wrong} />
      <form method="post" action={action}>
        <input type="hidden" name="box" value={box} />
        {invite !== null && <input type="hidden" name="invite" value={invite} />}
        <Field id="login" label={t.login} complete="username" value={login} />
        <Field id="password" label={t.password} type="password" complete="new-password" />
        <p>{t.scan}</p>
        <svg
          class="totp-code"
          viewBox={`0 0 ${qr.size} ${qr.size}`}
          width="220"
          height="220"
          role="img"
          aria-label={t.scan}
        >
          <rect width={qr.size} height={qr.size} fill="#fff" />
          <path d={qr.path} fill="#000" />
        </svg>
        <p>
          {t.type} <code>{(secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
        </p>
        <Field id="code" label={t.code} complete="one-time-code" numeric />
        <button class="btn main" type="submit">
          {t.button}
        </button>
      </form>
    </div>
  )
}
