import type { MessageKind } from '../contract/cases'
import type { MessageRecord } from './case-records'
import { openDraft, type CaseChange, type CaseWhole } from './cases'

/**
 * What an act tells whom. The id names what is told to whom, so that writing it again tells nobody twice; the
 * words and the ways are the courier's.
 */

type To = Pick<MessageRecord, 'audience' | 'recipient'>

const unit = (recipient: string): To => ({ audience: 'unit', recipient })
const person = (recipient: string): To => ({ audience: 'staff', recipient })

/** The asker of a case's question, by session and number. */
export const askerOf = (of: { sessionId: string; questionNo: number }): string =>
  `${of.sessionId}:${of.questionNo}`

/** Who is told of an event. `before` is the case as the act found it. */
export function messagesOf(before: CaseWhole, { file, event }: CaseChange): MessageRecord[] {
  const told: { kind: MessageKind; to: To; facts?: MessageRecord['facts'] }[] = []
  const tell = (kind: MessageKind, to: To, facts?: MessageRecord['facts']) =>
    told.push({ kind, to, ...(facts && { facts }) })
  const asker: To = { audience: 'asker', recipient: askerOf(file) }
  switch (event.what) {
    case 'objected':
      // Whoever assigned it decides; the session's unit stands for them.
      tell('case_objected', unit(before.session.unitId ?? `session:${before.session.slug}`))
      break
    case 'objection_declined':
      tell('case_assigned', unit(file.unitId))
      break
    case 'reassigned':
      tell('case_reassigned', unit(file.unitId), { from: before.file.unit })
      break
    case 'assist_added':
      tell('case_assigned', unit(String(event.facts['otherId'])), { as: 'assist' })
      break
    case 'submitted':
      tell('case_review', unit(file.unitId))
      break
    case 'returned': {
      const reply = before.replies.find(({ id }) => id === event.facts['reply'])
      if (reply) tell('case_returned', person(reply.draftedBy))
      break
    }
    case 'asked_details':
      tell('asker_details_wanted', asker, { limitAt: event.facts['limitAt'] ?? null })
      break
    case 'details_given':
      tell('case_details_given', unit(file.unitId))
      break
    case 'replied':
      tell('asker_answered', asker)
      break
    case 'reply_corrected':
      tell('asker_answered', asker, { stage: 'corrected' })
      break
    case 'disputed':
      tell('case_disputed', unit(file.unitId))
      break
    case 'reopened':
      tell('case_assigned', unit(file.unitId), { round: file.reopened })
      break
    default:
  }
  return told.map(({ kind, to, facts }) => ({
    id: `${kind}:${file.id}:${event.seq}:${to.recipient}`,
    kind,
    ...to,
    about: file.id,
    facts: { ...facts, seq: event.seq, no: file.questionNo, session: before.session.slug },
    at: event.at,
    dueAt: event.at,
  }))
}

/** That a unit has a case now; the same for whoever finds out first that it was not told. */
export function assignedMessage(
  of: { id: string; unitId: string; questionNo: number },
  slug: string,
  now: number,
): MessageRecord {
  return {
    id: `case_assigned:${of.id}:0:${of.unitId}`,
    kind: 'case_assigned',
    audience: 'unit',
    recipient: of.unitId,
    about: of.id,
    facts: { seq: 0, no: of.questionNo, session: slug },
    at: now,
    dueAt: now,
  }
}

/** Whether something waits for the second pair of eyes. */
export const waitsForReview = (whole: Pick<CaseWhole, 'replies'>): boolean =>
  (['final', 'interim', 'correction'] as const).some(
    (of) => openDraft(whole, of)?.state === 'review',
  )
