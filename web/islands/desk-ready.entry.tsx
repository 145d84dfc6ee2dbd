import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { PROTOCOL } from '../../worker/contract/live'
import type { Ready } from '../../worker/contract/ready'
import { bringToLife, islandState } from '../lib/hydrate'
import { Line } from '../lib/socket'
import { ReadyView, type ReadyProps } from '../views/desk/ready'

/** Some of it changes without anybody at the desk being told: asked again this often. */
const AGAIN_MS = 4_000
const SOON_MS = 300

const seed = islandState<ReadyProps>('ready')
if (seed) start(seed)

function start(given: ReadyProps) {
  const ready = signal(given.ready)
  const skew = signal<number | null>(null)
  const { slug } = given
  let asking = false
  let soon = 0

  async function look() {
    if (asking) return
    asking = true
    const sent = Date.now()
    try {
      const answer = await fetch(`/api/desk/sessions/${slug}/ready`, { cache: 'no-store' })
      if (!answer.ok) return
      const told = (await answer.json()) as Ready
      ready.value = told
      // Half of the way there and back is what the answer took.
      skew.value = (sent + Date.now()) / 2 - told.at
    } catch {
      // Without a network the page stays as it was; the next look mends it.
    } finally {
      asking = false
    }
  }

  // Being connected is being present; what others do there changes the lights.
  const line = new Line<{ t: string }>({
    path: `/api/desk/sessions/${slug}/live`,
    hello: () => ({ t: 'hello', v: PROTOCOL }),
    heard: () => {
      window.clearTimeout(soon)
      soon = window.setTimeout(() => void look(), SOON_MS)
    },
    changed: () => undefined,
  })

  function App() {
    useEffect(() => {
      if (given.ready.state !== 'draft' && given.ready.state !== 'announced') line.open()
      void look()
      const again = setInterval(() => void look(), AGAIN_MS)
      return () => {
        clearInterval(again)
        line.close()
      }
    }, [])
    return <ReadyView {...given} ready={ready.value} skew={skew.value} />
  }

  bringToLife('ready', App)
}
