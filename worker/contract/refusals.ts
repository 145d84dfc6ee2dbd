import type { MuteReason, PersonalKind } from './states'
import type { CaptionFault } from './transcript'

/** Every way of saying no, with its status. The words are in the dictionary under `refusals`. */
export const refusals = {
  BAD_REQUEST: 400,
  BAD_TEXT: 422,
  EMPTY: 422,
  TOO_SHORT: 422,
  TOO_LONG: 422,
  PERSONAL_FOUND: 422,
  INVALID: 422,
  BODY_TOO_LARGE: 413,
  NOT_JSON: 415,
  SIGN_IN_FIRST: 401,
  PROVE_AGAIN: 403,
  NOT_PROVEN: 401,
  CHALLENGE_USED: 400,
  PASSKEY_KNOWN: 409,
  LAST_WAY_IN: 409,
  NO_LINKS_HERE: 403,
  LINK_USED: 410,
  NOT_ALLOWED: 403,
  WRONG_ORIGIN: 403,
  BAD_COOKIE: 403,
  VERIFY_FIRST: 403,
  PROOF_WRONG: 422,
  PROOF_USED: 409,
  LEVEL_NOT_OFFERED: 409,
  NOT_FOUND: 404,
  RECEIPT_UNKNOWN: 404,
  RECEIPT_MISTYPED: 422,
  METHOD_NOT_ALLOWED: 405,
  SESSION_NOT_OPEN: 409,
  SESSION_MOVE: 409,
  QUESTION_PENDING: 409,
  QUESTION_MERGED: 409,
  QUESTION_CLOSED: 409,
  NOT_POSSIBLE: 409,
  CONFLICT: 409,
  UNDO_TOO_LATE: 409,
  STILL_OPEN: 409,
  SECOND_PERSON: 409,
  WRONG_UNIT: 403,
  OBJECTION_LATE: 409,
  EXTENDED_ONCE: 409,
  NO_EXTENSION: 409,
  EXTENSION_LATE: 409,
  REPLY_COPIED: 409,
  NOT_A_FILE: 415,
  FILE_GONE: 410,
  OWN_ROLE: 409,
  LAST_ADMIN: 409,
  ALREADY_HELD: 409,
  UNCHANGED: 422,
  APPEALED: 409,
  NOT_YET: 409,
  RATED: 409,
  SAID_BEFORE: 409,
  WINDOW_OVER: 409,
  REASON_WANTED: 422,
  CONTACTS_OFF: 409,
  KEY_REUSED: 422,
  SLUG_TAKEN: 409,
  NAME_TAKEN: 409,
  MUTED: 403,
  SLOW_DOWN: 429,
  ROOM_FULL: 503,
  RECORD_AWAY: 503,
  FRAME_TOO_LARGE: 413,
  BAD_FRAME: 400,
  GAP: 409,
  PUSH_NO_KEY: 401,
  PUSH_KEY: 403,
  PUSH_KEY_OVER: 403,
  PUSH_OVER: 410,
  PUSH_NAME: 400,
  PUSH_NOT_MEDIA: 415,
  PUSH_TOO_LARGE: 413,
  PUSH_TOO_FAST: 429,
  PUSH_TOO_SLOW: 408,
  LIST_BROKEN: 422,
  LIST_TOO_LONG: 413,
  LIST_DURATION: 422,
  LIST_FOREIGN: 422,
  SOURCE_NOT_HTTPS: 422,
  SOURCE_ADDRESS: 422,
  SOURCE_NOT_LISTED: 422,
  SOURCE_NOT_HLS: 422,
  SOURCE_NOT_MP4: 422,
  SOURCE_AWAY: 409,
  FILM_NOT_MP4: 415,
  FILM_PART: 422,
  NOT_A_PICTURE: 415,
  RANGE_WRONG: 416,
  RECORDING_GONE: 410,
  RECORDING_SPLIT: 409,
  BAD_CAPTIONS: 422,
  DUMP_AGAIN: 409,
  DUMP_DAMAGED: 422,
  DUMP_OTHER: 409,
  PORTAL_NOT_EMPTY: 409,
  READ_ONLY: 503,
  NOT_READY: 503,
  BROKEN: 500,
} as const
export type RefusalCode = keyof typeof refusals

/** What a client is told besides the code; facts only, never what it sent. */
export interface RefusalFacts {
  /** Which field of a form is meant. */
  field?: string
  /** Seconds until it is worth trying again. */
  retryAfter?: number
  /** Numbers of questions that stand in the way, e.g. what is still pending or open. */
  pending?: number[]
  open?: number[]
  /** For CONFLICT: who did what, when. */
  by?: string
  action?: string
  at?: number
  /** Where a merged question went. */
  mergedInto?: number
  min?: number
  max?: number
  /** For PERSONAL_FOUND: the kinds, never what was found. */
  kinds?: PersonalKind[]
  /** For MUTED: why, and until when (epoch ms) if not to the end of the session. */
  why?: MuteReason
  until?: number
  /** For BAD_CAPTIONS: what is wrong, and in which line of the file. */
  fault?: CaptionFault
  line?: number
  /** For BROKEN: the number under which the log says what happened. */
  ref?: string
}

/** A "no" that a reader should read. Anything else thrown is a bug and becomes BROKEN. */
export class Refusal extends Error {
  override name = 'Refusal'
  constructor(
    readonly code: RefusalCode,
    readonly facts: RefusalFacts = {},
  ) {
    super(code)
  }
}

/** What crosses the boundary to a room, where classes do not survive. */
export type Told<T> = { ok: true; value: T } | { ok: false; code: RefusalCode; facts: RefusalFacts }

/** Opens what a room told: the value, or the refusal thrown. */
export function heard<T>(told: Told<T>): T {
  if (told.ok) return told.value
  throw new Refusal(told.code, told.facts)
}

/** The body of every refused answer of the JSON API. */
export interface RefusalBody {
  error: { code: RefusalCode; message: string } & RefusalFacts
}
