import { improveForms } from '../lib/forms'
import { knowsPasskeys, withPasskey, type Steps } from '../lib/passkey'

/** Brings the passkey buttons of a page to life: without a script they are not shown at all. */

improveForms()

const fieldsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )

/** What a button does, by its name. */
function stepsOf(kind: string, fields: Record<string, string>): Steps | null {
  const { invite, key = '', token = '', name = '', office = '', unit = '' } = fields
  switch (kind) {
    case 'sign-in':
      return {
        ask: '/api/staff/sign-in/challenge',
        body: {},
        send: '/api/staff/sign-in',
        also: {},
        make: false,
      }
    case 'join': {
      const ticket = invite === undefined ? { first: { token, name, office, unit } } : { invite }
      return {
        ask: '/api/staff/joining/challenge',
        body: ticket,
        send: '/api/staff/joining',
        also: { ...ticket, key },
        make: true,
      }
    }
    case 'prove':
      return {
        ask: '/api/desk/me/challenge',
        body: { for: 'prove' },
        send: '/api/desk/me/prove',
        also: {},
        make: false,
      }
    case 'add':
      return {
        ask: '/api/desk/me/challenge',
        body: { for: 'add' },
        send: '/api/desk/me/passkeys',
        also: { key },
        make: true,
      }
    default:
      return null
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
  const button = form.querySelector<HTMLButtonElement>('button')
  const said = form.querySelector<HTMLOutputElement>('output')
  const words = form.dataset
  if (!button || !said) continue
  form.hidden = false
  if (!knowsPasskeys()) {
    button.disabled = true
    said.textContent = words['none'] ?? ''
    continue
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const steps = stepsOf(words['passkey'] ?? '', fieldsOf(form))
    if (!steps || button.disabled) return
    button.disabled = true
    said.textContent = words['working'] ?? ''
    void withPasskey(steps).then((done) => {
      button.disabled = false
      if (!done.ok) {
        said.textContent = done.message || (words[done.why] ?? words['failed'] ?? '')
        return
      }
      // What somebody was sending when they were asked goes on its way now.
      const waiting = document.querySelector<HTMLFormElement>('form[data-resume]')
      if (waiting) waiting.submit()
      else location.assign(done.value.to ?? words['to'] ?? '/desk')
    })
  })
}
