import type { Delta } from '../contract/live'
import type { PublicLine } from '../contract/stream'
import { ALL_LINES, LINES_DELTA } from '../contract/transcript'
import type { CutRecord } from '../domain/stream-records'
import { publicLine } from '../domain/transcript'
import type { RoomState } from './state'

/** The text record as everybody follows it: the last line of a snapshot, and what changed since a number. */

/** Cuts of the text, the open one too. */
export function textCuts(state: RoomState): CutRecord[] {
  return [...state.cuts.values()].filter(({ kind }) => kind === 'text')
}

/** The last line anybody may read. */
export function lastLine(state: RoomState): PublicLine | null {
  const cuts = textCuts(state)
  const rows = state.lineOrder()
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]
    const shown = row && publicLine(row, cuts)
    if (shown) return shown
  }
  return null
}

/**
 * What a delta tells of the record: lines changed after its number, or, after a cut began or ended, the newest ones
 * whole. Whoever needs more reads the page.
 */
export function addLines(state: RoomState, delta: Delta, from: number): void {
  const cuts = textCuts(state)
  const cutAt = Math.max(0, ...cuts.map(({ version }) => version))
  if (state.facets.lines <= from && cutAt <= from) return
  const rows = state.lineOrder()
  const told = cutAt > from ? rows : rows.filter((row) => row.version > from)
  const lines: PublicLine[] = []
  const gone: string[] = []
  if (cuts.some(({ until }) => until === null)) gone.push(ALL_LINES)
  for (const row of told.slice(-LINES_DELTA)) {
    const shown = publicLine(row, cuts)
    if (shown) lines.push(shown)
    else gone.push(row.id)
  }
  if (lines.length > 0) delta.lines = lines
  if (gone.length > 0) delta.linesGone = gone
}
