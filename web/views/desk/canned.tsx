import {
  cannedCodes,
  cannedFor,
  cannedLength,
  cannedUses,
  type CannedText,
  type CannedUse,
} from '../../../worker/contract/canned'
import type { Lang } from '../../../worker/contract/lang'
import { cannedWords } from '../../../worker/contract/words/canned'
import { deskWords } from '../../../worker/contract/words/desk'
import { commonWords } from '../../../worker/contract/words/common'

/** What became of what was sent last: saved, or why not. */
export type CannedSaid = 'saved' | 'changed' | 'wrong' | 'gone' | null

interface CannedProps {
  texts: readonly CannedText[]
  said: CannedSaid
  /** The longest that would have fitted, where it did not. */
  max: number
  lang: Lang
}

function codeWord(use: CannedUse, code: string, lang: Lang): string {
  const { reject, redirect } = commonWords[lang]
  const all: Record<string, string> = use === 'reject' ? reject : redirect
  return all[code] ?? code
}

/** 常用文字: every text with its buttons, by what it is for. Plain forms. */
export function CannedPage({ texts, said, max, lang }: CannedProps) {
  const t = cannedWords[lang]
  const bad = said !== null && said !== 'saved'
  return (
    <div class="dk-canned">
      <p>
        <a href="/desk">{deskWords[lang].desk}</a>
      </p>
      <h1>{t.title}</h1>
      <p class="muted">{t.lead}</p>
      {said && (
        <p class={bad ? 'dk-warn' : 'dk-good'} role={bad ? 'alert' : undefined}>
          {said === 'wrong' ? t.wrong(max) : t[said]}
        </p>
      )}
      {cannedUses.map((use) => (
        <section key={use}>
          <h2>{t.use[use]}</h2>
          {cannedCodes[use].map((code) => (
            <Kind
              key={code}
              use={use}
              code={code}
              texts={cannedFor(texts, use, code)}
              lang={lang}
            />
          ))}
        </section>
      ))}
    </div>
  )
}

function Kind({
  use,
  code,
  texts,
  lang,
}: {
  use: CannedUse
  code: string
  texts: readonly CannedText[]
  lang: Lang
}) {
  const t = cannedWords[lang]
  const name = code === '' ? t.use[use] : codeWord(use, code, lang)
  const max = cannedLength(use)
  return (
    <details open={texts.length > 0 || code === ''}>
      <summary>
        <b>{name}</b> <span class="num">{texts.length}</span>
      </summary>
      {texts.map((one, i) => (
        <form key={one.id} method="post" action="/desk/texts" class="dk-canned-one">
          <input type="hidden" name="id" value={one.id} />
          <input type="hidden" name="version" value={one.version} />
          <textarea name="text" rows={2} maxLength={max} aria-label={`${name} ${i + 1}`} required>
            {one.text}
          </textarea>
          <p class="actions">
            {(['save', 'up', 'down', 'remove'] as const).map((act) => (
              <button
                key={act}
                type="submit"
                class={act === 'remove' ? 'btn danger' : 'btn'}
                name="do"
                value={act}
                disabled={(act === 'up' && i === 0) || (act === 'down' && i === texts.length - 1)}
              >
                {t[act]}
              </button>
            ))}
          </p>
        </form>
      ))}
      <form method="post" action="/desk/texts" class="dk-canned-one">
        <input type="hidden" name="use" value={use} />
        <input type="hidden" name="code" value={code} />
        <label>
          {t.fresh}
          <textarea name="text" rows={2} maxLength={max} required />
        </label>
        <p class="actions">
          <button type="submit" class="btn" name="do" value="add">
            {t.add}
          </button>
        </p>
      </form>
    </details>
  )
}
