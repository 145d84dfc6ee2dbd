import { useState } from 'preact/hooks'
import { NOTE_MAX } from '../../../worker/contract/limits'
import { deskFairWords } from '../../../worker/contract/words/desk-fair'
import { Choices, Ends, Field, pickedBy } from './dialog-parts'
import { wordsOf, type DeskProps } from './desk-props'
import { Modal } from './modal'
import { questionOf, seenOf } from './model'

const outcomes = ['listed', 'upheld'] as const

/** An appeal, heard by another moderator than the one who rejected. */
export function AppealDialog({ model, does, lang, me, no }: DeskProps & { no: number }) {
  const { w, c } = wordsOf(lang)
  const t = deskFairWords[lang]
  const [to, setTo] = useState<(typeof outcomes)[number] | null>(null)
  const [reason, setReason] = useState('')
  const close = () => does.act({ do: 'dialog', dialog: null })
  const question = questionOf(model.desk, no)
  const appeal = question?.appeal
  if (!question || !appeal) return null
  const own = appeal.rejectedBy === me.id
  const because = c.reject[appeal.against as keyof typeof c.reject] ?? ''
  const wanting = to === 'upheld' && reason.trim() === ''
  return (
    <Modal
      title={t.appeal_title(no)}
      lead={own ? t.own : t.appeal_lead}
      close={close}
      closeWord={w.close}
      wide
      onKey={(event) => {
        const picked = pickedBy(event, outcomes)
        if (picked && !own) setTo(picked)
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!to || own || wanting) return
          const seen = seenOf(model.desk, [no])
          does.decide({ act: 'settle_appeal', no, to, reason: reason.trim(), seen })
        }}
      >
        <h3>{t.question}</h3>
        <p class="dk-full">{question.text}</p>
        {question.details && <p class="dk-full">{question.details}</p>}
        <h3>{t.rejected}</h3>
        <p>{[because, question.reasonNote].filter(Boolean).join(c.dot)}</p>
        <h3>{t.said}</h3>
        <p class="dk-full">{appeal.text}</p>
        {!own && (
          <>
            <Choices
              legend={t.decide}
              options={outcomes}
              word={(one) => t[one]}
              value={to}
              put={setTo}
              numbered
            />
            <Field
              label={t.reason}
              value={reason}
              put={setReason}
              max={NOTE_MAX}
              lines={2}
              hint={t.reason_need}
            />
          </>
        )}
        {own ? (
          <Ends lang={lang} close={close} />
        ) : (
          <Ends lang={lang} close={close} word={t.send} off={!to || wanting} />
        )}
      </form>
    </Modal>
  )
}
