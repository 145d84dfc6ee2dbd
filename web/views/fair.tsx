import {
  APPEAL_MAX,
  REPORT_NOTE_MAX,
  appealStates,
  reportReasons,
  reportStates,
  type Fairness,
  type Reported,
} from '../../worker/contract/fairness'
import type { Lang } from '../../worker/contract/lang'
import {
  redirectRoutes,
  rejectReasons,
  takeDownReasons,
  type RejectReason,
} from '../../worker/contract/states'
import type { OwnQuestion } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { fairWords } from '../../worker/contract/words/fair'
import { formatDateTime } from '../../worker/domain/shanghai'
import { Paragraphs } from './answer-block'

/** Under an own question that was rejected: its appeal, or the form for it. */
export function AppealBlock({
  own,
  lang,
  now,
  byCode,
}: {
  own: OwnQuestion
  lang: Lang
  now: number
  byCode: boolean
}) {
  const words = fairWords[lang]
  const t = words.appeal
  const { colon, dot } = commonWords[lang]
  const id = `appeal-${own.id}`
  if (own.appeal) {
    const { state, text, at, reason, decidedAt } = own.appeal
    return (
      <div class="card" id={id}>
        <p>
          <b>{t.own}</b>
          {colon}
          {words.appealed[state]}
          <span class="muted">
            {dot}
            {formatDateTime(decidedAt ?? at, lang, now)}
          </span>
        </p>
        {text && <Paragraphs text={text} />}
        {reason && (
          <p>
            <b>{t.why}</b>
            {colon}
            {reason}
          </p>
        )}
        {t.next[state] && <p>{t.next[state]}</p>}
      </div>
    )
  }
  return (
    <details id={id}>
      <summary>{t.title}</summary>
      <form method="post" action={`/my/q/${own.id}/appeal`}>
        {byCode && <input type="hidden" name="receipt" value={own.receipt} />}
        <div class="field">
          <label for={`${id}-text`}>{t.text}</label>
          <textarea
            id={`${id}-text`}
            name="text"
            rows={3}
            required
            maxLength={APPEAL_MAX}
            aria-describedby={`${id}-hint`}
          />
          <p class="hint" id={`${id}-hint`}>
            {t.hint}
          </p>
        </div>
        <button class="btn" type="submit">
          {t.send}
        </button>
      </form>
    </details>
  )
}

/** Where something is reported; the same for all three kinds. */
export function reportPath(slug: string, { kind, no, answer }: Reported): string {
  const at = `/s/${slug}/report?${kind === 'comment' ? 'c' : 'q'}=${no}`
  return kind === 'answer' ? `${at}&a=${answer ?? ''}` : at
}

/** The form of a report, with what is meant above it. */
export function ReportForm({
  slug,
  about,
  text,
  back,
  lang,
}: {
  slug: string
  about: Reported
  text: string
  back: string
  lang: Lang
}) {
  const words = fairWords[lang]
  const t = words.report
  const { colon, number } = commonWords[lang]
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      <blockquote>
        <p class="small muted">
          {t.about[about.kind]}
          {colon}
          {number(about.no)}
        </p>
        <Paragraphs text={text} />
      </blockquote>
      <form class="card" method="post" action={`/s/${slug}/report`}>
        <input type="hidden" name="kind" value={about.kind} />
        <input type="hidden" name="no" value={about.no} />
        {about.answer && <input type="hidden" name="answer" value={about.answer} />}
        <fieldset class="field">
          <legend>{t.reason}</legend>
          {reportReasons.map((reason) => (
            <label key={reason} class="choice">
              <input type="radio" name="reason" value={reason} required />{' '}
              {words.reportReason[reason]}
            </label>
          ))}
        </fieldset>
        <div class="field">
          <label for="report-note">{t.note}</label>
          <textarea
            id="report-note"
            name="note"
            rows={2}
            maxLength={REPORT_NOTE_MAX}
            aria-describedby="report-hint"
          />
          <p class="hint" id="report-hint">
            {t.noteHint}
          </p>
        </div>
        <div class="actions">
          <button class="btn main" type="submit">
            {t.send}
          </button>
          <a class="btn" href={back}>
            {t.back}
          </a>
        </div>
      </form>
    </div>
  )
}

/** What somebody sees who has reported something. */
export function ReportDone({
  slug,
  again,
  back,
  lang,
}: {
  slug: string
  again: boolean
  back: string
  lang: Lang
}) {
  const t = fairWords[lang].report
  return (
    <div class="narrow">
      <h1>{t.done}</h1>
      {again && <p class="lead">{t.again}</p>}
      <p>{t.next}</p>
      <div class="actions">
        <a class="btn main" href={back}>
          {t.back}
        </a>
        <a class="btn" href={`/s/${slug}/rejections#reports`}>
          {t.figures}
        </a>
      </div>
    </div>
  )
}

/** In a session of the record nothing can be reported any more; where to turn instead. */
export function ReportOver({ back, lang }: { back: string; lang: Lang }) {
  const t = fairWords[lang].report
  return (
    <div class="narrow">
      <h1>{t.title}</h1>
      <p class="lead">{t.over}</p>
      <div class="actions">
        <a class="btn main" href={back}>
          {t.back}
        </a>
      </div>
    </div>
  )
}

/** What was not published and why, and what became of appeals and reports, for anybody. */
export function RejectionsPage({
  told,
  lang,
  now,
  sentences,
}: {
  told: Fairness
  lang: Lang
  now: number
  /** The reasons as this portal words them. */
  sentences: Readonly<Record<RejectReason, string>>
}) {
  const words = fairWords[lang]
  const t = words.page
  const common = commonWords[lang]
  const sum = (sums: Partial<Record<string, number>>) =>
    Object.values(sums).reduce<number>((all, n) => all + (n ?? 0), 0)
  return (
    <article class="narrow">
      <p class="crumbs">
        <a href={`/s/${told.slug}`}>{told.title}</a>
      </p>
      <h1>{t.heading}</h1>
      <p>{t.lead}</p>
      <p class="muted">{t.asOf(formatDateTime(told.at, lang, now))}</p>
      <section>
        <h2>{t.list}</h2>
        {told.rejections.length === 0 ? (
          <p>{t.none}</p>
        ) : (
          <>
            <p class="num">{t.total(told.rejections.length)}</p>
            <Figures sums={told.rejectedBy} keys={rejectReasons} word={(one) => sentences[one]} />
            <ul class="plain">
              {told.rejections.map((one) => (
                <li key={one.no} id={`r${one.no}`} class="own">
                  <p>
                    <b class="num">{common.number(one.no)}</b>
                    <span class="muted num">
                      {common.dot}
                      {one.day}
                      {common.dot}
                    </span>
                    {sentences[one.reason]}
                  </p>
                  <p class="small">{words.rejected[one.reason]}</p>
                  <p class="small muted">
                    {t.columns.appeal}
                    {common.colon}
                    {one.appeal ? words.appealed[one.appeal.state] : t.noAppeal}
                    {one.appeal?.state === 'listed' && (
                      <>
                        {common.dot}
                        <a href={`/s/${told.slug}/q/${one.no}`}>{common.number(one.no)}</a>
                      </>
                    )}
                  </p>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
      <section>
        <h2>{t.appeals}</h2>
        {sum(told.appeals) === 0 ? (
          <p>{t.noAppeals}</p>
        ) : (
          <Figures sums={told.appeals} keys={appealStates} word={(one) => words.appealed[one]} />
        )}
      </section>
      <section>
        <h2>{t.redirects}</h2>
        {sum(told.redirectedTo) === 0 ? (
          <p>{t.noRedirects}</p>
        ) : (
          <>
            <p class="small muted">{t.redirectsHint}</p>
            <Figures
              sums={told.redirectedTo}
              keys={redirectRoutes}
              word={(one) => common.redirect[one]}
            />
          </>
        )}
      </section>
      <section>
        <h2>{t.takeDowns}</h2>
        {sum(told.takenDownFor) === 0 ? (
          <p>{t.noRedirects}</p>
        ) : (
          <>
            <p class="small muted">{t.takeDownsHint}</p>
            <Figures
              sums={told.takenDownFor}
              keys={takeDownReasons}
              word={(one) => common.takeDown[one]}
            />
          </>
        )}
      </section>
      <section id="reports">
        <h2>{t.reports}</h2>
        {sum(told.reports) === 0 ? (
          <p>{t.noReports}</p>
        ) : (
          <>
            <p>{t.reportsHint(sum(told.reports), sum(told.reported))}</p>
            <Figures
              sums={told.reports}
              keys={reportReasons}
              word={(one) => words.reportReason[one]}
            />
            <Figures sums={told.reported} keys={reportStates} word={(one) => words.reported[one]} />
          </>
        )}
      </section>
      {sum(told.heldWords) > 0 && (
        <section>
          <h2>{t.held}</h2>
          <p class="small muted">{t.heldHint}</p>
          <Figures
            sums={told.heldWords}
            keys={Object.keys(told.heldWords)}
            word={(one) => one || t.unnamed}
          />
        </section>
      )}
      <p class="no-print">
        <a href={`/api/sessions/${told.slug}/fairness`}>{t.json}</a>
      </p>
    </article>
  )
}

function Figures<K extends string>({
  sums,
  keys,
  word,
}: {
  sums: Partial<Record<K, number>>
  keys: readonly K[]
  word: (key: K) => string
}) {
  return (
    <ul>
      {keys.map((key) => {
        const n = sums[key] ?? 0
        return (
          n > 0 && (
            <li key={key}>
              {word(key)} <b class="num">{n}</b>
            </li>
          )
        )
      })}
    </ul>
  )
}
