import type { Lang } from '../../worker/contract/lang'
import type { PublicCase } from '../../worker/contract/views'
import { sessionWords } from '../../worker/contract/words/session'
import { DAY_MS, formatDay } from '../../worker/domain/shanghai'

/** The last day of a period: it ends at 24:00, which is already 00:00 of the day after. */
export function lastDay(dueAt: number, lang: Lang, now: number): string {
  return formatDay(dueAt - 1, lang, now)
}

/** Whole or begun days past the end of the period, or 0. */
export function daysOverdue(item: PublicCase, now: number): number {
  if (item.dueAt === null || item.repliedAt !== null || item.state === 'void') return 0
  return Math.max(0, Math.ceil((now - item.dueAt) / DAY_MS))
}

export interface DueWords {
  /** Marked in red. */
  late: string | null
  text: string
}

/** What a reader is told of a case's date. */
export function dueWords(item: PublicCase, lang: Lang, now: number): DueWords {
  const t = sessionWords[lang]
  if (item.repliedAt !== null) {
    return { late: null, text: t.repliedOn(formatDay(item.repliedAt, lang, now)) }
  }
  if (item.dueAt === null) return { late: null, text: '' }
  const day = lastDay(item.dueAt, lang, now)
  const days = daysOverdue(item, now)
  if (days > 0) return { late: t.overdueDays(days), text: t.shouldBy(day) }
  return { late: null, text: t.dueBy(day) + (item.provisional ? ` (${t.provisional})` : '') }
}
