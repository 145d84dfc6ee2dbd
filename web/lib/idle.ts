import { useEffect, useRef } from 'preact/hooks'

const signs = ['pointerdown', 'pointermove', 'touchstart', 'keydown', 'scroll', 'wheel'] as const

/**
 * Acts each time the reader has left the page alone for this long. Not while something in the list has
 * the focus: it would be carried away.
 */
export function useIdle(ms: number, act: () => void): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    let timer = 0
    const begin = () => {
      clearTimeout(timer)
      timer = window.setTimeout(() => {
        const busy = document.activeElement?.closest('#list, form')
        if (!busy && document.visibilityState === 'visible') latest.current()
        begin()
      }, ms)
    }
    for (const sign of signs) addEventListener(sign, begin, { passive: true })
    begin()
    return () => {
      clearTimeout(timer)
      for (const sign of signs) removeEventListener(sign, begin)
    }
  }, [ms])
}
