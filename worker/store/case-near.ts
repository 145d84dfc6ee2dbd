import { runsOf, saysTheSame, type Near, type NearReply, type Runs } from '../domain/same-words'

/** Replies of a unit that say nearly the same, for whoever approves the next one. */

/** How many of a unit's latest replies one is compared with. */
const LATEST = 300

interface Compared extends NearReply {
  caseId: string
  jointId: string | null
  text: string
}

/** What is published, or waits for it as well. */
async function latestReplies(db: D1Database, unitId: string): Promise<Compared[]> {
  const { results } = await db
    .prepare(
      'SELECT q.id, q.no, s.title AS session, c.id AS caseId, c.joint_id AS jointId, r.text ' +
        'FROM cases c JOIN case_replies r ON r.case_id = c.id ' +
        'JOIN sessions s ON s.id = c.session_id ' +
        'JOIN questions q ON q.session_id = c.session_id AND q.no = c.question_no ' +
        "WHERE c.unit_id = ?1 AND c.state <> 'void' AND r.state IN ('published', 'review') " +
        `ORDER BY coalesce(r.published_at, r.submitted_at) DESC, r.id LIMIT ${LATEST}`,
    )
    .bind(unitId)
    .all<Compared>()
  return results
}

/** A reply that waits, of a case. */
export interface Waiting {
  caseId: string
  unitId: string
  jointId: string | null
  text: string
}

/** For each of them, by its case: the questions whose replies say nearly the same. Answered together is no copy. */
export async function nearReplies(
  db: D1Database,
  waiting: readonly Waiting[],
): Promise<Map<string, Near>> {
  const near = new Map<string, Near>()
  for (const [unitId, ofUnit] of Map.groupBy(waiting, (one) => one.unitId)) {
    const latest = await latestReplies(db, unitId)
    const read = new Map<string, Runs>()
    const runs = (text: string) => {
      const known = read.get(text) ?? runsOf(text)
      read.set(text, known)
      return known
    }
    for (const { caseId, jointId, text } of ofUnit) {
      const others = latest.filter(
        (one) => one.caseId !== caseId && (jointId === null || one.jointId !== jointId),
      )
      const found = new Map<string, NearReply>()
      for (const { id, no, session, text: other } of others) {
        if (saysTheSame(runs(text), runs(other))) found.set(id, { id, no, session })
      }
      near.set(caseId, { found: [...found.values()], of: others.length })
    }
  }
  return near
}
