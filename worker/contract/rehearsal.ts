/** 彩排: a room that can be used like a session's and leaves no record. Its name tells it from every session. */

const REHEARSAL = 'rehearsal-'

/** A rehearsal nobody ends ends by itself after this long. */
export const REHEARSAL_MS = 12 * 3_600_000
/** Made-up questions that can be put in at once. */
export const REHEARSAL_FILL = 120
/** Questions a rehearsal holds at most. */
export const REHEARSAL_MAX = 600

/** What stands where a receipt code would: nobody should keep it. */
export const REHEARSAL_RECEIPT = '彩排 REHEARSAL'

export const isRehearsal = (slug: string): boolean => slug.startsWith(REHEARSAL)

/** The name of a new rehearsal: whoever does not have its link does not find it. */
export const rehearsalName = (random: string): string => REHEARSAL + random

/** The rehearsal a path belongs to: public pages, the desk, and their API. */
export const onRehearsalPath = (path: string): boolean =>
  /^\/(?:api\/)?(?:desk\/)?(?:s|sessions)\/rehearsal-/.test(path)
