import type { Lang } from '../../worker/contract/lang'
import { diffWords } from '../../worker/contract/words/diff'
import { wordDiff } from '../../worker/domain/word-diff'

/**
 * Two wordings as one text: what went is struck through, what came is underlined, and whoever hears the page is
 * told which is which.
 */
export function TextDiff({ before, after, lang }: { before: string; after: string; lang: Lang }) {
  const t = diffWords[lang]
  return (
    <p class="diff">
      {wordDiff(before, after).map(({ kind, text }, i) => {
        if (kind === 'same') return text
        const Tag = kind === 'gone' ? 'del' : 'ins'
        return (
          <Tag key={i}>
            <span class="sr-only">{kind === 'gone' ? t.gone : t.came}</span>
            {text}
            <span class="sr-only">{t.until}</span>
          </Tag>
        )
      })}
    </p>
  )
}
