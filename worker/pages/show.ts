import type { PublicQuestion } from '../contract/views'
import { termOf } from '../domain/balance'
import { bridgeTerms, caseTerms, rare } from '../../web/views/bridge'

/** Names of selections an address may ask for: the terms of the bridge, and all. */
const shows: readonly string[] = ['all', 'others', ...bridgeTerms, ...caseTerms]

export function isShow(raw: string): boolean {
  return shows.includes(raw)
}

/** The same rule that counts the bridge decides which rows stand behind a figure. */
function inTerm(question: PublicQuestion, show: string, now: number): boolean {
  if (show === 'all') return true
  const { cases } = question
  switch (show) {
    case 'overdue':
      return cases.some(
        (item) => item.repliedAt === null && item.dueAt !== null && item.dueAt <= now,
      )
    case 'disputed':
    case 'confirmed':
      return cases.some((item) => item.state === show)
    case 'solved':
      return cases.some((item) => item.repliedAt !== null && item.outcome === 'solved')
    case 'replied':
      return cases.some((item) => item.repliedAt !== null)
    case 'closed':
      return cases.some((item) => item.closedAt !== undefined)
    default: {
      const { state, answers } = question
      const answerMode = answers.some((answer) => answer.mode === 'live')
        ? 'live'
        : (answers[0]?.mode ?? null)
      const term = termOf({ state, answerMode, reviewed: true })
      return show === 'others' ? rare.some((other) => other === term) : term === show
    }
  }
}

export function shownIn(
  questions: readonly PublicQuestion[],
  show: string,
  now: number,
): PublicQuestion[] {
  return questions.filter((question) => inTerm(question, show, now))
}
