import type { Stage } from '../contract/views'
import type { StagingRecord } from './stream-records'

/** How the rows of when a question was on stage follow the stage itself. */

/** Taken back by an undo: it came off in the moment it came on, and nobody is told of it. */
export const isTakenBack = (row: Pick<StagingRecord, 'at' | 'off'>): boolean => row.off === row.at

/**
 * The rows that change when the stage becomes this. No two ever overlap and at most one is open, also when the
 * clock goes back a little. An undo takes the row of a staging back, or opens again the one that was closed.
 */
export function stagingsAfter(
  rows: readonly StagingRecord[],
  stage: Stage | null,
  { sessionId, id, now, undo }: { sessionId: string; id: string; now: number; undo: boolean },
): StagingRecord[] {
  const open = rows.find((row) => row.off === null)
  const by = { speaker: stage?.speaker ?? null, office: stage?.office ?? null }
  if (open && stage?.no === open.questionNo) {
    const same = open.speaker === by.speaker && open.office === by.office
    return same ? [] : [{ ...open, ...by }]
  }
  const changed: StagingRecord[] = []
  let last = 0
  for (const row of rows) if (row !== open) last = Math.max(last, row.off ?? 0)
  if (open) {
    const back = undo && !stage
    // A millisecond at the least: what was never on would pass for taken back.
    const off = back ? open.at : Math.max(now, open.at + 1)
    changed.push({ ...open, off })
    last = Math.max(last, off)
  }
  if (!stage) return changed
  const closed = undo && !open ? lastOf(rows, stage.no) : undefined
  if (closed) changed.push({ ...closed, ...by, off: null })
  else {
    const at = Math.max(now, last)
    const fresh = { id, sessionId, questionNo: stage.no, at, off: null, nudge: 0, version: 0 }
    changed.push({ ...fresh, ...by })
  }
  return changed
}

/** The last row of a question, unless another one has been on stage since. */
function lastOf(rows: readonly StagingRecord[], no: number): StagingRecord | undefined {
  let last: StagingRecord | undefined
  for (const row of rows) {
    if (isTakenBack(row) || row.off === null) continue
    if (row.off >= (last?.off ?? 0)) last = row
  }
  return last?.questionNo === no ? last : undefined
}
