import type { Lang } from '../../worker/contract/lang'
import type { PublicQuestion, WhyHere } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { sessionWords } from '../../worker/contract/words/session'
import { formatDay } from '../../worker/domain/shanghai'
import { AnswerBlock, CaseLine, CaseReply } from './answer-block'

/** What a vote box needs; absent where votes are closed. */
export interface Voting {
  slug: string
  /** Path to come back to after a vote without a script. */
  back: string
  /** In the browser: answers the finger at once. Without it the form posts. */
  set?: (no: number, on: boolean) => void
}

export interface QuestionCardProps {
  question: PublicQuestion
  lang: Lang
  now: number
  mine?: boolean
  /** Votes as shown here, when they run ahead of what the room has told. */
  votes?: number
  /** Before the session opens nobody sees counts. */
  early?: boolean
  voting?: Voting | null
  /** Votes by a plain button: for a card that stands inside another form. */
  press?: (no: number, on: boolean) => void
  /** Place in the agenda, from 1. */
  agenda?: number
  why?: WhyHere | null
  /** Votes are no longer what matters: smaller box, answers open. */
  record?: boolean
  /** The live window is over, so an open question waits for a written answer. */
  ended?: boolean
  /** The page's heading already says the question. */
  headless?: boolean
  /** It was here a moment ago and is public no longer. */
  gone?: boolean
}

/** More 字 than this fill a phone's screen; the list then shows the beginning, and the page of the question all. */
const LONG = 90

/** The words of a question, leading to its page. */
export function QuestionLink({
  question,
  lang,
}: {
  question: Pick<PublicQuestion, 'id' | 'text'>
  lang: Lang
}) {
  const { id } = question
  const text = question.text || sessionWords[lang].erased
  return (
    <a href={`/q/${id}`}>
      {text.length > LONG ? (
        <>
          <span class="long">{text}</span>
          <span class="more" aria-hidden="true">
            {sessionWords[lang].more}
          </span>
        </>
      ) : (
        text
      )}
    </a>
  )
}

const votable = (question: PublicQuestion) =>
  question.state === 'listed' || question.state === 'on_stage'

/** Number, text, votes, where it stands and what happens next. */
export function QuestionCard(props: QuestionCardProps) {
  const { question, lang, now, gone } = props
  if (gone || (question.text === '' && !question.erased))
    return <Stub question={question} lang={lang} now={now} gone={gone ?? false} />
  return (
    <article class={`q ${question.state}`} id={`q${question.no}`}>
      {!neverVoted(props) && <VoteBox {...props} />}
      <div class="q-body">
        {!props.headless && (
          <h3 class="q-text">
            <QuestionLink question={question} lang={lang} />
          </h3>
        )}
        <Meta {...props} />
        {question.answers.map((answer) => (
          <AnswerBlock
            key={answer.id}
            answer={answer}
            acceptedAt={question.listedAt}
            lang={lang}
            now={now}
            brief={`/q/${question.id}`}
          />
        ))}
        {question.cases.map((item) => (
          <CaseReply key={item.id} item={item} lang={lang} now={now} brief={`/q/${question.id}`} />
        ))}
      </div>
    </article>
  )
}

/** In records of the past nobody voted; a nought would look like a verdict. */
const neverVoted = ({ record, question, votes }: QuestionCardProps) =>
  record === true && (votes ?? question.votes) === 0

function VoteBox({ question, lang, mine = false, votes, early, voting, press }: QuestionCardProps) {
  const t = sessionWords[lang]
  const n = early ? null : <b>{votes ?? question.votes}</b>
  if (press && votable(question)) {
    return (
      <button
        class="vote num"
        type="button"
        aria-pressed={mine}
        onClick={() => press(question.no, !mine)}
      >
        {n} <span>{mine ? t.voted : t.vote}</span>
        <span class="sr-only">{t.voteFor(question.no)}</span>
      </button>
    )
  }
  if (!voting || !votable(question)) {
    if (early && !mine) return null
    return (
      <p class={`vote done num${mine ? ' mine' : ''}`}>
        {n} <span>{mine || early ? t.voted : t.votes}</span>
      </p>
    )
  }
  const { slug, back, set } = voting
  return (
    <form
      class="votebox"
      method="post"
      action={`/s/${slug}/vote`}
      onSubmit={
        set &&
        ((event) => {
          event.preventDefault()
          set(question.no, !mine)
        })
      }
    >
      <input type="hidden" name="no" value={question.no} />
      <input type="hidden" name="on" value={mine ? '0' : '1'} />
      <input type="hidden" name="back" value={back} />
      <button class="vote num" type="submit" aria-pressed={mine}>
        {n} <span>{mine ? t.voted : t.vote}</span>
        <span class="sr-only">{t.voteFor(question.no)}</span>
      </button>
    </form>
  )
}

const tone: Partial<Record<PublicQuestion['state'], string>> = {
  on_stage: ' cinnabar',
  answered: ' jade',
  handed_off: ' ochre',
}

function Meta(props: QuestionCardProps) {
  const { question, lang, now, agenda, why, ended } = props
  const t = sessionWords[lang]
  const common = commonWords[lang]
  const { cases, mergedInto, merged } = question
  const from =
    question.channel === 'online'
      ? null
      : question.channel === 'floor'
        ? t.floor
        : common.channel[question.channel]
  const lines = cases.map((item) => <CaseLine key={item.id} item={item} lang={lang} now={now} />)
  return (
    <div class="q-meta">
      {question.state !== 'handed_off' && (
        <span
          class={`state${tone[question.state] ?? ''}${question.state === 'on_stage' ? ' dot-live' : ''}`}
        >
          {common.question[question.state]}
        </span>
      )}{' '}
      {question.state === 'handed_off' && lines}
      <span class="muted">
        {common.number(question.no)}
        {common.dot}
        {question.name ?? t.anonymous}
        {from && common.dot + from}
        {question.edited && common.dot + t.edited}
        {question.state === 'listed' && agenda !== undefined && (
          <>
            {common.dot}
            <span class="whole">{t.inAgenda(agenda)}</span>
          </>
        )}
        {question.state === 'listed' &&
          agenda === undefined &&
          ended &&
          common.dot + t.waitingWritten}
        {question.level === 3 && common.dot + t.byPerson}
        {question.verified && common.dot + t.verified(question.verified)}
        {question.apart && common.dot + t.apart(question.apart)}
        {question.held && common.dot + t.held(question.held)}
        {question.support !== undefined && common.dot + t.support(question.support)}
      </span>{' '}
      {mergedInto && <a href={`/q/${mergedInto.id}`}>{t.mergedInto(mergedInto.no)}</a>}
      {merged && merged.length > 0 && (
        <span class="muted">{t.mergedHere(merged.join(common.and))}</span>
      )}
      {why && <Why why={why} lang={lang} />}
      {question.state !== 'handed_off' && lines}
    </div>
  )
}

/** A question's place in plain words, with its figures. */
export function WhyHereWords({ why, lang }: { why: WhyHere; lang: Lang }) {
  const t = sessionWords[lang]
  const { above, below } = why
  return (
    <>
      {t.why.by} {t.why.votes(why.votes)}{' '}
      {above &&
        (above.by === 'votes'
          ? t.why.aboveVotes(above.no, above.margin)
          : t.why.aboveEarlier(above.no))}{' '}
      {below &&
        (below.by === 'votes'
          ? t.why.belowVotes(below.no, below.margin)
          : t.why.belowEarlier(below.no))}
    </>
  )
}

function Why({ why, lang }: { why: WhyHere; lang: Lang }) {
  const t = sessionWords[lang]
  return (
    <details class="why">
      <summary>
        {t.place(why.place)}
        <span class="sr-only">{t.whyLabel}</span>
      </summary>
      <p>
        <WhyHereWords why={why} lang={lang} />
      </p>
    </details>
  )
}

/** What remains of a question that was public once: its number, a date and the reason. */
function Stub({
  question,
  lang,
  now,
  gone,
}: {
  question: PublicQuestion
  lang: Lang
  now: number
  gone: boolean
}) {
  return (
    <article class="q stub" id={`q${question.no}`}>
      <p class="muted">
        {commonWords[lang].number(question.no)}
        {commonWords[lang].dot}
        {gone ? sessionWords[lang].stub.gone : stubWords(question, lang, now)}
      </p>
    </article>
  )
}

export function stubWords(question: PublicQuestion, lang: Lang, now: number): string {
  const t = sessionWords[lang].stub
  const { takeDown, redirect } = commonWords[lang]
  const day = formatDay(question.settledAt ?? question.listedAt ?? question.askedAt, lang, now)
  const reason = question.reason ?? ''
  if (question.state === 'withdrawn') return t.withdrawn(day)
  if (question.state === 'redirected') {
    return t.redirected(day, reason in redirect ? redirect[reason as keyof typeof redirect] : '')
  }
  return t.taken_down(
    day,
    reason in takeDown ? takeDown[reason as keyof typeof takeDown] : takeDown.mistake,
  )
}
