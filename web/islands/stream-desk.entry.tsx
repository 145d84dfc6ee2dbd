import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { offerCopies } from '../lib/copy'
import { improveForms } from '../lib/forms'
import { bringToLife, islandState } from '../lib/hydrate'
import { StreamWatch, type WatchProps, type WatchStatus } from '../views/desk/stream-watch'
import { Preview } from './stream-preview'

/** The picture's health, asked for again and again; the preview; and forms that a script makes easier. */

const AGAIN_MS = 2_000
/** A page nobody looks at asks less. */
const HIDDEN_MS = 15_000
/** Failures in a row before it is said. */
const AWAY_AFTER = 3

improveForms()
offerCopies()
for (const field of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-whole]')) {
  field.addEventListener('focus', () => field.select())
}
const film = document.querySelector<HTMLFormElement>('form[data-film]')
if (film) void import('../lib/film-upload').then(({ sendInParts }) => sendInParts(film))

const seed = islandState<WatchProps>('stream')
if (seed) start(seed)

function start(given: WatchProps) {
  const { slug, lang } = given
  const status = signal<WatchStatus>(given.status)
  const away = signal(false)
  const alive = signal(false)
  let failures = 0

  async function look() {
    try {
      const answer = await fetch(`/api/desk/sessions/${slug}/stream`, { cache: 'no-store' })
      if (answer.status === 401) return location.reload()
      if (!answer.ok) throw new Error(String(answer.status))
      status.value = (await answer.json()) as WatchStatus
      failures = 0
    } catch {
      failures += 1
    }
    away.value = failures >= AWAY_AFTER
  }

  async function mark(what: 'signal' | 'sound') {
    const answer = await fetch(`/api/desk/sessions/${slug}/stream/tried`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ what }),
    }).catch(() => null)
    if (!answer?.ok) return
    const tried = (await answer.json()) as WatchStatus['tried']
    status.value = { ...status.value, tried }
  }

  function App() {
    useEffect(() => {
      alive.value = true
      let timer = 0
      const again = () => {
        timer = window.setTimeout(
          () => void look().then(again),
          document.hidden ? HIDDEN_MS : AGAIN_MS,
        )
      }
      again()
      return () => window.clearTimeout(timer)
    }, [])
    return (
      <StreamWatch {...given} status={status.value} away={away.value}>
        {/* Only a script can show it, and what was drawn before must be found again. */}
        {alive.value && <Preview status={status.value} slug={slug} lang={lang} mark={mark} />}
      </StreamWatch>
    )
  }

  bringToLife('stream', App)
}
