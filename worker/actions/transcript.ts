import { heard, Refusal } from '../contract/refusals'
import type { Actor, Room } from '../contract/room'
import type { Authority } from '../contract/states'
import type { Span } from '../contract/stream'
import {
  LINE_NOTE_MAX,
  LINE_OFFICE_MAX,
  LINE_SPEAKER_MAX,
  LINE_TEXT_MAX,
  type CaptionFault,
  type CaptionsGiven,
  type CaptionsRead,
  type DeskLine,
  type LineEdit,
} from '../contract/transcript'
import type { PublicSession } from '../contract/views'
import { parseCaptions } from '../domain/captions'
import { takeOptional, takeText } from '../domain/text-fields'
import { wallAt } from '../domain/timeline'
import { deskLine } from '../domain/transcript'
import { keepPlanned, planLines, type Planned } from '../store/transcript'

/** Where a session's text record is written, and how what is done outside of a room is chained. */
export interface Writing {
  room: Pick<Room, 'writeLine' | 'importLines'>
  db: D1Database
  authority: Authority
  /** The session as the record knows it; only asked for once it is archived. */
  session: () => Promise<PublicSession>
  /** In the portal's chain before it is in the record. */
  chained: (act: string, plan: Planned, work: () => Promise<boolean>) => Promise<boolean>
  now: number
}

/** An edit with every text cleaned and within its limits. */
export function cleanEdit(given: LineEdit): LineEdit {
  const { note: said, ...rest } = given
  const note = takeOptional(said, 'note', { max: LINE_NOTE_MAX })
  if (given.removed) return { ...rest, speaker: '', office: null, text: '', ...(note && { note }) }
  return {
    ...rest,
    speaker: takeText(given.speaker, 'speaker', { min: 1, max: LINE_SPEAKER_MAX }),
    office: takeOptional(given.office, 'office', { max: LINE_OFFICE_MAX }),
    text: takeText(given.text, 'text', { min: 1, max: LINE_TEXT_MAX, lines: true }),
    ...(note && { note }),
  }
}

/** A line of the text record, new, changed or taken out; in its room, or in the record once it is archived. */
export async function writeLine(
  writing: Writing,
  given: LineEdit,
  actor: Actor,
): Promise<DeskLine> {
  const edit = cleanEdit(given)
  const { room, authority, now } = writing
  if (authority === 'room') return heard(await room.writeLine(edit, actor, now))
  const [line] = await inRecord(writing, [edit], actor)
  if (!line) throw new Refusal('NOT_FOUND')
  return line
}

async function inRecord(
  { db, session, chained, now }: Writing,
  edits: readonly LineEdit[],
  actor: Actor,
): Promise<DeskLine[]> {
  const held = await session()
  const { plan, rows } = await planLines(db, held, edits, actor, now)
  const act =
    edits.length > 1
      ? 'import_lines'
      : edits[0]?.removed
        ? 'remove_line'
        : plan && plan.fresh.length > 0
          ? 'write_line'
          : 'change_line'
  if (plan && !(await chained(act, plan, () => keepPlanned(db, held, plan)))) {
    throw new Refusal('CONFLICT')
  }
  return rows.map((row) => deskLine(row, actor.id))
}

/**
 * Captions made elsewhere become lines of the record: all of them or none. A file that is broken is refused with
 * the line where it is.
 */
export async function importCaptions(
  writing: Writing & { spans: () => Promise<Span[]> },
  given: CaptionsGiven,
  actor: Actor,
): Promise<CaptionsRead> {
  const read = parseCaptions(given.file)
  if ('fault' in read) throw new Refusal('BAD_CAPTIONS', read)
  const { by } = given
  const first = read.cues[0]?.from ?? 0
  const spans = 'picture' in by ? await writing.spans() : []
  const anyone = takeOptional(given.speaker, 'speaker', { max: LINE_SPEAKER_MAX })
  const office = takeOptional(given.office, 'office', { max: LINE_OFFICE_MAX })
  const edits = read.cues.map((cue, i): LineEdit => {
    const at =
      'clock' in by
        ? Math.round(by.clock + (cue.from - first) * 1_000)
        : wallAt(spans, cue.from + by.picture)
    const wrong = (fault: CaptionFault) =>
      new Refusal('BAD_CAPTIONS', { fault, line: read.lines[i] ?? 1 })
    if (at === null) throw wrong('outside')
    const speaker = cue.speaker ?? anyone
    if (!speaker) throw wrong('no_speaker')
    if ([...speaker].length > LINE_SPEAKER_MAX) throw wrong('too_long')
    const id = `${given.import}-${i + 1}`
    const told = { id, op: id, seen: 0, at: Math.round(at), question: null, late: true } as const
    // Whose office it is is known of the one who was named here alone.
    return cleanEdit({ ...told, speaker, office: cue.speaker ? null : office, text: cue.text })
  })
  const lines = edits.map(({ id, at, speaker, office: of, text }) => ({
    id,
    at,
    speaker,
    office: of,
    text,
  }))
  if (given.preview) return { written: 0, lines: lines.slice(0, PREVIEW) }
  if (writing.authority === 'room') {
    const told = await writing.room.importLines(edits, actor, writing.now)
    return { written: heard(told).lines, lines: [] }
  }
  return { written: (await inRecord(writing, edits, actor)).length, lines: [] }
}

/** Lines of an import that are shown before it is done. */
const PREVIEW = 50
