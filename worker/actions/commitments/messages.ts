import type { CommitmentRecord, MessageRecord } from '../../domain/case-records'
import { isOver } from '../../domain/commitments'
import { addDays, startOfDay } from '../../domain/shanghai'

const MORNING_MS = 9 * 3_600_000
/** A unit is told this many days before a promise is due. */
const AHEAD_DAYS = 7

/** What the unit that promised is to be told, and when: a week before the day, and the morning after it. */
export function dueMessages(row: CommitmentRecord, now: number): MessageRecord[] {
  const { id, unitId, dueDay, state } = row
  if (unitId === null || dueDay === null || isOver(state)) return []
  const facts = { day: dueDay, what: row.what, unit: row.unit }
  const message = (
    kind: 'commitment_due' | 'commitment_overdue',
    dueAt: number,
  ): MessageRecord => ({
    id: `${kind}:${id}:${dueDay}`,
    kind,
    audience: 'unit',
    recipient: unitId,
    about: id,
    facts,
    at: now,
    dueAt,
  })
  const before = startOfDay(addDays(dueDay, -AHEAD_DAYS)) + MORNING_MS
  const after = startOfDay(addDays(dueDay, 1)) + MORNING_MS
  return [
    // What is promised for this week is no news a week before.
    ...(before > now ? [message('commitment_due', before)] : []),
    message('commitment_overdue', Math.max(after, now)),
  ]
}
