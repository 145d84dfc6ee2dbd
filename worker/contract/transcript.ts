import type { PublicCut, PublicLine, Span } from './stream'
import type { PersonalKind, SessionState } from './states'
import type { PublicGuest, Stage } from './views'

/** The text record (文字实录): what note-takers write, and how it is read. Times are epoch ms by the room's clock. */

export const LINE_TEXT_MAX = 2_000
export const LINE_SPEAKER_MAX = 40
export const LINE_OFFICE_MAX = 60
export const LINE_NOTE_MAX = 100
/** Lines on one page; a longer record has pages that are links. */
export const LINES_PAGE = 100
/** Lines one delta carries; whoever missed more reads the newest page anew. */
export const LINES_DELTA = 200
/** Stands among ids of lines that are gone for all of them: text is cut. */
export const ALL_LINES = '*'
/** Lines of one import, and of a session: three hours of a line every two seconds. */
export const IMPORT_LINES_MAX = 5_000
export const LINES_MAX = 6_000
/** How long after it was entered a line is put right without saying why. */
export const FREE_MS = 60_000
/** A line entered this long after it was said was not written down live (补录). */
export const LATE_MS = 10 * 60_000
/** How far a note-taker's clock may run ahead of the room's. */
export const AHEAD_MS = 60_000
/** How long before the stream a line may lie: people are greeted before the picture comes. */
export const EARLY_MS = 3_600_000

/** Why a line was changed or taken out. `at_once`: within the first minute. */
export const lineWhys = [
  'at_once',
  'typo',
  'misheard',
  'speaker',
  'doubled',
  'privacy',
  'legal',
  'other',
] as const
export type LineWhy = (typeof lineWhys)[number]

/** Reasons after which what the line said before is nobody's to read any more, and erased. */
export const erasingWhys: readonly LineWhy[] = ['privacy', 'legal']

/** A line as a note-taker sends it. Sending the same once more does no harm. */
export interface LineEdit {
  /** Made by whoever writes: a UUID. */
  id: string
  /** Names this one change; sent again it is known. For a new line it may be the line's own id. */
  op: string
  /** Version the writer saw; 0: a new line. */
  seen: number
  /** When it was said. */
  at: number
  speaker: string
  office: string | null
  text: string
  /** Number of the question it answers. */
  question: number | null
  /** Asked for once the line is older than FREE_MS and its words change or it goes. */
  why?: LineWhy
  note?: string
  /** Takes the line out. */
  removed?: true
  /** Of an import, or completed afterwards: marked 补录 whenever it was entered. */
  late?: true
}

/** A line as note-takers and moderators see it: as written, with its version. */
export interface DeskLine {
  id: string
  at: number
  speaker: string
  office: string | null
  text: string
  question: number | null
  late: boolean
  by: string
  /** Entered by whoever asks. */
  own: boolean
  enteredAt: number
  revised: { at: number; why: string } | null
  removed: boolean
  version: number
  /** Kinds of personal data in it, which the public reads masked. */
  found?: PersonalKind[]
}

/** What a note-taker's desk reads, again and again: what changed since its number. */
export interface DeskLines {
  /** Another epoch: what is held is thrown away. `record` once the session is archived. */
  epoch: string
  seq: number
  /** The room's clock. */
  at: number
  state: SessionState
  stage: (Stage & { title: string }) | null
  guests: PublicGuest[]
  lines: DeskLine[]
  /** Lines there are, those taken out not counted. */
  total: number
  /** Who else is writing just now, and for whom. */
  typing: { name: string; speaker: string }[]
  /** Text is off the screens: nothing written now is shown. */
  cut: PublicCut | null
}

/** What a correction said before; words only where they may still be read. */
export interface LineRevision {
  id: string
  line: string
  at: number
  why: string
  /** Absent where the words are erased. */
  before?: string
  after?: string
  removed?: true
}

/** Which part of the record a page shows. */
export interface LinesRequest {
  /** From 1; left out: all of it. */
  page?: number
  /** Newest first. */
  newest?: boolean
}

/** The text record as anybody may read it, in the order it was said in. */
export interface LinesPage {
  lines: PublicLine[]
  total: number
  revisions: LineRevision[]
  cut: PublicCut | null
}

/** A line with its place in the playlist, seconds; null where no picture goes with it. */
export interface TimedLine extends PublicLine {
  media: number | null
}

/** What the pages and files of a text record are made of. */
export interface Transcript extends LinesPage {
  spans: Span[]
}

/** What can be wrong with a file of captions. */
export const captionFaults = [
  'not_captions',
  'bad_time',
  'ends_early',
  'out_of_order',
  'no_text',
  'too_long',
  'too_many',
  'no_cues',
  'no_speaker',
  'outside',
] as const
export type CaptionFault = (typeof captionFaults)[number]

/** A file of captions and how its times are to be read. */
export interface CaptionsGiven {
  file: string
  /** Names this import: sent again it writes nothing twice. */
  import: string
  /** `clock`: when the first caption was said; `picture`: by the second of the recording, moved by so many. */
  by: { clock: number } | { picture: number }
  /** Who speaks where the file does not say. */
  speaker: string
  office: string | null
  /** Only tells what would be written. */
  preview: boolean
}

export interface CaptionsRead {
  written: number
  lines: Pick<LineEdit, 'id' | 'at' | 'speaker' | 'office' | 'text'>[]
}

/** Bytes of such a file with what goes with it. */
export const CAPTIONS_BYTES = 2 * 1024 * 1024
