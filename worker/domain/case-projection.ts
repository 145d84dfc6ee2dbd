import { publicCaseEvents, solvedSaid, type PublicCaseEvent } from '../contract/cases'
import type { CaseEventRecord } from './case-records'
import { maskPersonal } from './masking'

/**
 * What anybody may read of a case's life. What is not copied here does not leave: who acted, what stays inside,
 * drafts and notes never do.
 */

/** Events whose words are published elsewhere: the reply stands whole on its page. */
const elsewhere: readonly string[] = ['replied']
/** Events whose number of facts names a date that anybody may read. */
const dated: readonly string[] = [
  'extended',
  'details_given',
  'details_lapsed',
  'reopened',
  'due_recomputed',
]

/** Words of askers are public only once somebody looked at them; here none are. */
const ofAskers: readonly string[] = ['details_given', 'rated', 'disputed', 'reopened', 'split']

/** An event as anybody may read it; null where nothing of it is public. */
export function publicCaseEvent(row: CaseEventRecord): PublicCaseEvent | null {
  const { what, at, unit, text, facts } = row
  if (!(publicCaseEvents as readonly string[]).includes(what)) return null
  const out: PublicCaseEvent = { what, at, unit: ofAskers.includes(what) ? '' : unit }
  if (text && !elsewhere.includes(what) && !ofAskers.includes(what)) {
    out.text = maskPersonal(text).text
  }
  const { other, dueAt, solved } = facts
  if (typeof other === 'string') out.other = other
  if (typeof dueAt === 'number' && dated.includes(what)) out.dueAt = dueAt
  const said = solvedSaid.find((one) => one === solved)
  if (said && (what === 'rated' || what === 'visited')) out.solved = said
  return out
}
