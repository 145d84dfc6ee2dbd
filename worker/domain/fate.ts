import type { PublicCase, PublicQuestion } from '../contract/views'
import { termOf } from './balance'

/**
 * Where each question stands after the session, one word for each: what went wrong first, then what is still
 * open, then what is done, then what left the list.
 */
export const fates = [
  'overdue',
  'disputed',
  'open',
  'working',
  'replied',
  'confirmed',
  'answeredLive',
  'answeredWritten',
  'merged',
  'redirectedLater',
  'withdrawnLater',
  'takenDown',
] as const
export type Fate = (typeof fates)[number]

/** Late and without a reply; the moment of the deadline itself is too late. */
export const isLate = ({ repliedAt, dueAt }: PublicCase, now: number): boolean =>
  repliedAt === null && dueAt !== null && dueAt <= now

/** Its asker does not agree that it is done. */
const isDisputed = ({ state }: PublicCase) => state === 'disputed' || state === 'reopened'

/** Of several matters of one question the worst speaks for it; without matters, its term of the balance. */
export function fateOf({ state, answers, cases }: PublicQuestion, now: number): Fate {
  if ((state === 'handed_off' || state === 'answered') && cases.length > 0) {
    if (cases.some((item) => isLate(item, now))) return 'overdue'
    if (cases.some(isDisputed)) return 'disputed'
    if (cases.some((item) => item.repliedAt === null)) return 'working'
    return cases.every((item) => item.state === 'confirmed') ? 'confirmed' : 'replied'
  }
  const mode = answers.some((answer) => answer.mode === 'live') ? 'live' : 'written'
  const term = termOf({ state, answerMode: mode, reviewed: true })
  // A hand-off whose matters were all void is open again until somebody takes it.
  const fate = term === 'handedOff' ? 'working' : term
  return fates.find((one) => one === fate) ?? 'open'
}

export interface FateGroup {
  fate: Fate
  questions: PublicQuestion[]
}

/** Every question in exactly one group, groups in the order above, questions by their number. */
export function byFate(questions: readonly PublicQuestion[], now: number): FateGroup[] {
  return fates.flatMap((fate) => {
    const some = questions.filter((question) => fateOf(question, now) === fate)
    return some.length > 0 ? [{ fate, questions: some.toSorted((a, b) => a.no - b.no) }] : []
  })
}

/** How a matter of the last edition weighs for whoever opens the next one: the worst first. */
const weight = (question: PublicQuestion, now: number) => fates.indexOf(fateOf(question, now))

/** Hand-offs of an edition as the next one opens with them: late and disputed first, then by number. */
export function worstFirst(questions: readonly PublicQuestion[], now: number): PublicQuestion[] {
  return questions.toSorted((a, b) => weight(a, now) - weight(b, now) || a.no - b.no)
}
