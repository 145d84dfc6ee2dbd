import { SEALED_MS } from '../contract/limits'
import type { PublicSession } from '../contract/views'
import type { CaseRecord } from './records'

/**
 * When a sealed original is erased: thirty days after the last case of its question ended, or after the
 * close where there was none. null while nobody can tell yet. store/sealed.ts asks the record the same.
 */
export function eraseAt(
  sealedAt: number,
  cases: readonly Pick<CaseRecord, 'state' | 'closedAt'>[],
  session: Pick<PublicSession, 'state' | 'startsAt' | 'closedAt'>,
): number | null {
  const real = cases.filter((one) => one.state !== 'void')
  if (real.some((one) => one.closedAt === null)) return null
  const ends = real.map((one) => one.closedAt ?? 0)
  if (ends.length > 0) return Math.max(...ends) + SEALED_MS
  if (session.closedAt !== null) return session.closedAt + SEALED_MS
  // What was called off has no close.
  return session.state === 'cancelled' ? Math.max(session.startsAt, sealedAt) + SEALED_MS : null
}
