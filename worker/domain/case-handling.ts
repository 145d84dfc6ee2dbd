import type { PublicHandling } from '../contract/cases'
import type { CaseFile, CaseUnitRecord, PauseRecord, ReplyRecord } from './case-records'
import { maskPersonal } from './masking'
import { isOpenCase } from './projection'

/**
 * How a case stands beyond what its room knows, as anybody may read it: who helps, what is answered together,
 * why it takes longer, what its clock waits for, and what was replied before. Who did it is not copied here.
 */

export interface HandlingParts {
  file: Pick<
    CaseFile,
    | 'id'
    | 'state'
    | 'visibility'
    | 'repliedAt'
    | 'extendedAt'
    | 'extensionWhy'
    | 'pausedAt'
    | 'sponsor'
  >
  units: readonly Pick<CaseUnitRecord, 'unit' | 'role' | 'untilAt'>[]
  pauses: readonly Pick<PauseRecord, 'fromAt' | 'untilAt' | 'limitAt' | 'why' | 'text'>[]
  /** Published final replies and corrections, in any order. */
  replies: readonly Pick<ReplyRecord, 'id' | 'text' | 'outcome' | 'publishedAt' | 'corrects'>[]
  /** Public questions whose cases go by the same joint number. */
  joint: PublicHandling['joint']
}

const masked = (text: string) => maskPersonal(text).text

/**
 * What was replied in the rounds before, the latest first, in the words that stood at their end. What was
 * corrected within a round is told by domain/corrections.ts.
 */
function earlierReplies({ file, replies }: HandlingParts): PublicHandling['earlier'] {
  const last = replies
    .filter(({ id }) => !replies.some(({ corrects }) => corrects === id))
    .sort((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0))
  return last
    .slice(file.repliedAt === null ? 0 : 1)
    .flatMap(({ text, outcome, publishedAt: at }) => {
      if (at === null) return []
      const shown = maskPersonal(text).found.length === 0
      return [{ text: shown ? text : null, outcome, at }]
    })
}

/** null where there is nothing to say of it, or nothing of it is public. */
export function publicHandling(parts: HandlingParts): PublicHandling | null {
  const { file, units, pauses, joint } = parts
  if (!isOpenCase(file) || file.state === 'void') return null
  const out: PublicHandling = {
    case: file.id,
    assists: units
      .filter(({ role, untilAt }) => role === 'assist' && untilAt === null)
      .map(({ unit }) => unit),
    joint,
    earlier: earlierReplies(parts),
  }
  if (file.sponsor) out.sponsor = file.sponsor
  if (file.extendedAt !== null) {
    out.extended = { at: file.extendedAt, why: masked(file.extensionWhy ?? '') }
  }
  const pause = file.pausedAt === null ? undefined : pauses.find(({ untilAt }) => untilAt === null)
  if (pause) {
    const { fromAt: since, limitAt: until, why, text } = pause
    out.paused = { since, until, why, text: masked(text) }
  }
  const { assists, earlier, sponsor, extended, paused } = out
  const says = assists.length + joint.length + earlier.length > 0 || sponsor || extended || paused
  return says ? out : null
}
