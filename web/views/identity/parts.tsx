import type { ComponentChildren } from 'preact'
import type { Lang } from '../../../worker/contract/lang'
import { identityWords } from '../../../worker/contract/words/identity'

/** What the pages of staff identity are made of. */

/**
 * A button that asks for a passkey, with the fields that go along. Only a script can use it, so only a script
 * shows it; what is said happens in words beside it.
 */
export function PasskeyForm({
  kind,
  lang,
  button,
  to,
  children,
}: {
  kind: 'sign-in' | 'join' | 'prove' | 'add'
  lang: Lang
  button: string
  /** Where it leads when it is done, unless the server says so. */
  to?: string
  children?: ComponentChildren
}) {
  const { script: s, sign_in: t } = identityWords[lang]
  return (
    <>
      <noscript>
        <p class="notice">{t.script}</p>
      </noscript>
      <form
        hidden
        data-passkey={kind}
        data-to={to}
        data-working={s.working}
        data-cancelled={s.cancelled}
        data-failed={s.failed}
        data-offline={s.offline}
        data-known={s.known}
        data-none={t.none}
      >
        {children}
        <button class="btn main" type="submit">
          {button}
        </button>
        <output class="muted"></output>
      </form>
    </>
  )
}

export function Field({
  id,
  label,
  hint,
  name = id,
  type = 'text',
  value,
  complete,
  numeric = false,
}: {
  id: string
  label: string
  hint?: string
  name?: string
  type?: 'text' | 'password'
  value?: string
  complete?: string
  numeric?: boolean
}) {
  const all = {
    id,
    name,
    required: true,
    value,
    autocomplete: complete ?? 'off',
    spellcheck: false,
    inputmode: numeric ? ('numeric' as const) : undefined,
    'aria-describedby': hint ? `${id}-hint` : undefined,
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === 'password' ? <input {...all} type="password" /> : <input {...all} type="text" />}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

export function Wrong({ text }: { text: string | null }) {
  return text === null ? null : (
    <p class="wrong" role="alert">
      {text}
    </p>
  )
}
