import type { FollowStep, OwnFollow } from '../../../worker/contract/follow'
import type { Lang } from '../../../worker/contract/lang'
import type { OwnQuestion } from '../../../worker/contract/views'
import { commonWords } from '../../../worker/contract/words/common'
import { followWords } from '../../../worker/contract/words/follow'
import { formatDay, formatDateTime } from '../../../worker/domain/shanghai'
import { Paragraphs } from '../answer-block'

/** Under an own question: what its asker did after the answer, and one button for each thing still to do. */

interface Go {
  own: Pick<OwnQuestion, 'id' | 'receipt'>
  /** Known by its code, which then travels in the body. */
  byCode: boolean
}

/** A button to the page of one step. */
function ToStep({
  own,
  byCode,
  step,
  caseId,
  word,
  main = false,
}: Go & { step: FollowStep; caseId?: string | null; word: string; main?: boolean }) {
  return (
    <form method="post" action={`/my/q/${own.id}/follow`}>
      {byCode && <input type="hidden" name="receipt" value={own.receipt} />}
      {caseId && <input type="hidden" name="case" value={caseId} />}
      <button class={main ? 'btn main' : 'btn'} name="step" value={step}>
        {word}
      </button>
    </form>
  )
}

/** The day before whose end something has to happen. */
const before = (until: number, lang: Lang, now: number) => formatDay(until, lang, now)

export function FollowBlock({
  own,
  follow,
  lang,
  now,
  byCode,
}: Go & { follow: OwnFollow; lang: Lang; now: number }) {
  const words = followWords[lang]
  const t = words.own
  const { colon } = commonWords[lang]
  const go = { own, byCode }
  // Under the heading of the question, which stands one higher where it was found by its code.
  const Heading = byCode ? 'h3' : 'h4'
  return (
    <div class="follow" id={`follow-${own.id}`}>
      {follow.wanted.map((one) => (
        <section key={one.caseId} class="card">
          <Heading>{t.wantedTitle(one.unit)}</Heading>
          <blockquote>
            <Paragraphs text={one.text} />
          </blockquote>
          {one.limitAt !== null && <p>{t.wantedUntil(before(one.limitAt, lang, now))}</p>}
          <ToStep {...go} step="details" caseId={one.caseId} word={t.give} main />
        </section>
      ))}
      {follow.rate.map((one) => (
        <section key={`${one.caseId}${one.round}`} class="card">
          <Heading>{t.rateTitle(one.unit)}</Heading>
          <p>{t.rateUntil(before(one.until, lang, now))}</p>
          <ToStep {...go} step="rate" caseId={one.caseId} word={t.rate} main />
        </section>
      ))}
      {follow.rated.map((one) => (
        <div key={`${one.caseId}${one.round}`}>
          <p>
            <b>{t.rated}</b>
            {colon}
            {[words.solved[one.solved], words.grades(one.manner, one.speed)]
              .filter(Boolean)
              .join(commonWords[lang].dot)}
            <span class="muted">
              {commonWords[lang].dot}
              {formatDateTime(one.at, lang, now)}
            </span>
          </p>
          {one.words && (
            <blockquote>
              <Paragraphs text={one.words} />
            </blockquote>
          )}
          {one.wordsState && <p class="small muted">{t.wordsState[one.wordsState]}</p>}
        </div>
      ))}
      {follow.lapsed.map((unit) => (
        <p key={unit}>{t.lapsed(unit)}</p>
      ))}
      {follow.further && (
        <div>
          <p>
            <b>{t.furtherOwn}</b>
            {colon}
            {t.furtherState[follow.further.state]}
          </p>
          <blockquote>
            <Paragraphs text={follow.further.text} />
          </blockquote>
          {follow.further.reason && (
            <p>
              <b>{t.why}</b>
              {colon}
              {follow.further.reason}
            </p>
          )}
          {follow.further.answer && (
            <div class="answer">
              <p class="who">
                <b>{follow.further.unit}</b>
              </p>
              <Paragraphs text={follow.further.answer} />
            </div>
          )}
        </div>
      )}
      {follow.differed && (
        <div>
          <p>
            <b>{t.differOwn}</b>
            {colon}
            {t.differState[follow.differed.state]}
          </p>
          {follow.differed.reason && <p>{follow.differed.reason}</p>}
        </div>
      )}
      {(follow.reopen.length > 0 || follow.furtherUntil || follow.mayDiffer) && (
        <div class="actions">
          {follow.furtherUntil && <ToStep {...go} step="further" word={t.further} />}
          {follow.reopen.map((one) => (
            <ToStep key={one.caseId} {...go} step="reopen" caseId={one.caseId} word={t.reopen} />
          ))}
          {follow.mayDiffer && <ToStep {...go} step="differ" word={t.differ} />}
        </div>
      )}
    </div>
  )
}
