import type { PublicHandling } from '../contract/cases'
import { publicHandling, type HandlingParts } from '../domain/case-handling'

/** How cases are handled, for the page of their question. Plain SQL: every list is one question. */

interface Row {
  caseId: string
}

const of = 'IN (SELECT value FROM json_each(?1))'
/** Questions that anybody may read, with words. */
const shown = "q.listed_at IS NOT NULL AND q.state NOT IN ('withdrawn', 'taken_down', 'redirected')"

export async function handlingOf(
  db: D1Database,
  caseIds: readonly string[],
): Promise<PublicHandling[]> {
  if (caseIds.length === 0) return []
  const ids = JSON.stringify(caseIds)
  const ask = <R>(sql: string) => db.prepare(sql).bind(ids).all<R>()
  const [files, units, pauses, replies, joint] = await Promise.all([
    ask<HandlingParts['file']>(
      'SELECT id, state, visibility, replied_at AS repliedAt, extended_at AS extendedAt, ' +
        `extension_why AS extensionWhy, paused_at AS pausedAt, sponsor FROM cases WHERE id ${of}`,
    ),
    ask<Row & HandlingParts['units'][number]>(
      'SELECT case_id AS caseId, unit, role, until_at AS untilAt FROM case_units ' +
        `WHERE case_id ${of} AND until_at IS NULL ORDER BY from_at`,
    ),
    ask<Row & HandlingParts['pauses'][number]>(
      'SELECT case_id AS caseId, from_at AS fromAt, until_at AS untilAt, limit_at AS limitAt, why, "text" ' +
        `FROM case_pauses WHERE case_id ${of} AND until_at IS NULL`,
    ),
    ask<Row & HandlingParts['replies'][number]>(
      'SELECT case_id AS caseId, id, "text", outcome, published_at AS publishedAt, corrects ' +
        `FROM case_replies WHERE case_id ${of} ` +
        "AND kind = 'final' AND state = 'published'",
    ),
    ask<Row & PublicHandling['joint'][number]>(
      'SELECT DISTINCT c.id AS caseId, q.id, q.no, s.slug, s.title FROM cases c ' +
        'JOIN cases o ON o.joint_id = c.joint_id AND o.id <> c.id ' +
        'JOIN questions q ON q.session_id = o.session_id AND q.no = o.question_no ' +
        'JOIN sessions s ON s.id = o.session_id ' +
        `WHERE c.id ${of} AND o.state <> 'void' AND o.visibility = 'public' AND ${shown} ` +
        'ORDER BY s.starts_at, q.no',
    ),
  ])
  const mine = <R extends Row>({ results }: D1Result<R>, id: string) =>
    results.filter(({ caseId }) => caseId === id)
  return caseIds.flatMap((id) => {
    const file = files.results.find((one) => one.id === id)
    if (!file) return []
    const parts = {
      file,
      units: mine(units, id),
      pauses: mine(pauses, id),
      replies: mine(replies, id),
      joint: mine(joint, id).map(({ caseId: _own, ...question }) => question),
    }
    return publicHandling(parts) ?? []
  })
}
