import type { IntegrityBurst, IntegrityQuestion } from '../contract/integrity'
import { maskPersonal } from './masking'
import { isStub } from './projection'
import type { BurstRecord, EventRecord, QuestionRecord, TallyRecord } from './records'

/** What an integrity report tells, made in one place for the room and the record. */

export function questionOf(
  row: QuestionRecord,
  tally: Pick<TallyRecord, 'byLevel' | 'held' | 'voided'> | undefined,
  digest: string | undefined,
  merged: number[],
): IntegrityQuestion {
  const out: IntegrityQuestion = {
    no: row.no,
    id: row.id,
    text: isStub(row) ? '' : maskPersonal(row.text).text,
    byLevel: tally?.byLevel ?? [0, 0, 0, 0],
    held: tally?.held ?? 0,
    voided: tally?.voided ?? 0,
    shown: row.votes,
    apart: row.apart ?? 0,
    merged,
  }
  if (digest !== undefined) out.digest = digest
  return out
}

/** Who decided stays inside; what was decided, why and when is public. */
export function burstsOf(rows: readonly BurstRecord[]): IntegrityBurst[] {
  return rows.map((row) => {
    const { id, questionNo, since, until, ballots, why, state } = row
    const out: IntegrityBurst = { id, no: questionNo, since, until, ballots, why, state }
    if (row.reason !== null) out.reason = maskPersonal(row.reason).text
    if (row.decidedAt !== null) out.decidedAt = row.decidedAt
    return out
  })
}

/** How often moderators did what; an undone act was done as well, and its undoing counts by itself. */
export function actsOf(events: Iterable<Pick<EventRecord, 'act'>>): Record<string, number> {
  const acts: Record<string, number> = {}
  for (const { act } of events) acts[act] = (acts[act] ?? 0) + 1
  return acts
}
