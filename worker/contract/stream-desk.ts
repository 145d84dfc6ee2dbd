import type { Told } from './refusals'
import type { Stream, StreamReport, StreamSource } from './stream'

/** What the desk does about a session's picture before, during and after it. Times are epoch ms. */

const HOUR_MS = 3_600_000

/** How long the desk's own address of the picture is good. */
export const PREVIEW_MS = HOUR_MS / 2
/** A key outlives the planned end by this much, since sessions run late. */
export const KEY_GRACE_MS = 6 * HOUR_MS
/** How long a session lasts where nobody said when it ends. */
export const SESSION_LENGTH_MS = 3 * HOUR_MS
/** For how long a key is given: to the end of the session and a little more, or counted from now. */
export const keyTerms = ['session', 'day', 'week'] as const
export type KeyTerm = (typeof keyTerms)[number]

/** A film travels in parts: one that breaks off is sent again alone. The last one is what is left. */
export const FILM_PART_BYTES = 8 * 1024 * 1024
/** Smaller films may come whole, in a plain form. */
export const FILM_FORM_BYTES = 32 * 1024 * 1024
export const FILM_MAX_GB = 8
/** How long a film that was never finished can be gone on with. */
export const FILM_UPLOAD_MS = 7 * 24 * HOUR_MS
export const POSTER_BYTES = 2 * 1024 * 1024
/** The most segments one download puts together; longer ones come in parts. */
export const DOWNLOAD_PIECES = 900

/** Somebody at the desk saw the picture, and heard the sound, before the session began. */
export interface Tried {
  signalAt: number | null
  soundAt: number | null
  by: string | null
}

/** A film on its way: which parts are here. */
export interface FilmUpload {
  id: string
  bytes: number
  partBytes: number
  /** The parts that are here, by number from 1; a sender who goes on compares before leaving one out. */
  parts: { no: number; sha256: string }[]
  at: number
  by: string
}

/** The same as the Worker needs it to store a part. */
export interface FilmDoor extends FilmUpload {
  key: string
  uploadId: string
}

/** A part as it was stored. */
export interface FilmPart {
  etag: string
  sha256: string
  bytes: number
}

/** What the desk has to know of a recording besides how it stands. */
export interface Afterwards {
  film: { bytes: number } | null
  upload: FilmDoor | null
  /** When it will be removed; null: never, or nothing is there. */
  expiresAt: number | null
  gone: { at: number; digest: string } | null
}

/** A file of a recording, as it lies in MEDIA. */
export interface RecordingFile {
  /** Its key in MEDIA. */
  key: string
  kind: 'init' | 'segment' | 'film' | 'poster' | 'list'
  bytes: number
  /** SHA-256 in hex; of a film: over the ordered digests of its parts. */
  sha256: string
  /** Seconds of the playlist. */
  media?: number
  dur?: number
  /** What was sent by the encoder before does not go on here. */
  gap?: true
  /** The init segment it needs. */
  map?: string
}

/** What there is of a recording; `digest` is the SHA-256 over the ordered list of its files' digests. */
export interface RecordingList {
  files: RecordingFile[]
  /** Playlist and list of a frozen recording, which move along with it and are no part of the digest. */
  lists: RecordingFile[]
  bytes: number
  digest: string
}

/** The verbs of a stream's object that only the desk and the operator use. */
export interface StreamDesk extends Stream {
  source(): Promise<StreamSource | null>
  /** Keys of what anybody may be given now; `gone`: it was removed after its time. */
  kept(): Promise<{ film: string | null; poster: string | null; gone: boolean }>
  afterwards(): Promise<Afterwards>
  tried(): Promise<Tried>
  markTried(what: 'signal' | 'sound', by: string, now: number): Promise<Tried>
  /** A film on its way, or null. */
  upload(): Promise<FilmDoor | null>
  /** The same length again goes on with what is on its way; another one begins anew. */
  beginFilm(id: string, bytes: number, by: string, now: number): Promise<Told<FilmDoor>>
  filmPart(id: string, part: number, stored: FilmPart): Promise<Told<FilmDoor>>
  /** Puts the parts together, and makes the film the source. */
  finishFilm(id: string, startsAt: number | null, now: number): Promise<Told<StreamReport>>
  dropFilm(now: number): Promise<Told<null>>
  /** Every file of the recording as the public may have it. */
  recording(): Promise<RecordingList>
  /** Whether a file is one of them. */
  has(key: string): Promise<boolean>
  /** Removes the recording for good, whoever says so: its time, or the operator who has a copy. */
  expire(why: 'time' | 'moved', digest: string | null, now: number): Promise<Told<StreamReport>>
}
