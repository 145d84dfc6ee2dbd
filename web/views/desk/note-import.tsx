import { useState } from 'preact/hooks'
import type { Lang } from '../../../worker/contract/lang'
import type { CaptionsGiven, CaptionsRead } from '../../../worker/contract/transcript'
import { transcriptDeskWords } from '../../../worker/contract/words/transcript-desk'
import { secondsTime } from './transcript-time'
import { SpeakerFields } from './speaker-fields'

/** What a file of captions is asked: what it would write, or, at last, to be written. */
export type ImportAct = (given: CaptionsGiven) => Promise<CaptionsRead | { refused: string }>

/** Chinese captions are often written in an older code than UTF-8. */
export function decoded(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Captions made elsewhere: chosen, looked at, and written all at once. */
export function NoteImport({
  lang,
  startsAt,
  clockOf,
  momentOf,
  ask,
  close,
}: {
  lang: Lang
  startsAt: number
  /** A moment as a datetime field has it, and back. */
  clockOf: (at: number) => string
  momentOf: (clock: string) => number | null
  ask: ImportAct
  close: (written: number) => void
}) {
  const all = transcriptDeskWords[lang]
  const t = all.import
  const [name] = useState(() => crypto.randomUUID())
  const [file, setFile] = useState('')
  const [by, setBy] = useState<'clock' | 'picture'>('clock')
  const [clock, setClock] = useState(() => clockOf(startsAt))
  const [picture, setPicture] = useState('0')
  const [speaker, setSpeaker] = useState('')
  const [office, setOffice] = useState('')
  const [read, setRead] = useState<CaptionsRead | null>(null)
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)

  const go = async (preview: boolean) => {
    const at = momentOf(clock)
    if (by === 'clock' && at === null) return setWrong(t.badClock)
    setBusy(true)
    const told = await ask({
      file,
      import: name,
      by: by === 'clock' ? { clock: at ?? 0 } : { picture: Number(picture) || 0 },
      speaker,
      office: office.trim() || null,
      preview,
    })
    setBusy(false)
    setWrong('refused' in told ? told.refused : '')
    if ('refused' in told) return setRead(null)
    if (preview) setRead(told)
    else close(told.written)
  }
  const changed = (set: () => void) => {
    set()
    setRead(null)
  }

  return (
    <section class="nd-import" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p>{t.lead}</p>
      <form
        class="dk-form"
        onSubmit={(event) => {
          event.preventDefault()
          void go(true)
        }}
      >
        <label>
          {t.choose}
          <input
            type="file"
            accept=".srt,.vtt,text/vtt"
            onChange={async (event) => {
              const chosen = event.currentTarget.files?.[0]
              if (chosen) {
                const bytes = await chosen.arrayBuffer()
                changed(() => setFile(decoded(bytes)))
              }
            }}
          />
        </label>
        <label>
          {t.file}
          <textarea
            rows={3}
            spellcheck={false}
            value={file}
            onInput={(event) => changed(() => setFile(event.currentTarget.value))}
          />
        </label>
        <fieldset>
          <legend>{t.by}</legend>
          <p>
            <label class="check">
              <input
                type="radio"
                name="by"
                checked={by === 'clock'}
                onChange={() => changed(() => setBy('clock'))}
              />{' '}
              {t.clock}
            </label>{' '}
            <input
              type="datetime-local"
              step="1"
              aria-label={t.clock}
              value={clock}
              onInput={(event) => changed(() => setClock(event.currentTarget.value))}
            />
          </p>
          <p>
            <label class="check">
              <input
                type="radio"
                name="by"
                checked={by === 'picture'}
                onChange={() => changed(() => setBy('picture'))}
              />{' '}
              {t.picture}
            </label>{' '}
            <input
              type="number"
              step="0.1"
              aria-label={t.picture}
              value={picture}
              onInput={(event) => changed(() => setPicture(event.currentTarget.value))}
            />
          </p>
        </fieldset>
        <p class="nd-fields">
          <SpeakerFields
            words={t}
            speaker={speaker}
            office={office}
            setSpeaker={(name) => changed(() => setSpeaker(name))}
            setOffice={(given) => changed(() => setOffice(given))}
          />
        </p>
        {wrong && (
          <p class="dk-warn" role="alert">
            {wrong}
          </p>
        )}
        {read && (
          <>
            <p>{t.shown(read.lines.length)}</p>
            <ol class="plain nd-preview">
              {read.lines.map((line) => (
                <li key={line.id}>
                  <span class="num muted">{secondsTime(line.at)}</span> <b>{line.speaker}</b>：
                  {line.text}
                </li>
              ))}
            </ol>
          </>
        )}
        <p>
          <button class="btn" type="submit" disabled={busy || file.trim() === ''}>
            {t.preview}
          </button>{' '}
          {read && (
            <button class="btn main" type="button" disabled={busy} onClick={() => void go(false)}>
              {t.do}
            </button>
          )}{' '}
          <button class="btn" type="button" onClick={() => close(0)}>
            {all.cancel}
          </button>
        </p>
      </form>
    </section>
  )
}
