import { and, desc, gte, lt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicQuestion } from '../contract/views'
import { publicQuestion } from '../domain/projection'
import { publicRow } from './parts'
import { questions } from './schema'

/** The most that are put in order at once. */
export const TOPIC_READ = 5_000

/** Public questions listed within a period, the newest first, without what hangs by them; `more`: there are older ones. */
export async function questionsListed(
  db: D1Database,
  from: number,
  until: number,
): Promise<{ questions: PublicQuestion[]; more: boolean }> {
  const rows = await drizzle(db)
    .select()
    .from(questions)
    .where(and(publicRow, gte(questions.listedAt, from), lt(questions.listedAt, until)))
    .orderBy(desc(questions.listedAt), desc(questions.id))
    .limit(TOPIC_READ + 1)
  const shown = rows
    .slice(0, TOPIC_READ)
    .flatMap((row) => publicQuestion(row, { answers: [], cases: [] }) ?? [])
  return { questions: shown.filter(({ text }) => text !== ''), more: rows.length > TOPIC_READ }
}
