import { and, asc, eq, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { PublicFollow } from '../contract/follow'
import { publicFollow } from '../domain/follow-projection'
import type { AnswerRecord, QuestionRecord } from '../domain/records'
import { cases } from './schema'
import { followQuestions, ratings, visits } from './schema-follow'

/** What its asker and visits say of a question, as anybody reads it; null where nobody said anything. */
export async function publicFollowOf(
  d1: D1Database,
  row: Pick<QuestionRecord, 'sessionId' | 'no' | 'state'>,
  answers: readonly AnswerRecord[],
): Promise<PublicFollow | null> {
  const db = drizzle(d1)
  const ofQuestion = and(eq(cases.sessionId, row.sessionId), eq(cases.questionNo, row.no))
  const [caseRows, ratingRows, furtherRows, visitRows] = await db.batch([
    db.select().from(cases).where(ofQuestion).orderBy(asc(cases.assignedAt), asc(cases.id)),
    db
      .select()
      .from(ratings)
      .where(and(eq(ratings.sessionId, row.sessionId), eq(ratings.questionNo, row.no)))
      .orderBy(asc(ratings.at)),
    db
      .select()
      .from(followQuestions)
      .where(
        and(eq(followQuestions.sessionId, row.sessionId), eq(followQuestions.questionNo, row.no)),
      ),
    db
      .select()
      .from(visits)
      .where(inArray(visits.caseId, db.select({ id: cases.id }).from(cases).where(ofQuestion)))
      .orderBy(asc(visits.caseId), asc(visits.no)),
  ])
  return publicFollow(
    {
      state: row.state,
      answers,
      cases: caseRows,
      ratings: ratingRows,
      further: furtherRows[0] ?? null,
      reopened: [],
      pauses: [],
      difference: null,
    },
    visitRows,
  )
}
