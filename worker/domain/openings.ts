import type { AuditedQuestion, AuditPage, Opening } from '../contract/audit'
import type { PublicQuestion, PublicSession } from '../contract/views'
import type { SaltPart } from './chain'
import { questionKey } from './chained'

/** Part of a thing's salt; null where there is none, or none any more. */
export type PartOf = (key: string, part: SaltPart) => string | null

/** What opens the chain's commitments to a question that anybody may read, and to nothing else. */
function openingsOf(question: PublicQuestion, part: PartOf): AuditedQuestion {
  const open = (key: string, words: boolean): Opening => ({
    object: part(key, 'object'),
    words: words ? part(key, 'words') : null,
  })
  const named = (kind: string, rows: readonly { id: string }[]) =>
    Object.fromEntries(rows.map(({ id }) => [id, open(`${kind}:${id}`, true)]))
  return {
    question,
    // A stub has no words: whoever took them back or down took them out of here as well.
    open: open(questionKey(question.no), question.text !== ''),
    answers: named('answer', question.answers),
    cases: named('case', question.cases),
  }
}

/** Public questions of a session with what opens the chain's commitments to them. */
export function opened(
  session: PublicSession,
  questions: readonly PublicQuestion[],
  part: PartOf,
): AuditPage {
  const key = `session:${session.id}`
  return {
    session,
    open: { object: part(key, 'object'), words: part(key, 'words') },
    questions: questions.map((question) => openingsOf(question, part)),
  }
}
