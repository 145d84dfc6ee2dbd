import { GRADE_MAX, solvedSaid, type SolvedSaid } from '../../../worker/contract/cases'
import {
  DETAILS_GIVEN_MAX,
  DIFFER_MAX,
  FURTHER_MAX,
  RATING_WORDS_MAX,
  REOPEN_MAX,
  type OwnFollow,
} from '../../../worker/contract/follow'
import type { Lang } from '../../../worker/contract/lang'
import type { OwnQuestion } from '../../../worker/contract/views'
import { followWords } from '../../../worker/contract/words/follow'
import { Paragraphs } from '../answer-block'

/** Pages of one step each, for whoever asked: one thing at a time, big enough for a thumb. Plain forms. */

interface StepProps {
  own: OwnQuestion
  lang: Lang
  /** The code travels in the body; without it the device is known. */
  receipt: string | null
  caseId: string | null
}

/** The form of a step, with who sends it. */
function Hidden({ receipt, caseId }: Pick<StepProps, 'receipt' | 'caseId'>) {
  return (
    <>
      {receipt && <input type="hidden" name="receipt" value={receipt} />}
      {caseId && <input type="hidden" name="case" value={caseId} />}
    </>
  )
}

/** Back to the own question, which for a code is another look-up. */
export function BackToOwn({
  own,
  receipt,
  word,
  main = false,
}: {
  own: Pick<OwnQuestion, 'id'>
  receipt: string | null
  word: string
  main?: boolean
}) {
  const look = main ? 'btn main' : 'btn'
  return receipt ? (
    <form method="post" action="/my/lookup">
      <input type="hidden" name="receipt" value={receipt} />
      <button class={look}>{word}</button>
    </form>
  ) : (
    <a class={look} href={`/my#q-${own.id}`}>
      {word}
    </a>
  )
}

function About({ own, lang }: { own: OwnQuestion; lang: Lang }) {
  return (
    <blockquote>
      <p class="small muted">{followWords[lang].page.about}</p>
      <p>{own.text}</p>
    </blockquote>
  )
}

/** 问题解决了吗？ Three buttons, nothing ticked beforehand. */
export function RateFirst(props: StepProps) {
  const { own, lang, receipt, caseId } = props
  const t = followWords[lang].page
  return (
    <div class="narrow follow-step">
      <h1>{t.rate.title}</h1>
      <About own={own} lang={lang} />
      <p>{t.rate.lead}</p>
      <form method="post" action={`/my/q/${own.id}/follow`}>
        <Hidden receipt={receipt} caseId={caseId} />
        <input type="hidden" name="step" value="rate" />
        {solvedSaid.map((solved) => (
          <p key={solved}>
            <button class="btn wide" name="solved" value={solved}>
              {followWords[lang].solved[solved]}
            </button>
          </p>
        ))}
      </form>
      {caseId === null && own.state !== 'merged' && <p class="muted">{t.rate.ifNo}</p>}
      <BackToOwn own={own} receipt={receipt} word={t.cancel} />
    </div>
  )
}

/** 态度 or 速度, from one to five. */
function Grades({ name, ask, lang }: { name: 'manner' | 'speed'; ask: string; lang: Lang }) {
  const { grade } = followWords[lang]
  return (
    <fieldset class="field">
      <legend>{ask}</legend>
      {Array.from({ length: GRADE_MAX }, (_, i) => GRADE_MAX - i).map((n) => (
        <label key={n} class="choice">
          <input type="radio" name={name} value={n} required />{' '}
          <span>
            {n} {grade[n - 1]}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

export function RateSecond({ solved, ...props }: StepProps & { solved: SolvedSaid }) {
  const { own, lang, receipt, caseId } = props
  const t = followWords[lang].page
  return (
    <div class="narrow follow-step">
      <h1>{t.rate.second}</h1>
      <p>
        <b>{t.rate.chosen(followWords[lang].solved[solved])}</b>
      </p>
      <form method="post" action={`/my/q/${own.id}/follow`}>
        <Hidden receipt={receipt} caseId={caseId} />
        <button class="btn" name="step" value="rate">
          {t.rate.change}
        </button>
      </form>
      <form method="post" action={`/my/q/${own.id}/rate`}>
        <Hidden receipt={receipt} caseId={caseId} />
        <input type="hidden" name="solved" value={solved} />
        <Grades name="manner" ask={t.rate.mannerAsk} lang={lang} />
        <Grades name="speed" ask={t.rate.speedAsk} lang={lang} />
        <Words
          name="words"
          label={t.rate.words}
          hint={t.rate.wordsHint}
          max={RATING_WORDS_MAX}
          optional
        />
        <p>
          <b>{t.rate.final}</b>
        </p>
        <div class="actions">
          <button class="btn main">{t.rate.send}</button>
        </div>
      </form>
      <BackToOwn own={own} receipt={receipt} word={t.cancel} />
    </div>
  )
}

function Words({
  name,
  label,
  hint,
  max,
  optional = false,
}: {
  name: string
  label: string
  hint: string
  max: number
  optional?: boolean
}) {
  return (
    <div class="field">
      <label for={`step-${name}`}>{label}</label>
      <textarea
        id={`step-${name}`}
        name={name}
        rows={4}
        required={!optional}
        maxLength={max}
        aria-describedby={`step-${name}-hint`}
      />
      <p class="hint" id={`step-${name}-hint`}>
        {hint}
      </p>
    </div>
  )
}

export function ReopenStep({
  reasons,
  ...props
}: StepProps & { reasons: OwnFollow['reopen'][number]['reasons'] }) {
  const { own, lang, receipt, caseId } = props
  const t = followWords[lang].page
  return (
    <div class="narrow follow-step">
      <h1>{t.reopen.title}</h1>
      <About own={own} lang={lang} />
      <p>{t.reopen.lead}</p>
      <form method="post" action={`/my/q/${own.id}/reopen`}>
        <Hidden receipt={receipt} caseId={caseId} />
        <fieldset class="field">
          <legend>{t.reopen.reason}</legend>
          {reasons.map((reason) => (
            <label key={reason} class="choice">
              <input type="radio" name="reason" value={reason} required />{' '}
              <span>{followWords[lang].reason[reason]}</span>
            </label>
          ))}
        </fieldset>
        <Words name="text" label={t.reopen.words} hint={t.reopen.wordsHint} max={REOPEN_MAX} />
        <div class="actions">
          <button class="btn main">{t.reopen.send}</button>
        </div>
      </form>
      <BackToOwn own={own} receipt={receipt} word={t.cancel} />
    </div>
  )
}

export function FurtherStep(props: StepProps) {
  const { own, lang, receipt, caseId } = props
  const t = followWords[lang].page
  return (
    <div class="narrow follow-step">
      <h1>{t.further.title}</h1>
      <About own={own} lang={lang} />
      <p>{t.further.lead}</p>
      <form method="post" action={`/my/q/${own.id}/further`}>
        <Hidden receipt={receipt} caseId={caseId} />
        <Words name="text" label={t.further.text} hint={t.further.hint} max={FURTHER_MAX} />
        <div class="actions">
          <button class="btn main">{t.further.send}</button>
        </div>
      </form>
      <BackToOwn own={own} receipt={receipt} word={t.cancel} />
    </div>
  )
}

export function DetailsStep({
  wanted,
  ...props
}: StepProps & { wanted: OwnFollow['wanted'][number] }) {
  const { own, lang, receipt, caseId } = props
  const t = followWords[lang].page
  return (
    <div class="narrow follow-step">
      <h1>{t.details.title}</h1>
      <p>
        <b>{t.details.asked(wanted.unit)}</b>
      </p>
      <blockquote>
        <Paragraphs text={wanted.text} />
      </blockquote>
      <form method="post" action={`/my/q/${own.id}/details`}>
        <Hidden receipt={receipt} caseId={caseId} />
        <Words name="text" label={t.details.text} hint={t.details.hint} max={DETAILS_GIVEN_MAX} />
        <div class="actions">
          <button class="btn main">{t.details.send}</button>
        </div>
      </form>
      <BackToOwn own={own} receipt={receipt} word={t.cancel} />
    </div>
  )
}

export function DifferStep({ kind, ...props }: StepProps & { kind: 'merged' | 'joint' }) {
  const { own, lang, receipt, caseId } = props
  const t = followWords[lang].page
  return (
    <div class="narrow follow-step">
      <h1>{t.differ.title}</h1>
      <About own={own} lang={lang} />
      <p>{t.differ.lead[kind]}</p>
      <form method="post" action={`/my/q/${own.id}/differ`}>
        <Hidden receipt={receipt} caseId={caseId} />
        <Words name="text" label={t.differ.text} hint={t.differ.hint} max={DIFFER_MAX} />
        <div class="actions">
          <button class="btn main">{t.differ.send}</button>
        </div>
      </form>
      <BackToOwn own={own} receipt={receipt} word={t.cancel} />
    </div>
  )
}

/** What somebody sees who has done one of them. */
export function StepDone({
  own,
  lang,
  receipt,
  said,
}: {
  own: OwnQuestion
  lang: Lang
  receipt: string | null
  said: string
}) {
  return (
    <div class="narrow follow-step">
      <h1>{said}</h1>
      <p>
        <BackToOwn own={own} receipt={receipt} word={followWords[lang].page.back} main />
      </p>
    </div>
  )
}
