import { Refusal } from '../../contract/refusals'
import { draftOf, type CaseBy, type CaseWhole } from '../../domain/cases'
import type { CaseDeps } from '../../store/case-deps'
import { jointCases, sameTextElsewhere } from '../../store/case-inbox'
import { actOnCases, caseOf, type ActBy, type Deed } from './act'

/** The second pair of eyes: one reply, the same for several cases at once, or several replies. */

export interface Approval {
  id: string
  reply: string
  version: number
  seen?: number | undefined
}

/** Who approves, for each case: their right is over that case. */
export type Approver = (whole: CaseWhole) => Promise<CaseBy>

/**
 * Publishes what waits for approval. A reply to cases that are handled jointly answers all of them, in the
 * words and under the name of whoever drafted it. `copied`: the approver has seen that the text is not new.
 */
export async function publishReplies(
  deps: CaseDeps,
  wanted: readonly Approval[],
  approver: Approver,
  now: number,
  copied: boolean,
): Promise<CaseWhole[]> {
  const { env } = deps
  const deeds: Deed[] = []
  for (const { id, reply: replyId, version, seen } of wanted) {
    const whole = await caseOf(env, id)
    const reply = whole.replies.find((one) => one.id === replyId)
    if (!reply) throw new Refusal('NOT_FOUND', { field: 'reply' })
    const { jointId } = whole.file
    const elsewhere = await sameTextElsewhere(env.DB, { caseId: id, jointId, text: reply.text })
    if (elsewhere.length > 0 && !copied && reply.kind === 'final') throw new Refusal('REPLY_COPIED')
    const by = await approver(whole)
    deeds.push({ id, seen, acts: () => [{ act: { act: 'publish', reply: replyId, version }, by }] })
    if (jointId === null || draftOf(reply) === 'correction') continue
    for (const other of await jointCases(env.DB, jointId)) {
      if (deeds.some((deed) => deed.id === other)) continue
      const joined = await caseOf(env, other)
      if (!['in_progress', 'draft'].includes(joined.file.state)) continue
      if (joined.file.unitId !== whole.file.unitId) continue
      const also = await approver(joined)
      deeds.push({ id: other, acts: () => sameReply(reply, also) })
    }
  }
  return actOnCases(deps, deeds, now)
}

/** A reply as it was drafted for another case: drafted, sent and approved by the same two people. */
function sameReply(reply: CaseWhole['replies'][number], approver: CaseBy): ActBy[] {
  const drafter: CaseBy = {
    id: reply.draftedBy,
    name: reply.draftedByName,
    unitId: reply.unitId,
    unit: reply.unit,
    right: 'lead',
    role: 'officer',
  }
  const of = draftOf(reply)
  const { text, outcome, reason, legalBasis } = reply
  return [
    { act: { act: 'drafted', of, text, outcome, reason, legalBasis }, by: drafter },
    { act: { act: 'submitted', reply: { of } }, by: drafter },
    { act: { act: 'publish', reply: { of } }, by: approver },
  ]
}
