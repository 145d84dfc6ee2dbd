import { useEffect, useState } from 'preact/hooks'
import { ago, numbers, wordsOf, type DeskProps } from './desk-props'
import { alike, isSealed, risksOf } from './lists'
import { commentOf, questionOf } from './model'
import { folded, offersOf, type Offer } from './offers'
import { Holder, RiskMarks } from './row'
import { deskFairWords } from '../../../worker/contract/words/desk-fair'
import { UNDO_MS } from '../../../worker/contract/limits'

/** The bar at the bottom: what is selected, in full, and what can be done with it. Its height never changes. */
export function ActionBar(props: DeskProps) {
  const { model, does, lang, now } = props
  const { w } = wordsOf(lang)
  const offers = offersOf(model, props.me.id)
  const [all, setAll] = useState(false)
  useEffect(() => setAll(false), [model.column, model.selected, model.dialog])
  return (
    <section class={`dk-bar${all ? ' all' : ''}`} aria-label={w.toolbar}>
      <div class="dk-chosen-line">
        <div class="dk-chosen">
          <Chosen {...props} />
        </div>
        <span class="dk-said">
          {model.undo ? (
            <button type="button" class="dk-do undo" onClick={() => does.undo()}>
              <span class="num">
                {w.undo_in(model.undo.label, secondsLeft(model.undo.until, now))}
              </span>
              {model.keys && <kbd>z</kbd>}
            </button>
          ) : null}
        </span>
      </div>
      <div class="dk-actions">
        {offers.map((offer, i) => (
          <button
            key={offer.name}
            type="button"
            class={`dk-do dk-offer${later(i, offers.length)}${offer.name === 'approve_group' ? ' wordy' : ''}${offer.name === 'approve' || offer.name === 'appeal' || offer.name === 'confirm_redirect' ? ' main' : ''}${offer.name === 'take_down' ? ' danger' : ''}`}
            aria-keyshortcuts={model.keys ? offer.key : undefined}
            disabled={model.selected !== null && model.busy.includes(model.selected)}
            onClick={() => offer.run(does)}
          >
            {offerWord(w, offer)}
            {offer.key && model.keys && <kbd>{offer.key}</kbd>}
          </button>
        ))}
        {offers.length >= FIRST && (
          <button
            type="button"
            class={`dk-do dk-all${offers.length >= MORE ? ' wide' : ''}`}
            aria-expanded={all}
            aria-label={w.all_acts}
            title={w.all_acts}
            onClick={() => setAll(!all)}
          >
            ⋯
          </button>
        )}
        <button
          type="button"
          class={`dk-do dk-floor${later(offers.length, offers.length)}`}
          onClick={() => does.act({ do: 'dialog', dialog: { kind: 'enter' } })}
        >
          {w.act.floor}
          {model.keys && <kbd>n</kbd>}
        </button>
      </div>
    </section>
  )
}

/** How many actions fit in one line on a phone, and on a tablet; the others come out when asked for. */
const FIRST = 3
const MORE = 6

const later = (i: number, offers: number) =>
  `${i >= FIRST && offers >= FIRST ? ' later' : ''}${i >= MORE && offers >= MORE ? ' last' : ''}`

const secondsLeft = (until: number, now: number) =>
  Math.min(UNDO_MS / 1000, Math.max(0, Math.ceil((until - now) / 1000)))

/** The word on an action's button. */
function offerWord(w: ReturnType<typeof wordsOf>['w'], { name, n }: Offer): string {
  if (name === 'approve_group') return w.act.approve_group(n ?? 1)
  if (n === undefined) return w.act[name]
  if (name === 'approve') return w.act.approve_n(n)
  if (name === 'reject') return w.act.reject_n(n)
  if (name === 'merge') return w.act.merge_n(n)
  return name === 'hand_off' ? w.act.hand_off_n(n) : w.act[name]
}

function Chosen(props: DeskProps) {
  const { model, lang } = props
  const { w, c } = wordsOf(lang)
  if (model.marked.length > 1) {
    return (
      <p class="dk-chosen-words">
        <b>{w.marked(model.marked.length)}</b>{' '}
        <span class="muted">{numbers(w, c, model.marked)}</span>
      </p>
    )
  }
  if (model.column === 'comments') {
    const comment = commentOf(model.desk, model.selected)
    if (comment)
      return (
        <>
          <p class="dk-chosen-words">{comment.text}</p>
          {comment.original && (
            <p class="dk-chosen-meta">
              <OriginalLink {...props} id={comment.id} />
            </p>
          )}
        </>
      )
  }
  if (model.column === 'prompts') {
    const prompt = model.desk.snapshot.prompts.find((one) => one.no === model.selected)
    if (prompt)
      return (
        <p class="dk-chosen-words">
          {prompt.summary ? `${prompt.text} — ${prompt.summary}` : prompt.text}
        </p>
      )
  }
  return <ChosenQuestion {...props} />
}

/** To the wording before masking; it stands where the mark of what was found would. */
function OriginalLink({ model, lang, id }: DeskProps & { id: string }) {
  const { w } = wordsOf(lang)
  const href = `/desk/s/${model.desk.snapshot.session.slug}/original/${id}`
  return (
    <a class="dk-small" href={href} target="_blank" title={w.original_why}>
      {w.original}
    </a>
  )
}

function ChosenQuestion(props: DeskProps) {
  const { model, does, lang, now } = props
  const { w, c } = wordsOf(lang)
  const question =
    model.column === 'comments' || model.column === 'prompts'
      ? undefined
      : questionOf(model.desk, model.selected)
  if (!question) return <p class="muted dk-chosen-words">{w.nothing_selected}</p>
  const group = folded(model, question.no).length
  const near =
    question.state === 'submitted'
      ? alike(
          question,
          model.desk.questions.filter((one) => one.state === 'listed' || one.state === 'on_stage'),
          2,
        )
      : []
  return (
    <>
      <p class="dk-chosen-words">{isSealed(question) ? w.sealed_hint : question.text}</p>
      <p class="dk-chosen-meta">
        <b class="num">{w.no(question.no)}</b>
        <span class={question.state === 'submitted' ? 'dk-extra' : undefined}>
          {c.question[question.state]}
        </span>
        <span class="dk-name">{question.name ?? w.anonymous}</span>
        <span class="dk-extra">{c.channel[question.channel]}</span>
        <span class="num dk-extra">{w.asked_ago(ago(w, now - question.askedAt))}</span>
        {question.listedAt !== null && <span class="num">{w.votes(question.votes)}</span>}
        {question.edited && <span>{w.edited}</span>}
        {question.details && <span>{w.with_details}</span>}
        {group > 1 && (
          <button
            type="button"
            class="dk-small"
            onClick={() => does.act({ do: 'fold', lead: question.no })}
          >
            {w.unfold(group - 1)}
          </button>
        )}
        {question.original ? (
          <OriginalLink {...props} id={question.id} />
        ) : (
          risksOf(question).length > 0 && <RiskMarks question={question} lang={lang} />
        )}
        {near.map(({ question: one }) => (
          <button
            key={one.no}
            type="button"
            class="dk-small"
            title={one.text}
            onClick={() =>
              does.act({ do: 'dialog', dialog: { kind: 'merge', nos: folded(model, question.no) } })
            }
          >
            {`${w.similar_to} ${w.no(one.no)}`}
          </button>
        ))}
        {question.appeal?.state === 'waiting' && (
          <span class="dk-one">{`${deskFairWords[lang].said}${c.colon}${question.appeal.text}`}</span>
        )}
        {question.note && <span class="dk-tag">{`${w.act.note}${c.colon}${question.note}`}</span>}
        <Holder {...props} no={question.no} />
      </p>
    </>
  )
}
