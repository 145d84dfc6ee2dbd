import type { DeskLine, DeskLines, LineEdit } from '../../worker/contract/transcript'
import { inLineOrder } from '../../worker/domain/transcript-order'
import type { Waiting } from './line-queue'

/** The text record as a note-taker's browser holds it: what the room told, and over it what is on its way. */

export interface HeldLines {
  epoch: string
  seq: number
  lines: ReadonlyMap<string, DeskLine>
}

export const nothingHeld: HeldLines = { epoch: '', seq: 0, lines: new Map() }

/** What is held after the room told what is new; of another life everything is new. */
export function takeLines(held: HeldLines, told: DeskLines): HeldLines {
  const lines = new Map(held.epoch === told.epoch ? held.lines : [])
  for (const line of told.lines) put(lines, line)
  return { epoch: told.epoch, seq: told.seq, lines }
}

/** The same for one line that the room acknowledged. */
export function takeLine(held: HeldLines, line: DeskLine): HeldLines {
  const lines = new Map(held.lines)
  put(lines, line)
  return { ...held, lines }
}

/** An answer that was overtaken on its way says nothing new. */
function put(lines: Map<string, DeskLine>, line: DeskLine): void {
  const known = lines.get(line.id)
  if (!known || line.version >= known.version) lines.set(line.id, line)
}

/** A line as it is shown: as the room has it, or as it will be. */
export interface ShownLine extends DeskLine {
  /** On its way. */
  waiting?: Waiting
}

/** Every line to be seen, in the order of the record. */
export function shownLines(held: HeldLines, waiting: readonly Waiting[]): ShownLine[] {
  const lines = new Map<string, ShownLine>(held.lines)
  for (const one of waiting) {
    const known = lines.get(one.edit.id)
    // What was refused is shown as it stands, with the refused words beside it.
    if (known && one.refused && !known.waiting) lines.set(known.id, { ...known, waiting: one })
    else lines.set(one.edit.id, { ...lineOf(one.edit, known), waiting: one })
  }
  return [...lines.values()]
    .filter((line) => !line.removed || line.waiting?.refused !== undefined)
    .sort(inLineOrder)
}

function lineOf(edit: LineEdit, known: ShownLine | undefined): ShownLine {
  const { id, at, speaker, office, text, question } = edit
  const now: ShownLine = known ?? {
    id,
    at,
    speaker,
    office,
    text,
    question,
    late: edit.late ?? false,
    by: '',
    own: true,
    enteredAt: at,
    revised: null,
    removed: false,
    version: 0,
  }
  if (edit.removed) return { ...now, removed: true }
  return { ...now, at, speaker, office, text, question }
}
