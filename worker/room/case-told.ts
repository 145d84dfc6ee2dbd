import type { CaseRow } from '../contract/cases'
import type { Told } from '../contract/refusals'
import { Refusal } from '../contract/refusals'
import { openCase } from './decide-questions'
import type { RoomState } from './state'

/**
 * What a room hears of its cases once departments lead them, and the cases that askers make it open. The
 * record leads: its values are taken as they are, unless they are older. Only what is void here stays void.
 */

/** What a department's act may change. */
const told = [
  'unitId',
  'unit',
  'outcome',
  'dueAt',
  'dueSums',
  'provisional',
  'repliedAt',
  'reply',
  'closedAt',
  'seq',
  'acceptedAt',
  'pausedAt',
  'extendedAt',
  'visibility',
] as const satisfies readonly (keyof CaseRow)[]

/** Takes a case as the record has it; false where that was known. Within a transaction. */
export function takeCase(state: RoomState, row: CaseRow): boolean {
  if (!state.questions.has(row.questionNo)) return false
  const held = state.cases.get(row.questionNo)?.find(({ id }) => id === row.id)
  if (held && held.seq >= row.seq) return false
  const next: CaseRow = held ? { ...held } : { ...row }
  if (held) {
    for (const prop of told) Object.assign(next, { [prop]: row[prop] })
    next.state = held.state === 'void' ? 'void' : row.state
  }
  state.putCase(next)
  // Whoever follows the question is told of it anew.
  state.change(row.questionNo, {})
  return true
}

/** Opens cases for an answered question without anybody at the desk; tells which are open now. */
export function openFollowUp(
  state: RoomState,
  no: number,
  units: readonly string[],
  note: string | null,
  now: number,
): Told<{ cases: string[] }> {
  const row = state.questions.get(no)
  if (!row) return { ok: false, code: 'NOT_FOUND', facts: { field: 'no' } }
  if (row.state !== 'answered' && row.state !== 'handed_off') {
    return { ok: false, code: 'NOT_POSSIBLE', facts: { open: [no] } }
  }
  try {
    for (const unit of units)
      openCase(state, 'system', now, no, unit, 'follow_up', note ?? undefined)
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, facts: error.facts }
    throw error
  }
  state.change(no, {})
  const open = (state.cases.get(no) ?? []).filter(
    ({ unitId, state: at }) => at !== 'void' && units.includes(unitId),
  )
  return { ok: true, value: { cases: open.map(({ id }) => id) } }
}
