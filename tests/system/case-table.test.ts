import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { planTable, tableCells, tableHeading, type TableCase } from '../../worker/domain/case-table'
import { toCsv } from '../../worker/domain/csv'
import { readSheet, tableText } from '../../worker/domain/csv-read'
import { temporaryFolder } from './harness'

const texts = [
  '=HYPERLINK("http://x.example","点这里")',
  '＝1+1，全角的等号',
  '+86 开头；-5 度，@某人',
  '一行\n两行，"引号"',
  '霞湾县霅溪镇𠮷家村的桥 🌉',
  '0012345，不是数',
]

const aCase = (text: string, i: number): TableCase => ({
  id: `8g7k2m${i}qwertyz`,
  seq: i + 3,
  touched: i + 3,
  session: '第三期',
  no: i + 1,
  text,
  unitId: 'roads',
  unit: '县交通运输局',
  state: 'draft',
  assignedAt: Date.UTC(2026, 10, 20),
  dueAt: Date.UTC(2026, 11, 1),
  pausedAt: null,
  officer: '郑某',
  reply: null,
  expectedDay: '2026-12-09',
  note: text,
  interim: null,
  draft: `答复：${text}`,
  outcome: 'explained',
  reason: null,
  legalBasis: '《条例》第八条',
})

test('a table that LibreOffice opened and saved again comes back as it was', async () => {
  const { folder, remove } = await temporaryFolder()
  onTestFinished(remove)
  const cases = texts.map(aCase)
  const saved = path.join(folder, 'saved')
  await mkdir(saved)
  await writeFile(
    path.join(folder, 'cases.csv'),
    toCsv([tableHeading, ...cases.map((one) => tableCells(one))]),
  )
  // UTF-8, commas, quotes; days and numbers as LibreOffice takes them, formulas allowed: the worst case.
  await promisify(execFile)(
    'soffice',
    [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true',
      '--convert-to',
      'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false',
      '--outdir',
      saved,
      path.join(folder, 'cases.csv'),
    ],
    { timeout: 90_000 },
  )
  const rows = readSheet(tableText(await readFile(path.join(saved, 'cases.csv'))), 50)
  expect(rows[0]?.cells).toEqual(tableHeading)
  const known = new Map(cases.map((one) => [one.id, one]))
  const { lines } = planTable(rows, known, null)
  expect(lines.map(({ changes, fault }) => [changes, fault])).toEqual(cases.map(() => [[], null]))
}, 120_000)
