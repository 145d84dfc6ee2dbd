import type { ComponentChildren } from 'preact'

type Form = ReadonlyMap<string, string>

/** One field of a form: label, input, and what helps or what is wrong. */
export function Field({
  id,
  label,
  hint,
  wrong,
  children,
}: {
  id: string
  label: string
  hint?: string | undefined
  /** What is wrong with what was typed. */
  wrong?: string | null
  children: ComponentChildren
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {(wrong || hint) && (
        <p id={`${id}-hint`} class={wrong ? 'wrong' : 'hint'}>
          {wrong || hint}
        </p>
      )}
    </div>
  )
}

/** What an input needs so that its label, its hint and what was typed belong to it. */
export function input(name: string, form: Form, wrong: boolean, prefix = 'f') {
  const id = `${prefix}-${name}`
  return {
    id,
    name,
    value: form.get(name) ?? '',
    'aria-invalid': wrong ? ('true' as const) : undefined,
    'aria-describedby': `${id}-hint`,
  }
}

/** Something chosen out of a list. */
export function Select({
  name,
  form,
  options,
  wrong = false,
  prefix = 'f',
}: {
  name: string
  form: Form
  options: readonly (readonly [value: string, word: string])[]
  wrong?: boolean
  prefix?: string
}) {
  const { value, ...rest } = input(name, form, wrong, prefix)
  return (
    <select {...rest}>
      {options.map(([one, word]) => (
        <option key={one} value={one} selected={one === value}>
          {word}
        </option>
      ))}
    </select>
  )
}

export function Check({ name, form, label }: { name: string; form: Form; label: string }) {
  return (
    <label class="ad-check">
      <input type="checkbox" name={name} value="on" checked={form.get(name) === 'on'} /> {label}
    </label>
  )
}
