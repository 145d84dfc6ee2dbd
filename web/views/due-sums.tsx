import type { Lang } from '../../worker/contract/lang'
import { commonWords } from '../../worker/contract/words/common'
import { sumsWords } from '../../worker/contract/words/due'
import type { DueDate, Step } from '../../worker/domain/deadlines'
import { formatDay, startOfDay } from '../../worker/domain/shanghai'
import { lastDay } from './due'

/** The period in words: with its extension apart. */
function periodWords({ amount, unit, extension }: DueDate, lang: Lang): string {
  const t = sumsWords[lang]
  if (extension === undefined) return t.period[unit](amount)
  const answer = extension.unit === unit ? amount - extension.amount : amount
  return t.extended(t.period[unit](answer), t.period[extension.unit](extension.amount))
}

/** 怎么算的: rule, basis, calendar and every step of a due date, pauses and extension included. */
export function DueSums({
  due,
  lang,
  now,
  open,
}: {
  due: DueDate
  lang: Lang
  now: number
  /** Unfolded, as on a page of its own. */
  open?: boolean
}) {
  const t = sumsWords[lang]
  const day = (iso: string) => formatDay(startOfDay(iso), lang, now)
  const days = (from: string, to: string) =>
    from === to ? day(from) : t.between(day(from), day(to))
  return (
    <details class="sums" open={open}>
      <summary>{t.how(lastDay(due.dueAt, lang, now))}</summary>
      <p>{t.rule(periodWords(due, lang), due.basis)}</p>
      {due.pauses && (
        <p>{t.stood(due.pauses.map(({ from, to }) => days(from, to)).join(t.list))}</p>
      )}
      <ol>
        {due.steps.map((step, i) => (
          <li key={i}>
            {step.to === undefined ? day(step.day) : days(step.day, step.to)} {t.step[step.kind]}
            {ordinal(due, step) && commonWords[lang].dot + t.nth(step.n ?? 0)}
          </li>
        ))}
      </ol>
      <p class="small muted">
        {due.rulesVersion !== undefined && `${t.table(due.rulesVersion)} `}
        {t.calendar(due.calendarVersion)} {due.provisional && t.provisional}
      </p>
    </details>
  )
}

/** Whether the number of a step says which working day it is; months and days are counted in one step. */
function ordinal({ unit, extension, steps }: DueDate, step: Step): boolean {
  const extended = steps.findIndex(({ kind }) => kind === 'extend')
  const second = extended >= 0 && steps.indexOf(step) > extended
  const counts = step.kind === 'count' || step.kind === 'make_up_workday'
  return counts && (second ? extension?.unit : unit) === 'workday'
}
