import type { Env } from '../contract/env'
import type { Lang } from '../contract/lang'
import type { RejectReason } from '../contract/states'
import { commonWords } from '../contract/words/common'
import { reasonTexts, type ReasonText } from '../store/reason-texts'
import { inTime } from './patience'

/** How long a sentence is shown as it was last known. */
const KEEP_MS = 30_000

let kept: { at: number; texts: ReasonText[] } | null = null

/**
 * What an asker reads of each reason: as an administrator worded it, else as it is built in. With the record
 * away, as it was last known.
 */
export async function reasonSentences(
  env: Pick<Env, 'DB'>,
  lang: Lang,
  now: number,
): Promise<Record<RejectReason, string>> {
  if (!kept || now < kept.at || now - kept.at >= KEEP_MS) {
    const texts = await inTime(reasonTexts(env.DB)).catch(() => kept?.texts ?? [])
    kept = { at: now, texts }
  }
  const worded = Object.fromEntries(kept.texts.map((text) => [text.code, text[lang]]))
  return { ...commonWords[lang].reject, ...worded }
}

/** After one was reworded here. */
export function forgetReasons(): void {
  kept = null
}
