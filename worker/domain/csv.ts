/** Tables for spreadsheets: UTF-8 with a mark for Excel, CRLF, quoted as RFC 4180 says. */

export type Cell = string | number | boolean | null | undefined

const BOM = '\ufeff'
const formulaSigns = '=+-@|%'
/** What a spreadsheet may skip before it looks for a formula. */
const skipped = /\s|\p{Z}|\p{Cf}|\ufe0f|\u034f/u

/**
 * Whether a spreadsheet could take a text for a formula: by its first visible sign, of any width and also
 * behind spaces and zero-width characters, or by a tab or line end before it.
 */
export function looksLikeFormula(text: string): boolean {
  for (const sign of text) {
    if (sign === '\t' || sign === '\r' || sign === '\n') return true
    if (skipped.test(sign)) continue
    const [plain = ''] = sign.normalize('NFKC')
    return formulaSigns.includes(plain)
  }
  return false
}

/** A text as it stands in a table: with a `'` in front where it could pass for a formula. */
export const safeText = (text: string): string => (looksLikeFormula(text) ? `'${text}` : text)

/** What was meant by a cell: without the `'` that keeps it from being a formula. */
export function meantText(cell: string): string {
  return cell.startsWith("'") && looksLikeFormula(cell.slice(1)) ? cell.slice(1) : cell
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  // A number stays one, also a negative one: nobody can write a formula into it.
  if (typeof cell !== 'string') return String(cell)
  return safeText(cell)
}

// Semicolons and tabs too: some spreadsheets split there, and a formula could begin behind one.
const needsQuotes = /[",;\t\r\n]|^\s|\s$/

function quoted(text: string): string {
  return needsQuotes.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

/** A CSV file; text that looks like a formula gets a `'` in front. */
export function toCsv(rows: Iterable<readonly Cell[]>): string {
  let out = BOM
  for (const row of rows) out += `${row.map((cell) => quoted(cellText(cell))).join(',')}\r\n`
  return out
}
