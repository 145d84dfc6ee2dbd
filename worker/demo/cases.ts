import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { ChainObject } from '../contract/audit'
import { archivedObjects } from '../store/audit'
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
): Promise<ChainObject[]> {
  const db = drizzle(d1)
  const held = () => db.select().from(cases).where(eq(cases.sessionId, sessionId))
  const earlier = new Map((await held()).map((row) => [row.id, row]))
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
  if (!first) return []
  await db.batch([first, ...rest])
  const changed = (await held()).flatMap((row) => {
    const before = earlier.get(row.id)
    if (!before || JSON.stringify(before) === JSON.stringify(row)) return []
    return [
      [
        { kind: 'case' as const, row: before },
        { kind: 'case' as const, row },
      ] as const,
    ]
  })
  return archivedObjects(d1, script.slug, changed)
}
