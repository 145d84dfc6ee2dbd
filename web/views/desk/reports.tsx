import { NOTE_MAX } from '../../../worker/contract/limits'
import { reportReasons } from '../../../worker/contract/fairness'
import type { DeskReport } from '../../../worker/contract/room'
import { deskFairWords } from '../../../worker/contract/words/desk-fair'
import { reportReasonWords } from '../../../worker/contract/words/report-reasons'
import type { DeskProps } from './desk-props'
import { commentOf, questionOf } from './model'

/** Cards of what readers reported, above what waits for review. A report hides nothing; a moderator decides. */
export function ReportCards(props: DeskProps) {
  const { model, lang } = props
  const reports = model.desk.reports ?? []
  if (reports.length === 0) return null
  const t = deskFairWords[lang]
  const open = reports
    .filter((one) => one.state === 'open')
    .sort((a, b) => countOf(b) - countOf(a) || a.lastAt - b.lastAt)
  const decided = reports.filter((one) => one.state !== 'open')
  return (
    <section class="dk-held dk-reports" aria-label={t.reports}>
      {/* Many reports must not push what waits for review off the screen. */}
      {open.length > 0 && (
        <details open={open.length === 1}>
          <summary>
            <b>{t.reports}</b> <span class="dk-count num">{open.length}</span>
          </summary>
          <p class="small muted">{t.reports_lead}</p>
          {open.map((one) => (
            <Card key={one.id} report={one} {...props} />
          ))}
        </details>
      )}
      {decided.length > 0 && (
        <details>
          <summary>
            {t.reports} · {t.decided(decided.length)}
          </summary>
          {decided.map((one) => (
            <Card key={one.id} report={one} {...props} />
          ))}
        </details>
      )}
    </section>
  )
}

const countOf = ({ counts }: DeskReport) =>
  Object.values(counts).reduce<number>((sum, n) => sum + n, 0)

/** The words a card is about, as the desk has them. */
function wordsOf({ model }: DeskProps, { kind, no, answer }: DeskReport): string {
  if (kind === 'comment') return commentOf(model.desk, no)?.text ?? ''
  const question = questionOf(model.desk, no)
  if (kind === 'question') return question?.text ?? ''
  return question?.answers.find((one) => one.id === answer)?.text ?? ''
}

function Card(props: DeskProps & { report: DeskReport }) {
  const { report, lang, does } = props
  const t = deskFairWords[lang]
  const { reason: reportReason } = reportReasonWords[lang]
  const { kind, no } = report
  const text = wordsOf(props, report)
  const decide = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const to = (event.submitter as HTMLButtonElement | null)?.value
    const reason = String(new FormData(form).get('reason') ?? '').trim()
    if ((to !== 'dismissed' && to !== 'corrected') || reason === '') return
    does.decide({ act: 'settle_report', report: report.id, to, reports: countOf(report), reason })
  }
  const look = () =>
    kind === 'comment'
      ? does.act({ do: 'select', column: 'comments', no })
      : does.act({ do: 'jump', no })
  return (
    <article class="dk-held-card" id={`report-${report.id}`}>
      <h3>
        {t.reports} · {t.card[kind]} <span class="num">{no}</span>
      </h3>
      <p class="dk-full">{text || t.gone}</p>
      <ul>
        {reportReasons.map((why) => {
          const n = report.counts[why] ?? 0
          return (
            n > 0 && (
              <li key={why}>
                {reportReason[why]} <b class="num">{t.times(n)}</b>
              </li>
            )
          )
        })}
      </ul>
      {report.notes.length > 0 && (
        <details>
          <summary>
            {t.notes} · <span class="num">{report.notes.length}</span>
          </summary>
          <ul>
            {report.notes.map((note, i) => (
              <li key={i}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      {report.by && <p>{t.by(report.by, t.states[report.state], reasonOf(report))}</p>}
      {report.state === 'open' && (
        <form onSubmit={decide}>
          <label>
            {t.why}
            <input name="reason" required maxLength={NOTE_MAX} placeholder={t.why_hint} />
          </label>
          <button type="submit" class="dk-small" value="dismissed">
            {t.keep}
          </button>
          <button type="submit" class="dk-small" value="corrected">
            {t.corrected}
          </button>
          {kind !== 'answer' && text !== '' && (
            <button
              type="button"
              class="dk-small"
              onClick={() =>
                does.act({ do: 'dialog', dialog: { kind: 'take_down', no, of: kind } })
              }
            >
              {t.take_down}
            </button>
          )}
          <button type="button" class="dk-small" onClick={look}>
            {t.look}
          </button>
        </form>
      )}
    </article>
  )
}

/** A take-down's reason is a code and told elsewhere. */
const reasonOf = ({ state, reason }: DeskReport) => (state === 'taken_down' ? '' : (reason ?? ''))
