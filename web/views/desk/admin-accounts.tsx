import type { Lang } from '../../../worker/contract/lang'
import { verifyWords } from '../../../worker/contract/words/verify'

export interface LinkedAccount {
  /** As it is read aloud. */
  code: string
  by: string
  time: string
}

/** Accounts of one member of staff at the office's provider. */
export function LinkedAccounts({
  lang,
  action,
  accounts,
  readOnly,
  typed,
  wrong,
}: {
  lang: Lang
  /** Where both forms go: with `code` and `link` 1 or 0. */
  action: string
  accounts: LinkedAccount[]
  readOnly: boolean
  /** What was typed and refused, and whether its code is no code. */
  typed: string
  wrong: boolean
}) {
  const t = verifyWords[lang].link
  return (
    <>
      <h2>{t.title}</h2>
      {accounts.length === 0 && <p class="muted">{t.none}</p>}
      <ul class="plain">
        {accounts.map(({ code, by, time }) => (
          <li key={code}>
            <form method="post" action={action}>
              <input type="hidden" name="code" value={code} />
              <p>
                <b class="num">{code}</b> <span class="muted">{t.since(by, time)}</span>{' '}
                {!readOnly && (
                  <button class="btn" type="submit" name="link" value="0">
                    {t.remove}
                    <span class="sr-only"> {code}</span>
                  </button>
                )}
              </p>
            </form>
          </li>
        ))}
      </ul>
      {!readOnly && (
        <details open={typed !== ''}>
          <summary>{t.add}</summary>
          <form method="post" action={action} class="ad-form" noValidate>
            <input type="hidden" name="form" value="link" />
            <div class="field">
              <label for="account-code">{t.code}</label>
              <input
                id="account-code"
                name="code"
                type="text"
                required
                maxLength={40}
                autocomplete="off"
                value={typed}
                aria-invalid={wrong ? 'true' : undefined}
                aria-describedby="account-code-hint"
              />
              <p class={wrong ? 'wrong' : 'hint'} id="account-code-hint">
                {wrong ? t.mistyped : t.hint}
              </p>
            </div>
            <p>
              <button class="btn main" type="submit" name="link" value="1">
                {t.add}
              </button>
            </p>
          </form>
        </details>
      )}
    </>
  )
}
