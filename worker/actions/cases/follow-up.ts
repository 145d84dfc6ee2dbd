import { heard, Refusal } from '../../contract/refusals'
import type { Room } from '../../contract/room'
import type { Authority, SessionKind } from '../../contract/states'
import type { CaseDeps } from '../../store/case-deps'
import { assignedMessage } from '../../domain/case-messages'
import type { CaseBy } from '../../domain/cases'
import { dueDate } from '../../domain/deadlines'
import { insertCase, openCasesOf } from '../../store/cases'
import { unitsForHandOff } from '../../store/units'
import { clockFor } from './act'

/** An answered question whose asker does not call it solved, and the session it belongs to. */
export interface FollowUpOf {
  session: { id: string; slug: string; kind: SessionKind; authority: Authority }
  no: number
  /** Units that are to see to it. */
  units: readonly string[]
  /** Inside. */
  note: string | null
  by: CaseBy
}

/**
 * Opens a case (后续办理) for an answered question: by the room while it holds the session, in the record
 * afterwards. A unit that has an open case of the question already keeps that one. Tells the cases' ids.
 */
export async function openFollowUpCases(
  deps: CaseDeps,
  room: Pick<Room, 'followUp'>,
  { session, no, units, note, by }: FollowUpOf,
  now: number,
): Promise<string[]> {
  if (units.length === 0) throw new Refusal('INVALID', { field: 'units' })
  if (session.authority === 'room') {
    const { cases } = heard(await room.followUp(no, units, note, now))
    await deps.wakeCourier(now)
    return cases
  }
  const { env, newId } = deps
  const [open, known, clock] = await Promise.all([
    openCasesOf(env.DB, session.id, no),
    unitsForHandOff(env.DB),
    clockFor(env, now, newId),
  ])
  const ids: string[] = []
  for (const unitId of units) {
    const held = open.find((one) => one.unitId === unitId)
    if (held) {
      ids.push(held.id)
      continue
    }
    const unit = known.find(({ id }) => id === unitId)
    if (!unit) throw new Refusal('INVALID', { field: 'units' })
    const profile = session.kind === 'reception' ? 'reception' : 'town_hall'
    const own =
      unit.answerDays === null || profile === 'reception' ? {} : { answer: unit.answerDays }
    const due = dueDate(profile, 'answer', now, clock.calendar, own, clock.rules)
    const row = {
      id: newId(),
      sessionId: session.id,
      questionNo: no,
      unitId,
      unit: unit.name,
      note,
      assignedBy: by.id,
      assignedAt: now,
      dueAt: due.dueAt,
      dueSums: JSON.stringify(due),
      provisional: due.provisional,
    }
    await deps.chained(
      {
        by,
        act: 'follow_up',
        said: note,
        on: [],
        facts: { case: row.id, session: session.slug, question: no, dueAt: due.dueAt },
      },
      () => insertCase(env.DB, row, assignedMessage(row, session.slug, now)),
    )
    ids.push(row.id)
  }
  await deps.wakeCourier(now)
  return ids
}
