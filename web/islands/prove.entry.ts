import { proveHuman, proveWork } from '../lib/proof'

/** The line that says which votes count; here it also says how far this browser's proof got. */
const place = document.querySelector<HTMLElement>('[data-prove]')

function live(at: HTMLElement, words: DOMStringMap): void {
  const session = words['prove'] ?? ''
  const said = at.querySelector('output')
  const say = (text = '') => {
    // Said anew only when it says something else: it is read aloud.
    if (said && said.textContent !== text) said.textContent = text
  }
  const fail = () => say(words['failed'])
  let under = false
  const prove = async () => {
    if (under) return
    under = true
    const work = proveWork(session, (part) =>
      say(words['working']?.replace('%', `${part - (part % 20)}%`)),
    )
    await work.then((level) => say(level > 0 ? words['done'] : words['failed']), fail)
    under = false
  }
  // The check for people has no other way to tell a page; it may also have been faster than this script.
  const passed = (token: string) =>
    void proveHuman(session, token).then(() => say(words['human']), fail)
  Object.assign(window, { personCheckPassed: passed })
  const early = at.querySelector('input')?.value
  if (early) passed(early)
  // Asked for again when a pass is used up.
  document.addEventListener('prove', () => void prove())
  void prove()
}

if (place) live(place, place.dataset)
