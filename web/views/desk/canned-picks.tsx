import type { CannedText } from '../../../worker/contract/canned'
import type { Lang } from '../../../worker/contract/lang'
import { deskShortWords } from '../../../worker/contract/words/desk-short'

/** In a dialog: texts to pick from, numbered where a number picks. */
export function CannedPicks({
  texts,
  lang,
  put,
  numbered = false,
}: {
  texts: readonly CannedText[]
  lang: Lang
  put: (text: string) => void
  numbered?: boolean
}) {
  if (texts.length === 0) return null
  return (
    <fieldset class="dk-field dk-picks">
      <legend>{deskShortWords[lang].pick}</legend>
      {texts.map((one, i) => (
        <button key={one.id} type="button" class="dk-small" onClick={() => put(one.text)}>
          {numbered && i < 9 && <kbd>{i + 1}</kbd>} {one.text}
        </button>
      ))}
    </fieldset>
  )
}
