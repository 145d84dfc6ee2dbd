import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { useShownDialog } from './shown-dialog'

/**
 * A dialog in the browser's own element, which keeps the keyboard inside and Escape working. Where that
 * is missing it stands open as a labelled box. What had the focus gets it back.
 */
export function Modal({
  title,
  lead,
  close,
  closeWord,
  wide = false,
  look,
  onKey,
  children,
}: {
  title: string
  lead?: string
  close: () => void
  closeWord: string
  wide?: boolean
  look?: string
  /** Keys of its own, such as a number that picks a choice. */
  onKey?: (event: KeyboardEvent) => void
  children: ComponentChildren
}) {
  const id = useId()
  const box = useShownDialog((dialog) => {
    const first =
      dialog.querySelector<HTMLElement>('[data-first]') ??
      dialog.querySelector<HTMLElement>('.dk-ends .btn')
    first?.focus()
    // What is to be corrected is read from its beginning.
    if (first instanceof HTMLTextAreaElement && first.scrollHeight > first.clientHeight) {
      first.setSelectionRange(0, 0)
      first.scrollTop = 0
    }
  })
  return (
    <dialog
      ref={box}
      class={`dk-dialog${wide ? ' wide' : ''}${look ? ` ${look}` : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onKeyDown={(event) => {
        // Without the browser's own dialog, Escape is ours to hear.
        if (event.key === 'Escape' && !event.isComposing) close()
        else onKey?.(event)
      }}
    >
      <header class="dk-dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="dk-close" aria-label={closeWord} onClick={close}>
          <svg width="16" height="16" aria-hidden="true" focusable="false">
            <path d="M2 2l12 12M14 2L2 14" stroke="currentColor" stroke-width="2" />
          </svg>
        </button>
      </header>
      {lead && <p class="muted">{lead}</p>}
      {children}
    </dialog>
  )
}
