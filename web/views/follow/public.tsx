import type { PublicFollow } from '../../../worker/contract/follow'
import type { Lang } from '../../../worker/contract/lang'
import { commonWords } from '../../../worker/contract/words/common'
import { followWords } from '../../../worker/contract/words/follow'
import { sessionWords } from '../../../worker/contract/words/session'
import { formatDay } from '../../../worker/domain/shanghai'
import { Paragraphs } from '../answer-block'

/** Under a public question: what its asker says of the handling, visits, and the one further question. */
export function FollowFacts({
  follow,
  lang,
  now,
}: {
  follow: PublicFollow
  lang: Lang
  now: number
}) {
  const words = followWords[lang]
  const t = words.public
  const { colon, dot } = commonWords[lang]
  const { ratings, visits, further, lapsed } = follow
  return (
    <section id="follow">
      <h2>{t.title}</h2>
      {ratings.map((one) => (
        <div key={`${one.caseId}${one.round}`}>
          <p>
            <b>{t.asker}</b>
            {colon}
            <span class={`state ${one.solved === 'yes' ? 'jade' : 'cinnabar'}`}>
              {words.solved[one.solved]}
            </span>{' '}
            {words.grades(one.manner, one.speed)}
            <span class="muted">
              {dot}
              {formatDay(one.at, lang, now)}
              {one.unit && dot + one.unit}
              {one.round > 0 && dot + words.again(one.round)}
            </span>
          </p>
          {one.words && (
            <blockquote>
              <Paragraphs text={one.words} />
            </blockquote>
          )}
        </div>
      ))}
      {lapsed.map((unit) => (
        <p key={unit}>{t.lapsed(unit)}</p>
      ))}
      {visits.map((one) => (
        <div key={`${one.caseId}${one.no}`}>
          <p>
            <b>{t.visit(one.no)}</b>
            <span class="muted">
              {dot}
              {formatDay(one.at, lang, now)}
              {dot}
              {one.unit}
              {dot}
              {words.way[one.way]}
            </span>
          </p>
          <p>{one.reached ? one.solved && t.visited(words.solved[one.solved]) : t.notReached}</p>
          <Paragraphs text={one.text} />
        </div>
      ))}
      {further && (
        <div>
          <p>
            <b>{t.further}</b>
            <span class="muted">
              {dot}
              {formatDay(further.at, lang, now)}
            </span>
          </p>
          <blockquote>
            <Paragraphs text={further.text || sessionWords[lang].erased} />
          </blockquote>
          {further.answer && further.answeredAt ? (
            <div class="answer">
              <p class="who">
                <b>{t.furtherAnswer}</b>
                {further.unit && dot + further.unit}
                {dot}
                {formatDay(further.answeredAt, lang, now)}
              </p>
              <Paragraphs text={further.answer} />
            </div>
          ) : (
            <p class="muted">{t.furtherWaits}</p>
          )}
        </div>
      )}
    </section>
  )
}
