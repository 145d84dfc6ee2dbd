import type { PublicRevision } from '../contract/record'
import { maskPersonal } from './masking'
import type { ReplyRecord } from './case-records'
import type { RevisionRecord } from './records'

/** What anybody may read of a correction. Made here and nowhere else, like every public byte. */

/** A wording as its revision keeps it; of a question it holds the details as well. */
function wordingOf({ entity }: RevisionRecord, kept: string): string {
  if (entity !== 'question' || !kept.startsWith('{')) return kept
  try {
    const { text, details } = JSON.parse(kept) as { text?: unknown; details?: unknown }
    return [text, details].filter((part) => typeof part === 'string' && part !== '').join('\n')
  } catch {
    // Kept as it was written by an import: a plain text that happens to begin like this.
    return kept
  }
}

const isOpen = (text: string) => text !== '' && maskPersonal(text).found.length === 0

/**
 * Corrections, oldest first, each with both wordings where both may be read. Wordings before a masking stay
 * sealed, those of earlier corrections too: what was masked stood in them as well. So does any wording that
 * held personal data.
 */
export function publicCorrections(rows: readonly RevisionRecord[]): PublicRevision[] {
  return rows.flatMap((row, i) => {
    const { entity, entityId, why, at } = row
    if (entity === 'line') return []
    const maskedFrom = (from: number) =>
      rows.slice(from).some((other) => other.why === 'mask' && other.entityId === entityId)
    const before = wordingOf(row, row.before)
    const after = wordingOf(row, row.after)
    return [
      {
        entity,
        entityId,
        why: maskPersonal(why).text,
        before: !maskedFrom(i) && isOpen(before) ? before : null,
        after: !maskedFrom(i + 1) && isOpen(after) ? after : null,
        at,
      },
    ]
  })
}

/** A correction of a reply whose public reason begins so has the former wordings sealed. */
export const SEALING = '遮盖个人信息'

/** The reason of a correction, with the mark that seals what stood before. */
export const sealingWhy = (why: string): string =>
  why.startsWith(SEALING) ? why : `${SEALING}：${why}`

/** The reason without its mark, as it was typed. */
export const typedWhy = (why: string): string =>
  why.startsWith(`${SEALING}：`) ? why.slice(SEALING.length + 1) : why

/** Corrections of departments' replies: each published reply that names the one it corrects, oldest first. */
export function replyCorrections(
  replies: readonly Pick<
    ReplyRecord,
    'id' | 'caseId' | 'state' | 'text' | 'corrects' | 'correctedWhy' | 'publishedAt'
  >[],
): PublicRevision[] {
  const published = replies.filter(({ state }) => state === 'published')
  const rows = published
    .filter(({ corrects }) => corrects !== null)
    .sort((a, b) => (a.publishedAt ?? 0) - (b.publishedAt ?? 0))
  return rows.flatMap((row, i) => {
    const stood = published.find(({ id }) => id === row.corrects)
    if (!stood || row.publishedAt === null) return []
    const sealedFrom = (from: number) =>
      rows
        .slice(from)
        .some((one) => one.caseId === row.caseId && (one.correctedWhy ?? '').startsWith(SEALING))
    return [
      {
        entity: 'reply' as const,
        entityId: row.caseId,
        why: maskPersonal(row.correctedWhy ?? '').text,
        before: !sealedFrom(i) && isOpen(stood.text) ? stood.text : null,
        after: !sealedFrom(i + 1) && isOpen(row.text) ? row.text : null,
        at: row.publishedAt,
      },
    ]
  })
}
