import { useEffect, useId, useMemo, useState } from 'preact/hooks'
import { cannedFor } from '../../../worker/contract/canned'
import { ANSWER_MAX } from '../../../worker/contract/limits'
import { solvedWords, type AnswerMode } from '../../../worker/contract/states'
import { vagueWords } from '../../../worker/contract/vague'
import { jointWords } from '../../../worker/contract/words/joint'
import { pastedUnder } from '../../../worker/domain/pasted'
import { CannedPicks } from './canned-picks'
import { numbers, wordsOf, type DeskProps } from './desk-props'
import { draftOf, draftReady, seenOf, type AnswerDraft } from './model'

/** Who, what, and whether it was solved: the same form on stage and in writing. */
export function AnswerForm(
  props: DeskProps & { no: number; mode: AnswerMode; children?: preact.ComponentChildren },
) {
  const { model, does, lang, no, mode, texts = [] } = props
  const { w, c } = wordsOf(lang)
  const { stage, session } = model.desk.snapshot
  const draft = draftOf(model, no, mode === 'live' ? stage : null)
  const id = useId()
  const vague = vagueWords(draft.text)
  // Compared with every answer given: once for a text, not once for every second of the clock.
  const pasted = useMemo(
    () => pastedUnder(draft.text, no, givenAnswers(model.desk)),
    [draft.text, no, model.desk],
  )
  const others = numbers(w, c, pasted)
  const [undated, tell] = useState('')
  // Vague words are told of first: nothing is asked that would not be shown.
  const asked = vague.length > 0 ? '' : draft.text
  // Asked once the hand rests; without a line nothing is said, and nothing waits for it.
  useEffect(() => {
    let current = true
    tell('')
    const rest = setTimeout(async () => {
      const said = asked && (await does.undated(asked))
      if (current) tell(said)
    }, 800)
    return () => {
      current = false
      clearTimeout(rest)
    }
  }, [does, asked])
  const put = (part: Partial<AnswerDraft>) => does.act({ do: 'draft', no, draft: part })
  const missing = (['speaker', 'office', 'unit', 'text', 'solved'] as const).filter(
    (field) => !String(draft[field] ?? '').trim(),
  )
  const send = () => {
    if (!draftReady(draft) || !draft.solved) return
    const { speaker, office, unit, text, solved, followUp, joint } = draft
    does.decide({
      act: 'answer',
      no,
      mode,
      speaker: speaker.trim(),
      office: office.trim(),
      unit: unit.trim(),
      text: text.trim(),
      solved,
      ...(followUp.length > 0 ? { followUp } : {}),
      ...(joint && pasted.length > 0 ? { joint: pasted.slice(0, 100) } : {}),
      seen: seenOf(model.desk, [no]),
    })
  }
  return (
    <form
      class="dk-answer"
      data-answer={mode}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Speaker {...props} id={id} draft={draft} put={put} guests={session.guests} />
      <div class="dk-field grow">
        <label for={`${id}-text`}>{w.answer_text}</label>
        <textarea
          id={`${id}-text`}
          maxLength={ANSWER_MAX}
          value={draft.text}
          aria-describedby={`${id}-hint`}
          onInput={(event) => put({ text: event.currentTarget.value })}
        />
        <output id={`${id}-hint`} class={vague.length > 0 || undated ? 'dk-warn' : 'dk-hint'}>
          {vague.length > 0
            ? w.vague(vague.join(lang === 'zh' ? '”“' : ', '))
            : undated || w.answer_hint}
        </output>
      </div>
      {mode === 'written' && (
        <CannedPicks
          texts={cannedFor(texts, 'answer', '')}
          lang={lang}
          put={(text) =>
            put({ text: draft.text.trim() ? `${draft.text.trimEnd()}\n${text}` : text })
          }
        />
      )}
      {pasted.length > 0 && (
        <div class="dk-field">
          <output class={draft.joint ? 'dk-hint' : 'dk-warn'}>
            {jointWords[lang].pasted(others)}
          </output>
          <label class="dk-check">
            <input
              type="checkbox"
              checked={draft.joint ?? false}
              onChange={(event) => put({ joint: event.currentTarget.checked })}
            />
            {jointWords[lang].joint(others)}
          </label>
        </div>
      )}
      <fieldset class="dk-field dk-solved" aria-describedby={`${id}-solved`}>
        <legend>{w.solved_on_the_spot}</legend>
        <div class="dk-switch wide">
          {solvedWords.map((solved) => (
            <label key={solved}>
              <input
                type="radio"
                name={`${id}-solved`}
                value={solved}
                checked={draft.solved === solved}
                onChange={() => put({ solved })}
              />
              <span>{solved === 'no' ? w.solved_no : w.solved[solved]}</span>
            </label>
          ))}
        </div>
        <span id={`${id}-solved`} class="sr-only">
          {w.solved_hint}
        </span>
      </fieldset>
      {(draft.solved === 'partly' || draft.solved === 'no') && model.desk.units.length > 0 && (
        <fieldset class="dk-field">
          <legend>{w.follow_up}</legend>
          <div class="dk-units">
            {model.desk.units.map((unit) => (
              <label key={unit.id} class="dk-check">
                <input
                  type="checkbox"
                  checked={draft.followUp.includes(unit.id)}
                  onChange={(event) =>
                    put({
                      followUp: event.currentTarget.checked
                        ? [...draft.followUp, unit.id]
                        : draft.followUp.filter((one) => one !== unit.id),
                    })
                  }
                />
                {unit.name}
              </label>
            ))}
          </div>
          <p class="dk-hint">{w.follow_up_hint}</p>
        </fieldset>
      )}
      <div class="dk-send">
        <button
          type="submit"
          class="btn main"
          disabled={missing.length > 0 || model.busy.includes(no)}
        >
          {mode === 'live' ? w.act.answered : w.save_answer}
          <kbd>Ctrl ⏎</kbd>
        </button>
        {props.children}
      </div>
      {draft.text.trim() && missing.length > 0 && (
        <p class="dk-hint">
          {w.unfinished(missing.map((field) => w.missing[field]).join(lang === 'zh' ? '、' : ', '))}
        </p>
      )}
    </form>
  )
}

/** Every answer that stands in this session, with its question. */
const givenAnswers = (desk: DeskProps['model']['desk']) =>
  desk.questions.flatMap(({ no, answers }) =>
    answers.map(({ text, joint }) => ({ no, text, joint })),
  )

function Speaker({
  does,
  lang,
  id,
  draft,
  put,
  guests,
}: DeskProps & {
  id: string
  draft: AnswerDraft
  put: (part: Partial<AnswerDraft>) => void
  guests: DeskProps['model']['desk']['snapshot']['session']['guests']
}) {
  const { w } = wordsOf(lang)
  const named = guests.find(
    (guest) => guest.name === draft.speaker && guest.office === draft.office,
  )
  const [other, setOther] = useState(!named && Boolean(draft.speaker))
  const free = !named && (other || guests.length === 0)
  const fields = ['speaker', 'office', 'unit'] as const
  const label = { speaker: w.name, office: w.office, unit: w.unit }
  return (
    <div class="dk-field">
      <div class="dk-label-line">
        <label for={guests.length > 0 ? `${id}-who` : `${id}-speaker`}>{w.who_answers}</label>
        <button
          type="button"
          class="dk-small"
          onClick={() => does.act({ do: 'dialog', dialog: { kind: 'guest' } })}
        >
          {w.act.guest}
        </button>
      </div>
      {guests.length > 0 && (
        <select
          id={`${id}-who`}
          value={named ? named.id : free ? 'other' : ''}
          onChange={(event) => {
            const guest = guests.find((one) => one.id === event.currentTarget.value)
            setOther(event.currentTarget.value === 'other')
            put(
              guest
                ? { speaker: guest.name, office: guest.office, unit: guest.unit }
                : { speaker: '', office: '', unit: '' },
            )
          }}
        >
          <option value="">{w.choose_guest}</option>
          {guests.map((guest) => (
            <option key={guest.id} value={guest.id}>{`${guest.office} ${guest.name}`}</option>
          ))}
          <option value="other">{w.other_speaker}</option>
        </select>
      )}
      {free && (
        <div class="dk-three">
          {fields.map((field) => (
            <input
              key={field}
              id={`${id}-${field}`}
              type="text"
              maxLength={60}
              placeholder={label[field]}
              aria-label={label[field]}
              value={draft[field]}
              onInput={(event) => put({ [field]: event.currentTarget.value })}
            />
          ))}
        </div>
      )}
    </div>
  )
}
