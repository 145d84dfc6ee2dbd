import type { TableFault, TableFaultFacts } from '../case-desk'
import { words } from '../lang'

type Faults = Record<TableFault, (facts: TableFaultFacts) => string>

/** Words of a unit's table: taken away, worked at in Excel or WPS, and brought back. */
export const caseTableWords = words(
  {
    title: '办件表格',
    link: '用 Excel 办理（导出、导入）',
    lead: '把本单位的办件导出成表格，在 Excel 或 WPS 里填写，再传回来。先给您看要改什么，确认后才改；有一行不对，就一行也不改。',
    steps: [
      '导出表格，用 Excel 或 WPS 打开。',
      '只填“受理”以后的几列。受理的填“是”；空着的格子不改动；前面几列改了也不读。',
      '另存为“CSV UTF-8（逗号分隔）”，在这里上传。',
    ],
    never: '表格只能受理、写预计办结日、备注和草稿。答复仍要送审，由另一位审签后才公开。',
    out: '导出',
    outOpen: '在办的',
    outAll: '全部（含已答复）',
    of: (unit: string) => `${unit}：`,
    in: '导入',
    file: '填好的表格（CSV，不超过 2 MB）',
    look: '先看看会改什么',
    seen: '会改这些',
    nothing: '表格里没有改动，什么也不用做。',
    sum: (lines: number, changed: number, wrong: number) =>
      `读到 ${lines} 行：${changed} 件要改${wrong > 0 ? `，${wrong} 行不能办` : ''}。`,
    wrongLead: '下面这些行不能办，所以一行也没有改。请改好表格再传一次。',
    moved: '在您查看的时候，有的办件又有了变化。请按下面的新内容再确认一次。',
    unknownColumns: (n: number) => `有 ${n} 列不是这张表格的，没有读。`,
    row: (row: number) => `第 ${row} 行`,
    from: '原来：',
    empty: '（空）',
    apply: (n: number) => `确认，改这 ${n} 件`,
    again: '换一个文件',
    done: (n: number) => `已办理 ${n} 件。草稿还没有送审。`,
    faults: {
      encoding: () =>
        '这个文件不是 UTF-8 编码（Excel 的“CSV（逗号分隔）”是 GBK）。请在 Excel 里选“另存为”，类型选“CSV UTF-8（逗号分隔）”；WPS 请另存为 CSV 后用记事本打开，再另存为 UTF-8。',
      workbook: () =>
        '这是 Excel 或 WPS 的工作簿，不是 CSV。请选“另存为”，类型选“CSV UTF-8（逗号分隔）”。',
      empty: () => '表格里没有内容。',
      quotes: ({ row }) =>
        `第 ${row} 行的引号不成对，后面的内容分不清是哪一格的。请用 Excel 重新另存一次。`,
      wide: ({ row }) => `第 ${row} 行的格子比表头多，可能有一格被拆开了。`,
      missing: ({ columns = [] }) =>
        `表格缺少这些列：${columns.join('、')}。请不要删改表头，或重新导出一份。`,
      doubled: ({ columns = [] }) => `这些列出现了两次：${columns.join('、')}。`,
      rows: ({ max }) => `表格太长，一次最多 ${max} 行。请只导出在办的，或分几次导入。`,
      bytes: () => '文件太大，不能超过 2 MB。请只导出在办的，或分几次导入。',
      many: ({ max }) => `一次最多改 ${max} 件，请分几次导入。`,
    } satisfies Faults,
    lines: {
      unknown: '没有这个编号的办件',
      other_unit: '这一件不是您单位主办的',
      twice: (row: number) => `和第 ${row} 行是同一件`,
      version: '“版本”一格不对，请重新导出',
      stale: '导出以后，这一件已经有人办过，请重新导出再填',
      untaken: '还没有受理，不能这样填：请先在“受理”一格填“是”',
      state: (state: string) => `现在是“${state}”，不能这样填`,
      cell: (column: string, said: string) => `“${column}”一格：${said}`,
      accept: '只能填“是”或空着',
      day: '请填成 2026-12-15 这样的日期',
      outcome: '请填：已解决、部分解决、暂不具备条件、解释说明、不予支持',
    },
  },
  {
    title: 'Cases as a table',
    link: 'Work in Excel (take away, bring back)',
    lead: 'Take your unit’s cases away as a table, write in Excel or WPS, and bring it back. You are shown what would change and confirm it; if one line is wrong, none is changed.',
    steps: [
      'Take the table away and open it in Excel or WPS.',
      'Write only in the columns from 受理 (accepted) on: 是 accepts. Empty cells leave things as they are; the columns before are not read.',
      'Save it as “CSV UTF-8 (comma delimited)” and upload it here.',
    ],
    never:
      'A table can accept, set the expected day, and write notes and drafts. A reply still goes to approval and is published by somebody else.',
    out: 'Take away',
    outOpen: 'what is open',
    outAll: 'everything (with what is replied)',
    of: (unit: string) => `${unit}: `,
    in: 'Bring back',
    file: 'The table (CSV, at most 2 MB)',
    look: 'Show what would change',
    seen: 'What would change',
    nothing: 'Nothing differs in the table: there is nothing to do.',
    sum: (lines: number, changed: number, wrong: number) =>
      `${lines} lines read: ${changed} cases to change${wrong > 0 ? `, ${wrong} lines that cannot be carried out` : ''}.`,
    wrongLead: 'These lines cannot be carried out, so nothing was changed. Please mend the table.',
    moved: 'Something happened to these cases while you looked. Please confirm what it is now.',
    unknownColumns: (n: number) => `${n} columns are none of this table’s and were not read.`,
    row: (row: number) => `Row ${row}`,
    from: 'Before: ',
    empty: '(empty)',
    apply: (n: number) => `Confirm: change these ${n}`,
    again: 'Another file',
    done: (n: number) => `${n} cases changed. Drafts are not sent for approval yet.`,
    faults: {
      encoding: () =>
        'This file is not UTF-8 (Excel in China saves “CSV” as GBK). Please save it as “CSV UTF-8 (comma delimited)” (另存为 UTF-8 CSV).',
      workbook: () =>
        'This is a workbook, not a CSV. Please save it as “CSV UTF-8 (comma delimited)”.',
      empty: () => 'There is nothing in the table.',
      quotes: ({ row }) =>
        `The quotes of row ${row} do not match, so it cannot be told which cell what follows belongs to. Please save it again with a spreadsheet.`,
      wide: ({ row }) => `Row ${row} has more cells than the heading; one may have been split.`,
      missing: ({ columns = [] }) =>
        `The table lacks these columns: ${columns.join(', ')}. Please keep the heading as it was.`,
      doubled: ({ columns = [] }) => `These columns are there twice: ${columns.join(', ')}.`,
      rows: ({ max }) => `At most ${max} lines at once. Please take away only what is open.`,
      bytes: () => 'The file is larger than 2 MB. Please take away only what is open.',
      many: ({ max }) => `At most ${max} cases are changed at once.`,
    } satisfies Faults,
    lines: {
      unknown: 'There is no case of this number',
      other_unit: 'Your unit does not lead this case',
      twice: (row: number) => `The same case as in row ${row}`,
      version: 'The number of its version is not right; please take the table away again',
      stale: 'Somebody has acted on it since; please take the table away again',
      untaken: 'Not accepted yet: write 是 under 受理 first',
      state: (state: string) => `Not possible while it is: ${state}`,
      cell: (column: string, said: string) => `${column}: ${said}`,
      accept: '是 or nothing',
      day: 'a day, as in 2026-12-15',
      outcome: 'one of 已解决, 部分解决, 暂不具备条件, 解释说明, 不予支持',
    },
  },
)
