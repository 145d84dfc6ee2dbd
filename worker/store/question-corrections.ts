import { asc, eq, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicRevision } from '../contract/record'
import type { PublicQuestion } from '../contract/views'
import { publicCorrections, replyCorrections } from '../domain/corrections'
import type { RevisionRecord } from '../domain/records'
import { revisions } from './schema'

/** How a question, its answers and the replies to it were corrected; of an erased question only those of others. */
export async function correctionsOf(
  db: D1Database,
  question: PublicQuestion,
): Promise<{ rows: RevisionRecord[]; told: PublicRevision[] }> {
  const [revised, replies] = await Promise.all([revisionsOf(db, question), repliesOf(db, question)])
  const rows = revised.filter(({ entity }) => entity === 'answer' || !question.erased)
  const told = [...publicCorrections(rows), ...replyCorrections(replies)]
  return { rows, told: told.sort((a, b) => a.at - b.at) }
}

/** Published replies of cases that anybody may read, where one of them corrects another. */
async function repliesOf(db: D1Database, { cases: items }: PublicQuestion) {
  if (items.length === 0) return []
  const { results } = await db
    .prepare(
      `SELECT r.id, r.case_id AS caseId, r.state, r.text, r.corrects, r.corrected_why AS correctedWhy,
         r.published_at AS publishedAt
       FROM case_replies r JOIN cases c ON c.id = r.case_id
       WHERE r.case_id IN (SELECT value FROM json_each(?1)) AND r.state = 'published' AND r.kind = 'final'
         AND c.visibility = 'public' AND c.state <> 'void'`,
    )
    .bind(JSON.stringify(items.map(({ id }) => id)))
    .all<Parameters<typeof replyCorrections>[0][number]>()
  return results
}

async function revisionsOf(db: D1Database, question: PublicQuestion): Promise<RevisionRecord[]> {
  const answerIds = JSON.stringify(question.answers.map((answer) => answer.id))
  return drizzle(db)
    .select()
    .from(revisions)
    .where(
      or(
        eq(revisions.entityId, question.id),
        sql`${revisions.entityId} IN (SELECT value FROM json_each(${answerIds}))`,
      ),
    )
    .orderBy(asc(revisions.at), asc(revisions.id))
}
