import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Decision } from '../../worker/contract/room'
import type { CutKind, DeskCut } from '../../worker/contract/stream'
import { cutWords } from '../../worker/contract/words/cut'
import { bringToLife, islandState } from '../lib/hydrate'
import { atRest, Cut, type CutDoes, type CutMoment, type CutProps } from '../views/desk/cut'
import { deskApi } from '../lib/desk-api'

/** How long a first press on “resume” waits for its second. */
const ASK_MS = 4_000
/** The desk tells of cuts by this; its own script may be gone, and then only this control's own are known. */
const CUTS = 'desk-cuts'

const seed = islandState<CutProps>('cut')
if (seed) start(seed)

function start({ slug, lang, cuts: given }: CutProps) {
  const cuts = signal<readonly DeskCut[]>(given)
  const at = signal<CutMoment>(atRest)
  const set = (part: Partial<CutMoment>) => (at.value = { ...at.value, ...part })
  const { decide } = deskApi(slug)
  let asked = 0

  async function send(decision: Decision): Promise<boolean> {
    set({ busy: true, problem: null })
    const answer = await decide(decision)
    set({ busy: false })
    // What somebody else has done already is done.
    if (answer.ok || answer.code === 'CONFLICT' || answer.code === 'NOT_POSSIBLE') return true
    const offline = answer.code === 'OFFLINE'
    set({ problem: offline ? '' : `${cutWords[lang].refused}${answer.message}` })
    return false
  }

  /** Until the desk tells it by itself. */
  function own(kind: CutKind, change: (open: DeskCut | undefined) => DeskCut | null) {
    const open = cuts.value.find((cut) => cut.kind === kind && cut.until === null)
    const next = change(open)
    cuts.value = [...(next ? [next] : []), ...cuts.value.filter((cut) => cut !== open)]
  }

  const does: CutDoes = {
    open: (kind) => set({ open: kind, problem: null }),
    reach: (from) => set({ from }),
    cut: (kind, reason, from, keepOut) => {
      const now = Date.now()
      void send({ act: 'cut', kind, reason, from, keepOut }).then((done) => {
        if (!done) return
        set({ open: null })
        const fresh = { id: '', kind, at: now, from: now, until: null, reason, by: '' }
        own(kind, (open) => ({ ...(open ?? fresh), keepOut: keepOut || (open?.keepOut ?? false) }))
      })
    },
    resume: (kind) => {
      window.clearTimeout(asked)
      if (at.value.asking !== kind) {
        set({ asking: kind })
        asked = window.setTimeout(() => set({ asking: null }), ASK_MS)
        return
      }
      set({ asking: null })
      void send({ act: 'resume', kind }).then((done) => done && own(kind, () => null))
    },
  }

  function App() {
    useEffect(() => {
      const told = (event: Event) => {
        cuts.value = (event as CustomEvent<readonly DeskCut[] | undefined>).detail ?? []
      }
      const pressed = (event: KeyboardEvent) => {
        if (event.key !== 'F9' || !event.shiftKey || event.ctrlKey || event.altKey) return
        event.preventDefault()
        if (!cuts.value.some((cut) => cut.kind === 'picture' && cut.until === null)) {
          does.open('picture')
        }
      }
      addEventListener(CUTS, told)
      addEventListener('keydown', pressed)
      return () => {
        removeEventListener(CUTS, told)
        removeEventListener('keydown', pressed)
      }
    }, [])
    return <Cut slug={slug} lang={lang} cuts={cuts.value} at={at.value} does={does} />
  }

  bringToLife('cut', App)
}
