import type { Lang } from '../../../worker/contract/lang'
import type { PublicCase, PublicQuestion, PublicSession } from '../../../worker/contract/views'
import { formatDay } from '../../../worker/domain/shanghai'
import { homeWordsOf } from './home-words'

/** What a sheet needs of a question. */
export type SheetQuestion = Pick<
  PublicQuestion,
  'no' | 'text' | 'details' | 'askedAt' | 'listedAt' | 'cases'
>

/** The matters of each unit, in the order their answers are due. */
export function sheetsOf(
  questions: readonly SheetQuestion[],
): { unit: string; rows: { question: SheetQuestion; one: PublicCase }[] }[] {
  const units = new Map<string, { question: SheetQuestion; one: PublicCase }[]>()
  for (const question of questions) {
    for (const one of question.cases) {
      if (one.state === 'void') continue
      units.set(one.unit, [...(units.get(one.unit) ?? []), { question, one }])
    }
  }
  const due = (one: PublicCase) => one.dueAt ?? Infinity
  return [...units]
    .map(([unit, rows]) => ({
      unit,
      rows: rows.sort((a, b) => due(a.one) - due(b.one) || a.question.no - b.question.no),
    }))
    .sort((a, b) => a.unit.localeCompare(b.unit, 'zh'))
}

/** 交办单: one A4 sheet for each unit, to be signed for. */
export function HandOffSheets({
  session,
  questions,
  lang,
  now,
}: {
  session: PublicSession
  questions: readonly SheetQuestion[]
  lang: Lang
  now: number
}) {
  const { w, c } = homeWordsOf(lang)
  const sheets = sheetsOf(questions)
  const cols = w.sheet_cols
  return (
    <>
      <div class="no-print dk-home-head">
        <h1>
          {w.handoffs}
          {c.colon}
          {session.title}
        </h1>
        <p>
          <a class="btn" href={`/api/desk/sessions/${session.slug}/handoffs.csv`}>
            {w.csv}
          </a>{' '}
          <a href={`/desk/s/${session.slug}`}>{w.desk}</a>
        </p>
      </div>
      {sheets.length === 0 && <p>{w.sheet_none}</p>}
      {sheets.map(({ unit, rows }) => (
        <section key={unit} class="dk-sheet">
          <h2>{w.sheet_title(unit)}</h2>
          <p class="num">
            {[
              w.sheet_from(session.title),
              w.sheet_count(rows.length),
              w.sheet_made(formatDay(now, lang)),
            ].join(c.dot)}
            {session.demo && <b>{` ${w.sheet_demo}`}</b>}
          </p>
          <table>
            <thead>
              <tr>
                {(['no', 'text', 'asked', 'due', 'state', 'sign'] as const).map((col) => (
                  <th key={col} scope="col" class={col === 'sign' ? 'dk-sign' : undefined}>
                    {cols[col]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ question, one }) => (
                <tr key={one.id}>
                  <td class="num" data-label={cols.no}>
                    {question.no}
                  </td>
                  <td>
                    {question.text}
                    {question.details && <p class="muted">{question.details}</p>}
                    {one.kind === 'follow_up' && <span class="dk-tag">{w.follow_up_case}</span>}
                  </td>
                  <td class="num nowrap" data-label={cols.asked}>
                    {formatDay(question.listedAt ?? question.askedAt, lang)}
                  </td>
                  <td class="num nowrap" data-label={cols.due}>
                    {one.dueAt === null ? w.no_due : formatDay(one.dueAt - 1, lang)}
                  </td>
                  <td class="nowrap" data-label={cols.state}>
                    {c.case[one.state]}
                  </td>
                  <td class="dk-sign">
                    <span class="sr-only">{cols.sign}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </>
  )
}
