import { signal } from '@preact/signals'
import type { Lang } from '../../worker/contract/lang'
import type { SessionState } from '../../worker/contract/states'
import {
  FREE_MS,
  type DeskLine,
  type DeskLines,
  type LineEdit,
} from '../../worker/contract/transcript'
import type { PublicGuest } from '../../worker/contract/views'
import { nothingHeld, takeLine, takeLines, type HeldLines } from './desk-lines'
import { forgetDraft, keepDraft, readDraft } from './drafts'
import { LineQueue, newOp, type Keep } from './line-queue'
import { send } from './desk-api'

/** What a note-taker's desk knows and does; the pictures of it are in views/desk. */

export interface NoteDeskProps {
  lang: Lang
  slug: string
  title: string
  guests: PublicGuest[]
  state: SessionState
  startsAt: number
  me: { id: string; name: string }
  moderator: boolean
  found: DeskLines
}

const LOOK_MS = 1_000
/** Nobody looks at the page, or the session is over: it is asked now and then. */
const LOOK_SLOWLY_MS = 10_000
const RETRY_FIRST_MS = 1_000
const RETRY_LAST_MS = 15_000
/** Whoever has typed within this time is typing. */
const TYPING_MS = 4_000

/** What is being typed: kept with every letter. */
export interface Draft {
  /** The name its line will have: a draft whose line was sent is not typed again. */
  id: string
  /** When typing began, by the room's clock; null: not yet. */
  began: number | null
  /** Seconds it was moved by hand. */
  nudge: number
  speaker: string
  office: string
  text: string
  /** The question it answers; null: none. */
  question: number | null
}

const newDraft = (last?: Draft): Draft => ({
  id: newOp(),
  began: null,
  nudge: 0,
  speaker: last?.speaker ?? '',
  office: last?.office ?? '',
  text: '',
  question: last?.question ?? null,
})

/** localStorage; where the browser keeps nothing, or no more, a line is held by the page alone. */
const browserKeep: Keep = {
  keys: () => quietly(() => Object.keys(window.localStorage), []),
  get: (key) => quietly(() => window.localStorage.getItem(key), null),
  set: (key, value) => quietly(() => window.localStorage.setItem(key, value), undefined),
  remove: (key) => quietly(() => window.localStorage.removeItem(key), undefined),
}

function quietly<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}

export type NoteDesk = ReturnType<typeof noteDesk>

export function noteDesk(props: NoteDeskProps) {
  const { slug, found } = props
  const api = `/api/desk/sessions/${slug}/lines`
  const draftName = `line:${slug}`
  const held = signal<HeldLines>(takeLines(nothingHeld, found))
  const facts = signal<Omit<DeskLines, 'lines'>>(found)
  /** The room's clock minus this one. */
  let skew = found.at - Date.now()
  const now = () => Date.now() + skew
  const write = (edit: LineEdit) => send<DeskLine>(api, 'POST', edit)
  const queue = new LineQueue(browserKeep, slug, write, (arrived) => {
    if (arrived) held.value = takeLine(held.value, arrived)
    changes.value += 1
  })
  /** Grows with every change of the queue. */
  const changes = signal(0)
  const signedOut = signal(false)
  const draft = signal(restored())
  let typedAt = 0
  let failures = 0
  let retry = 0
  let looking = false

  function restored(): Draft {
    const kept = readDraft(draftName, Date.now())
    if (!kept?.['id']) return newDraft()
    // It was sent, and the page went before it was forgotten.
    if (queue.has(kept['id']) || held.value.lines.has(kept['id'])) return newDraft()
    const { id, began, nudge, speaker = '', office = '', text = '', question } = kept
    return {
      id,
      began: began ? Number(began) : null,
      nudge: Number(nudge ?? 0),
      speaker,
      office,
      text,
      question: question ? Number(question) : null,
    }
  }

  function keep(): void {
    const { id, began, nudge, speaker, office, text, question } = draft.value
    keepDraft(
      draftName,
      {
        id,
        began: String(began ?? ''),
        nudge: String(nudge),
        speaker,
        office,
        text,
        question: String(question ?? ''),
      },
      Date.now(),
    )
  }

  function type(patch: Partial<Draft>): void {
    const before = draft.value
    const next = { ...before, ...patch }
    if (patch.text !== undefined) {
      typedAt = Date.now()
      if (before.text === '' && next.text !== '') next.began = now()
      if (next.text === '') Object.assign(next, { began: null, nudge: 0 })
    }
    draft.value = next
    keep()
  }

  /** When the line was said: when its typing began, moved by hand. */
  const saidAt = (one: Draft = draft.value) => (one.began ?? now()) + one.nudge * 1_000

  function nudge(seconds: number): void {
    const one = draft.value
    type({ nudge: one.nudge + seconds, ...(one.began === null && { began: now() }) })
  }

  /** Writes down what is typed; false where something is missing. */
  function commit(): boolean {
    const one = draft.value
    const [text, speaker] = [one.text.trim(), one.speaker.trim()]
    if (text === '' || speaker === '') return false
    const at = Math.round(Math.min(saidAt(one), now()))
    const office = one.office.trim() || null
    const { id, question } = one
    // Kept as a line before it is forgotten as a draft.
    queue.add({ id, op: id, seen: 0, at, speaker, office, text, question })
    forgetDraft(draftName)
    draft.value = newDraft(one)
    keep()
    void flush()
    return true
  }

  /** Changes a line as it is seen here. */
  function change(line: DeskLine, patch: Partial<LineEdit>): void {
    const { id, at, speaker, office, text, question, version } = line
    const edit = { id, op: newOp(), seen: version, at, speaker, office, text, question, ...patch }
    queue.add(edit)
    void flush()
  }

  /** Whether a change of this line's words asks for a reason. */
  const asksWhy = (line: DeskLine) => line.version > 0 && now() - line.enteredAt > FREE_MS

  async function flush(): Promise<void> {
    window.clearTimeout(retry)
    await queue.flush()
    changes.value += 1
    if (queue.trouble === null) {
      failures = 0
      return
    }
    failures += 1
    const wait = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (failures - 1))
    retry = window.setTimeout(() => void flush(), wait)
  }

  async function look(): Promise<void> {
    if (looking) return
    looking = true
    const sent = Date.now()
    try {
      const { epoch, seq } = held.value
      const query = new URLSearchParams({ epoch, seq: String(seq) })
      const { speaker, text } = draft.value
      if (text !== '' && Date.now() - typedAt < TYPING_MS) query.set('typing', speaker)
      const answer = await fetch(`${api}?${query}`, { cache: 'no-store' })
      signedOut.value = answer.status === 401
      if (!answer.ok) return
      const told = (await answer.json()) as DeskLines
      const { lines: _lines, ...rest } = told
      // Half of the way there and back is what the answer took.
      skew = told.at - (sent + Date.now()) / 2
      if (draft.value.question !== null && rest.stage?.no !== draft.value.question) {
        type({ question: null })
      }
      facts.value = rest
      held.value = takeLines(held.value, told)
    } catch {
      // What is written meanwhile is kept; the next look mends the rest.
    } finally {
      looking = false
    }
  }

  function follow(): () => void {
    let timer = 0
    const again = async () => {
      await look()
      const slowly = document.hidden || facts.value.epoch === 'record'
      timer = window.setTimeout(() => void again(), slowly ? LOOK_SLOWLY_MS : LOOK_MS)
    }
    const back = () => {
      if (document.hidden) return
      void flush()
      void look()
    }
    addEventListener('online', back)
    document.addEventListener('visibilitychange', back)
    void flush()
    void again()
    return () => {
      removeEventListener('online', back)
      document.removeEventListener('visibilitychange', back)
      window.clearTimeout(timer)
      window.clearTimeout(retry)
    }
  }

  return {
    props,
    held,
    facts,
    queue,
    changes,
    signedOut,
    draft,
    now,
    type,
    saidAt,
    nudge,
    commit,
    change,
    asksWhy,
    flush,
    follow,
  }
}
