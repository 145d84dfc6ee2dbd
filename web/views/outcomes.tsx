import type { Lang } from '../../worker/contract/lang'
import type { PublicCase, PublicQuestion } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { outcomeWords } from '../../worker/contract/words/outcomes'
import { sessionWords } from '../../worker/contract/words/session'
import { isLate, type Fate, type FateGroup } from '../../worker/domain/fate'
import { personWords } from './answer-block'
import { daysOverdue, lastDay } from './due'
import { stubWords } from './question-card'

/** What became of everything, drawn by the server alone: the browser's scripts know nothing of it. */

/** Rows of one group that stand on the session's page; the rest is a link away. */
const ROWS = 40

/** Groups that nobody should have to open first. */
const openAtOnce: readonly Fate[] = ['overdue', 'disputed', 'open']

/** Where the rows of a group stand with their answers in full. */
const showOf: Record<Fate, string> = {
  overdue: 'overdue',
  disputed: 'disputed',
  open: 'open',
  working: 'handedOff',
  replied: 'replied',
  confirmed: 'confirmed',
  answeredLive: 'answeredLive',
  answeredWritten: 'answeredWritten',
  merged: 'merged',
  redirectedLater: 'redirectedLater',
  withdrawnLater: 'withdrawnLater',
  takenDown: 'takenDown',
}

/** What became of one matter, in a clause. */
export function becameWords(item: PublicCase, lang: Lang, now: number): string {
  const t = outcomeWords[lang].became
  if (item.state === 'needs_info') return t.needsInfo
  if (item.state === 'reopened') return t.reopened
  if (item.repliedAt === null) {
    if (item.dueAt === null) return t.workingOpen
    const day = lastDay(item.dueAt, lang, now)
    return isLate(item, now) ? t.late(day, daysOverdue(item, now)) : t.working(day)
  }
  if (item.state === 'disputed' || item.state === 'confirmed' || item.state === 'lapsed') {
    return t[item.state]
  }
  return item.outcome ? t[item.outcome] : t.replied
}

/** Each matter of a question with its unit; one that went wrong stands out in word and colour. */
export function Became({
  question,
  lang,
  now,
}: {
  question: PublicQuestion
  lang: Lang
  now: number
}) {
  const t = outcomeWords[lang]
  return (
    <>
      {question.cases.map((item) => {
        const bad = isLate(item, now) || item.state === 'disputed' || item.state === 'reopened'
        return (
          <span key={item.id} class={bad ? 'became wrong' : 'became'}>
            {t.byUnit(item.unit)}
            {becameWords(item, lang, now)}
          </span>
        )
      })}
    </>
  )
}

/** Number and words of a question, leading to its page. */
export function RowLink({ question, lang }: { question: PublicQuestion; lang: Lang }) {
  return (
    <a href={`/q/${question.id}`}>
      <span class="no num">{commonWords[lang].number(question.no)}</span>{' '}
      {question.text || sessionWords[lang].erased}
    </a>
  )
}

function FateRow({ question, lang, now }: { question: PublicQuestion; lang: Lang; now: number }) {
  const common = commonWords[lang]
  const t = sessionWords[lang]
  if (question.text === '' && !question.erased) {
    return (
      <li>
        <a href={`/q/${question.id}`}>
          <span class="no num">{common.number(question.no)}</span>
        </a>{' '}
        <span class="muted">{stubWords(question, lang, now)}</span>
      </li>
    )
  }
  const [answer] = question.answers
  return (
    <li>
      <RowLink question={question} lang={lang} />
      {question.mergedInto && (
        <a class="became" href={`/q/${question.mergedInto.id}`}>
          {t.mergedInto(question.mergedInto.no)}
        </a>
      )}
      {answer && question.cases.length === 0 && (
        <span class="became">
          {personWords({ ...answer, name: answer.speaker })}
          {answer.solved &&
            common.dot + common[answer.mode === 'live' ? 'solved' : 'solvedLater'][answer.solved]}
        </span>
      )}
      <Became question={question} lang={lang} now={now} />
    </li>
  )
}

/** The fate of every question, in groups that fold: what went wrong stands open. */
export function Outcomes({
  groups,
  base,
  lang,
  now,
}: {
  groups: FateGroup[]
  /** Address of the session. */
  base: string
  lang: Lang
  now: number
}) {
  if (groups.length === 0) return null
  const t = outcomeWords[lang]
  return (
    <section class="outcomes">
      <h2>{t.title}</h2>
      {groups.map(({ fate, questions }) => (
        <details key={fate} open={openAtOnce.includes(fate)} class={`fate ${fate}`}>
          <summary>
            <span class="word">{t.fate[fate]}</span> <b class="num">{questions.length}</b>
          </summary>
          <ol class="plain rows">
            {questions.slice(0, ROWS).map((question) => (
              <FateRow key={question.no} question={question} lang={lang} now={now} />
            ))}
          </ol>
          {questions.length > ROWS && (
            <p class="no-print">
              <a href={`${base}?show=${showOf[fate]}#list`}>{t.rest(questions.length - ROWS)}</a>
            </p>
          )}
        </details>
      ))}
    </section>
  )
}
