import type { ContactWay } from '../../worker/contract/follow'
import type { Lang } from '../../worker/contract/lang'
import type { RejectReason } from '../../worker/contract/states'
import type { OwnQuestion } from '../../worker/contract/views'
import { commonWords } from '../../worker/contract/words/common'
import { contactWords } from '../../worker/contract/words/contacts'
import { publicWords } from '../../worker/contract/words/public'
import { sessionWords } from '../../worker/contract/words/session'
import { formatDateTime } from '../../worker/domain/shanghai'
import { AnswerBlock, CaseLine, CaseReply, Paragraphs } from './answer-block'
import { AppealBlock } from './fair'
import { ContactBlock } from './follow/contact'
import { FollowBlock } from './follow/own'

type NextStep = keyof (typeof publicWords)['zh']['my']['nextStep']

/** What may never have been public has no page to link to. */
const mayBeUnseen = new Set<OwnQuestion['state']>([
  'submitted',
  'rejected',
  'redirected',
  'withdrawn',
])

export function stateWord(own: OwnQuestion, lang: Lang): string {
  const { question, comment } = commonWords[lang]
  return own.kind === 'comment'
    ? comment[own.state as keyof typeof comment]
    : question[own.state as keyof typeof question]
}

/** What an asker may read of an own question or comment. */
export function OwnQuestionView({
  own,
  lang,
  now,
  sentences,
  byCode = false,
  ways = [],
}: {
  own: OwnQuestion
  lang: Lang
  now: number
  /** The reasons as this portal words them. */
  sentences: Readonly<Record<RejectReason, string>>
  /** Found by its code: withdrawing then needs the code again. */
  byCode?: boolean
  /** How its asker may be told of what comes of it. */
  ways?: readonly ContactWay[]
}) {
  const t = publicWords[lang].my
  const common = commonWords[lang]
  const seen = own.kind === 'question' && !mayBeUnseen.has(own.state)
  const { redirect, takeDown } = common
  const reasons: Record<string, string> = { ...redirect, ...takeDown, ...sentences }
  const step = t.nextStep[own.state as NextStep]
  // Found by its code it stands right under the page's heading; in a list, under that of the list.
  const Heading = byCode ? 'h2' : 'h3'
  return (
    <article class="own" id={`q-${own.id}`}>
      <p class="kicker">
        <span
          class={`state${own.state === 'answered' ? ' jade' : own.state === 'handed_off' ? ' ochre' : ''}`}
        >
          {stateWord(own, lang)}
        </span>{' '}
        <span class="muted">
          {own.kind === 'comment' ? t.comment : common.number(own.no)}
          {common.dot}
          {t.askedAt(formatDateTime(own.askedAt, lang, now))}
        </span>
      </p>
      <Heading>
        {seen ? <a href={`/q/${own.id}`}>{own.text || sessionWords[lang].erased}</a> : own.text}
      </Heading>
      {own.details && <Paragraphs text={own.details} />}
      {step && own.kind === 'question' && <p>{step}</p>}
      {own.reason && (
        <p>
          <b>{own.state === 'redirected' ? t.redirectedTo : t.reason}</b>
          {common.colon}
          {reasons[own.reason] ?? ''}
        </p>
      )}
      {own.reasonNote && <p>{own.reasonNote}</p>}
      {own.mergedInto && (
        <p>
          <a href={`/q/${own.mergedInto.id}`}>{t.mergedInto(own.mergedInto.no)}</a>
        </p>
      )}
      {own.promotedTo && (
        <p>
          <a href={`/q/${own.promotedTo.id}`}>{t.promoted(own.promotedTo.no)}</a>
        </p>
      )}
      {own.cases.map((item) => (
        <div key={item.id}>
          <CaseLine item={item} lang={lang} now={now} />
          <CaseReply item={item} lang={lang} now={now} />
        </div>
      ))}
      {own.answers.map((answer) => (
        <AnswerBlock key={answer.id} answer={answer} acceptedAt={null} lang={lang} now={now} />
      ))}
      {own.follow && (
        <FollowBlock own={own} follow={own.follow} lang={lang} now={now} byCode={byCode} />
      )}
      {own.kind === 'question' && own.state !== 'withdrawn' && (
        <ContactBlock
          own={own}
          kept={own.follow?.contact}
          ways={ways}
          lang={lang}
          byCode={byCode}
        />
      )}
      <p class="small muted">
        {publicWords[lang].receipt.code} <span class="num">{own.receipt}</span>
        {common.dot}
        <a href={`/s/${own.slug}`}>{own.sessionTitle}</a>
      </p>
      {(own.appeal || own.canAppeal) && (
        <AppealBlock own={own} lang={lang} now={now} byCode={byCode} />
      )}
      {own.canWithdraw && (
        <details>
          <summary>{t.withdraw}</summary>
          <form method="post" action={`/my/q/${own.id}/withdraw`}>
            <p>{t.withdrawHint}</p>
            {byCode && <input type="hidden" name="receipt" value={own.receipt} />}
            <button class="btn danger" type="submit">
              {t.withdrawSure}
            </button>
          </form>
        </details>
      )}
    </article>
  )
}

/** The box for a 查询码; the code travels in the body, never in an address. */
export function LookupForm({
  lang,
  id = 'receipt',
  lost = false,
}: {
  lang: Lang
  id?: string
  /** A lost code can be found here. */
  lost?: boolean
}) {
  const t = publicWords[lang].my
  return (
    <form method="post" action="/my/lookup">
      <div class="field">
        <label for={id}>{t.code}</label>
        <div class="inline-form">
          <input
            id={id}
            name="receipt"
            type="text"
            required
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={60}
            aria-describedby={`${id}-hint`}
          />
          <button class="btn main" type="submit">
            {t.find}
          </button>
        </div>
        <p class="hint" id={`${id}-hint`}>
          {t.codeHint}
        </p>
        {lost && (
          <p class="hint">
            <a href="/my/code">{contactWords[lang].lost.link}</a>
          </p>
        )}
      </div>
    </form>
  )
}
