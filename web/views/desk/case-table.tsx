import type { TableFault, TableFaultFacts } from '../../../worker/contract/case-desk'
import type { Lang } from '../../../worker/contract/lang'
import { caseTableWords } from '../../../worker/contract/words/case-table'
import { caseWords } from '../../../worker/contract/words/cases'
import { commonWords } from '../../../worker/contract/words/common'
import { refusalMessage } from '../../../worker/contract/words/refusals'
import type { CaseState } from '../../../worker/contract/states'
import type { LineFault, TableLine, TablePlan } from '../../../worker/domain/case-table'

export interface CaseTableProps {
  /** Units whose cases can be taken away by themselves. */
  units: readonly { id: string; name: string }[]
  /** What a table that was sent would change, with the table itself for the confirmation. */
  preview: { plan: TablePlan; text: string; seen: string; moved: boolean } | null
  fault: { fault: TableFault; facts: TableFaultFacts } | null
  /** How many were changed just now. */
  done: number | null
  lang: Lang
}

/** A unit's cases as a table: taken away, brought back, looked at, confirmed. Plain forms. */
export function CaseTablePage(props: CaseTableProps) {
  const { preview, fault, done, lang } = props
  const t = caseTableWords[lang]
  return (
    <div class="cs">
      <p>
        <a href="/desk/cases">{caseWords[lang].back}</a>
      </p>
      <h1>{t.title}</h1>
      {done !== null && <output class="cs-done">{t.done(done)}</output>}
      {fault && (
        <p class="cs-refused" role="alert">
          {t.faults[fault.fault](fault.facts)}
        </p>
      )}
      {preview ? <Preview {...preview} lang={lang} /> : <Ways {...props} />}
    </div>
  )
}

function Ways({ units, lang }: CaseTableProps) {
  const t = caseTableWords[lang]
  const of = (unit: string, all: boolean) => {
    const query = new URLSearchParams({ ...(unit && { unit }), ...(all && { all: '1' }) })
    return `/desk/table.csv${query.size > 0 ? `?${query}` : ''}`
  }
  return (
    <>
      <p class="muted">{t.lead}</p>
      <ol class="cs-steps">
        {t.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p>{t.never}</p>
      <h2>{t.out}</h2>
      <ul class="cs-files">
        {[{ id: '', name: '' }, ...(units.length > 1 ? units : [])].map(({ id, name }) => (
          <li key={id}>
            {name && t.of(name)}
            <a href={of(id, false)} download>
              {t.outOpen}
            </a>
            {' · '}
            <a href={of(id, true)} download>
              {t.outAll}
            </a>
          </li>
        ))}
      </ul>
      <h2>{t.in}</h2>
      <form method="post" action="/desk/table" enctype="multipart/form-data">
        <label class="cs-field">
          {t.file}
          <input type="file" name="file" accept=".csv,text/csv" required />
        </label>
        <p class="actions">
          <button class="btn main">{t.look}</button>
        </p>
      </form>
    </>
  )
}

function Preview({
  plan,
  text,
  seen,
  moved,
  lang,
}: NonNullable<CaseTableProps['preview']> & { lang: Lang }) {
  const t = caseTableWords[lang]
  const wrong = plan.lines.filter(({ fault }) => fault !== null)
  const changed = plan.lines.filter(({ fault, changes }) => fault === null && changes.length > 0)
  return (
    <>
      {moved && (
        <p class="cs-refused" role="alert">
          {t.moved}
        </p>
      )}
      <output class="cs-done">{t.sum(plan.lines.length, changed.length, wrong.length)}</output>
      {plan.unknown > 0 && <p class="muted">{t.unknownColumns(plan.unknown)}</p>}
      {wrong.length > 0 && (
        <section>
          <p class="cs-refused">{t.wrongLead}</p>
          <ol class="cs-list">
            {wrong.map((line) => (
              <Line key={line.row} line={line} lang={lang} />
            ))}
          </ol>
        </section>
      )}
      {wrong.length === 0 && changed.length === 0 && <p>{t.nothing}</p>}
      {changed.length > 0 && (
        <section>
          <h2>{t.seen}</h2>
          <ol class="cs-list">
            {changed.map((line) => (
              <Line key={line.row} line={line} lang={lang} />
            ))}
          </ol>
        </section>
      )}
      {wrong.length === 0 && changed.length > 0 && (
        <form method="post" action="/desk/table" enctype="multipart/form-data">
          <input type="hidden" name="do" value="apply" />
          <input type="hidden" name="seen" value={seen} />
          <input type="hidden" name="text" value={text} />
          <p class="actions">
            <button class="btn main">{t.apply(changed.length)}</button>
          </p>
        </form>
      )}
      <p>
        <a href="/desk/table">{t.again}</a>
      </p>
    </>
  )
}

function faultWords(fault: LineFault, state: CaseState | undefined, lang: Lang): string {
  const t = caseTableWords[lang].lines
  switch (fault.why) {
    case 'twice':
      return t.twice(fault.row)
    case 'cell': {
      const { column, code, facts } = fault
      const own: Partial<Record<string, string>> = {
        受理: t.accept,
        预计办结日: t.day,
        办理结果: t.outcome,
      }
      const said = code === 'INVALID' ? own[column] : undefined
      return t.cell(column, said ?? refusalMessage(lang, code, facts))
    }
    case 'refused':
      if (fault.code === 'NOT_POSSIBLE' && state) {
        const untaken = state === 'assigned' || state === 'reopened'
        return untaken ? t.untaken : t.state(commonWords[lang].case[state])
      }
      return refusalMessage(lang, fault.code, fault.facts)
    default:
      return t[fault.why]
  }
}

function Line({ line, lang }: { line: TableLine; lang: Lang }) {
  const t = caseTableWords[lang]
  const { row, case: of, changes, fault } = line
  return (
    <li class="cs-row">
      <div>
        <p class="small muted">
          {t.row(row)}
          {of && ` · ${of.unit}`}
        </p>
        {of && (
          <p class="cs-text">
            <a href={`/desk/cases/${of.id}`}>
              {caseWords[lang].question(of.no)} {of.text.slice(0, 60) || '—'}
            </a>
          </p>
        )}
        {fault && <p class="cs-late">{faultWords(fault, of?.state, lang)}</p>}
        {!fault && (
          <dl class="cs-changes">
            {changes.map(({ column, from, to }) => (
              <div key={column}>
                <dt>{column}</dt>
                <dd>
                  <p class="cs-words">{to}</p>
                  {from && (
                    <p class="small muted cs-words">
                      {t.from}
                      {from}
                    </p>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}
