import { useState } from 'preact/hooks'
import { ASKS_PER_VISITOR, COMMENTS_PER_VISITOR, QUOTA_MAX } from '../../../worker/contract/limits'
import { muteReasons, type MuteReason } from '../../../worker/contract/states'
import { momentWords, muteWords } from '../../../worker/contract/words/mutes'
import { Choices, Ends, pickedBy } from './dialog-parts'
import { wordsOf, type DeskProps } from './desk-props'
import { Modal } from './modal'

const spans = ['1', '24', 'session'] as const
type Span = (typeof spans)[number]

/** 暂停发言: the device of a question or comment may not ask or comment for a while. A number picks the reason. */
export function MuteDialog({
  does,
  lang,
  no,
  of,
}: DeskProps & { no: number; of: 'question' | 'comment' }) {
  const { w } = wordsOf(lang)
  const t = muteWords[lang]
  const [reason, setReason] = useState<MuteReason | null>(null)
  const [span, setSpan] = useState<Span>('1')
  const close = () => does.act({ do: 'dialog', dialog: null })
  return (
    <Modal
      title={t.title(t.of[of](no))}
      lead={t.lead}
      close={close}
      closeWord={w.close}
      onKey={(event) => {
        const picked = pickedBy(event, muteReasons)
        if (picked) setReason(picked)
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const hours = span === 'session' ? null : Number(span)
          if (reason) does.decide({ act: 'mute', of, no, reason, hours })
        }}
      >
        <Choices
          legend={w.reason}
          options={muteReasons}
          word={(one) => t.reason[one]}
          value={reason}
          put={setReason}
          numbered
        />
        <Choices
          legend={t.how_long}
          options={spans}
          word={(one) => t.hours[one]}
          value={span}
          put={setSpan}
        />
        <Ends lang={lang} close={close} word={t.one} off={!reason} danger />
      </form>
    </Modal>
  )
}

/** Devices that may not speak now, each with the way back. */
export function MutesDialog({ model, does, lang, now }: DeskProps) {
  const { w, c } = wordsOf(lang)
  const t = muteWords[lang]
  const close = () => does.act({ do: 'dialog', dialog: null })
  const mutes = (model.desk.mutes ?? []).filter(({ until }) => until === null || until > now)
  return (
    <Modal title={t.list} close={close} closeWord={w.close} wide>
      {mutes.length === 0 && <p>{t.list_none}</p>}
      <ul class="dk-list boxed">
        {mutes.map((one) => (
          <li key={one.id} class="dk-now">
            <p>
              <b class="num">{t.of[one.of](one.no)}</b> {t.reason[one.reason]}
              {c.dot}
              {one.until === null ? t.hours.session : t.until(momentWords(lang, one.until))}
            </p>
            <p class="muted">{t.by(one.by, momentWords(lang, one.at))}</p>
            <button
              type="button"
              class="dk-small"
              onClick={() => does.decide({ act: 'lift_mute', mute: one.id })}
            >
              {t.lift}
            </button>
          </li>
        ))}
      </ul>
      <Ends lang={lang} close={close} />
    </Modal>
  )
}

/** How much one device may hand in. */
export function QuotaDialog({ model, does, lang }: DeskProps) {
  const { w } = wordsOf(lang)
  const t = muteWords[lang]
  const { quota } = model.desk.snapshot.session
  const [asks, setAsks] = useState(quota?.asks ?? ASKS_PER_VISITOR)
  const [comments, setComments] = useState(quota?.comments ?? COMMENTS_PER_VISITOR)
  const close = () => does.act({ do: 'dialog', dialog: null })
  const number = (label: string, value: number, put: (n: number) => void, first: boolean) => (
    <label class="dk-field">
      {label}
      <input
        type="number"
        min={1}
        max={QUOTA_MAX}
        required
        value={value}
        data-first={first ? '' : undefined}
        onInput={(event) => put(event.currentTarget.valueAsNumber)}
      />
    </label>
  )
  const fits = (n: number) => Number.isInteger(n) && n >= 1 && n <= QUOTA_MAX
  return (
    <Modal title={t.quota} lead={t.quota_lead} close={close} closeWord={w.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          does.decide({ act: 'set_quota', asks, comments })
        }}
      >
        {number(t.quota_asks, asks, setAsks, true)}
        {number(t.quota_comments, comments, setComments, false)}
        <Ends lang={lang} close={close} word={w.save} off={!fits(asks) || !fits(comments)} />
      </form>
    </Modal>
  )
}
