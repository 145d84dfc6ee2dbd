import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { cases } from '../store/schema'
import type { Script } from './script'

/**
 * What the departments did after an archived edition, written into the record that holds it by then: the
 * demonstration's part of the departments' work, all in one batch.
 */
export async function followCases(
  d1: D1Database,
  sessionId: string,
  script: Script,
  numbers: Map<string, number>,
  anchor: number,
): Promise<void> {
  const db = drizzle(d1)
  const moment = (minutes: number | undefined) =>
    minutes === undefined ? null : anchor + minutes * 60_000
  const [first, ...rest] = script.cases.map((step) =>
    db
      .update(cases)
      .set({
        state: step.state,
        outcome: step.outcome ?? null,
        repliedAt: moment(step.repliedAt),
        reply: step.reply ?? null,
        closedAt: moment(step.closedAt),
      })
      .where(
        and(
          eq(cases.sessionId, sessionId),
          eq(cases.questionNo, numbers.get(step.question) ?? 0),
          eq(cases.unitId, step.unit),
        ),
      ),
  )
  if (first) await db.batch([first, ...rest])
}
