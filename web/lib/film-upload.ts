import type { FilmUpload } from '../../worker/contract/stream-desk'
import { toHex } from '../../worker/domain/bytes'

/**
 * Sends a film in parts, a few of them at once. What the portal has already is left out after comparing its
 * digest, so whoever was interrupted chooses the same file and goes on.
 */

const AT_ONCE = 2
const TRIES = 5

async function sha256(bytes: ArrayBuffer): Promise<string | null> {
  // Only over an encrypted connection; without it every part is sent again.
  if (!('subtle' in crypto)) return null
  return toHex(await crypto.subtle.digest('SHA-256', bytes))
}

interface Refused {
  error?: { message?: string; code?: string }
}

/** What the portal said no to; a broken connection is none. */
class Said extends Error {}

async function asked(path: string, init: RequestInit): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(path, init).catch(() => null)
    if (answer?.ok) return answer.status === 204 ? null : answer.json()
    if (answer && answer.status < 500 && answer.status !== 429) {
      const { error } = (await answer.json().catch(() => ({}))) as Refused
      throw new Said(error?.message ?? String(answer.status))
    }
    if (attempt === TRIES) throw new Error('interrupted')
    await new Promise((done) => setTimeout(done, 1000 * 2 ** attempt))
  }
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** '2026-11-30T15:42:07' as clocks here show it, whatever zone the computer is set to. */
function momentOf(text: string): number | null {
  const at = text === '' ? NaN : Date.parse(`${text.length === 16 ? `${text}:00` : text}+08:00`)
  return Number.isNaN(at) ? null : at
}

async function send(
  film: File,
  base: string,
  startsAt: number | null,
  told: (done: number, resumed: boolean) => void,
): Promise<void> {
  const upload = (await asked(base, json({ bytes: film.size }))) as FilmUpload
  const here = new Map(upload.parts.map(({ no, sha256: digest }) => [no, digest]))
  const count = Math.max(1, Math.ceil(film.size / upload.partBytes))
  let next = 1
  let done = 0
  let resumed = false
  const sender = async () => {
    while (next <= count) {
      const no = next++
      const bytes = await film
        .slice((no - 1) * upload.partBytes, no * upload.partBytes)
        .arrayBuffer()
      const known = here.get(no)
      if (known !== undefined && known === (await sha256(bytes))) resumed = true
      else await asked(`${base}/${upload.id}/${no}`, { method: 'PUT', body: bytes })
      done += 1
      told(done / count, resumed)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  await asked(`${base}/${upload.id}/finish`, json({ startsAt }))
}

/** Makes the plain form for small films one for large ones. */
export function sendInParts(form: HTMLFormElement): void {
  const { film: slug = '', sending = '', resumed = '', stopped = '' } = form.dataset
  const bar = form.querySelector('progress')
  const said = form.querySelector('output')
  const button = form.querySelector<HTMLButtonElement>('button[type=submit]')
  form.addEventListener('submit', (event) => {
    const film = form.querySelector<HTMLInputElement>('input[type=file]')?.files?.[0]
    if (!film || !bar || !said || !button) return
    event.preventDefault()
    const starts = form.querySelector<HTMLInputElement>('input[name=startsAt]')?.value ?? ''
    button.disabled = true
    bar.hidden = false
    said.textContent = sending
    const leaving = (leave: BeforeUnloadEvent) => leave.preventDefault()
    window.addEventListener('beforeunload', leaving)
    send(film, `/api/desk/sessions/${slug}/stream/film`, momentOf(starts), (part, goesOn) => {
      bar.value = Math.floor(part * 100)
      said.textContent = `${goesOn ? resumed : sending} ${Math.floor(part * 100)}%`
    })
      .then(() => {
        window.removeEventListener('beforeunload', leaving)
        location.assign(`/desk/s/${slug}/stream?saved=film#after`)
      })
      .catch((error: unknown) => {
        window.removeEventListener('beforeunload', leaving)
        button.disabled = false
        said.textContent = error instanceof Said ? error.message : stopped
      })
  })
}
