import type { Assurance } from '../../worker/contract/assurance'
import type { Lang } from '../../worker/contract/lang'
import { levelWords } from '../../worker/contract/words/levels'

/**
 * Which votes count here, in one line; the browser's own proof tells its progress in it. Reading and voting
 * wait for nothing.
 */
export function LevelLine({
  slug,
  assurance,
  lang,
  open,
  siteKey,
  person,
}: {
  slug: string
  assurance: Assurance
  lang: Lang
  /** Votes may still be given. */
  open: boolean
  /** Of the check for people, where this session asks for it. */
  siteKey: string | null
  /** Whether the reader is a verified person, where votes count from verified persons only. */
  person: boolean | null
}) {
  const t = levelWords[lang]
  const { rank, ask } = assurance
  const wanted = Math.max(rank, ask)
  const prove = open &&
    wanted > 0 && {
      'data-prove': `/api/sessions/${slug}`,
      'data-working': t.working,
      'data-done': rank <= 1 ? t.done : t.doneLower,
      'data-failed': t.failed,
      'data-human': t.human,
    }
  return (
    <div class="levels small muted" {...prove}>
      <p>
        {rank > 0 ? t.counts(t.name[rank] ?? '') : t.all}
        {lang === 'zh' ? '。' : '. '}
        {rank > 0 && t.others} <a href="/about#levels">{t.how}</a>
      </p>
      {open && person !== null && (
        <p>{person ? t.isPerson : <a href={`/verify?to=/s/${slug}`}>{t.bePerson}</a>}</p>
      )}
      {prove && (
        <>
          <p>
            <output />
          </p>
          <noscript>
            <p>{t.noScript}</p>
          </noscript>
        </>
      )}
      {prove && siteKey !== null && (
        <>
          <p>{t.check}</p>
          <div
            class="cf-turnstile"
            data-sitekey={siteKey}
            data-action="take-part"
            data-language={lang === 'zh' ? 'zh-cn' : 'en'}
            data-callback="personCheckPassed"
          />
        </>
      )}
    </div>
  )
}
