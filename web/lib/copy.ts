/** Copies, where the browser lets it; old ones inside messengers know only the second way. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.readOnly = true
    field.className = 'sr-only'
    document.body.appendChild(field)
    field.select()
    try {
      return document.execCommand('copy')
    } catch {
      return false
    } finally {
      field.remove()
    }
  }
}

/** Shows the copy buttons, which need a script, and makes them work. */
export function offerCopies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const { copy: what = '', copied = '', failed = '' } = button.dataset
    const said = document.createElement('span')
    said.setAttribute('role', 'status')
    said.className = 'muted'
    button.insertAdjacentElement('afterend', said)
    button.hidden = false
    button.addEventListener('click', () => {
      void copy(what || location.href.split('#')[0] || '').then((done) => {
        said.textContent = ` ${done ? copied : failed}`
      })
    })
  }
}
