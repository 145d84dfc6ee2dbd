import type { StagingRecord } from '../../worker/domain/stream-records'
import { isTakenBack } from '../../worker/domain/stagings'

/** What is wrong with the rows of a stage: two at once, or open while nothing is on stage, or the other way round. */
export function stageTrouble(rows: readonly StagingRecord[], staged: number | null): string[] {
  const wrong: string[] = []
  const real = rows.filter((row) => !isTakenBack(row)).sort((a, b) => a.at - b.at)
  for (const [i, row] of real.entries()) {
    const next = real[i + 1]
    if (row.off !== null && row.off <= row.at) wrong.push(`${row.id} ends before it begins`)
    if (next && (row.off === null || row.off > next.at)) wrong.push(`${row.id} and ${next.id}`)
  }
  const open = rows.filter(({ off }) => off === null).map(({ questionNo }) => questionNo)
  if (open.join() !== (staged === null ? '' : String(staged))) {
    wrong.push(`open: ${open.join()}, on stage: ${staged}`)
  }
  return wrong
}
