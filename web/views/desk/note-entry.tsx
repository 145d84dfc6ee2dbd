import { useEffect, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../../worker/contract/lang'
import type { PublicGuest } from '../../../worker/contract/views'
import { transcriptDeskWords } from '../../../worker/contract/words/transcript-desk'
import { officeWords } from '../answer-block'
import { secondsTime } from './transcript-time'
import {
  LINE_OFFICE_MAX,
  LINE_SPEAKER_MAX,
  LINE_TEXT_MAX,
} from '../../../worker/contract/transcript'

/** Somebody who speaks, on a key. */
export interface Speaker {
  name: string
  office: string
}

/** Guests of the session first, in their order, then the host and netizens, then whoever spoke besides. */
export function speakersOf(
  guests: readonly PublicGuest[],
  others: readonly Speaker[],
  lang: Lang,
): Speaker[] {
  const { roles } = transcriptDeskWords[lang]
  const known: Speaker[] = [
    ...guests.map(({ name, office, unit }) => ({ name, office: officeWords(unit, office) })),
    { name: roles.host, office: '' },
    { name: roles.netizen, office: '' },
  ]
  for (const one of others) {
    if (!known.some(({ name, office }) => name === one.name && office === one.office)) {
      known.push(one)
    }
  }
  return known.slice(0, KEYS)
}

/** Alt+1 to Alt+9. */
const KEYS = 9

export interface NoteEntryProps {
  lang: Lang
  speakers: Speaker[]
  draft: { speaker: string; office: string; text: string; question: number | null }
  /** When the line was said, and whether its typing has begun. */
  at: number
  begun: boolean
  stage: { no: number; title: string } | null
  /** Nothing can be written yet. */
  closed: boolean
  type: (patch: {
    speaker?: string
    office?: string
    text?: string
    question?: number | null
  }) => void
  nudge: (seconds: number) => void
  commit: () => boolean
}

/** How far 刚才那句 goes back with one press. */
const BACK_S = 5

/** Where lines are typed: who speaks, what is said, when it was, and what it answers. */
export function NoteEntry(props: NoteEntryProps) {
  const { lang, speakers, draft, stage, closed, type, nudge, commit } = props
  const t = transcriptDeskWords[lang]
  const area = useRef<HTMLTextAreaElement>(null)
  const name = useRef<HTMLInputElement>(null)
  const [lacks, setLacks] = useState(false)
  const answers = stage !== null && draft.question === stage.no
  const toggle = () => stage && type({ question: answers ? null : stage.no })
  const speak = (one: Speaker | undefined) => {
    if (!one) return
    setLacks(false)
    type({ speaker: one.name, office: one.office })
    area.current?.focus()
  }
  const done = () => {
    if (draft.text.trim() !== '' && draft.speaker.trim() === '') {
      setLacks(true)
      name.current?.focus()
      return
    }
    commit()
    area.current?.focus()
  }

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return
      const digit = /^Digit([0-9])$/.exec(event.code)?.[1]
      if (digit === '0') name.current?.focus()
      else if (digit) speak(speakers[Number(digit) - 1])
      else if (event.code === 'KeyQ') toggle()
      else if (event.code === 'KeyZ') nudge(-BACK_S)
      else if (event.code === 'Comma') nudge(-1)
      else if (event.code === 'Period') nudge(1)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  })

  return (
    <form
      class="nd-entry"
      aria-label={t.write}
      onSubmit={(event) => {
        event.preventDefault()
        done()
      }}
    >
      <fieldset class="nd-speakers" aria-label={t.speaker}>
        {speakers.map((one, i) => (
          <button
            key={`${one.name} ${one.office}`}
            class="btn"
            type="button"
            aria-pressed={draft.speaker === one.name && draft.office === one.office}
            onClick={() => speak(one)}
          >
            <kbd>{i + 1}</kbd> {one.name}
          </button>
        ))}
        <label class="nd-name">
          <span class="sr-only">{t.speaker}</span>
          <input
            ref={name}
            placeholder={t.other}
            maxLength={LINE_SPEAKER_MAX}
            value={draft.speaker}
            aria-invalid={lacks}
            onInput={(event) => {
              setLacks(false)
              type({ speaker: event.currentTarget.value, office: '' })
            }}
          />
        </label>
        <label class="nd-name">
          <span class="sr-only">{t.office}</span>
          <input
            placeholder={t.office}
            maxLength={LINE_OFFICE_MAX}
            value={draft.office}
            onInput={(event) => type({ office: event.currentTarget.value })}
          />
        </label>
      </fieldset>
      {lacks && (
        <p class="dk-warn" role="alert">
          {t.whoFirst}
        </p>
      )}
      <div class="nd-write">
        <textarea
          ref={area}
          rows={3}
          maxLength={LINE_TEXT_MAX}
          aria-label={t.text}
          placeholder={t.placeholder}
          value={draft.text}
          disabled={closed}
          onInput={(event) => type({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            // Enter belongs to the input method while it composes; some tell by the key's code alone.
            if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return
            if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return
            event.preventDefault()
            done()
          }}
        />
        <button class="btn main" type="submit" disabled={closed}>
          {t.save} <kbd>↵</kbd>
        </button>
      </div>
      <div class="nd-facts">
        <span>
          {t.time} <b class="num">{props.begun ? secondsTime(props.at) : t.now}</b>{' '}
          <button class="btn" type="button" onClick={() => nudge(-1)}>
            {t.minus}
          </button>{' '}
          <button class="btn" type="button" onClick={() => nudge(1)}>
            {t.plus}
          </button>{' '}
          <button class="btn" type="button" onClick={() => nudge(-BACK_S)}>
            {t.back2} <kbd>Alt Z</kbd>
          </button>
        </span>
        {stage ? (
          <button class="btn" type="button" aria-pressed={answers} onClick={toggle}>
            {answers ? '☑' : '☐'} {t.answersStaged(stage.no)} <kbd>Alt Q</kbd>
          </button>
        ) : (
          <span class="muted">{t.nobodyStaged}</span>
        )}
        <span class="muted small">{t.keys}</span>
      </div>
    </form>
  )
}
