import type { CannedText } from '../../../worker/contract/canned'
import type { Lang } from '../../../worker/contract/lang'
import type { RejectReason } from '../../../worker/contract/states'
import { commonWords, type CommonWords } from '../../../worker/contract/words/common'
import { deskWords, type DeskWords } from '../../../worker/contract/words/desk'
import type { DeskDoes, DeskModel } from './model'

/** What every part of the desk is drawn from. */
export interface DeskProps {
  model: DeskModel
  does: DeskDoes
  lang: Lang
  /** The room's clock as far as known, epoch ms. */
  now: number
  /** Who sits here. */
  me: { id: string; name: string }
  /** Standard texts to pick from. */
  texts?: readonly CannedText[]
  /** The reasons as this portal words them for askers; absent: as they are built in. */
  sentences?: Readonly<Record<RejectReason, string>> | undefined
}

export const wordsOf = (lang: Lang): { w: DeskWords; c: CommonWords } => ({
  w: deskWords[lang],
  c: commonWords[lang],
})

/** How long ago, in one figure. */
export function ago(w: DeskWords, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return w.seconds(seconds)
  if (seconds < 3600) return w.minutes(Math.floor(seconds / 60))
  if (seconds < 86_400) return w.hours(Math.floor(seconds / 3600))
  return w.days(Math.floor(seconds / 86_400))
}

const two = (n: number) => String(n).padStart(2, '0')

/** 3:41, or 00:42:17 beyond an hour. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${two(h)}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** How long something has waited, in a width that stays the same. */
export function waited(w: DeskWords, ms: number): string {
  return ms < 3_600_000 ? clock(ms) : ago(w, ms)
}

/** 3、5、9 号; a long list names the first ones. */
export function numbers(w: DeskWords, c: CommonWords, nos: readonly number[]): string {
  const shown = nos.slice(0, 6).join(c.and)
  return w.nos(nos.length > 6 ? `${shown}… (${nos.length})` : shown)
}
