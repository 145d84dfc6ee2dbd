import type { PromiseCounts } from '../../../worker/contract/commitments'
import type { Lang } from '../../../worker/contract/lang'
import { byHot } from '../../../worker/domain/ranking'
import type { CasesLine, PublicQuestion, Snapshot } from '../../../worker/contract/views'

/** A QR code as the Worker has drawn it: one path on a square of `size` modules, margin included. */
export interface QrShape {
  size: number
  path: string
}

export interface ScreenProps {
  snapshot: Snapshot
  lang: Lang
  /** The server's clock when this was made. */
  at: number
  qr: QrShape
  /** Where to read and ask, short enough to type: host and path. */
  address: string
  /** What became of the hand-offs of the edition before; null where there was none. */
  last: CasesLine | null
  /** What became of its promises. */
  promised: PromiseCounts | null
}

/** What the projector shows, by where the session stands. */
export type Phase = 'before' | 'live' | 'after' | 'cancelled'

export function phaseOf({ session }: Snapshot): Phase {
  switch (session.state) {
    case 'live':
    case 'paused':
      return 'live'
    case 'wrapped':
    case 'closed':
    case 'archived':
      return 'after'
    case 'cancelled':
      return 'cancelled'
    default:
      return 'before'
  }
}

export interface Upcoming {
  question: PublicQuestion
  /** Why it is next: the host has put it there, or its votes have. */
  why: 'agenda' | 'votes'
}

/** The next questions, as the room orders them: the host's run-down first, then by votes. */
export function upcoming(snapshot: Snapshot, count: number): Upcoming[] {
  const waiting = snapshot.questions.filter((question) => question.state === 'listed')
  const named = snapshot.next.flatMap((no) => waiting.filter((question) => question.no === no))
  const rest = waiting.filter((question) => !named.includes(question)).sort(byHot)
  return [...named, ...rest]
    .slice(0, count)
    .map((question) => ({ question, why: question.arranged ? 'agenda' : 'votes' }))
}

/** The question being answered, with who answers it; null between two questions. */
export function onStage(snapshot: Snapshot): PublicQuestion | null {
  const { stage } = snapshot
  if (!stage) return null
  const question = snapshot.questions.find((item) => item.no === stage.no)
  return question && question.text !== '' ? question : null
}

/** Steps of type size: the largest at which a text of this length still fits its place. */
const steps = [
  [18, 'size-1'],
  [36, 'size-2'],
  [60, 'size-3'],
  [95, 'size-4'],
  [135, 'size-5'],
  [170, 'size-6'],
] as const

export function sizeOf(text: string): string {
  let width = 0
  // Latin letters and digits are about half as wide as a character.
  for (const sign of text) width += sign.charCodeAt(0) < 0x2e80 ? 0.55 : 1
  return steps.find(([most]) => width <= most)?.[1] ?? 'size-7'
}

/** Signs of a line that two rows of the picture hold beside the speaker's name. */
const LINE_SIGNS = 66

/** The end of what was said, from the beginning of a sentence where that fits. */
export function lastWords(text: string): string {
  const whole = text.replace(/\s+/g, ' ').trim()
  const signs = [...whole]
  if (signs.length <= LINE_SIGNS) return whole
  const end = signs.slice(1 - LINE_SIGNS).join('')
  const sentence = /[。！？；，.!?;,]\s*(?=\S)/u.exec(end)
  return `…${sentence ? end.slice(sentence.index + sentence[0].length) : end}`
}
