import { useState } from 'preact/hooks'
import { cannedFor } from '../../../worker/contract/canned'
import { DETAILS_MAX, NOTE_MAX, QUESTION_MAX } from '../../../worker/contract/limits'
import {
  redirectRoutes,
  rejectReasons,
  takeDownReasons,
  type RedirectRoute,
  type RejectReason,
  type TakeDownReason,
} from '../../../worker/contract/states'
import { CannedPicks } from './canned-picks'
import { Choices, Ends, Field, pickedBy } from './dialog-parts'
import { numbers, wordsOf, type DeskProps } from './desk-props'
import { mergeTargets } from './lists'
import { Modal } from './modal'
import { questionOf, seenOf } from './model'

/** Not adopted, with the reason its asker reads. A number key decides at once. */
export function RejectDialog({
  model,
  does,
  lang,
  texts = [],
  sentences,
  nos,
  of,
}: DeskProps & { nos: number[]; of: 'question' | 'comment' }) {
  const { w, c } = wordsOf(lang)
  const [reason, setReason] = useState<RejectReason | null>(null)
  const [note, setNote] = useState('')
  const canned = reason ? cannedFor(texts, 'reject', reason) : []
  const close = () => does.act({ do: 'dialog', dialog: null })
  const send = (why: RejectReason | null) => {
    if (!why) return
    const said = note.trim() ? { note: note.trim() } : {}
    if (of === 'comment') does.decide({ act: 'reject_comment', nos, reason: why, ...said })
    else does.decide({ act: 'reject', nos, reason: why, ...said, seen: seenOf(model.desk, nos) })
  }
  return (
    <Modal
      title={w.reject_title(numbers(w, c, nos))}
      lead={w.reject_lead}
      close={close}
      closeWord={w.close}
      onKey={(event) => {
        // With a reason chosen whose standard texts stand there, a number picks one of them.
        const text = canned.length > 0 ? pickedBy(event, canned) : null
        if (text) {
          event.preventDefault()
          return setNote(text.text)
        }
        const picked = canned.length > 0 ? null : pickedBy(event, rejectReasons)
        if (!picked) return
        if (cannedFor(texts, 'reject', picked).length === 0) send(picked)
        else setReason(picked)
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send(reason)
        }}
      >
        <Choices
          legend={w.reason}
          options={rejectReasons}
          word={(one) => (sentences ?? c.reject)[one]}
          value={reason}
          put={setReason}
          numbered
        />
        <CannedPicks texts={canned} lang={lang} put={setNote} numbered />
        <Field
          label={w.with_optional(w.reject_note)}
          value={note}
          put={setNote}
          max={NOTE_MAX}
          lines={2}
        />
        <Ends lang={lang} close={close} word={w.act.reject} off={!reason} />
      </form>
    </Modal>
  )
}

/** Pointed to its lawful route: proposed by one, confirmed by another. */
export function RedirectDialog({
  model,
  does,
  lang,
  me,
  no,
  texts = [],
}: DeskProps & { no: number }) {
  const { w, c } = wordsOf(lang)
  const question = questionOf(model.desk, no)
  const proposed = redirectRoutes.find((one) => one === question?.reason) ?? null
  const [route, setRoute] = useState<RedirectRoute | null>(question?.redirectBy ? proposed : null)
  const [note, setNote] = useState(question?.redirectBy ? (question.reasonNote ?? '') : '')
  const said = note.trim() ? { note: note.trim() } : {}
  const close = () => does.act({ do: 'dialog', dialog: null })
  const mine = question?.redirectBy === me.id
  const by = question?.events.findLast(
    (event) => event.act === 'propose_redirect' && !event.undone,
  )?.by
  const second = question?.redirectBy && proposed && !mine
  return (
    <Modal title={w.redirect_title(no)} lead={w.redirect_lead} close={close} closeWord={w.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (route)
            does.decide({ act: 'redirect', no, route, ...said, seen: seenOf(model.desk, [no]) })
        }}
      >
        {second && <p class="dk-warn">{w.redirect_second(by ?? '', c.redirect[proposed])}</p>}
        {mine && <p class="dk-warn">{w.redirect_own}</p>}
        <Choices
          legend={w.act.redirect}
          options={redirectRoutes}
          word={(one) => c.redirect[one]}
          value={route}
          put={setRoute}
        />
        {route && (
          <CannedPicks texts={cannedFor(texts, 'redirect', route)} lang={lang} put={setNote} />
        )}
        <Field
          label={w.with_optional(w.reject_note)}
          value={note}
          put={setNote}
          max={NOTE_MAX}
          lines={2}
        />
        <Ends
          lang={lang}
          close={close}
          word={second && route === proposed ? w.act.confirm_redirect : w.act.redirect}
          off={!route || (mine && route === proposed)}
        />
      </form>
    </Modal>
  )
}

/** Into which question: the similar ones first, any other by number or words. */
export function MergeDialog({ model, does, lang, nos }: DeskProps & { nos: number[] }) {
  const { w, c } = wordsOf(lang)
  const [find, setFind] = useState('')
  const targets = mergeTargets(model.desk, nos, find).slice(0, 30)
  const [into, setInto] = useState<number | null>(
    targets[0] && targets[0].score > 0 ? targets[0].question.no : null,
  )
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal
      title={w.merge_title(numbers(w, c, nos))}
      lead={w.merge_lead}
      close={close}
      closeWord={w.close}
      wide
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (into !== null) does.decide({ act: 'merge', nos, into, seen: seenOf(model.desk, nos) })
        }}
      >
        <Field label={`${w.find} (${w.find_hint})`} value={find} put={setFind} max={40} first />
        {targets.length === 0 && <p class="muted">{find ? w.empty_find : w.merge_none}</p>}
        <div class="dk-targets" role="radiogroup" aria-label={w.act.merge}>
          {targets.map(({ question, score }) => (
            <label key={question.no} class="dk-check">
              <input
                type="radio"
                name="into"
                checked={into === question.no}
                onChange={() => setInto(question.no)}
              />
              <span class="num dk-target-no">{w.no(question.no)}</span>
              <span class="dk-one" title={question.text}>
                {question.text}
              </span>
              {score > 0 && <span class="dk-tag num">{w.alike(Math.round(score * 100))}</span>}
              <span class="num muted">{w.votes(question.votes)}</span>
            </label>
          ))}
        </div>
        <Ends
          lang={lang}
          close={close}
          word={into === null ? w.act.merge : w.act.merge_into(into)}
          off={into === null}
        />
      </form>
    </Modal>
  )
}

/** A correction of personal data or typing; never of what was meant. */
export function EditDialog({ model, does, lang, no }: DeskProps & { no: number }) {
  const { w } = wordsOf(lang)
  const question = questionOf(model.desk, no)
  const [text, setText] = useState(question?.text ?? '')
  const [details, setDetails] = useState(question?.details ?? '')
  const [why, setWhy] = useState<'mask' | 'typo' | null>(null)
  const close = () => does.act({ do: 'dialog', dialog: null })
  const same = text.trim() === question?.text && details.trim() === (question.details ?? '')
  return (
    <Modal title={w.edit_title(no)} lead={w.edit_lead} close={close} closeWord={w.close} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!why) return
          const rest = question?.details || details.trim() ? { details: details.trim() } : {}
          does.decide({
            act: 'edit',
            no,
            text: text.trim(),
            ...rest,
            why,
            seen: seenOf(model.desk, [no]),
          })
        }}
      >
        <Field label={w.text} value={text} put={setText} max={QUESTION_MAX * 2} lines={4} first />
        {(question?.details || details) && (
          <Field
            label={w.details_field}
            value={details}
            put={setDetails}
            max={DETAILS_MAX * 2}
            lines={5}
          />
        )}
        <Choices
          legend={w.edit_why}
          options={['mask', 'typo'] as const}
          word={(one) => (one === 'mask' ? w.why_mask : w.why_typo)}
          value={why}
          put={setWhy}
        />
        <Ends lang={lang} close={close} word={w.save} off={!why || !text.trim() || same} />
      </form>
    </Modal>
  )
}

/** A word among staff. */
export function NoteDialog({ model, does, lang, no }: DeskProps & { no: number }) {
  const { w } = wordsOf(lang)
  const [note, setNote] = useState(questionOf(model.desk, no)?.note ?? '')
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal title={w.note_title(no)} lead={w.note_lead} close={close} closeWord={w.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.decide({ act: 'note', no, note: note.trim() })
        }}
      >
        <Field label={w.act.note} value={note} put={setNote} max={NOTE_MAX} lines={3} first />
        <Ends lang={lang} close={close} word={w.save} />
      </form>
    </Modal>
  )
}

/** Off the public page, leaving a dated line with the reason. */
export function TakeDownDialog({
  model,
  does,
  lang,
  no,
  of,
}: DeskProps & { no: number; of: 'question' | 'comment' }) {
  const { w, c } = wordsOf(lang)
  const [reason, setReason] = useState<TakeDownReason | null>(null)
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal
      title={w.take_down_title(no)}
      lead={w.take_down_lead}
      close={close}
      closeWord={w.close}
      onKey={(event) => {
        const picked = pickedBy(event, takeDownReasons)
        if (picked) setReason(picked)
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!reason) return
          if (of === 'comment') does.decide({ act: 'take_down_comment', no, reason })
          else does.decide({ act: 'take_down', no, reason, seen: seenOf(model.desk, [no]) })
        }}
      >
        <Choices
          legend={w.reason}
          options={takeDownReasons}
          word={(one) => c.takeDown[one]}
          value={reason}
          put={setReason}
          numbered
        />
        <Ends lang={lang} close={close} word={w.act.take_down} off={!reason} danger />
      </form>
    </Modal>
  )
}

/** One step back, with the reason kept. */
export function ReopenDialog({ model, does, lang, no }: DeskProps & { no: number }) {
  const { w } = wordsOf(lang)
  const [why, setWhy] = useState('')
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal title={w.reopen_title(no)} lead={w.reopen_lead} close={close} closeWord={w.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.decide({ act: 'reopen', no, why: why.trim(), seen: seenOf(model.desk, [no]) })
        }}
      >
        <Field label={w.why} value={why} put={setWhy} max={NOTE_MAX} lines={2} first />
        <Ends lang={lang} close={close} word={w.act.reopen} off={!why.trim()} />
      </form>
    </Modal>
  )
}
