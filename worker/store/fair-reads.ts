import { and, eq, inArray } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Fairness } from '../contract/fairness'
import type { PublicSession } from '../contract/views'
import { accusing, fairnessOf } from '../domain/fairness'
import { events, questions } from './schema'
import { appeals, reports, wordMarks } from './schema-fair'

/** How the desk of a session in the record treated what was handed in. */
export async function fairnessInRecord(
  db: D1Database,
  session: PublicSession,
  now: number,
): Promise<Fairness> {
  const orm = drizzle(db)
  const { id, slug, title, state } = session
  const [rows, appealed, reported, marked, redirects] = await orm.batch([
    orm
      .select({
        no: questions.no,
        state: questions.state,
        reason: questions.reason,
        settledAt: questions.settledAt,
        listedAt: questions.listedAt,
      })
      .from(questions)
      .where(
        and(
          eq(questions.sessionId, id),
          inArray(questions.state, ['rejected', 'redirected', 'taken_down']),
        ),
      ),
    orm.select().from(appeals).where(eq(appeals.sessionId, id)),
    orm.select().from(reports).where(eq(reports.sessionId, id)),
    orm.select().from(wordMarks).where(eq(wordMarks.sessionId, id)),
    orm
      .select({ act: events.act, nos: events.nos, detail: events.detail })
      .from(events)
      .where(and(eq(events.sessionId, id), inArray(events.act, ['propose_redirect', 'redirect']))),
  ])
  const about = { slug, title, state, at: now }
  return fairnessOf(about, rows, appealed, reported, marked, accusing(redirects))
}
