import { Refusal } from '../../contract/refusals'
import { CASE_TABLE_CHANGES } from '../../contract/case-desk'
import { planTable, type TableCase, type TableLine, type TablePlan } from '../../domain/case-table'
import { BadTable, type SheetRow } from '../../domain/csv-read'
import { actOn, wholeAfter, type CaseBy, type CaseWhole } from '../../domain/cases'
import type { CaseDeps } from '../../store/case-deps'
import { actOnCases, caseOf, clockFor, type Deed } from './act'

/** A unit's table that came back: tried out on every case it would change, then carried out whole or not at all. */

/** Who works on a case whose table it is: their right is over that case. */
export type Worker = (whole: CaseWhole) => Promise<CaseBy>

interface Tried {
  plan: TablePlan
  deeds: Deed[]
}

/** Looks at every line that changes something with the eyes of the case machine; nothing is written. */
export async function tryTable(
  deps: CaseDeps,
  rows: readonly SheetRow[],
  cases: ReadonlyMap<string, TableCase>,
  own: ReadonlySet<string> | null,
  worker: Worker,
  now: number,
): Promise<Tried> {
  const planned = planTable(rows, cases, own)
  const changing = planned.lines.filter(({ acts }) => acts.length > 0)
  if (changing.length > CASE_TABLE_CHANGES) {
    throw new BadTable('many', { max: CASE_TABLE_CHANGES })
  }
  const clock = await clockFor(deps.env, now, deps.newId)
  const deeds: Deed[] = []
  const tried = async (line: TableLine): Promise<TableLine> => {
    if (line.acts.length === 0 || !line.case) return line
    const { id, seq } = line.case
    try {
      const first = await caseOf(deps.env, id)
      // Between the list and the case somebody was quicker.
      if (first.file.seq !== seq) throw new Refusal('CONFLICT')
      const by = await worker(first)
      let whole = first
      for (const act of line.acts) whole = wholeAfter(whole, actOn(whole, act, by, now, clock))
      deeds.push({ id, seen: seq, acts: () => line.acts.map((act) => ({ act, by })) })
      return line
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'RECORD_AWAY') throw error
      const { code, facts } = error
      return { ...line, acts: [], fault: { why: 'refused', code, facts } }
    }
  }
  const lines: TableLine[] = []
  for (const line of planned.lines) lines.push(await tried(line))
  return { plan: { ...planned, lines }, deeds }
}

/** What was looked at and what would be done now are the same. */
export const planSeen = ({ lines }: TablePlan): string =>
  JSON.stringify(
    lines.flatMap(({ case: of, changes, fault }) =>
      of && (changes.length > 0 || fault)
        ? [[of.id, of.seq, changes.map(({ column, to }) => [column, to]), fault?.why ?? '']]
        : [],
    ),
  )

/** Carries out what was tried: every line or none. `digest` names the file in the portal's chain. */
export async function applyTable(
  deps: CaseDeps,
  { plan, deeds }: Tried,
  digest: string,
  now: number,
): Promise<number> {
  if (plan.lines.some(({ fault }) => fault !== null)) throw new Refusal('NOT_POSSIBLE')
  if (deeds.length === 0) return 0
  await actOnCases(deps, deeds, now, { table: digest })
  return deeds.length
}
