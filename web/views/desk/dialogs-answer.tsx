import { useState } from 'preact/hooks'
import { ANSWER_MAX, NOTE_MAX, PROMPT_MAX, SUMMARY_MAX } from '../../../worker/contract/limits'
import type { PublicAnswer } from '../../../worker/contract/views'
import { vagueWords } from '../../../worker/contract/vague'
import { AnswerForm } from './answer-form'
import { Ends, Field } from './dialog-parts'
import { wordsOf, type DeskProps } from './desk-props'
import { Modal } from './modal'
import { questionOf } from './model'

/** An answer in writing to a question that is not on stage. */
export function WrittenDialog(props: DeskProps & { no: number }) {
  const { model, does, lang, no } = props
  const { w, c } = wordsOf(lang)
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal
      title={`${w.write_answer}${c.dot}${w.no(no)}`}
      lead={w.written_hint}
      close={close}
      closeWord={w.close}
      wide
    >
      <blockquote class="dk-quote">{questionOf(model.desk, no)?.text}</blockquote>
      <AnswerForm {...props} no={no} mode="written">
        <button type="button" class="btn" onClick={close}>
          {w.cancel}
        </button>
      </AnswerForm>
    </Modal>
  )
}

/** A correction in the open: its date and reason stand beside the answer. */
export function CorrectDialog({
  does,
  lang,
  no,
  answer,
}: DeskProps & { no: number; answer: PublicAnswer }) {
  const { w } = wordsOf(lang)
  const [text, setText] = useState(answer.text)
  const [why, setWhy] = useState('')
  const close = () => does.act({ do: 'dialog', dialog: null })
  const vague = vagueWords(text)
  return (
    <Modal title={w.correct_title(no)} lead={w.correct_lead} close={close} closeWord={w.close} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.decide({
            act: 'correct_answer',
            no,
            answer: answer.id,
            text: text.trim(),
            why: why.trim(),
          })
        }}
      >
        <p class="muted">{`${answer.office} ${answer.speaker}`}</p>
        <Field
          label={w.answer_text}
          value={text}
          put={setText}
          max={ANSWER_MAX}
          lines={6}
          first
          {...(vague.length > 0 ? { hint: w.vague(vague.join(' ')) } : {})}
        />
        <Field label={w.why} value={why} put={setWhy} max={NOTE_MAX} />
        <Ends
          lang={lang}
          close={close}
          word={w.act.correct}
          off={!why.trim() || !text.trim() || text.trim() === answer.text}
        />
      </form>
    </Modal>
  )
}

/** A deputy who answers as well, named on the spot. */
export function GuestDialog({ does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const [name, setName] = useState('')
  const [office, setOffice] = useState('')
  const [unit, setUnit] = useState('')
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal title={w.guest_title} lead={w.guest_lead} close={close} closeWord={w.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const guest = { id: '', name: name.trim(), office: office.trim(), unit: unit.trim() }
          does.decide({ act: 'add_guest', guest })
        }}
      >
        <Field label={w.name} value={name} put={setName} max={20} first />
        <Field label={w.office} value={office} put={setOffice} max={40} />
        <Field label={w.unit} value={unit} put={setUnit} max={40} />
        <Ends
          lang={lang}
          close={close}
          word={w.act.guest}
          off={!name.trim() || !office.trim() || !unit.trim()}
        />
      </form>
    </Modal>
  )
}

/** 反问: the host asks the public. */
export function AskBackDialog({ does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const [text, setText] = useState('')
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal title={w.ask_back_title} lead={w.ask_back_lead} close={close} closeWord={w.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.decide({ act: 'ask_back', text: text.trim() })
        }}
      >
        <Field
          label={w.ask_back_text}
          value={text}
          put={setText}
          max={PROMPT_MAX}
          lines={3}
          first
        />
        <Ends lang={lang} close={close} word={w.ask_back_do} off={!text.trim()} />
      </form>
    </Modal>
  )
}

/** What came of a question to the public, with its replies at hand. */
export function SumUpDialog({ model, does, lang, no }: DeskProps & { no: number }) {
  const { w } = wordsOf(lang)
  const [summary, setSummary] = useState('')
  const close = () => does.act({ do: 'dialog', dialog: null })
  const vague = vagueWords(summary)
  const prompt = model.desk.snapshot.prompts.find((one) => one.no === no)
  const replies = model.desk.comments.filter((one) => one.prompt === no && one.state === 'listed')
  return (
    <Modal title={w.sum_up_title(no)} lead={w.sum_up_lead} close={close} closeWord={w.close} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.decide({ act: 'sum_up_prompt', no, summary: summary.trim() })
        }}
      >
        <blockquote class="dk-quote">{prompt?.text}</blockquote>
        {replies.length > 0 && (
          <ul class="dk-replies" aria-label={w.replies}>
            {replies.map((reply) => (
              <li key={reply.no}>{reply.text}</li>
            ))}
          </ul>
        )}
        <Field
          label={w.sum_up_text}
          value={summary}
          put={setSummary}
          max={SUMMARY_MAX}
          lines={5}
          first
          {...(vague.length > 0 ? { hint: w.vague(vague.join(' ')) } : {})}
        />
        <Ends lang={lang} close={close} word={w.act.sum_up} off={!summary.trim()} />
      </form>
    </Modal>
  )
}
