import type { PublicHandling } from '../../worker/contract/cases'
import type { Lang } from '../../worker/contract/lang'
import type { PublicCase } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { handlingWords } from '../../worker/contract/words/handling'
import { formatDay } from '../../worker/domain/shanghai'
import { Paragraphs } from './answer-block'
import { lastDay } from './due'

/** How a case stands beyond its reply: who helps, what goes together, why it takes longer, what was said before. */
export function CaseHandling({
  of,
  item,
  lang,
  now,
}: {
  of: PublicHandling | undefined
  item: PublicCase
  lang: Lang
  now: number
}) {
  if (!of) return null
  const t = handlingWords[lang]
  const { assists, joint, earlier, sponsor, extended, paused } = of
  const day = (at: number) => formatDay(at, lang, now)
  const facts = [
    sponsor && [t.sponsor, sponsor],
    assists.length > 0 && [t.assists, assists.join(commonWords[lang].and)],
    extended && [t.extended, t.extendedSum(day(extended.at), extended.why)],
    paused && [
      t.paused,
      t.pausedSum(day(paused.since), t.pauses[paused.why]) +
        (paused.until === null ? '' : t.pausedUntil(lastDay(paused.until, lang, now))),
    ],
  ].filter((fact): fact is [string, string] => Array.isArray(fact))
  return (
    <div class="handling">
      {facts.length > 0 && (
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {paused?.text && <p class="small">{paused.text}</p>}
      {joint.length > 0 && (
        <>
          <p class="small">{item.repliedAt === null ? t.jointGoing : t.jointDone}</p>
          <ul class="small">
            {joint.map(({ id, no, title }) => (
              <li key={id}>
                <a href={`/q/${id}`}>
                  {title} {t.question(no)}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      {earlier.length > 0 && (
        <details>
          <summary>{t.earlier}</summary>
          {earlier.map(({ text, outcome, at }, i) => (
            <div key={i}>
              <p class="small">
                <b>{t.earlierAt(day(at))}</b>
                {outcome && commonWords[lang].dot + commonWords[lang].outcome[outcome]}
              </p>
              {text === null ? <p class="muted">{t.sealed}</p> : <Paragraphs text={text} />}
            </div>
          ))}
        </details>
      )}
    </div>
  )
}
