import type { Lang } from '../../../worker/contract/lang'
import type { Snapshot } from '../../../worker/contract/views'
import { commonWords } from '../../../worker/contract/words/common'
import { screenWords } from '../../../worker/contract/words/screen'
import { onStage, sizeOf } from './model'

export interface OverlayProps {
  snapshot: Snapshot
  lang: Lang
}

/** The lower third of the picture: the question on stage and who answers. Nothing else, and nothing between questions. */
export function Overlay({ snapshot, lang }: OverlayProps) {
  const t = screenWords[lang]
  const c = commonWords[lang]
  const question = onStage(snapshot)
  // For whoever comes here without eyes for a picture; in the picture it is not seen.
  const heading = <h1 class="sr-only">{snapshot.session.title}</h1>
  if (!question) return <main class="overlay">{heading}</main>
  const who = [snapshot.stage?.office, snapshot.stage?.speaker].filter(Boolean).join(' ')
  return (
    <main class="overlay">
      {heading}
      <section class="third">
        <p class="label">
          {question.channel === 'floor' ? t.floor : t.onStage}
          {c.dot}
          {c.number(question.no)}
          {c.dot}
          {c.votes(question.votes)}
        </p>
        <p class={`question ${sizeOf(question.text)}`}>{question.text}</p>
        {who && <p class="who">{`${t.answers}${who}`}</p>}
      </section>
    </main>
  )
}
