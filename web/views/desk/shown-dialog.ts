import { useLayoutEffect, useRef } from 'preact/hooks'

/**
 * Shows a dialog in the browser's own way for as long as it is drawn, or openly where there is none. `begin` gives
 * the focus to something in it; whatever had it before gets it back.
 */
export function useShownDialog(begin: (dialog: HTMLDialogElement) => void) {
  const box = useRef<HTMLDialogElement>(null)
  const first = useRef(begin)
  useLayoutEffect(() => {
    const dialog = box.current
    if (!dialog) return
    const before = document.activeElement
    if (typeof dialog.showModal === 'function') dialog.showModal()
    else dialog.setAttribute('open', '')
    first.current(dialog)
    return () => {
      if (typeof dialog.close === 'function') dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return box
}
