/** Every number a reader, a form and the server must agree on. Lengths are counted in characters as a reader counts them. */

export const QUESTION_MIN = 5
export const QUESTION_MAX = 200
export const DETAILS_MAX = 2_000
export const NAME_MAX = 20
export const COMMENT_MIN = 1
export const COMMENT_MAX = 500
export const ANSWER_MAX = 5_000
export const NOTE_MAX = 500
export const PROMPT_MAX = 200
export const SUMMARY_MAX = 2_000
export const TITLE_MAX = 60

/** Imports have limits of their own: they bring what people wrote elsewhere. */
export const IMPORT_NAME_MAX = 50
export const IMPORT_ID_MAX = 64
export const IMPORT_TITLE_MAX = 100
export const IMPORT_BODY_MAX = 10_000
export const IMPORT_REPLY_MAX = 20_000
export const IMPORT_LINE_BYTES = 128 * 1024
/** Lines in one import request; the route's body limit follows from it. */
export const IMPORT_BATCH_LINES = 100
export const IMPORT_BODY_BYTES = 4 * 1024 * 1024

export const PUBLIC_BODY_BYTES = 16 * 1024
export const STAFF_BODY_BYTES = 256 * 1024
export const FRAME_BYTES = 4 * 1024

/** Questions on one page of a list, also in the first page the server renders. */
export const PAGE_SIZE = 20
/** Questions a snapshot carries at most; a longer list is read page by page. */
export const SNAPSHOT_QUESTIONS = 500
/** A resume that would carry more changed rows than this takes a snapshot instead. */
export const RESUME_ROWS = 400

export const ASKS_PER_VISITOR = 10
export const ASK_WINDOW_MS = 10 * 60_000
export const COMMENTS_PER_VISITOR = 20
/** The most a session may allow one device in one window. */
export const QUOTA_MAX = 100
/** Accusations one device may hand in in one window. */
export const ACCUSATIONS_PER_VISITOR = 3
/** How long a sealed original outlives the last case of its question, or the close. */
export const SEALED_MS = 30 * 24 * 3_600_000
/** Lookups of receipt codes one network may get wrong in one window. */
export const LOOKUP_MISSES = 20
export const LOOKUP_WINDOW_MS = 10 * 60_000

/** How far before the press a cut may reach, and how far a chapter may be moved; seconds. */
export const CUT_FROM_MAX = 600
export const NUDGE_MAX = 120
export const UNDO_MS = 10_000
export const IDEMPOTENCY_MS = 24 * 3_600_000
/** How long questions stay welcome after the stream (会后留言). */
export const AFTER_WINDOW_MS = 7 * 24 * 3_600_000
/** The shield's figures a minute; for Cloudflare they stand in wrangler.toml too, and a test compares. */
export const SHIELD = { PACE_WRITES: 3_000, PACE_KNOWN: 600, PACE_READS: 1_200 } as const
/** Days that the network log is kept unless told otherwise: six months (网络安全法 21). */
export const COMPLIANCE_DAYS = 183
/** Days of it that can be asked for at once. */
export const COMPLIANCE_SPAN_DAYS = 31
export const SIGN_IN_LINK_MS = 24 * 3_600_000
export const STAFF_SESSION_MS = 12 * 3_600_000
/** A desk nobody touches for this long is signed out. */
export const STAFF_IDLE_MS = 30 * 60_000
/** How long somebody counts as having just proved who they are. */
export const PROOF_MS = 5 * 60_000
export const POLL_MS = 15_000
