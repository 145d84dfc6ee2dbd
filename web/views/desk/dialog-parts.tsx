import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { wordsOf, type DeskProps } from './desk-props'

/** Buttons at the end of a dialog: what it does, and the way out. */
export function Ends({
  lang,
  close,
  word,
  off = false,
  danger = false,
  children,
}: {
  lang: DeskProps['lang']
  close: () => void
  /** The word of what is done; without it the dialog only closes. */
  word?: string
  off?: boolean
  danger?: boolean
  children?: ComponentChildren
}) {
  const { w } = wordsOf(lang)
  return (
    <footer class="dk-ends">
      {children}
      <button type="button" class="btn" onClick={close}>
        {word ? w.cancel : w.close}
      </button>
      {word && (
        <button type="submit" class={`btn main${danger ? ' danger' : ''}`} disabled={off}>
          {word}
        </button>
      )}
    </footer>
  )
}

/** A labelled text field, one line or more. */
export function Field({
  label,
  value,
  put,
  max,
  lines = 1,
  first = false,
  hint,
}: {
  label: string
  value: string
  put: (value: string) => void
  max: number
  lines?: number
  first?: boolean
  hint?: string
}) {
  const id = useId()
  const common = {
    id,
    maxLength: max,
    value,
    'data-first': first ? '' : undefined,
    'aria-describedby': hint ? `${id}-hint` : undefined,
  }
  return (
    <div class="dk-field">
      <label for={id}>{label}</label>
      {lines > 1 ? (
        <textarea {...common} rows={lines} onInput={(event) => put(event.currentTarget.value)} />
      ) : (
        <input {...common} type="text" onInput={(event) => put(event.currentTarget.value)} />
      )}
      {hint && (
        <p id={`${id}-hint`} class="dk-hint">
          {hint}
        </p>
      )}
    </div>
  )
}

/** A choice of one, with a number in front that a key picks. */
export function Choices<T extends string>({
  legend,
  options,
  word,
  value,
  put,
  numbered = false,
}: {
  legend: string
  options: readonly T[]
  word: (option: T) => string
  value: T | null
  put: (value: T) => void
  numbered?: boolean
}) {
  const id = useId()
  return (
    <fieldset class="dk-field dk-choices">
      <legend>{legend}</legend>
      {options.map((option, i) => (
        <label key={option} class="dk-check">
          <input
            type="radio"
            name={id}
            checked={value === option}
            data-first={i === 0 ? '' : undefined}
            onChange={() => put(option)}
          />
          {numbered && <kbd>{i + 1}</kbd>}
          {word(option)}
        </label>
      ))}
    </fieldset>
  )
}

/** The option a typed number means; none while something is being written. */
export function pickedBy<T>(event: KeyboardEvent, options: readonly T[]): T | null {
  const target = event.target as HTMLElement | null
  const writes =
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && target.type === 'text')
  if (writes || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return null
  return options[Number(event.key) - 1] ?? null
}

/** As many numbers as one looks at; the rest is found in its list. */
const JUMPS = 30

/** Numbers that jump to their items. */
export function Jumps({
  does,
  lang,
  nos,
  word,
}: Pick<DeskProps, 'does' | 'lang'> & { nos: readonly number[]; word: string }) {
  const { w } = wordsOf(lang)
  if (nos.length === 0) return null
  return (
    <p class="dk-jumps">
      <b>{word}</b>
      {nos.slice(0, JUMPS).map((no) => (
        <button
          key={no}
          type="button"
          class="dk-small num"
          onClick={() => does.act({ do: 'jump', no })}
        >
          {w.no(no)}
        </button>
      ))}
      {nos.length > JUMPS && <span class="muted num">{`+ ${nos.length - JUMPS}`}</span>}
    </p>
  )
}
