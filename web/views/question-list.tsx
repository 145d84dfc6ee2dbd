import type { Lang } from '../../worker/contract/lang'
import type { BalanceLine, CasesLine, PublicQuestion } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { sessionWords } from '../../worker/contract/words/session'
import { whyHere, type ListOrder } from '../../worker/domain/ranking'
import { bridgeTerms } from './bridge'
import { QuestionCard, type Voting } from './question-card'

export const listOrders = ['hot', 'new', 'answered', 'open'] as const satisfies readonly ListOrder[]

export interface QuestionListProps {
  lang: Lang
  now: number
  /** In the order they are shown. */
  questions: PublicQuestion[]
  /** Numbers that were on the page and are public no longer. */
  gone?: ReadonlySet<number>
  /** Numbers this reader supports, and counts that run ahead of the room. */
  mine: ReadonlySet<number>
  votes?: ReadonlyMap<number, number>
  next: number[]
  order: ListOrder | null
  /** Place of the first one shown, from 0. */
  offset: number
  voting: Voting | null
  record?: boolean
  ended?: boolean
  early?: boolean
  empty: string
}

export function QuestionList(props: QuestionListProps) {
  const { lang, now, questions, mine, votes, next, order, voting } = props
  if (questions.length === 0) return <p class="empty">{props.empty}</p>
  return (
    <ol class="plain qs">
      {questions.map((question) => {
        const agenda = next.indexOf(question.no)
        const why = order === 'hot' && !props.record ? whyHere(question, questions) : null
        return (
          <li key={question.no}>
            <QuestionCard
              question={question}
              lang={lang}
              now={now}
              mine={mine.has(question.no)}
              {...(votes?.has(question.no) && { votes: votes.get(question.no) ?? 0 })}
              voting={voting}
              {...(agenda >= 0 && { agenda: agenda + 1 })}
              why={why && { ...why, place: why.place + props.offset }}
              record={props.record ?? false}
              ended={props.ended ?? false}
              {...(props.early && { early: true })}
              gone={props.gone?.has(question.no) ?? false}
            />
          </li>
        )
      })}
    </ol>
  )
}

/** The orders as links, so that each has an address of its own. */
export function OrderTabs({
  lang,
  base,
  order,
  early = false,
}: {
  lang: Lang
  base: string
  order: ListOrder | null
  early?: boolean
}) {
  const t = sessionWords[lang]
  return (
    <nav class="orders" aria-label={t.ordersLabel}>
      {listOrders.map((name) => (
        <a
          key={name}
          href={`${base}?order=${name}#list`}
          aria-current={name === order ? 'true' : undefined}
        >
          {early && name === 'hot' ? t.drawn : t.orders[name]}
        </a>
      ))}
    </nav>
  )
}

/** Every way a question went, as links to its rows; what went wrong comes first. The figures are the bridge's. */
export function Dispositions({
  lang,
  base,
  line,
  cases,
  show,
}: {
  lang: Lang
  base: string
  line: BalanceLine
  cases: CasesLine
  show: string | null
}) {
  const t = commonWords[lang].bridge
  const { all } = sessionWords[lang]
  const chips: [string, string, number][] = [
    ['overdue', t.overdue, cases.overdue],
    ['disputed', t.disputed, cases.disputed],
    ['all', all, line.accepted],
    ...bridgeTerms.map((term): [string, string, number] => [term, t[term], line[term]]),
    ['confirmed', t.confirmed, cases.confirmed],
  ]
  return (
    <nav class="chips num" aria-label={t.label}>
      {chips.map(
        ([name, word, n]) =>
          n > 0 && (
            <a
              key={name}
              class={name === 'overdue' || name === 'disputed' ? 'bad' : undefined}
              href={`${base}?show=${name}#list`}
              aria-current={name === show ? 'true' : undefined}
            >
              {word} {n}
            </a>
          ),
      )}
    </nav>
  )
}

/** Links to the pages of a list. */
export function Pages({
  lang,
  page,
  pages,
  href,
}: {
  lang: Lang
  page: number
  pages: number
  href: (page: number) => string
}) {
  if (pages <= 1) return null
  const t = sessionWords[lang]
  return (
    <nav class="pages" aria-label={t.pages}>
      {page > 1 && (
        <a class="btn" rel="prev" href={href(page - 1)}>
          {t.prev}
        </a>
      )}
      <span class="num">{t.pageOf(page, pages)}</span>
      {page < pages && (
        <a class="btn" rel="next" href={href(page + 1)}>
          {t.next}
        </a>
      )}
    </nav>
  )
}
