import type { PortalAct } from '../../contract/audit'
import {
  DECLINE_MAX,
  PROPOSALS_PER_DEVICE,
  PROPOSALS_WINDOW_MS,
  QUOTE_MAX,
} from '../../contract/commitments'
import { Refusal } from '../../contract/refusals'
import type { ProposalRecord } from '../../domain/case-records'
import { takeText } from '../../domain/text-fields'
import { holds } from '../../store/commitment-sources'
import { registeredQuotes } from '../../store/commitments'
import {
  declineStatements,
  hasProposed,
  proposalById,
  proposedSince,
  proposeStatements,
} from '../../store/proposals'
import type { PromiseDeps, Quoted } from './register'

export interface ProposeDeps {
  db: D1Database
  /** Makes a text one name under a key, which leads back to nobody. */
  keyed: (text: string) => string
  digest: (text: string) => string
  /** The browser that proposes. */
  visitor: string
  chained: PromiseDeps['chained']
  now: number
}

/** What became of a proposal: how many devices made it; or why it was not counted. */
export type Proposed =
  | { what: 'counted'; count: number }
  | { what: 'again'; count: number }
  | { what: 'settled'; promise: string | null }
  | { what: 'registered'; promise: string | null }

/** A reader holds a sentence to be a promise. The same sentence of many is one; each device counts once. */
export async function propose(deps: ProposeDeps, quoted: Quoted, raw: string): Promise<Proposed> {
  const { db, keyed, digest, visitor, chained, now } = deps
  const quote = takeText(raw, 'quote', { min: 4, max: QUOTE_MAX })
  if (!holds(quoted.text, quote)) throw new Refusal('INVALID', { field: 'quote' })
  const known = (await registeredQuotes(db, quoted.sessionId)).find(
    (one) => one.quote === quote || one.quote.includes(quote),
  )
  if (known) return { what: 'registered', promise: known.id }
  const { sessionId, answerId, lineId, caseId } = quoted
  const place = answerId ?? lineId ?? caseId ?? ''
  const id = digest(`proposal|${sessionId}|${place}|${quote.replace(/\s+/g, '')}`).slice(0, 22)
  const before = await proposalById(db, id)
  if (before && before.state !== 'open') {
    return { what: 'settled', promise: before.commitmentId }
  }
  const mark = keyed(`promise|${id}|${visitor}`)
  if (await hasProposed(db, id, mark)) return { what: 'again', count: before?.count ?? 1 }
  const device = keyed(`promise device|${visitor}`)
  if ((await proposedSince(db, device, now - PROPOSALS_WINDOW_MS)) >= PROPOSALS_PER_DEVICE) {
    throw new Refusal('SLOW_DOWN', { retryAfter: PROPOSALS_WINDOW_MS / 1_000 })
  }
  const row: ProposalRecord = {
    id,
    sessionId,
    answerId,
    lineId,
    replyId: caseId,
    quote,
    at: now,
    count: 0,
    state: 'open',
    commitmentId: null,
    reason: null,
    version: 1,
  }
  const act: PortalAct = {
    actor: 'public',
    role: 'public',
    act: 'promise_propose',
    about: [{ kind: 'proposal', key: `proposal:${id}`, words: { quote } }],
  }
  const statements = proposeStatements(db, row, { mark, device, at: now })
  const took = await chained(
    act,
    async () => ((await db.batch(statements))[1]?.meta.changes ?? 0) > 0,
    (done) => done,
  )
  const after = await proposalById(db, id)
  return { what: took ? 'counted' : 'again', count: after?.count ?? 1 }
}

/** Whoever presides says in public why a sentence is not registered. */
export async function declineProposal(
  { db, actor, chained }: PromiseDeps,
  proposal: ProposalRecord,
  raw: string,
): Promise<void> {
  const reason = takeText(raw, 'reason', { min: 2, max: DECLINE_MAX })
  if (proposal.state !== 'open') throw new Refusal('CONFLICT')
  const { id, role, for: absent } = actor
  const took = await chained(
    {
      actor: { staff: id },
      role,
      ...(absent && { for: absent.id }),
      act: 'promise_decline',
      said: reason,
      about: [{ kind: 'proposal', key: `proposal:${proposal.id}`, facts: { state: 'declined' } }],
    },
    async () =>
      ((await db.batch(declineStatements(db, proposal.id, reason)))[0]?.meta.changes ?? 0) > 0,
    (done) => done,
  )
  if (!took) throw new Refusal('CONFLICT')
}
