import type { PersonalKind } from '../contract/states'
import type { PublicCut, PublicLine } from '../contract/stream'
import {
  erasingWhys,
  FREE_MS,
  LATE_MS,
  LINES_PAGE,
  type DeskLine,
  type LineEdit,
  type LinesPage,
  type LinesRequest,
  type LineRevision,
  type LineWhy,
} from '../contract/transcript'
import { maskPersonal } from './masking'
import type { RevisionRecord } from './records'
import type { CutRecord, LineRecord } from './stream-records'

/** Rules of the text record: its order, what of it anybody may read, and when a correction asks for a reason. */

/** What decides whether a line is shown, of a cut. */
export type TextCut = Pick<CutRecord, 'kind' | 'fromAt' | 'until' | 'keepOut'>

/**
 * Whether anybody may read a line. While text is cut nobody reads any; what was said during a cut that keeps it
 * out is never read.
 */
export function lineShown(
  line: Pick<LineRecord, 'at' | 'removed'>,
  cuts: readonly TextCut[],
): boolean {
  if (line.removed) return false
  return !cuts.some(({ kind, fromAt, until, keepOut }) => {
    if (kind !== 'text') return false
    if (until === null) return true
    return keepOut && line.at >= fromAt && line.at <= until
  })
}

/** The cut of the text that is open now, as it is told. */
export function openTextCut(
  cuts: readonly Pick<CutRecord, 'kind' | 'at' | 'until' | 'reason'>[],
): PublicCut | null {
  const open = cuts.find((cut) => cut.kind === 'text' && cut.until === null)
  return open ? { since: open.at, reason: open.reason } : null
}

/** A line as anybody may read it, or null where it is not to be read. Personal data is masked, whoever typed it. */
export function publicLine(row: LineRecord, cuts: readonly TextCut[]): PublicLine | null {
  if (!lineShown(row, cuts)) return null
  const out: PublicLine = {
    id: row.id,
    at: row.at,
    speaker: maskPersonal(row.speaker).text,
    text: maskPersonal(row.text).text,
  }
  if (row.office) out.office = maskPersonal(row.office).text
  if (row.questionNo !== null) out.question = row.questionNo
  if (row.late) out.late = true
  if (row.revisedAt !== null) out.revised = { at: row.revisedAt, why: row.revisedWhy ?? 'other' }
  return out
}

/** A line as those who write the record see it: as typed, with what will be masked named. */
export function deskLine(row: LineRecord, reader: string): DeskLine {
  const found: PersonalKind[] = row.removed
    ? []
    : [row.text, row.speaker, row.office ?? ''].flatMap((text) => maskPersonal(text).found)
  return {
    id: row.id,
    at: row.at,
    speaker: row.speaker,
    office: row.office,
    text: row.text,
    question: row.questionNo,
    late: row.late,
    by: row.by,
    own: row.byId === reader,
    enteredAt: row.enteredAt,
    revised: row.revisedAt === null ? null : { at: row.revisedAt, why: row.revisedWhy ?? 'other' },
    removed: row.removed,
    version: row.version,
    ...(found.length > 0 && { found: [...new Set(found)] }),
  }
}

/** Who said what, as one text: how revisions keep it. */
export function saidIn(line: { speaker: string; office: string | null; text: string }): string {
  return `${line.speaker}${line.office ? `（${line.office}）` : ''}：${line.text}`
}

/** A reason as it is kept: its code, and what was written to it. */
export function whyOf(why: LineWhy, note: string | null): string {
  return note ? `${why}：${note}` : why
}

/** The code of a kept reason. */
export function whyCode(kept: string): string {
  return kept.split('：', 1)[0] ?? kept
}

const erases = (kept: string) => (erasingWhys as readonly string[]).includes(whyCode(kept))

/** What one edit makes of the line there was. */
export type LineChange =
  | { what: 'same' }
  | { what: 'conflict' }
  | { what: 'why' }
  | { what: 'changed'; row: LineRecord; revision: RevisionRecord | null; erases: boolean }

export interface Writer {
  id: string
  name: string
}

/** A new line. `over`: the session is not on air any more. */
export function newLine(
  edit: LineEdit,
  sessionId: string,
  by: Writer,
  over: boolean,
  now: number,
): LineRecord {
  const at = Math.min(edit.at, now)
  return {
    id: edit.id,
    sessionId,
    at,
    speaker: edit.speaker,
    office: edit.office,
    text: edit.text,
    questionNo: edit.question,
    late: edit.late === true || over || now - at > LATE_MS,
    by: by.name,
    byId: by.id,
    enteredAt: now,
    revisedAt: null,
    revisedWhy: null,
    removed: false,
    version: 0,
  }
}

/**
 * What an edit does to a line that is there. The same once more changes nothing; one made on an older version is a
 * conflict, unless the line says what it asks for already. `revisions`: those of this line, oldest first.
 */
export function changeLine(
  row: LineRecord,
  edit: LineEdit,
  revisions: readonly RevisionRecord[],
  by: Writer,
  now: number,
): LineChange {
  if (revisions.some(({ id }) => id === edit.op)) return { what: 'same' }
  // The making of a line, sent again after it was put right meanwhile: it arrived.
  if (edit.seen === 0) {
    const made = revisions[0]?.before ?? saidIn(row)
    const erased = row.removed || revisions.some(({ why }) => erases(why))
    return { what: erased || made === saidIn(edit) ? 'same' : 'conflict' }
  }
  if (edit.removed && row.removed) return { what: 'same' }
  const at = Math.min(edit.at, now)
  const sameWords = saidIn(row) === saidIn(edit)
  const sameFacts = row.at === at && row.questionNo === edit.question
  if (!edit.removed && !row.removed && sameWords && sameFacts) return { what: 'same' }
  if (edit.seen !== row.version || row.removed) return { what: 'conflict' }
  const words = edit.removed === true || !sameWords
  if (!words) {
    return {
      what: 'changed',
      row: { ...row, at, questionNo: edit.question },
      revision: null,
      erases: false,
    }
  }
  const free = now - row.enteredAt <= FREE_MS
  if (!edit.why && !free) return { what: 'why' }
  const why = whyOf(edit.why ?? 'at_once', edit.note ?? null)
  const gone = erases(why)
  const { speaker, office, text } = edit
  return {
    what: 'changed',
    row: {
      ...row,
      at: edit.removed ? row.at : at,
      questionNo: edit.removed ? row.questionNo : edit.question,
      ...(edit.removed ? { removed: true, ...(gone && { text: '' }) } : { speaker, office, text }),
      revisedAt: now,
      revisedWhy: why,
    },
    revision: {
      id: edit.op,
      sessionId: row.sessionId,
      entity: 'line',
      entityId: row.id,
      why,
      before: gone ? '' : saidIn(row),
      after: gone || edit.removed ? '' : saidIn(edit),
      by: by.name,
      at: now,
    },
    erases: gone,
  }
}

/**
 * Corrections of the shown lines and of those taken out, oldest first. What an erasing correction took away, or
 * was said while the text was cut, is not among them; personal data in former wordings stays out of sight.
 */
export function publicLineRevisions(
  rows: ReadonlyMap<string, LineRecord>,
  revisions: readonly RevisionRecord[],
  cuts: readonly TextCut[],
): LineRevision[] {
  const out: LineRevision[] = []
  const last = new Map(revisions.map((one) => [one.entityId, one.id]))
  for (const one of revisions) {
    const row = one.entity === 'line' ? rows.get(one.entityId) : undefined
    if (!row || !lineShown({ ...row, removed: false }, cuts)) continue
    const removal = row.removed && last.get(row.id) === one.id
    const told: LineRevision = {
      id: one.id,
      line: one.entityId,
      at: one.at,
      why: maskPersonal(one.why).text,
    }
    // An erased line says nothing of its earlier wordings either.
    const open = one.before !== '' && !(row.removed && erases(row.revisedWhy ?? ''))
    if (open) {
      told.before = maskPersonal(one.before).text
      if (one.after !== '') told.after = maskPersonal(one.after).text
    }
    if (removal) told.removed = true
    out.push(told)
  }
  return out.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

/** One page of the text record, or all of it; `rows` in the order of the record. */
export function pageOfLines(
  rows: readonly LineRecord[],
  revisions: readonly RevisionRecord[],
  cuts: readonly (TextCut & Pick<CutRecord, 'at' | 'reason'>)[],
  { page, newest }: LinesRequest,
): LinesPage {
  const all = rows.flatMap((row) => publicLine(row, cuts) ?? [])
  const total = all.length
  const byId = new Map(rows.map((row) => [row.id, row]))
  const corrections = publicLineRevisions(byId, revisions, cuts)
  const cut = openTextCut(cuts)
  if (page === undefined) return { lines: all, total, revisions: corrections, cut }
  const pages = Math.max(1, Math.ceil(total / LINES_PAGE))
  const n = Math.min(Math.max(1, page), pages)
  // Newest first the first page holds the last lines; inside of a page the order is that of the record.
  const end = newest ? total - (n - 1) * LINES_PAGE : n * LINES_PAGE
  const some = all.slice(Math.max(0, end - LINES_PAGE), end)
  const shown = new Set(some.map(({ id }) => id))
  const here = corrections.filter((one) => shown.has(one.line) || byId.get(one.line)?.removed)
  return { lines: some, total, revisions: here, cut }
}
