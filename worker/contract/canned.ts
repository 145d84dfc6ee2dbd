import { ANSWER_MAX, NOTE_MAX } from './limits'
import { redirectRoutes, rejectReasons } from './states'

/** Texts written once, picked in a dialog and changed before they are sent (常用文字). */

export const cannedUses = ['reject', 'redirect', 'answer'] as const
export type CannedUse = (typeof cannedUses)[number]

export interface CannedText {
  id: string
  use: CannedUse
  /** The reason or route it is for; empty for answers. */
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
}
export const cannedLength = (use: CannedUse): number => (use === 'answer' ? ANSWER_MAX : NOTE_MAX)

/** The texts for one reason or route, in their order. */
export const cannedFor = (
  texts: readonly CannedText[],
  use: CannedUse,
  code: string,
): readonly CannedText[] => texts.filter((one) => one.use === use && one.code === code)
