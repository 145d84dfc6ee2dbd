import type { Integrity, IntegrityQuestion } from '../../worker/contract/integrity'
import type { Lang } from '../../worker/contract/lang'
import { holdReasons } from '../../worker/contract/states'
import { commonWords } from '../../worker/contract/words/common'
import { heldWords } from '../../worker/contract/words/held'
import { countReportWords } from '../../worker/contract/words/count-report'
import { levelWords } from '../../worker/contract/words/levels'
import { formatDateTime, formatTime } from '../../worker/domain/shanghai'

const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0)

/** The integrity report of a session, for anybody. */
export function CountReport({
  report,
  floor,
  lang,
  now,
}: {
  report: Integrity
  /** Votes of one kind a minute that are never held. */
  floor: number
  lang: Lang
  now: number
}) {
  const t = countReportWords[lang]
  const l = levelWords[lang]
  const acts = sum(Object.values(report.acts))
  const levels = [0, 1, 2, 3].map((level) =>
    sum(report.questions.map((one) => one.byLevel[level] ?? 0)),
  )
  return (
    <article class="narrow">
      <p class="crumbs">
        <a href={`/s/${report.slug}`}>{report.title}</a>
      </p>
      <h1>{t.heading}</h1>
      <p>{t.lead}</p>
      <p class="muted">{t.asOf(formatDateTime(report.at, lang, now))}</p>
      {report.state === 'collecting' ? (
        <p>{t.early}</p>
      ) : (
        <>
          <p>
            <b>{verdict(report, lang)}</b>
          </p>
          {report.sealed && (
            <p class="digest">{t.sealed(report.sealed.ballots, report.sealed.digest)}</p>
          )}
          <section>
            <h2>{t.levels}</h2>
            {report.rank !== undefined && (
              <p>
                {l.counts(l.name[report.rank] ?? '')}
                {lang === 'zh' ? '。' : '. '}
                {l.others} <a href="/about#levels">{l.how}</a>
              </p>
            )}
            <ul>
              {levels.map((n, level) => (
                <li key={level}>
                  {l.name[level]} <b class="num">{n}</b>
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h2>{t.bursts}</h2>
            <Bursts report={report} lang={lang} now={now} />
          </section>
          <section>
            <h2>{t.table}</h2>
            <Questions report={report} lang={lang} />
          </section>
        </>
      )}
      <section>
        <h2>{t.rules}</h2>
        <ul>
          {t.rule.map((rule, i) => (
            <li key={i}>{rule(report.floor ?? floor)}</li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t.check}</h2>
        <p>{t.how}</p>
      </section>
      <section>
        <h2>{t.pasted}</h2>
        <p>{t.pastedSum(report.pasted)}</p>
      </section>
      <section>
        <h2>{t.acts}</h2>
        <p>{t.total(acts)}</p>
      </section>
    </article>
  )
}

function verdict({ differing }: Integrity, lang: Lang): string {
  const t = countReportWords[lang].recount
  if (differing === null) return t.sealed
  return differing.length === 0 ? t.same : t.differs(differing.join(commonWords[lang].and))
}

function Bursts({ report, lang, now }: { report: Integrity; lang: Lang; now: number }) {
  const t = countReportWords[lang]
  const h = heldWords[lang]
  if (report.bursts.length === 0) return <p>{t.none}</p>
  return (
    <ul>
      {report.bursts.map((one) => (
        <li key={one.id}>
          {t.burst(
            one.no,
            one.ballots,
            h.since(formatDateTime(one.since, lang, now), formatTime(one.until)),
          )}
          {commonWords[lang].dot}
          <b>{h.states[one.state]}</b> {one.reason}
          <ul>
            {holdReasons.map((why) => {
              const n = one.why[why] ?? 0
              return n > 0 && <li key={why}>{h.why[why](n)}</li>
            })}
          </ul>
        </li>
      ))}
    </ul>
  )
}

function Questions({ report, lang }: { report: Integrity; lang: Lang }) {
  const t = countReportWords[lang]
  return (
    <div class="table-place">
      <table class="counts num">
        <thead>
          <tr>
            {Object.values(t.columns).map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        {report.questions.map((one) => (
          <Line key={one.no} question={one} lang={lang} />
        ))}
      </table>
      {report.questions.every((one) => !one.digest) && <p class="muted">{t.notYet}</p>}
    </div>
  )
}

function Line({ question, lang }: { question: IntegrityQuestion; lang: Lang }) {
  const t = countReportWords[lang]
  const { no, id, shown, apart, byLevel, held, voided, digest, merged } = question
  const notes = merged.length > 0 || digest
  return (
    <tbody>
      <tr>
        <th scope="row">
          <a href={`/q/${id}`}>{no}</a>
        </th>
        <td>{shown}</td>
        <td>{sum(byLevel)}</td>
        <td>{byLevel[3]}</td>
        <td>{apart}</td>
        <td>{held}</td>
        <td>{voided}</td>
      </tr>
      {notes && (
        <tr>
          <td colSpan={7} class="small muted">
            {merged.length > 0 && <p>{t.merged(merged.join(commonWords[lang].and))}</p>}
            {digest && (
              <p>
                {t.digest} <code class="digest">{digest}</code>
              </p>
            )}
          </td>
        </tr>
      )}
    </tbody>
  )
}
