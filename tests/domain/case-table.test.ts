import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outcomes } from '../../worker/contract/states'
import {
  dayIn,
  idsIn,
  planTable,
  tableCells,
  tableHeading,
  type TableCase,
  type TableLine,
} from '../../worker/domain/case-table'
import { toCsv } from '../../worker/domain/csv'
import { BadTable, readSheet, tableText } from '../../worker/domain/csv-read'
import { cleanText } from '../../worker/domain/text'

const aCase = (facts: Partial<TableCase> = {}): TableCase => ({
  id: 'c1',
  seq: 3,
  touched: 3,
  session: '第三期',
  no: 7,
  text: '路灯不亮',
  unitId: 'roads',
  unit: '县交通运输局',
  state: 'in_progress',
  assignedAt: Date.UTC(2026, 10, 20),
  dueAt: Date.UTC(2026, 11, 1),
  pausedAt: null,
  officer: null,
  reply: null,
  expectedDay: null,
  note: null,
  interim: null,
  draft: null,
  outcome: null,
  reason: null,
  legalBasis: null,
  ...facts,
})

const fileOf = (cases: readonly TableCase[]) => toCsv([tableHeading, ...cases.map(tableCells)])
const known = (cases: readonly TableCase[]) => new Map(cases.map((one) => [one.id, one]))
const ROADS = new Set(['roads'])
const plan = (text: string, cases: readonly TableCase[], own: ReadonlySet<string> | null = ROADS) =>
  planTable(readSheet(text, 50), known(cases), own)

/** The table of one case, with some of its cells filled in by hand. */
function filled(of: TableCase, cells: Record<string, string>): string {
  const row = tableHeading.map((name, i) => cells[name] ?? tableCells(of)[i])
  return toCsv([tableHeading, row])
}
const faultOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof BadTable) return [error.fault, error.facts]
    throw error
  }
  return null
}
const first = ({ lines }: { lines: TableLine[] }) => lines[0] as TableLine

describe('a table that comes back', () => {
  test('does what was written in it, in the order a case takes it', () => {
    const of = aCase({ state: 'assigned', seq: 0, touched: 0 })
    const line = first(
      plan(
        filled(of, {
          受理: '是',
          预计办结日: '2026/12/9',
          内部备注: '已派人看过',
          正式答复草稿: '已换灯。\n请看现场。',
          办理结果: '已解决',
        }),
        [of],
      ),
    )
    expect(line.fault).toBeNull()
    expect(line.acts).toEqual([
      { act: 'accepted' },
      { act: 'planned', day: '2026-12-09' },
      { act: 'noted', text: '已派人看过' },
      {
        act: 'drafted',
        of: 'final',
        text: '已换灯。\n请看现场。',
        outcome: 'solved',
        reason: null,
        legalBasis: null,
      },
    ])
  })

  test('takes a formula for the words it is', () => {
    const formula = '=HYPERLINK("http://x.example","点")'
    const of = aCase()
    for (const cell of [formula, `'${formula}`]) {
      // A file that was written by hand: nothing was put in front of its cells.
      const row = tableHeading.map((name, i) => {
        const own = name === '内部备注' ? cell : String(tableCells(of)[i] ?? '')
        return `"${own.replace(/"/g, '""')}"`
      })
      const line = first(plan(`${tableHeading.join(',')}\n${row.join(',')}\n`, [of]))
      expect(line.acts).toEqual([{ act: 'noted', text: formula }])
    }
  })

  test('leaves alone what is empty, what was there, and every column that is only for reading', () => {
    const of = aCase({ note: '旧备注', draft: '旧草稿', outcome: 'explained' })
    const text = filled(of, { 内部备注: '  ', 正式答复草稿: '', 提问: '改了提问', 状态: '已办结' })
    expect(plan(text, [of]).lines).toMatchObject([{ changes: [], acts: [], fault: null }])
  })

  test('keeps the words of a draft whose outcome alone was changed', () => {
    const of = aCase({ draft: '解释如下。', outcome: 'explained' })
    const { acts } = first(plan(filled(of, { 办理结果: '部分解决' }), [of]))
    expect(acts).toMatchObject([{ text: '解释如下。', outcome: 'partly_solved' }])
  })

  test('says of each line why it is not carried out', () => {
    const of = aCase()
    const note = { 内部备注: '新备注' }
    const why = (text: string, cases = [of], own: ReadonlySet<string> | null = ROADS) =>
      first(plan(text, cases, own)).fault
    expect(why(filled(of, note))).toBeNull()
    expect(why(filled(of, { 编号: 'c404' }))).toEqual({ why: 'unknown' })
    expect(why(filled(of, note), [{ ...of, state: 'void' }])).toEqual({ why: 'unknown' })
    expect(why(filled(of, note), [of], new Set(['water']))).toEqual({ why: 'other_unit' })
    expect(why(filled(of, note), [of], null)).toBeNull()
    expect(why(filled(of, { ...note, 版本: '3.0' }))).toEqual({ why: 'version' })
    expect(why(filled(of, { ...note, 版本: '99' }))).toEqual({ why: 'version' })
    expect(why(filled(of, { ...note, 版本: '2' }))).toEqual({ why: 'stale' })
    const cell = (cells: Record<string, string>) => {
      const fault = why(filled(of, cells))
      return fault?.why === 'cell' ? [fault.column, fault.code] : fault
    }
    expect(cell({ 受理: '否' })).toEqual(['受理', 'INVALID'])
    expect(cell({ 预计办结日: '下周' })).toEqual(['预计办结日', 'INVALID'])
    expect(cell({ 预计办结日: '2026-02-30' })).toEqual(['预计办结日', 'INVALID'])
    expect(cell({ 办理结果: '办好了' })).toEqual(['办理结果', 'INVALID'])
    expect(cell({ 法律依据: '《条例》第八条' })).toEqual(['正式答复草稿', 'EMPTY'])
    expect(cell({ 正式答复草稿: '长'.repeat(5_001) })).toEqual(['正式答复草稿', 'TOO_LONG'])
    expect(cell({ 内部备注: '丢了\ufffd字' })).toEqual(['内部备注', 'BAD_TEXT'])
  })

  test('is not held up by a reminder, and by a colleague it is', () => {
    const reminded = aCase({ seq: 5, touched: 3 })
    const text = filled(aCase(), { 内部备注: '新备注' })
    expect(first(plan(text, [reminded])).fault).toBeNull()
    expect(first(plan(text, [aCase({ seq: 5, touched: 4 })])).fault).toEqual({ why: 'stale' })
  })

  test('names a case only once', () => {
    const of = aCase()
    const { lines } = plan(toCsv([tableHeading, tableCells(of), tableCells(of)]), [of])
    expect(lines.map(({ fault }) => fault)).toEqual([null, { why: 'twice', row: 2 }])
  })
})

describe('a file that is no such table', () => {
  test('is named for what it is: GBK, UTF-16, a workbook', () => {
    const bytes = (...all: number[]) => Uint8Array.from(all)
    // 编号 in GBK.
    expect(faultOf(() => tableText(bytes(0xb1, 0xe0, 0xba, 0xc5)))).toEqual(['encoding', {}])
    expect(faultOf(() => tableText(bytes(0xff, 0xfe, 0x16, 0x7f)))).toEqual(['encoding', {}])
    expect(faultOf(() => tableText(bytes(0x41, 0, 0x2c, 0)))).toEqual(['encoding', {}])
    expect(faultOf(() => tableText(bytes(0x50, 0x4b, 3, 4, 1)))).toEqual(['workbook', {}])
    expect(tableText(new TextEncoder().encode('\ufeff编号'))).toBe('编号')
  })

  test('is told which columns it lacks or has twice, which quote is broken, and that it is too long', () => {
    const of = aCase()
    const sheet = (text: string) => faultOf(() => idsIn(readSheet(text, 3)))
    expect(sheet('')).toEqual(['empty', {}])
    expect(sheet(toCsv([tableHeading]))).toEqual(['empty', {}])
    const short = tableHeading.filter((name) => name !== '版本' && name !== '法律依据')
    expect(sheet(toCsv([short, short]))).toEqual(['missing', { columns: ['版本', '法律依据'] }])
    expect(sheet(toCsv([[...tableHeading, '受理'], []]))).toEqual([
      'doubled',
      { columns: ['受理'] },
    ])
    const good = fileOf([of])
    expect(sheet(`${good}"c2,断了`)).toEqual(['quotes', { row: 3 }])
    expect(sheet(`${good}c2,厚5"的板\r\n`)).toEqual(['quotes', { row: 3 }])
    expect(sheet(`${good}"c2"x,1\r\n`)).toEqual(['quotes', { row: 3 }])
    const wide = Array.from({ length: 25 }, (_, i) => i)
    expect(sheet(good + toCsv([wide]).slice(1))).toEqual(['wide', { row: 3 }])
    const four = [1, 2, 3, 4].map((n) => aCase({ id: `c${n}` }))
    expect(sheet(fileOf(four))).toEqual(['rows', { max: 3 }])
    expect(sheet(fileOf(four.slice(1)))).toBeNull()
  })

  test('columns of somebody else are not read, and counted', () => {
    const of = aCase()
    const rows = [
      [...tableHeading, '分管领导批示'],
      [...tableCells(of), '阅'],
    ]
    expect(plan(toCsv(rows), [of]).unknown).toBe(1)
  })
})

test('semicolons and tabs part cells as commas do', () => {
  for (const part of [';', '\t']) {
    const rows = readSheet(
      `编号${part}版本${part}提问\r\nc1${part}3${part}"灯，水${part}路"\r\n`,
      5,
    )
    expect(rows[1]?.cells).toEqual(['c1', '3', `灯，水${part}路`])
  }
})

test('days are understood as spreadsheets write them back', () => {
  for (const text of [
    '2026-12-09',
    '2026/12/9',
    '2026.12.9',
    '2026年12月9日',
    '２０２６－１２－０９',
    '2026/12/9 0:00',
  ]) {
    expect(dayIn(text)).toBe('2026-12-09')
  }
  for (const text of ['', '12/9/2026', '2026-13-01', '2026-12-09 8:00', '46000']) {
    expect(dayIn(text)).toBeNull()
  }
})

// Texts as they are kept: cleaned when they were written, formulas, quotes and line ends among them.
const sign = fc.constantFrom(...`=+-@|%'"',;\t\n 　＝好水A1。·`)
const kept = fc
  .oneof(fc.string({ unit: sign, maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }))
  .map((raw) => cleanText(raw, { lines: true }).replace(/\ufffd/g, ''))
const maybe = fc.option(
  kept.filter((text) => text !== ''),
  { nil: null },
)
const anyCase = fc
  .record({
    session: kept,
    text: kept,
    officer: maybe,
    reply: maybe,
    note: maybe,
    interim: maybe,
    draft: maybe,
    outcome: fc.option(fc.constantFrom(...outcomes), { nil: null }),
    reason: maybe,
    legalBasis: maybe,
    expectedDay: fc.option(fc.constantFrom('2026-12-09', '2028-02-29'), { nil: null }),
    state: fc.constantFrom('assigned' as const, 'in_progress' as const, 'draft' as const),
    seq: fc.nat(50),
  })
  .map((facts) => aCase({ ...facts, touched: facts.seq }))
const anyCases = fc
  .array(anyCase, { minLength: 1, maxLength: 4 })
  .map((all) => all.map((one, i) => ({ ...one, id: `c${i}` })))

test('what is taken away and brought back as it was changes nothing, with any line end', () => {
  fc.assert(
    fc.property(anyCases, fc.boolean(), (cases, bare) => {
      const file = fileOf(cases)
      const text = bare ? file.slice(1).replace(/\r\n/g, '\n') : file
      for (const line of plan(text, cases).lines) {
        expect(line).toMatchObject({ changes: [], acts: [], fault: null })
      }
    }),
    { numRuns: 300 },
  )
})

/** What the acts of a line leave. */
function after(line: TableLine): TableCase {
  let row = line.case as TableCase
  for (const act of line.acts) {
    row = { ...row, seq: row.seq + 1, touched: row.seq + 1 }
    if (act.act === 'accepted') row = { ...row, state: 'in_progress' }
    if (act.act === 'planned') row = { ...row, expectedDay: act.day }
    if (act.act === 'noted') row = { ...row, note: act.text }
    if (act.act !== 'drafted') continue
    const { text, outcome = null, reason = null, legalBasis = null } = act
    row =
      act.of === 'interim'
        ? { ...row, interim: text }
        : { ...row, draft: text, outcome, reason, legalBasis }
  }
  return row
}

test('the same file a second time changes nothing', () => {
  const cell = fc.oneof(kept, fc.string({ unit: sign, maxLength: 12 }))
  fc.assert(
    fc.property(anyCase, cell, cell, cell, (of, note, interim, draft) => {
      const text = filled(of, {
        受理: '是',
        预计办结日: '2027年1月8日',
        内部备注: note,
        阶段答复草稿: interim,
        正式答复草稿: draft,
      })
      const line = first(plan(text, [of]))
      if (line.fault) return
      const then = after(line)
      expect(first(plan(text, [then]))).toMatchObject({ acts: [], fault: null })
    }),
    { numRuns: 300 },
  )
})
