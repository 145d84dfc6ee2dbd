import { useState } from 'preact/hooks'
import { DETAILS_MAX, NAME_MAX, QUESTION_MAX, QUESTION_MIN } from '../../../worker/contract/limits'
import { enteredChannels, type EnteredChannel } from '../../../worker/contract/states'
import { formatDateTime } from '../../../worker/domain/shanghai'
import { Choices, Ends, Field } from './dialog-parts'
import { wordsOf, type DeskProps } from './desk-props'
import { Modal } from './modal'
import type { Dialog } from './model'

const directs = ['pending', 'list', 'stage'] as const

/** 代录: a question entered for somebody in the room, on the phone, on paper. */
export function EnterDialog({ model, does, lang }: DeskProps) {
  const { w, c } = wordsOf(lang)
  const live = model.desk.snapshot.session.state === 'live' && model.desk.snapshot.stage === null
  const [text, setText] = useState('')
  const [details, setDetails] = useState('')
  const [name, setName] = useState('')
  const [channel, setChannel] = useState<EnteredChannel>('floor')
  const [direct, setDirect] = useState<(typeof directs)[number]>('list')
  const close = () => does.act({ do: 'dialog', dialog: null })
  const length = [...text.trim()].length
  return (
    <Modal title={w.enter_title} lead={w.enter_lead} close={close} closeWord={w.close} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.enter({
            text: text.trim(),
            details: details.trim(),
            name: name.trim(),
            channel,
            direct,
          })
        }}
      >
        <Field
          label={w.text}
          value={text}
          put={setText}
          max={QUESTION_MAX}
          lines={3}
          first
          hint={`${length} / ${QUESTION_MAX}`}
        />
        <Field
          label={w.with_optional(w.details_field)}
          value={details}
          put={setDetails}
          max={DETAILS_MAX}
          lines={2}
        />
        <Field label={w.with_optional(w.asker_name)} value={name} put={setName} max={NAME_MAX} />
        <div class="dk-side">
          <Choices
            legend={w.enter_channel}
            options={enteredChannels}
            word={(one) => c.channel[one]}
            value={channel}
            put={setChannel}
          />
          <Choices
            legend={w.enter_where}
            options={live ? directs : directs.slice(0, 2)}
            word={(one) => w.direct[one]}
            value={direct}
            put={setDirect}
          />
        </div>
        <Ends lang={lang} close={close} word={w.enter_send} off={length < QUESTION_MIN} />
      </form>
    </Modal>
  )
}

/** The slip the asker takes home; alone on the paper when printed. */
export function SlipDialog({
  model,
  does,
  lang,
  now,
  receipt,
  text,
  name,
  channel,
  seal,
}: DeskProps & Omit<Extract<Dialog, { kind: 'slip' }>, 'kind'>) {
  const { w, c } = wordsOf(lang)
  const close = () => does.act({ do: 'dialog', dialog: null })
  const { session } = model.desk.snapshot
  return (
    <Modal title={w.slip_title} close={close} closeWord={w.close} look="dk-slip">
      <p class="muted no-print">{w.slip_lead}</p>
      <h3>{session.title}</h3>
      <p>{text}</p>
      <dl>
        <dt>{w.receipt_code}</dt>
        <dd class="dk-code num">{receipt.receipt}</dd>
        <dt>{w.number}</dt>
        <dd class="num">{receipt.no}</dd>
        {name && (
          <>
            <dt>{w.asker_name}</dt>
            <dd>{name}</dd>
          </>
        )}
        <dt>{w.enter_channel}</dt>
        <dd>{c.channel[channel]}</dd>
        <dt>{w.slip_when}</dt>
        <dd class="num">{formatDateTime(now, lang)}</dd>
        {seal && (
          <>
            <dt>{w.slip_seal}</dt>
            <dd class="num">{seal}</dd>
          </>
        )}
        <dt>{w.slip_look_up}</dt>
        <dd>{typeof location === 'undefined' ? '/my' : `${location.host}/my`}</dd>
      </dl>
      <footer class="dk-ends no-print">
        <button type="button" class="btn" onClick={close}>
          {w.close}
        </button>
        <button type="button" class="btn main" data-first onClick={() => does.print()}>
          {w.print}
        </button>
      </footer>
    </Modal>
  )
}
