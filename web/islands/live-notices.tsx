import { useEffect, useState } from 'preact/hooks'
import type { Lang } from '../../worker/contract/lang'
import { sessionWords } from '../../worker/contract/words/session'
import type { LineState } from '../lib/socket'

const PATIENCE_MS = 3_000

/** Says how the line is, but only once it has been bad for three seconds. */
export function LineBanner({ state, lang }: { state: LineState; lang: Lang }) {
  const bad = state === 'reconnecting' || state === 'polling'
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!bad) return setLate(false)
    const timer = setTimeout(() => setLate(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [bad])
  if (!bad || !late) return null
  return <p class="line-banner">{sessionWords[lang].line[state]}</p>
}

/** A plain sentence about what just did not work. It stays until it is closed: nobody has to read fast. */
export function Said({ text, lang, close }: { text: string; lang: Lang; close: () => void }) {
  return (
    <div class="said" role="alert" hidden={text === ''}>
      <p>{text}</p>
      <button class="btn" type="button" onClick={close}>
        {sessionWords[lang].close}
      </button>
    </div>
  )
}
