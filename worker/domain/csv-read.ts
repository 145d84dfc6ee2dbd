import type { TableFault, TableFaultFacts } from '../contract/case-desk'

/** Tables as spreadsheets save them, read back. What is broken is said with its row, never mended. */

/** Thrown by whatever reads a table. */
export class BadTable extends Error {
  override name = 'BadTable'
  constructor(
    readonly fault: TableFault,
    readonly facts: TableFaultFacts = {},
  ) {
    super(fault)
  }
}

export interface SheetRow {
  /** As the spreadsheet numbers it, the heading being 1. */
  row: number
  cells: string[]
}

/** Keeps nothing between two calls, so one serves all. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

const begins = (bytes: Uint8Array, ...signs: number[]) =>
  signs.every((sign, i) => bytes[i] === sign)

/** The text of a file, or what kind of file it is instead. */
export function tableText(bytes: Uint8Array): string {
  if (begins(bytes, 0x50, 0x4b, 3, 4) || begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new BadTable('workbook')
  }
  try {
    const text = strict.decode(bytes)
    // UTF-16 without its mark decodes, and every second sign is nothing.
    if (!text.includes('\0')) return text
  } catch {
    // Said below.
  }
  throw new BadTable('encoding')
}

const delimiters = [',', ';', '\t'] as const

/** Which sign parts the cells: the one that gives the most of them in the heading. */
function delimiterOf(text: string): string {
  const heading = text.slice(0, 4_000).split(/\r?\n/, 1)[0] ?? ''
  const count = (sign: string) => heading.split(sign).length
  return [...delimiters].sort((a, b) => count(b) - count(a))[0] ?? ','
}

/**
 * The rows of a table as RFC 4180 has it, also with semicolons or tabs. A quote that opens and never closes,
 * or stands in the middle of a cell, is refused: what follows could be taken for another row's.
 */
export function readSheet(text: string, rowsMax: number): SheetRow[] {
  const body = text.replace(/^\ufeff/, '').replace(/^sep=.\r?\n/, '')
  const delimiter = delimiterOf(body)
  const rows: SheetRow[] = []
  let row = 0
  let at = 0
  while (at < body.length) {
    row += 1
    const { cells, next } = readRow(body, at, delimiter, row)
    at = next
    if (cells.every((cell) => cell.trim() === '')) continue
    // The heading is not counted.
    if (rows.length > rowsMax) throw new BadTable('rows', { max: rowsMax })
    rows.push({ row, cells })
  }
  return rows
}

function readRow(text: string, from: number, delimiter: string, row: number) {
  const cells: string[] = []
  let at = from
  for (;;) {
    const { cell, next } = readCell(text, at, delimiter, row)
    cells.push(cell)
    if (text[next] === delimiter) {
      at = next + 1
      continue
    }
    const ends = text.startsWith('\r\n', next) ? 2 : 1
    return { cells, next: Math.min(text.length, next + ends) }
  }
}

/** Where a plain cell ends. */
function endOfCell(text: string, from: number, delimiter: string): number {
  let at = from
  while (at < text.length) {
    const sign = text[at]
    if (sign === delimiter || sign === '\n' || sign === '\r') break
    at += 1
  }
  return at
}

function readCell(text: string, from: number, delimiter: string, row: number) {
  if (text[from] !== '"') {
    const next = endOfCell(text, from, delimiter)
    const cell = text.slice(from, next)
    if (cell.includes('"')) throw new BadTable('quotes', { row })
    return { cell, next }
  }
  let cell = ''
  let at = from + 1
  for (;;) {
    const end = text.indexOf('"', at)
    if (end < 0) throw new BadTable('quotes', { row })
    cell += text.slice(at, end)
    if (text[end + 1] !== '"') {
      const next = end + 1
      if (next < text.length && endOfCell(text, next, delimiter) !== next) {
        throw new BadTable('quotes', { row })
      }
      return { cell, next }
    }
    cell += '"'
    at = end + 2
  }
}

/** Cells by the names of their columns; what the heading does not name is left out, and counted. */
export function byColumns<Name extends string>(
  rows: readonly SheetRow[],
  wanted: readonly Name[],
  known: readonly string[],
): { lines: { row: number; cells: Record<Name, string> }[]; unknown: number } {
  const [heading, ...lines] = rows
  if (!heading) throw new BadTable('empty')
  const names = heading.cells.map((name) => name.trim())
  const missing = wanted.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new BadTable('missing', { columns: missing })
  const doubled = wanted.filter((name) => names.filter((one) => one === name).length > 1)
  if (doubled.length > 0) throw new BadTable('doubled', { columns: doubled })
  if (lines.length === 0) throw new BadTable('empty')
  const read = lines.map(({ row, cells }) => {
    if (cells.slice(names.length).some((cell) => cell.trim() !== '')) {
      throw new BadTable('wide', { row })
    }
    const pairs = wanted.map((name) => [name, cells[names.indexOf(name)] ?? ''] as const)
    return { row, cells: Object.fromEntries(pairs) as Record<Name, string> }
  })
  const unknown = names.filter((name) => name !== '' && !known.includes(name)).length
  return { lines: read, unknown }
}
