import type { AskersWord } from '../contract/commitments'
import type { CommitmentRecord } from '../domain/case-records'
import type { SaidOfMatter } from '../domain/commitments'
import { READABLE } from './readable'

/** What whoever asked said of the matters that promises are about. */

/** Ratings of the matters that promises are about, as anybody may read them. */
const askersRatings = `JOIN ratings r ON r.session_id = commitments.session_id
   AND r.question_no = commitments.question_no
   AND (commitments.case_id IS NULL OR r.case_id = commitments.case_id)
  JOIN questions q ON q.session_id = r.session_id AND q.no = r.question_no
   AND q.listed_at IS NOT NULL AND q.state IN ${READABLE}
  LEFT JOIN cases c ON c.id = r.case_id
  WHERE (c.id IS NULL OR (c.visibility = 'public' AND c.state <> 'void'))`

/** Of rows of `commitments`: delivered by their unit's word, and confirmed after it by whoever asked. */
export const confirmedRow = `(commitments.state = 'delivered' AND 'yes' = (
  SELECT r.solved FROM commitments own ${askersRatings.replaceAll('commitments.', 'own.')}
   AND own.id = commitments.id AND r.at > own.said_at AND r.at >= own.updated_at
  ORDER BY r.at DESC, r.round DESC LIMIT 1))`

/** What askers said of the matters that promises are about, by the promise; only where anybody may read it. */
export async function saidOfMatters(
  db: D1Database,
  rows: readonly Pick<CommitmentRecord, 'id'>[],
): Promise<Map<string, SaidOfMatter[]>> {
  const { results } = await db
    .prepare(
      `SELECT commitments.id, r.solved, r.at FROM commitments ${askersRatings}
       AND commitments.id IN (SELECT value FROM json_each(?1)) ORDER BY r.at, r.round`,
    )
    .bind(JSON.stringify(rows.map(({ id }) => id)))
    .all<AskersWord & { id: string }>()
  return Map.groupBy(results, ({ id }) => id)
}
