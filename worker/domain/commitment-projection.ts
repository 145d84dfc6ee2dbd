import type {
  PublicEvidence,
  PublicPromise,
  PublicPromiseEvent,
  SourceStanding,
} from '../contract/commitments'
import type { PublicSession } from '../contract/views'
import type { AttachmentRecord, CommitmentEventRecord, CommitmentRecord } from './case-records'
import { askersWord, confirmedByAsker, dueOf, type SaidOfMatter } from './commitments'
import { maskPersonal } from './masking'

/** Every public byte about a promise is made here: what is not copied does not leave. */

export interface PromiseParts {
  session: PublicSession
  question: { id: string; no: number; text: string } | null
  standing: SourceStanding
  /** The day first promised; null where it never changed. */
  firstDueDay: string | null
  /** What the asker said of the matter. */
  said: readonly SaidOfMatter[]
}

const masked = (text: string) => maskPersonal(text).text

function fromOf(row: CommitmentRecord): PublicPromise['from'] {
  if (row.lineId !== null) return 'line'
  if (row.answerId !== null) return 'answer'
  return row.caseId === null ? 'print' : 'reply'
}

/** A promise as anybody may read it. Words taken out of the record are no longer quoted, nor told in other words. */
export function publicPromise(
  row: CommitmentRecord,
  { session, question, standing, firstDueDay, said }: PromiseParts,
  now: number,
): PublicPromise {
  const { slug, title, demo, source } = session
  const gone = standing === 'gone'
  const asker = askersWord(row, said)
  const from = fromOf(row)
  const amount =
    row.amount === null || row.amountText === null || gone
      ? null
      : {
          value: row.amount,
          qualifier: row.amountQualifier ?? ('exact' as const),
          unit: row.amountUnit ?? '',
          text: masked(row.amountText),
        }
  return {
    id: row.id,
    quote: gone ? '' : masked(row.quote),
    standing,
    saidAt: row.saidAt,
    who: masked(row.who),
    office: masked(row.office),
    unit: row.unit,
    unitId: row.unitId,
    what: gone ? '' : masked(row.what),
    dueAsSaid: row.dueAsSaid === null || gone ? null : masked(row.dueAsSaid),
    dueDay: row.dueDay,
    firstDueDay,
    due: dueOf(row, now),
    amount,
    criterion: row.criterion === null || gone ? null : masked(row.criterion),
    state: row.state,
    reason: row.reason === null ? null : masked(row.reason),
    updatedAt: row.updatedAt,
    verifiedBy: row.verifiedBy === null ? null : masked(row.verifiedBy),
    asker,
    confirmed: confirmedByAsker(row, asker),
    session: { slug, title, demo, ...(source !== undefined && { source }) },
    question,
    from,
    url:
      from === 'line' && row.lineId !== null
        ? `/s/${slug}/transcript?all=1#l-${row.lineId}`
        : question
          ? `/q/${question.id}`
          : `/s/${slug}`,
  }
}

/** What became of it, as told: by which unit, and of whoever verified it also by whom. */
export function publicPromiseEvent(row: CommitmentEventRecord): PublicPromiseEvent {
  const { state, at, unit, links, dueDay } = row
  return {
    state,
    at,
    text: masked(row.text),
    unit,
    ...(state === 'delayed' && dueDay !== null && { dueDay }),
    ...(state === 'verified' && { by: masked(row.actor) }),
    ...(links.length > 0 && { links }),
  }
}

/** A file of evidence as anybody may read of it: who of the unit added it stays inside. */
export const publicEvidence = (row: AttachmentRecord): PublicEvidence => ({
  id: row.id,
  name: masked(row.name),
  bytes: row.bytes,
  sha256: row.sha256,
  unit: row.byName,
  at: row.at,
  ...(row.removedAt !== null && {
    removedAt: row.removedAt,
    removedWhy: masked(row.removedWhy ?? ''),
  }),
})
