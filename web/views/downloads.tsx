import type { Lang } from '../../worker/contract/lang'
import { transcriptWords } from '../../worker/contract/words/transcript'
import { publicWords } from '../../worker/contract/words/public'
import { recordingWords } from '../../worker/contract/words/recording'

/** What of a session can be taken along, in every form there is. */
export function Downloads({
  slug,
  lang,
  recording,
}: {
  slug: string
  lang: Lang
  /** There was a picture. */
  recording: boolean
}) {
  const t = publicWords[lang].session
  const api = `/api/sessions/${slug}`
  return (
    <section class="card downloads no-print">
      <h2>{t.files}</h2>
      <ul class="plain">
        <li>
          <a href={`/s/${slug}/transcript`}>{transcriptWords[lang].title}</a>
        </li>
        {recording && (
          <li>
            <a href={`/s/${slug}/recording`}>{recordingWords[lang].title}</a>
          </li>
        )}
        <li>
          <a href={`${api}/questions.csv`}>{t.csv}</a>
        </li>
        <li>
          <a href={`${api}/snapshot`}>{t.json}</a>
        </li>
        <li>
          <a href="/feed.atom">{t.feed}</a>
        </li>
        <li>
          <a href={`/s/${slug}/qr.svg`}>{t.qrPicture}</a>
        </li>
        <li>
          <a href={`/s/${slug}/rejections`}>{t.fairness}</a>
        </li>
      </ul>
      <p class="small muted">{t.print}</p>
    </section>
  )
}
