import { and, asc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { Refusal } from '../contract/refusals'
import type { DifferenceRecord, FollowQuestionRecord } from '../domain/case-records'
import type { FollowWaiting, OfQuestion } from '../domain/follow-lists'
import { furtherNews } from './asker-news'
import { questions, sessions } from './schema'
import { differences, followQuestions, ratings } from './schema-follow'

/** What waits for a moderator or a unit after the answers. Of two people who decide at once the second is told. */

const about = { questionId: questions.id, question: questions.text }

/** What waits in one session, oldest first. */
export async function followWaiting(d1: D1Database, sessionId: string): Promise<FollowWaiting> {
  const db = drizzle(d1)
  // Not in one batch: of two columns of one name a batch gives back only the last.
  const [words, further, apart] = await Promise.all([
    db
      .select({ row: ratings, ...about })
      .from(ratings)
      .innerJoin(
        questions,
        and(eq(questions.sessionId, ratings.sessionId), eq(questions.no, ratings.questionNo)),
      )
      .where(and(eq(ratings.sessionId, sessionId), sql`${ratings.wordsState} = 'submitted'`))
      .orderBy(asc(ratings.at)),
    db
      .select({ row: followQuestions, ...about })
      .from(followQuestions)
      .innerJoin(
        questions,
        and(
          eq(questions.sessionId, followQuestions.sessionId),
          eq(questions.no, followQuestions.questionNo),
        ),
      )
      .where(and(eq(followQuestions.sessionId, sessionId), eq(followQuestions.state, 'submitted')))
      .orderBy(asc(followQuestions.at)),
    db
      .select({ row: differences, ...about })
      .from(differences)
      .innerJoin(
        questions,
        and(
          eq(questions.sessionId, differences.sessionId),
          eq(questions.no, differences.questionNo),
        ),
      )
      .where(and(eq(differences.sessionId, sessionId), eq(differences.state, 'open')))
      .orderBy(asc(differences.at)),
  ])
  const flat = <R>({ row, ...rest }: { row: R } & OfQuestion): R & OfQuestion => ({
    ...row,
    ...rest,
  })
  return { words: words.map(flat), further: further.map(flat), differences: apart.map(flat) }
}

/** Sessions in which something waits for a moderator, with how much. */
export async function sessionsWaiting(
  db: D1Database,
): Promise<{ slug: string; title: string; n: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT s.slug, s.title, count(*) AS n FROM (
        SELECT session_id FROM ratings WHERE words_state = 'submitted'
        UNION ALL SELECT session_id FROM follow_questions WHERE state = 'submitted'
        UNION ALL SELECT session_id FROM differences WHERE state = 'open'
      ) w JOIN sessions s ON s.id = w.session_id GROUP BY s.id ORDER BY s.starts_at DESC`,
    )
    .all<{ slug: string; title: string; n: number }>()
  return results
}

async function orTold(changed: number, there: () => Promise<unknown>): Promise<void> {
  if (changed > 0) return
  throw new Refusal((await there()) ? 'CONFLICT' : 'NOT_FOUND')
}

/** Publishes the words of a rating, or keeps them back; the rating counts either way. */
export async function settleWords(
  d1: D1Database,
  { id, version }: { id: string; version: number },
  to: 'listed' | 'rejected',
): Promise<void> {
  const db = drizzle(d1)
  const done = await db
    .update(ratings)
    .set({ wordsState: to, version: sql`${ratings.version} + 1` })
    .where(
      and(
        eq(ratings.id, id),
        eq(ratings.version, version),
        sql`${ratings.wordsState} = 'submitted'`,
      ),
    )
    .returning({ id: ratings.id })
  await orTold(
    done.length,
    async () => (await db.select().from(ratings).where(eq(ratings.id, id)))[0],
  )
}

export async function furtherById(
  d1: D1Database,
  id: string,
): Promise<FollowQuestionRecord | null> {
  const [row] = await drizzle(d1).select().from(followQuestions).where(eq(followQuestions.id, id))
  return row ?? null
}

/** Changes a further question that still stands as it was seen. */
async function change(
  d1: D1Database,
  { id, version }: { id: string; version: number },
  state: FollowQuestionRecord['state'],
  set: Partial<FollowQuestionRecord>,
): Promise<void> {
  const done = await drizzle(d1)
    .update(followQuestions)
    .set({ ...set, version: version + 1 })
    .where(
      and(
        eq(followQuestions.id, id),
        eq(followQuestions.version, version),
        eq(followQuestions.state, state),
      ),
    )
    .returning({ id: followQuestions.id })
  await orTold(done.length, () => furtherById(d1, id))
}

type Seen = { id: string; version: number }

/** A moderator lists it, or turns it down with a reason that its asker reads. */
export const settleFurther = (
  db: D1Database,
  seen: Seen,
  to: 'listed' | 'rejected',
  reason: string | null,
): Promise<void> => change(db, seen, 'submitted', { state: to, reason })

/** Keeps a draft of its answer. */
export const draftFurther = (
  db: D1Database,
  seen: Seen,
  draft: { text: string; by: string; byName: string; now: number },
): Promise<void> =>
  change(db, seen, 'listed', {
    draft: draft.text,
    draftedBy: draft.by,
    draftedByName: draft.byName,
    draftedAt: draft.now,
  })

/** Publishes the draft as it was read, and tells its asker. */
export async function answerFurther(
  db: D1Database,
  { id, version, text }: Seen & { text: string },
  by: { id: string; name: string; now: number },
): Promise<void> {
  const [done] = await db.batch([
    db
      .prepare(
        `UPDATE follow_questions SET state = 'answered', answer = ?3, answered_by = ?4, answered_by_name = ?5,
           answered_at = ?6, draft = NULL, version = version + 1
         WHERE id = ?1 AND version = ?2 AND state = 'listed'`,
      )
      .bind(id, version, text, by.id, by.name, by.now),
    furtherNews(db, id, by.now),
  ])
  await orTold(done?.meta.changes ?? 0, () => furtherById(db, id))
}

/** Further questions that a unit has to answer: all of the units given, or of every unit. */
export async function furtherToAnswer(
  d1: D1Database,
  units: readonly string[] | null,
): Promise<(FollowQuestionRecord & OfQuestion & { slug: string })[]> {
  const db = drizzle(d1)
  const rows = await db
    .select({ row: followQuestions, ...about, slug: sessions.slug })
    .from(followQuestions)
    .innerJoin(sessions, eq(sessions.id, followQuestions.sessionId))
    .innerJoin(
      questions,
      and(
        eq(questions.sessionId, followQuestions.sessionId),
        eq(questions.no, followQuestions.questionNo),
      ),
    )
    .where(
      and(
        eq(followQuestions.state, 'listed'),
        units === null
          ? sql`1`
          : sql`${followQuestions.unitId} IN (SELECT value FROM json_each(${JSON.stringify(units)}))`,
      ),
    )
    .orderBy(asc(followQuestions.at))
  return rows.map(({ row, ...rest }) => ({ ...row, ...rest }))
}

/** Units with everything below them: what somebody may answer for who has a role over them. */
export async function unitsUnder(db: D1Database, ids: readonly string[]): Promise<string[]> {
  const { results } = await db
    .prepare(
      `WITH RECURSIVE under(id) AS (
        SELECT value FROM json_each(?1)
        UNION SELECT u.id FROM units u JOIN under ON u.parent_id = under.id OR u.successor_id = under.id
      ) SELECT id FROM under`,
    )
    .bind(JSON.stringify(ids))
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

export async function differenceOf(
  d1: D1Database,
  sessionId: string,
  questionNo: number,
): Promise<DifferenceRecord | null> {
  const [row] = await drizzle(d1)
    .select()
    .from(differences)
    .where(and(eq(differences.sessionId, sessionId), eq(differences.questionNo, questionNo)))
  return row ?? null
}

/** What a moderator says to somebody whose situation differs. */
export async function settleDifference(
  d1: D1Database,
  { sessionId, questionNo, version }: { sessionId: string; questionNo: number; version: number },
  to: 'taken' | 'declined',
  said: { reason: string | null; by: string; now: number },
): Promise<void> {
  const done = await drizzle(d1)
    .update(differences)
    .set({
      state: to,
      reason: said.reason,
      decidedBy: said.by,
      decidedAt: said.now,
      version: version + 1,
    })
    .where(
      and(
        eq(differences.sessionId, sessionId),
        eq(differences.questionNo, questionNo),
        eq(differences.version, version),
        eq(differences.state, 'open'),
      ),
    )
    .returning({ no: differences.questionNo })
  await orTold(done.length, () => differenceOf(d1, sessionId, questionNo))
}
