import { forgetDraft, keepDraft, readDraft } from './drafts'

type Field = HTMLInputElement | HTMLTextAreaElement

/** Twenty-two signs of chance: the same submission sent twice is then known to be one. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/={1,2}$/, '')
}

let visit: string | undefined

/** Who this reader is until the first answer brings the cookie: should it be lost, no second visitor takes part. */
export const visitKey = (): string => (visit ??= newKey())

const fieldsOf = (form: HTMLFormElement): Field[] =>
  [...form.querySelectorAll<Field>('textarea, input[type="text"]')].filter(
    (field) => field.name !== '',
  )

function keepDraftOf(form: HTMLFormElement, name: string): void {
  const kept = readDraft(name, Date.now())
  for (const field of fieldsOf(form)) {
    const value = kept?.[field.name]
    if (value && !field.value) field.value = value
  }
  form.addEventListener('input', () => {
    const values = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]))
    keepDraft(name, values, Date.now())
  })
}

/** Improves every plain form of a page: drafts, a submission key, and no second click while it is under way. */
export function improveForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
    keepDraftOf(form, form.dataset['draft'] ?? '')
  }
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-keyed]')) {
    if (form.querySelector('[name="key"]')) continue
    const key = document.createElement('input')
    key.type = 'hidden'
    key.name = 'key'
    key.value = newKey()
    form.appendChild(key)
  }
  // The page that confirms a submission names the draft that is done with.
  for (const done of document.querySelectorAll<HTMLElement>('[data-draft-done]')) {
    forgetDraft(done.dataset['draftDone'] ?? '')
  }
  document.addEventListener('keydown', (event) => {
    const menu = document.querySelector<HTMLDetailsElement>('.menu[open]')
    if (event.key !== 'Escape' || !menu) return
    menu.open = false
    menu.querySelector('summary')?.focus()
  })
}
