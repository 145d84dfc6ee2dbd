import type { Countable } from '../domain/recount'
import type { OpenCase } from '../domain/reminders'
import { openedSums } from './due-sums'

/** Cases that nobody has answered yet, as the courier and the desk's due list look at them. */

interface Row extends Omit<OpenCase, 'review'> {
  reviewId: string | null
  reviewAt: number | null
}

/** Every state in which somebody has to do something before it is answered. */
const open = `('assigned', 'objected', 'in_progress', 'needs_info', 'draft', 'review', 'reopened')`

const select = `
  SELECT c.id, s.slug, c.question_no AS no, c.unit_id AS unitId, c.unit,
    COALESCE(u.parent_id, s.unit_id, 'session:' || s.slug) AS above, c.state,
    COALESCE(c.held_since, c.assigned_at) AS since, s.kind, c.profile,
    json_extract(c.due_sums, '$.rulesVersion') AS rulesVersion, c.due_at AS dueAt,
    c.accept_due_at AS acceptDueAt, c.objection_due_at AS objectionDueAt,
    c.paused_at AS pausedAt, c.officer_id AS officerId,
    r.id AS reviewId, r.submitted_at AS reviewAt
  FROM cases c JOIN sessions s ON s.id = c.session_id
  LEFT JOIN units u ON u.id = c.unit_id
  LEFT JOIN case_replies r ON r.case_id = c.id AND r.state = 'review' AND r.submitted_at IS NOT NULL
    AND r.submitted_at = (SELECT MAX(x.submitted_at) FROM case_replies x
      WHERE x.case_id = c.id AND x.state = 'review')`

const opened = ({ reviewId, reviewAt, ...row }: Row): OpenCase => ({
  ...row,
  // A unit that is its own superior would be told of itself.
  above: row.above === row.unitId ? `session:${row.slug}` : row.above,
  review: reviewId === null || reviewAt === null ? null : { id: reviewId, at: reviewAt },
})

/** A page of them in the order of their ids, after one. */
export async function openCases(db: D1Database, after: string, limit: number): Promise<OpenCase[]> {
  const { results } = await db
    .prepare(
      `${select} WHERE c.replied_at IS NULL AND c.state IN ${open} AND c.id > ?
       ORDER BY c.id LIMIT ?`,
    )
    .bind(after, limit)
    .all<Row>()
  return results.map(opened)
}

/** Cases that were handed off lately and of which their unit was told nothing: the room told nobody. */
export async function untoldCases(
  db: D1Database,
  since: number,
  limit: number,
): Promise<OpenCase[]> {
  const { results } = await db
    .prepare(
      `${select} WHERE c.replied_at IS NULL AND c.state = 'assigned' AND c.seq = 0
         AND c.assigned_at >= ?
         AND NOT EXISTS (SELECT 1 FROM messages m
           WHERE m.id = 'case_assigned:' || c.id || ':0:' || c.unit_id)
       ORDER BY c.assigned_at, c.id LIMIT ?`,
    )
    .bind(since, limit)
    .all<Row>()
  return results.map(opened)
}

/** Cases whose asker was asked for details, and did not answer in time. */
export async function lapsedDetails(db: D1Database, now: number, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT DISTINCT c.id FROM case_pauses p JOIN cases c ON c.id = p.case_id
       WHERE p.until_at IS NULL AND p.limit_at IS NOT NULL AND p.limit_at <= ?
         AND c.state = 'needs_info' ORDER BY c.id LIMIT ?`,
    )
    .bind(now, limit)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** Answered cases whose asker said nothing while they could. */
export async function lapsedFollowUps(
  db: D1Database,
  now: number,
  limit: number,
): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT id FROM cases WHERE follow_up_until IS NOT NULL AND follow_up_until <= ?
         AND state IN ('replied', 'closed', 'follow_up') ORDER BY follow_up_until, id LIMIT ?`,
    )
    .bind(now, limit)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** A page of open cases with what their dates were counted from. */
export async function countableCases(
  db: D1Database,
  after: string,
  limit: number,
): Promise<Countable[]> {
  const { results } = await db
    .prepare(
      `SELECT c.id, s.kind, c.state, c.profile, COALESCE(c.held_since, c.assigned_at) AS since,
         c.due_at AS dueAt, c.due_sums AS sums, c.provisional,
         c.accept_due_at AS acceptDueAt, c.objection_due_at AS objectionDueAt
       FROM cases c JOIN sessions s ON s.id = c.session_id
       WHERE c.replied_at IS NULL AND c.due_at IS NOT NULL AND c.state IN ${open} AND c.id > ?
       ORDER BY c.id LIMIT ?`,
    )
    .bind(after, limit)
    .all<Omit<Countable, 'sums' | 'provisional'> & { sums: string | null; provisional: number }>()
  return results.map(({ sums, provisional, ...row }) => ({
    ...row,
    sums: openedSums(sums),
    provisional: provisional === 1,
  }))
}
