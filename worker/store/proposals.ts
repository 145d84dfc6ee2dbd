import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { CommitmentRecord, ProposalRecord } from '../domain/case-records'
import { commitmentProposals } from './schema-follow'

/** Sentences that readers hold to be promises, and who has proposed them: marks that lead back to nobody. */

export async function proposalById(d1: D1Database, id: string): Promise<ProposalRecord | null> {
  const rows = await drizzle(d1)
    .select()
    .from(commitmentProposals)
    .where(eq(commitmentProposals.id, id))
  return rows[0] ?? null
}

/** Those of a session that wait, the most wanted first. */
export async function openProposals(d1: D1Database, sessionId: string): Promise<ProposalRecord[]> {
  return drizzle(d1)
    .select()
    .from(commitmentProposals)
    .where(and(eq(commitmentProposals.sessionId, sessionId), eq(commitmentProposals.state, 'open')))
    .orderBy(desc(commitmentProposals.count), asc(commitmentProposals.at))
    .limit(200)
}

/** How many wait and were taken, and those declined: counts and reasons, never the words. */
export async function settledProposals(d1: D1Database, sessionId: string) {
  const db = drizzle(d1)
  const [sums, declined] = await db.batch([
    db
      .select({ state: commitmentProposals.state, n: sql<number>`count(*)` })
      .from(commitmentProposals)
      .where(eq(commitmentProposals.sessionId, sessionId))
      .groupBy(commitmentProposals.state),
    db
      .select()
      .from(commitmentProposals)
      .where(
        and(
          eq(commitmentProposals.sessionId, sessionId),
          eq(commitmentProposals.state, 'declined'),
        ),
      )
      .orderBy(desc(commitmentProposals.count), asc(commitmentProposals.at))
      .limit(50),
  ])
  const of = (state: ProposalRecord['state']) => sums.find((one) => one.state === state)?.n ?? 0
  return { open: of('open'), taken: of('taken'), declinedCount: of('declined'), declined }
}

/** How many sentences a device proposed since. */
export async function proposedSince(
  d1: D1Database,
  device: string,
  since: number,
): Promise<number> {
  const row = await d1
    .prepare('SELECT count(*) AS n FROM commitment_proposers WHERE device = ?1 AND at > ?2')
    .bind(device, since)
    .first<{ n: number }>()
  return row?.n ?? 0
}

export async function hasProposed(d1: D1Database, id: string, mark: string): Promise<boolean> {
  return (
    (await d1
      .prepare('SELECT 1 FROM commitment_proposers WHERE proposal_id = ?1 AND mark = ?2')
      .bind(id, mark)
      .first()) !== null
  )
}

/** Counts a device for a sentence, once, while nobody has decided on it. */
export function proposeStatements(
  d1: D1Database,
  row: ProposalRecord,
  by: { mark: string; device: string; at: number },
): D1PreparedStatement[] {
  const { id, sessionId, answerId, lineId, replyId, quote, at } = row
  return [
    d1
      .prepare(
        `INSERT INTO commitment_proposals (id, session_id, answer_id, line_id, reply_id, quote, at, count, state, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 'open', 1) ON CONFLICT (id) DO NOTHING`,
      )
      .bind(id, sessionId, answerId, lineId, replyId, quote, at),
    d1
      .prepare(
        `INSERT INTO commitment_proposers (proposal_id, mark, device, at)
         SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM commitment_proposals WHERE id = ?1 AND state = 'open')
         ON CONFLICT DO NOTHING`,
      )
      .bind(id, by.mark, by.device, by.at),
    d1
      .prepare(
        `UPDATE commitment_proposals SET version = version + 1,
           count = (SELECT count(*) FROM commitment_proposers WHERE proposal_id = ?1)
         WHERE id = ?1 AND state = 'open'`,
      )
      .bind(id),
  ]
}

/** Declines a sentence that still waits; the marks of whoever proposed it are forgotten. */
export function declineStatements(
  d1: D1Database,
  id: string,
  reason: string,
): D1PreparedStatement[] {
  return [
    d1
      .prepare(
        `UPDATE commitment_proposals SET state = 'declined', reason = ?2, version = version + 1
         WHERE id = ?1 AND state = 'open'`,
      )
      .bind(id, reason),
    d1
      .prepare(
        `DELETE FROM commitment_proposers WHERE proposal_id = ?1
         AND EXISTS (SELECT 1 FROM commitment_proposals WHERE id = ?1 AND state <> 'open')`,
      )
      .bind(id),
  ]
}

/** A promise takes every waiting sentence of its session that is the same, or lies within its words. */
export function takeStatement(d1: D1Database, row: CommitmentRecord): D1PreparedStatement {
  return d1
    .prepare(
      `UPDATE commitment_proposals SET state = 'taken', commitment_id = ?1, version = version + 1
       WHERE session_id = ?2 AND state = 'open' AND (instr(?3, quote) > 0 OR instr(quote, ?3) > 0)
         AND EXISTS (SELECT 1 FROM commitments WHERE id = ?1)`,
    )
    .bind(row.id, row.sessionId, row.quote)
}
