import { ANSWER_MAX, NOTE_MAX } from './limits'
import { redirectRoutes, rejectReasons } from './states'

/**
 * Texts written once, picked and changed before they are sent (常用文字): rejections, redirections and answers at
 * the desk of a session, replies at the departments' desk.
 */

export const cannedUses = ['reject', 'redirect', 'answer', 'reply'] as const
export type CannedUse = (typeof cannedUses)[number]

export interface CannedText {
  id: string
  use: CannedUse
  /** The reason or route it is for; empty for answers and replies. */
  code: string
  text: string
  version: number
}

/** More than nine cannot be picked by a number, more than these nobody looks through. */
export const CANNED_MAX = 20

export const cannedCodes: Record<CannedUse, readonly string[]> = {
  reject: rejectReasons,
  redirect: redirectRoutes,
  answer: [''],
  reply: [''],
}
export const cannedLength = (use: CannedUse): number =>
  use === 'answer' || use === 'reply' ? ANSWER_MAX : NOTE_MAX

/** The texts for one reason or route, in their order. */
export const cannedFor = (
  texts: readonly CannedText[],
  use: CannedUse,
  code: string,
): readonly CannedText[] => texts.filter((one) => one.use === use && one.code === code)
