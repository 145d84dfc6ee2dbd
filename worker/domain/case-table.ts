import { CASE_NOTE_MAX, CASE_REASON_MAX, LEGAL_BASIS_MAX, REPLY_MAX } from '../contract/case-desk'
import { Refusal, type RefusalCode, type RefusalFacts } from '../contract/refusals'
import { outcomes, type CaseState, type Outcome } from '../contract/states'
import { commonWords } from '../contract/words/common'
import type { CaseAct } from './case-acts'
import { meantText, safeText, type Cell } from './csv'
import { byColumns, type SheetRow } from './csv-read'
import { isDay, shanghaiDay } from './shanghai'
import { takeOptional } from './text-fields'

/**
 * The cases of a unit as a table it works in elsewhere (Excel, WPS), and back. Of what comes back only the
 * working columns are read; an empty cell leaves everything as it is, and so does one that was not changed.
 * Whatever is done by it is acts of the case machine that publish nothing.
 */

/** A case as the table has it. */
export interface TableCase {
  id: string
  seq: number
  /** The last act that is somebody's: reminders and calendars move the number too, and concern no cell. */
  touched: number
  session: string
  no: number
  text: string
  unitId: string
  unit: string
  state: CaseState
  assignedAt: number
  dueAt: number | null
  pausedAt: number | null
  officer: string | null
  /** What is published. */
  reply: string | null
  expectedDay: string | null
  /** The latest note inside. */
  note: string | null
  /** Drafts under way, also those that wait for approval. */
  interim: string | null
  draft: string | null
  outcome: Outcome | null
  reason: string | null
  legalBasis: string | null
}

const YES = '是'
const outcomeWords = commonWords.zh.outcome
const untaken: readonly CaseState[] = ['assigned', 'objected', 'reopened']
const taken = ({ state }: TableCase) => !untaken.includes(state)

/** What a unit writes in. */
export const workingColumns = [
  '受理',
  '预计办结日',
  '内部备注',
  '阶段答复草稿',
  '正式答复草稿',
  '办理结果',
  '不予支持的理由',
  '法律依据',
] as const
export type WorkingColumn = (typeof workingColumns)[number]

const held: Readonly<Record<WorkingColumn, (row: TableCase) => string>> = {
  受理: (row) => (taken(row) ? YES : ''),
  预计办结日: (row) => row.expectedDay ?? '',
  内部备注: (row) => row.note ?? '',
  阶段答复草稿: (row) => row.interim ?? '',
  正式答复草稿: (row) => row.draft ?? '',
  办理结果: (row) => (row.outcome ? outcomeWords[row.outcome] : ''),
  不予支持的理由: (row) => row.reason ?? '',
  法律依据: (row) => row.legalBasis ?? '',
}

const facts: readonly (readonly [name: string, of: (row: TableCase) => Cell])[] = [
  ['编号', ({ id }) => id],
  ['版本', ({ seq }) => seq],
  ['场次', ({ session }) => session],
  ['提问号', ({ no }) => no],
  ['提问', ({ text }) => text],
  ['主办单位', ({ unit }) => unit],
  [
    '状态',
    ({ state, pausedAt }) => commonWords.zh.case[state] + (pausedAt === null ? '' : '，停表'),
  ],
  ['交办日', ({ assignedAt }) => shanghaiDay(assignedAt)],
  // The last day itself: the moment its 24:00 is would read as the day after.
  ['答复期限', ({ dueAt }) => (dueAt === null ? '' : shanghaiDay(dueAt - 1))],
  ['承办人', ({ officer }) => officer],
  ['已公开的答复', ({ reply }) => reply],
]

/** The heading of the table. */
export const tableHeading: readonly string[] = [...facts.map(([name]) => name), ...workingColumns]

/** What a table has to have so that it can come back. */
const neededColumns = ['编号', '版本', ...workingColumns] as const
type Needed = (typeof neededColumns)[number]

export const tableCells = (row: TableCase): Cell[] => [
  ...facts.map(([, of]) => of(row)),
  ...workingColumns.map((name) => held[name](row)),
]

/** Why a line is not carried out. */
export type LineFault =
  | { why: 'unknown' }
  | { why: 'other_unit' }
  | { why: 'twice'; row: number }
  | { why: 'version' }
  /** Somebody did something to it since the table was made. */
  | { why: 'stale' }
  /** A cell that is not understood. */
  | { why: 'cell'; column: WorkingColumn; code: RefusalCode; facts: RefusalFacts }
  /** What the case machine says to it. */
  | { why: 'refused'; code: RefusalCode; facts: RefusalFacts }

/** What a cell changes. */
export interface CellChange {
  column: WorkingColumn
  from: string
  to: string
}

export interface TableLine {
  row: number
  case: TableCase | null
  changes: CellChange[]
  acts: CaseAct[]
  fault: LineFault | null
}

class BadCell extends Error {
  constructor(
    readonly column: WorkingColumn,
    readonly code: RefusalCode,
    readonly facts: RefusalFacts = {},
  ) {
    super(code)
  }
}

/** A day as spreadsheets write it back: 2026-12-15, 2026/12/15, 2026.12.15, 2026年12月15日, with or without zeros. */
export function dayIn(text: string): string | null {
  const found =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?$/.exec(
      text.normalize('NFKC'),
    )
  if (!found) return null
  const [, year = '', month = '', day = ''] = found
  const plain = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(plain) ? plain : null
}

const longest: Partial<Record<WorkingColumn, number>> = {
  内部备注: CASE_NOTE_MAX,
  阶段答复草稿: REPLY_MAX,
  正式答复草稿: REPLY_MAX,
  不予支持的理由: CASE_REASON_MAX,
  法律依据: LEGAL_BASIS_MAX,
}
const SHORT = 40

/** What a cell means, in the form it is held in; null where it leaves everything as it is. */
function meant(column: WorkingColumn, cell: string, row: TableCase): string | null {
  const was = held[column](row)
  if (cell === was || cell === safeText(was)) return null
  // Signs that were lost on the way are not taken for what was written.
  if (cell.includes('\ufffd')) throw new BadCell(column, 'BAD_TEXT')
  let text: string | null
  try {
    const max = longest[column] ?? SHORT
    text = takeOptional(meantText(cell), column, { max, lines: max > SHORT })
  } catch (error) {
    if (error instanceof Refusal) throw new BadCell(column, error.code, error.facts)
    throw error
  }
  if (text === null) return null
  const value = inForm(column, text)
  return value === was ? null : value
}

function inForm(column: WorkingColumn, text: string): string {
  switch (column) {
    case '受理':
      if (text !== YES) throw new BadCell(column, 'INVALID')
      return YES
    case '预计办结日': {
      const day = dayIn(text)
      if (day === null) throw new BadCell(column, 'INVALID')
      return day
    }
    case '办理结果':
      if (!outcomes.some((one) => outcomeWords[one] === text)) throw new BadCell(column, 'INVALID')
      return text
    default:
      return text
  }
}

const outcomeOf = (word: string): Outcome | null =>
  outcomes.find((one) => outcomeWords[one] === word) ?? null

/** The acts that a line of the table is, in the order a case takes them. */
function actsOf(row: TableCase, wanted: ReadonlyMap<WorkingColumn, string>): CaseAct[] {
  const acts: CaseAct[] = []
  const day = wanted.get('预计办结日')
  const note = wanted.get('内部备注')
  const interim = wanted.get('阶段答复草稿')
  if (wanted.has('受理')) acts.push({ act: 'accepted' })
  if (day !== undefined) acts.push({ act: 'planned', day })
  if (note !== undefined) acts.push({ act: 'noted', text: note })
  if (interim !== undefined) acts.push({ act: 'drafted', of: 'interim', text: interim })
  const ofReply = ['正式答复草稿', '办理结果', '不予支持的理由', '法律依据'] as const
  if (!ofReply.some((column) => wanted.has(column))) return acts
  const [text, outcome, reason, legalBasis] = ofReply.map(
    (column) => wanted.get(column) ?? held[column](row),
  ) as [string, string, string, string]
  if (text === '') throw new BadCell('正式答复草稿', 'EMPTY')
  return [
    ...acts,
    {
      act: 'drafted',
      of: 'final',
      text,
      outcome: outcomeOf(outcome),
      reason: reason || null,
      legalBasis: legalBasis || null,
    },
  ]
}

function planLine(row: number, cells: Record<Needed, string>, found: TableCase): TableLine {
  const line: TableLine = { row, case: found, changes: [], acts: [], fault: null }
  try {
    const wanted = new Map<WorkingColumn, string>()
    for (const column of workingColumns) {
      const to = meant(column, cells[column], found)
      if (to === null) continue
      wanted.set(column, to)
      line.changes.push({ column, from: held[column](found), to })
    }
    if (wanted.size === 0) return line
    line.acts = actsOf(found, wanted)
  } catch (error) {
    if (!(error instanceof BadCell)) throw error
    const { column, code, facts: of } = error
    return { ...line, acts: [], fault: { why: 'cell', column, code, facts: of } }
  }
  const seen = /^\d{1,9}$/.test(cells['版本'].trim()) ? Number(cells['版本'].trim()) : null
  if (seen === null || seen > found.seq) return { ...line, acts: [], fault: { why: 'version' } }
  // What somebody else did meanwhile is read first, and not written over.
  if (seen < found.touched) return { ...line, acts: [], fault: { why: 'stale' } }
  return line
}

/** The numbers of the cases that a table names. */
export const idsIn = (rows: readonly SheetRow[]): string[] => {
  const { lines } = byColumns(rows, neededColumns, tableHeading)
  return [...new Set(lines.map(({ cells }) => meantText(cells['编号'].trim())))]
}

export interface TablePlan {
  lines: TableLine[]
  /** Columns that are none of the table's: they were not read. */
  unknown: number
}

/**
 * What a table that came back would change, line by line. `cases` are those it names, as they stand now;
 * `own` are the units whose cases whoever sent it works on, null for all.
 */
export function planTable(
  rows: readonly SheetRow[],
  cases: ReadonlyMap<string, TableCase>,
  own: ReadonlySet<string> | null,
): TablePlan {
  const { lines, unknown } = byColumns(rows, neededColumns, tableHeading)
  const before = new Map<string, number>()
  const planned = lines.map(({ row, cells }): TableLine => {
    const id = meantText(cells['编号'].trim())
    const found = cases.get(id)
    const none = { row, case: null, changes: [], acts: [] }
    if (!found || found.state === 'void') return { ...none, fault: { why: 'unknown' } }
    if (own && !own.has(found.unitId)) return { ...none, fault: { why: 'other_unit' } }
    const first = before.get(id)
    if (first !== undefined) return { ...none, case: found, fault: { why: 'twice', row: first } }
    before.set(id, row)
    return planLine(row, cells, found)
  })
  return { lines: planned, unknown }
}
