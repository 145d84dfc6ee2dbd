import { useState } from 'preact/hooks'
import type { Lang } from '../../../worker/contract/lang'
import {
  type DeskLine,
  LINE_NOTE_MAX,
  LINE_TEXT_MAX,
  type LineEdit,
  type LineWhy,
  lineWhys,
} from '../../../worker/contract/transcript'
import { transcriptWords, whyWords } from '../../../worker/contract/words/transcript'
import { transcriptDeskWords } from '../../../worker/contract/words/transcript-desk'
import { secondsTime } from './transcript-time'
import { SpeakerFields } from './speaker-fields'

/** A line as the desk shows it; `waiting` where it is on its way. */
export interface NoteLine extends DeskLine {
  waiting?: {
    edit: LineEdit
    refused?: { code: string; facts: { by?: string }; message: string }
  }
}

export interface LineActs {
  lang: Lang
  asksWhy: (line: DeskLine) => boolean
  change: (line: DeskLine, patch: Partial<LineEdit>) => void
  discard: (op: string) => void
  again: (op: string, patch: Partial<LineEdit>) => void
  /** Of a moderator: the session whose promises they register. */
  promises?: string | null
}

/** One line of the record on the note-taker's desk, and the form that changes it. */
export function NoteRow({ line, ...acts }: { line: NoteLine } & LineActs) {
  const [open, setOpen] = useState(false)
  const { lang, promises } = acts
  const t = transcriptDeskWords[lang]
  const { waiting } = line
  const href = promises && !waiting ? `/desk/commitments/new?s=${promises}&l=${line.id}` : null
  const press = (event: KeyboardEvent) => {
    if (href === null || event.key !== 'p' || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    window.open(href, '_blank', 'noopener')
  }
  if (waiting?.refused) return <Refused line={line} {...acts} />
  if (open) return <Change line={line} {...acts} close={() => setOpen(false)} />
  return (
    <li class={waiting ? 'nd-line waiting' : 'nd-line'}>
      <span class="num muted">{secondsTime(line.at)}</span>
      <div>
        <b>{line.speaker}</b> <span class="muted small">{line.office}</span>{' '}
        {line.question !== null && (
          <span class="dk-tag">{transcriptWords[lang].question(line.question)}</span>
        )}{' '}
        {line.late && <span class="dk-tag">{t.late}</span>}{' '}
        {line.revised && (
          <span class="muted small">
            {transcriptWords[lang].revised}：{whyWords(line.revised.why, lang)}
          </span>
        )}
        <p class="td-text">{line.text}</p>
        {line.found && (
          <p class="nd-masked small">
            {t.masked(line.found.map((kind) => t.kinds[kind]).join('、'))}
          </p>
        )}
      </div>
      <span class="nd-by small muted">
        {waiting ? t.sending : !line.own && t.by(line.by)}
        <button
          class="btn"
          type="button"
          aria-label={`${t.edit}：${line.text.slice(0, 20)}`}
          onClick={() => setOpen(true)}
          onKeyDown={press}
        >
          {t.edit}
        </button>{' '}
        {href !== null && (
          <a
            class="btn"
            href={href}
            target="_blank"
            rel="noopener"
            title={t.promiseHint}
            aria-keyshortcuts="p"
            aria-label={`${t.promise}：${line.text.slice(0, 20)}`}
            onKeyDown={press}
          >
            {t.promise}
          </a>
        )}
      </span>
    </li>
  )
}

/** Somebody else was quicker, or the room said no: both wordings, and whose it shall be. */
function Refused({ line, lang, discard, again }: { line: NoteLine } & LineActs) {
  const t = transcriptDeskWords[lang]
  const { edit, refused } = line.waiting as NonNullable<NoteLine['waiting']>
  const conflict = refused?.code === 'CONFLICT'
  const gone = conflict && line.removed
  return (
    <li class="nd-line refused">
      <span class="num muted">{secondsTime(line.at)}</span>
      <div role="alert">
        <b>{conflict ? t.conflict(refused?.facts.by ?? '') : t.refused}</b>{' '}
        {!conflict && refused?.message}
        <p class="td-text">
          {t.mine}：{edit.removed ? t.take_out : `${edit.speaker}：${edit.text}`}
        </p>
        {conflict && (
          <p class="td-text">
            {t.theirs}：{gone ? t.removed : `${line.speaker}：${line.text}`}
          </p>
        )}
        <p>
          {!gone && (
            <button
              class="btn"
              type="button"
              onClick={() =>
                again(edit.op, conflict ? { seen: line.version, why: edit.why ?? 'other' } : {})
              }
            >
              {conflict ? t.keepMine : t.retry}
            </button>
          )}{' '}
          <button
            class="btn"
            type="button"
            onClick={() => {
              if (conflict || window.confirm(t.discardSure)) discard(edit.op)
            }}
          >
            {conflict ? t.keepTheirs : t.discard}
          </button>
        </p>
      </div>
      <span></span>
    </li>
  )
}

function Change({
  line,
  lang,
  asksWhy,
  change,
  close,
}: { line: NoteLine; close: () => void } & LineActs) {
  const t = transcriptDeskWords[lang]
  const [speaker, setSpeaker] = useState(line.speaker)
  const [office, setOffice] = useState(line.office ?? '')
  const [text, setText] = useState(line.text)
  const [question, setQuestion] = useState(line.question === null ? '' : String(line.question))
  const [at, setAt] = useState(line.at)
  const [why, setWhy] = useState<LineWhy | ''>('')
  const [note, setNote] = useState('')
  const asks = asksWhy(line)
  const because = { ...(why && { why }), ...(note.trim() && { note: note.trim() }) }
  const words =
    speaker.trim() !== line.speaker ||
    (office.trim() || null) !== line.office ||
    text.trim() !== line.text
  const lacks = asks && why === ''
  const number = question.trim() === '' ? null : Number(question)
  const valid =
    speaker.trim() !== '' &&
    text.trim() !== '' &&
    (number === null || (Number.isInteger(number) && number > 0))
  return (
    <li class="nd-line open">
      <form
        class="nd-change"
        aria-label={t.change}
        onSubmit={(event) => {
          event.preventDefault()
          if (!valid || (words && lacks)) return
          change(line, {
            speaker: speaker.trim(),
            office: office.trim() || null,
            text: text.trim(),
            question: number,
            at,
            ...because,
          })
          close()
        }}
      >
        <p class="nd-fields">
          <SpeakerFields
            words={t}
            speaker={speaker}
            office={office}
            setSpeaker={setSpeaker}
            setOffice={setOffice}
          />
          <label class="nd-no">
            {t.answersNo}
            <input
              value={question}
              inputMode="numeric"
              onInput={(event) => setQuestion(event.currentTarget.value)}
            />
          </label>
        </p>
        <label>
          {t.text}
          <textarea
            rows={2}
            maxLength={LINE_TEXT_MAX}
            value={text}
            autofocus
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && !event.isComposing) close()
            }}
          />
        </label>
        <p class="nd-fields">
          <span>
            {t.time} <b class="num">{secondsTime(at)}</b>{' '}
            <button class="btn" type="button" onClick={() => setAt(at - 1_000)}>
              {t.minus}
            </button>{' '}
            <button class="btn" type="button" onClick={() => setAt(at + 1_000)}>
              {t.plus}
            </button>
          </span>
          <label>
            {t.why}
            <select
              value={why}
              onChange={(event) =>
                setWhy(lineWhys.find((one) => one === event.currentTarget.value) ?? '')
              }
            >
              <option value="">{asks ? t.chooseWhy : t.noWhy}</option>
              {lineWhys
                .filter((one) => one !== 'at_once')
                .map((one) => (
                  <option key={one} value={one}>
                    {transcriptWords[lang].why[one]}
                  </option>
                ))}
            </select>
          </label>
          <label>
            {t.whyNote}
            <input
              value={note}
              maxLength={LINE_NOTE_MAX}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
        </p>
        <p>
          <button class="btn main" type="submit" disabled={!valid || (words && lacks)}>
            {t.saveChange}
          </button>{' '}
          <button
            class="btn"
            type="button"
            disabled={lacks}
            onClick={() => {
              change(line, { removed: true, ...because })
              close()
            }}
          >
            {t.take_out}
          </button>{' '}
          <button class="btn" type="button" onClick={close}>
            {t.cancel}
          </button>
        </p>
        <p class="small muted">
          {t.whyLate} {t.whyErases}
        </p>
      </form>
    </li>
  )
}
